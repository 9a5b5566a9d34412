"""What grammar takes from plain sentences, and what it must refuse."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.english import load_english
from ingest.extract import extract
from kg.records import Certainty, Chunk, Claim, Document, Mention, Rejection

Prose = Callable[..., tuple[Document, Chunk]]
Read = Callable[[str], tuple[dict[str, Mention], tuple[Claim, ...], tuple[Rejection, ...]]]


@pytest.fixture(scope="module")
def read(prose: Prose) -> Read:
    nlp = load_english()

    def reader(text: str) -> tuple[dict[str, Mention], tuple[Claim, ...], tuple[Rejection, ...]]:
        document, chunk = prose(text)
        mentions, claims, rejections = extract(document, [chunk], nlp)
        return {m.id: m for m in mentions}, claims, rejections

    return reader


def triples(read: Read, text: str) -> set[tuple[str, str, str, str]]:
    mentions, claims, _ = read(text)
    return {
        (mentions[c.head.mention].name, c.predicate.text, mentions[c.tail.mention].name, c.relation) for c in claims
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wetlands store water.", ("wetland", "store", "water", "CONTAINS")),
        ("Loam is a soil.", ("loam", "be", "soil", "IS_A")),
        ("Water vapour is invisible.", ("water vapour", "be", "invisible", "HAS_PROPERTY")),
        ("Springs depend on aquifers.", ("spring", "depend on", "aquifer", "REQUIRES")),
        ("Gravel is more permeable than clay.", ("gravel", "be more permeable than", "clay", "COMPARES")),
        ("Soil compaction reduces infiltration.", ("soil compaction", "reduce", "infiltration", "DECREASES")),
    ],
)
def test_a_plain_sentence_is_one_claim(read: Read, text: str, expected: tuple[str, ...]) -> None:
    assert triples(read, text) == {expected}


def test_a_passive_is_turned_round_where_the_doer_is_named(read: Read) -> None:
    assert ("farmer", "grow", "maize") in {t[:3] for t in triples(read, "Maize is grown by farmers.")}


def test_a_passive_stays_one_where_the_doer_is_not_named(read: Read) -> None:
    _, claims, _ = read("Maize is grown in Kenya.")
    assert [(c.predicate.text, c.predicate.passive) for c in claims] == [("be grown in", True)]


def test_what_is_denied_is_never_affirmed(read: Read) -> None:
    _, claims, _ = read("Evaporation removes water but does not remove salts. Forests do not cause floods.")
    assert {(c.tail.phrase, c.affirmed) for c in claims} == {("water", True), ("salts", False), ("floods", False)}


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("Biochar may increase water storage.", Certainty.POSSIBLE),
        ("Climate change probably reduces rainfall.", Certainty.PROBABLE),
        ("Some studies suggest that deforestation reduces rainfall.", Certainty.PROBABLE),
        ("Deforestation reduces rainfall.", Certainty.ASSERTED),
    ],
)
def test_certainty_is_kept(read: Read, text: str, certainty: Certainty) -> None:
    _, claims, _ = read(text)
    assert [c.certainty for c in claims] == [certainty]


def test_conditions_times_and_scopes_are_kept(read: Read) -> None:
    _, claims, _ = read("If the soil is saturated, roots lack oxygen. In arid regions, evaporation exceeds rainfall.")
    by_head = {c.head.phrase: c for c in claims}
    assert by_head["roots"].condition == "If the soil is saturated"
    assert by_head["evaporation"].scope == "In arid regions"
    assert not any(c.plain for c in claims)


def test_lists_are_taken_apart(read: Read) -> None:
    found = triples(read, "Soil is made of minerals, organic matter, water and air.")
    assert {t[2] for t in found} == {"mineral", "organic matter", "water", "air"}


def test_alternatives_are_not_taken_apart(read: Read) -> None:
    _, claims, rejections = read("Frost or drought kills seedlings.")
    assert not claims
    assert "alternatives" in {r.reason for r in rejections}


def test_a_definition_gives_the_kind_and_what_sets_it_apart(read: Read) -> None:
    found = {t[:3] for t in triples(read, "A rain garden is a planted hollow that collects runoff.")}
    assert found == {("rain garden", "be", "planted hollow"), ("rain garden", "collect", "runoff")}


def test_examples_are_kinds_of_what_they_exemplify(read: Read) -> None:
    found = triples(read, "Farmers grow cereals such as wheat and maize.")
    assert {("wheat", "be a kind of", "cereal", "IS_A"), ("maize", "be a kind of", "cereal", "IS_A")} <= found


@pytest.mark.parametrize(
    "text",
    [
        "Does mulch reduce evaporation?",
        "Reduce evaporation with mulch.",
        "We use sensors in the field.",
        "This paper describes wetlands.",
        "The following section presents soils.",
        "Such cases require drainage.",
        "Figure 3 shows the rainfall.",
        "The authors studied wetlands.",
        "They store water.",
        "The model uses rainfall.",
        "Most of them need water.",
        "and stores water in the ground",
        "It would reduce erosion.",
    ],
)
def test_what_means_nothing_elsewhere_is_no_claim(read: Read, text: str) -> None:
    mentions, claims, rejections = read(text)
    assert not claims
    assert rejections
    assert {m.name for m in mentions.values()} <= {"wetland", "mulch", "evaporation"}


def test_a_pronoun_is_resolved_only_where_one_thing_can_be_meant(read: Read) -> None:
    mentions, claims, _ = read("Wetlands are ecosystems. They store water.")
    told = {(mentions[c.head.mention].name, c.predicate.text): c for c in claims}
    assert ("wetland", "store") in told
    assert told["wetland", "store"].evidence.quote == "Wetlands are ecosystems. They store water."


def test_every_phrase_and_quote_stands_in_the_document(read: Read) -> None:
    text = "Wetlands (see Fig. 1) store  water [3], and roots\ntake up nitrate. Peat (a soil) holds carbon."
    mentions, claims, _ = read(text)
    assert claims
    for claim in claims:
        assert text[claim.evidence.start : claim.evidence.end] == claim.evidence.quote
        for argument in (claim.head, claim.tail):
            assert text[argument.start : argument.end] == argument.phrase
            assert argument.mention in mentions


def test_quantities_stay_with_their_noun(read: Read) -> None:
    _, claims, _ = read("The heart has four chambers. Many plants need light.")
    assert {(c.tail.phrase, c.quantity) for c in claims} == {("four chambers", "four"), ("light", "many")}


def test_the_same_document_gives_the_same_records(read: Read) -> None:
    text = "Wetlands store water. Roots hold soil, and mulch reduces evaporation."
    assert read(text) == read(text)


def test_real_papers_yield_claims_that_point_at_their_words(prose: Prose, shared: object) -> None:
    from pathlib import Path

    nlp = load_english()
    folder = Path(str(shared)) / "data" / "papers-truth"
    text = (folder / "jose.00300.md").read_text(encoding="utf-8").split("# Statement of need")[1][:4000].strip()
    document, chunk = prose(text)
    _, claims, rejections = extract(document, [chunk], nlp)
    assert claims
    assert rejections
    assert all(text[a.start : a.end] == a.phrase for c in claims for a in (c.head, c.tail))


def test_a_documents_own_thing_is_an_entity_of_that_document_alone(prose: Prose) -> None:
    document, chunk = prose("The course includes fourteen lectures. The results include outliers.")
    titled = document.model_copy(update={"title": "Learning by Doing"})
    names = {m.id: m.name for m in extract(titled, [chunk], load_english())[0]}
    heads = {names[c.head.mention] for c in extract(titled, [chunk], load_english())[1]}
    assert heads == {"course of “Learning by Doing”"}
    assert extract(document, [chunk], load_english())[1] == ()


def test_a_name_that_stands_small_in_a_path_or_by_the_way_keeps_its_capital(read: Read) -> None:
    text = (
        "Most of the tools use Python in Jupyter. All of them are written in Python, and students learn Python from"
        " them. Some know Python. They type python tools/run.py in a shell. Python packages use compilers."
    )
    assert ("Python package", "use", "compiler", "USES") in triples(read, text)


def test_a_kind_at_the_head_of_its_sentence_is_no_name(read: Read) -> None:
    assert triples(read, "Moss grows on logs.") == {("moss", "grow on", "log", "LOCATED_IN")}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Trees cool cities through transpiration.", "no_copula"),
        ("Evapotranspiration links vegetation and climate.", "collective"),
        ("The old pumps are in place.", "no_verb_class"),
        ("Iron screws are made by casting and welding.", "collective"),
        ("The engineers of the valley said in a report.", "no_verb_class"),
        ("The valley farms spend Monday.", "no_verb_class"),
    ],
)
def test_a_sentence_of_which_a_part_would_mislead_says_nothing(read: Read, text: str, reason: str) -> None:
    _, claims, rejections = read(text)
    assert not claims
    assert reason in {rejection.reason for rejection in rejections}


def test_what_ties_a_claim_to_what_was_said_before_is_no_condition_of_it(read: Read) -> None:
    for opening in ("In contrast to older pumps,", "Thanks to its long history,"):
        _, claims, _ = read(f"{opening} the Archimedes screw lifts water.")
        assert [claim.scope for claim in claims] == [None]


def test_what_holds_on_a_condition_is_of_that_class_whatever_its_verb(read: Read) -> None:
    said = "rainfall increases surface runoff."
    assert triples(read, f"If soils are sealed, {said}") == {("rainfall", "increase", "surface runoff", "IF_THEN")}
    assert triples(read, said.capitalize()) == {("rainfall", "increase", "surface runoff", "INCREASES")}


def test_the_verb_tells_how_many_where_the_noun_does_not(read: Read) -> None:
    for text, many in (("Livestock cause soil erosion.", True), ("Livestock causes soil erosion.", False)):
        _, claims, _ = read(text)
        assert [claim.head.plural for claim in claims] == [many]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Springs are described in Sand and Reed (2011).", "author_cited"),
        ("Wells are measured by Lake (2019).", "author_cited"),
        ("Though wetlands store water, many towns drain them.", "conceded"),
        ("Their Figure 6 demonstrated that wetlands store water.", "reported_speech"),
        ("Water mills and steam engines use river gates and coal boilers.", "list_on_list"),
        ("Pumps are controlled independently from the water gates.", "no_tail"),
        ("The water mill (Figure 2) drives the saw blade.", "figure_cited"),
        ("Wells are sunk most easily within sandstone.", "compared"),
    ],
)
def test_what_another_says_concedes_or_shows_is_no_claim_of_the_document(read: Read, text: str, reason: str) -> None:
    _, claims, rejections = read(text)
    assert not [claim for claim in claims if claim.quantity != "some"]
    assert reason in {rejection.reason for rejection in rejections}


def test_what_is_done_by_default_has_no_doer(read: Read) -> None:
    _, claims, _ = read("Water gates are closed by default.")
    assert not claims


def test_what_is_reached_by_a_means_is_not_done_by_it(read: Read) -> None:
    assert triples(read, "Fresh water is obtained by distillation.") == {
        ("fresh water", "be obtained by", "distillation", "OTHER")
    }


def test_a_condition_may_be_as_long_as_it_holds(read: Read) -> None:
    _, (claim,), _ = read("Wetlands store water as long as the ground is not drained.")
    assert claim.relation == "IF_THEN"
    assert claim.condition == "as long as the ground is not drained"


def test_a_participle_says_something_of_some(read: Read) -> None:
    _, claims, _ = read("Farmers build pumps powered by wind turbines.")
    assert {claim.quantity for claim in claims if claim.predicate.verb == "power"} <= {"some"}


def test_what_is_then_done_is_done_to_what_became_of_it(read: Read) -> None:
    _, claims, rejections = read("Ore is melted in furnaces and then cast in moulds.")
    assert {claim.predicate.verb for claim in claims} == {"melt"}
    assert "one_step" in {rejection.reason for rejection in rejections}


def test_what_several_made_none_made_alone(read: Read) -> None:
    _, claims, rejections = read("The millers and the bakers built water wheels.")
    assert not claims
    assert "collective" in {rejection.reason for rejection in rejections}
