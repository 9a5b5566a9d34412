"""The class of a predicate: looked up in configs/relations.yaml, never guessed."""

from __future__ import annotations

from functools import lru_cache

from kg.relation_classes import OTHER, relation_classes

PLACES = frozenset({"place", "object", "substance", "organism", "organization", "artifact"})
PARTS = frozenset({"object", "organism", "substance", "artifact", "place"})


@lru_cache(maxsize=1)
def _classes() -> dict[str, str]:
    return {verb: name for name, found in relation_classes().items() for verb in found.verbs}


def relation_class(predicate: str, tail_kind: str, adjective: bool = False) -> str:
    """Return the class of a predicate's text (`depend on`); `adjective` where the tail is one (`is porous`).

    `have` contains a thing, but has a property. A text that no class names is OTHER.
    """
    if adjective:
        return _classes().get(f"{predicate} (adjective)", "HAS_PROPERTY")
    if predicate == "have":
        return "CONTAINS" if tail_kind in PARTS else "HAS_PROPERTY"
    found = _classes().get(predicate)
    if found is None and predicate.startswith(("help ", "can ")):
        found = _classes().get(predicate.partition(" ")[2])
    if found == "LOCATED_IN" and tail_kind not in PLACES:
        return OTHER
    return found or OTHER
