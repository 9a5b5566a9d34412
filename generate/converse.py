"""A fact said the other way round: *rain recharges groundwater*, *groundwater is recharged by rain*.

English grammar gives every transitive verb its passive, which says the same of the same two things; so a path may also
run against an edge, from what is acted on to what acts. Where a verb has none that could be said, the step is still
taken by asking for the one who does it (*what depends on it*): its claim's ends change places, its predicate stays.
"""

from __future__ import annotations

from generate.clauses import qualifiers
from generate.morphology import inflect
from generate.phrases import head_noun, listed, says_little
from kg.records import REFERENCES, Hop

_NO_PASSIVE = listed(
    "be have become remain resemble lack cost weigh equal fit suit contain comprise include mean last stay seem appear "
    "belong consist depend differ hold possess own want like love hate know need"
)
"""Verbs that say how things stand rather than what one does to the other, or whose passive no one uses."""

_NO_CONVERSE = frozenset({"IS_A", "SAME_AS", "HAS_PROPERTY", "COMPARES"})


def converse(hop: Hop) -> Hop | None:
    """Return the hop from the tail of `hop` to its head, None where nobody would ask for the head that way."""
    claim, predicate = hop.claim, hop.claim.predicate
    verb, _, rest = predicate.text.partition(" ")
    if hop.relation.relation in _NO_CONVERSE or (qualifiers(claim) and claim.extractor != REFERENCES):
        return None
    if predicate.verb == "include" and says_little(head_noun(claim.head.phrase)):
        return None  # *key components of it include that*: no one thing does
    said = predicate
    if not predicate.passive and not predicate.preposition and rest == predicate.particle and verb not in _NO_PASSIVE:
        done = f"be {inflect(verb, 'VBN')}{f' {rest}' if rest else ''} by"
        said = predicate.model_copy(update={"text": done, "preposition": "by", "passive": True})
    elif predicate.text.endswith(" as") or predicate.verb == predicate.text == "be":
        return None  # nobody asks for what *is introduced as it*
    turned = claim.model_copy(update={"head": claim.tail, "tail": claim.head, "predicate": said})
    return Hop(head=hop.tail, relation=hop.relation, tail=hop.head, claim=turned, inverse=True)
