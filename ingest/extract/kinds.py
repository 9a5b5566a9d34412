"""The type of a term, from its head noun: a list of telling nouns, then endings, then what the parser took it for."""

from __future__ import annotations

KINDS = (
    "person",
    "organization",
    "place",
    "event",
    "object",
    "substance",
    "organism",
    "artifact",
    "process",
    "property",
    "quantity",
    "time",
    "method",
    "concept",
)

_HEADS = {
    "person": (
        "scientist engineer farmer physicist chemist biologist mathematician author king queen president teacher "
        "student learner people person human child woman man worker user developer researcher instructor"
    ),
    "organization": (
        "university company institute organization organisation agency government school college department "
        "foundation society association corporation committee community ministry council club team"
    ),
    "place": (
        "river lake ocean sea mountain city country region desert forest valley island coast continent village "
        "town aquifer basin wetland floodplain delta estuary glacier catchment watershed street park hill plain "
        "spring field farm garden swamp marsh reservoir canal dam habitat laboratory"
    ),
    "event": "war flood drought storm conference workshop election earthquake eruption festival battle course lesson",
    "object": (
        "sun moon earth planet star root stem cell organ pump well pipe wheel machine device sensor rock stone "
        "tool engine instrument telescope camera robot computer leaf cloud raindrop droplet stoma fruit seed "
        "flower"
    ),
    "substance": (
        "water soil groundwater rainwater floodwater rainfall snowmelt calcium sodium potassium mulch gypsum "
        "limestone sandstone gravel biochar moisture air manure compost straw bark meltwater oxygen carbon "
        "nitrogen phosphorus gas acid salt sand clay silt humus metal mineral protein sugar starch oil dioxide "
        "vapour vapor steam ice snow rain nitrate fertilizer fertiliser nutrient sediment loam hydrogen ammonia "
        "methane chlorophyll glucose enzyme hormone DNA RNA blood food pollutant"
    ),
    "organism": (
        "plant amphibian frog legume clover seedling crop barley livestock animal tree grass species bacterium "
        "fungus insect bird fish mammal worm earthworm microbe organism beaver algae virus moss maize wheat rice "
        "mouse human cow bee"
    ),
    "artifact": (
        "software package library dataset database notebook code language framework toolkit program book article "
        "paper website repository app application platform corpus file interface api script textbook module "
        "tutorial"
    ),
    "property": (
        "temperature pressure density speed velocity mass weight length height depth size colour color shape "
        "porosity permeability acidity ph salinity fertility humidity slope texture structure accuracy rate level "
        "strength hardness quality performance energy power"
    ),
    "quantity": "percent percentage number amount litre liter metre meter kilometre kilometer gram ton tonne kilogram",
    "time": "year month week day hour season century decade winter summer autumn era epoch",
    "method": (
        "algorithm method approach technique model regression network procedure protocol classifier optimizer "
        "simulation learning descent backpropagation sampling inference estimator kernel transform test"
    ),
    "process": (
        "cycle process growth erosion flow runoff evaporation transpiration infiltration photosynthesis decay "
        "rainfall drainage recharge weathering condensation precipitation digestion respiration change training"
    ),
}
_BY_HEAD = {word: kind for kind, text in _HEADS.items() for word in text.split()}
_ENDINGS = (
    (
        ("ation", "ition", "sion", "ment", "lysis", "genesis", "ification", "ization", "isation", "tion", "synthesis"),
        "process",
    ),
    (("ity", "ness", "ability", "ibility", "ance", "ence", "hood", "width", "ship"), "property"),
    (("ology", "ics", "ism", "theory"), "concept"),
    (("ologist", "icist", "ician", "grapher"), "person"),
    (("aceae", "saurus", "coccus", "virus"), "organism"),
)
_PARSER = {
    "person": "person",
    "organization": "organization",
    "place": "place",
    "event": "event",
    "object": "object",
    "substance": "substance",
    "animal": "organism",
    "plant": "organism",
    "time": "time",
    "abstract": "concept",
    "PERSON": "person",
    "ORG": "organization",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "EVENT": "event",
    "PRODUCT": "artifact",
    "WORK_OF_ART": "artifact",
    "DATE": "time",
    "TIME": "time",
}


def kind_of(head: str, proper: bool, seen_as: str | None = None) -> str:
    """Return the type of a term with this head lemma; `seen_as` is the parser's label over it, if any."""
    parsed = _PARSER.get(seen_as or "", "")
    if proper and parsed and parsed != "concept":
        return parsed
    known = _BY_HEAD.get(head.lower())
    if known:
        return known
    if proper:
        return "artifact" if parsed in ("", "concept") else parsed
    if parsed and parsed not in ("concept", "event"):
        return parsed
    for endings, kind in _ENDINGS:
        if head.lower().endswith(endings) and len(head) > 5:
            return kind
    return "process" if parsed == "event" or (head.endswith("ing") and len(head) > 5) else "concept"
