"""A fact said the other way round: *rain recharges groundwater*, *groundwater is recharged by rain*.

English grammar gives every transitive verb its passive, which says the same of the same two things; so a path may also
run against an edge, from what is acted on to what acts.
"""

from __future__ import annotations

from generate.clauses import qualifiers
from generate.morphology import inflect
from generate.phrases import listed
from kg.records import Hop

_NO_PASSIVE = listed(
    "be have become remain resemble lack cost weigh equal fit suit contain comprise include mean last stay seem appear "
    "belong consist depend differ hold possess own want like love hate know need"
)
"""Verbs that say how things stand rather than what one does to the other, or whose passive no one uses."""

_NO_CONVERSE = frozenset({"IS_A", "SAME_AS", "HAS_PROPERTY", "COMPARES", "CITES"})


def converse(hop: Hop) -> Hop | None:
    """Return the hop from the tail of `hop` to its head, None where its verb has no passive that could be said."""
    claim, predicate = hop.claim, hop.claim.predicate
    verb, _, rest = predicate.text.partition(" ")
    plain = not predicate.passive and not predicate.preposition and rest == predicate.particle
    if not plain or verb in _NO_PASSIVE or hop.relation.relation in _NO_CONVERSE or qualifiers(claim):
        return None
    done = f"be {inflect(verb, 'VBN')}{f' {rest}' if rest else ''} by"
    said = predicate.model_copy(update={"text": done, "preposition": "by", "passive": True})
    turned = claim.model_copy(update={"head": claim.tail, "tail": claim.head, "predicate": said})
    return Hop(head=hop.tail, relation=hop.relation, tail=hop.head, claim=turned, inverse=True)
