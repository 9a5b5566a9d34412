"""Surveys a graph once: the claims fit for questions, as one-hop facts, indexed by what they join."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Protocol

from generate.admit import admit
from generate.beside import EXTRACTOR as SENTENCE
from generate.cells import CELL, by_column
from generate.context import one_of_several
from generate.converse import converse
from generate.difficulty import zipf
from generate.gaps import gapped
from generate.lemmas import content
from generate.phrases import (
    bare,
    generic,
    is_person,
    is_work,
    listed,
    of_document,
    overlaps,
    phrase_of,
    tidy,
    words,
)
from generate.quest import Reasoner, walk
from generate.textbook import in_general
from generate.told import Told
from generate.unguessed import is_figure
from kg.ground import Ground
from kg.records import REFERENCES, Certainty, Claim, Entity, Hop, Rejection, Relation


class GraphView(Protocol):
    """As much of a graph as questions are made from: `kg.walk.Graph` is one."""

    @property
    def entities(self) -> Mapping[str, Entity]: ...

    @property
    def relations(self) -> Mapping[str, Relation]: ...

    def __hash__(self) -> int: ...

    def title(self, document: str) -> str:
        """Return the title of a document, empty where it has none."""
        ...


Wrong = tuple[Entity, str]
"""A wrong option: the entity, and the words for it, which some claim about it uses."""


@dataclass(frozen=True)
class Facts:
    """What a graph supports: `sound` facts are affirmed and asserted, `hedged` and `denied` ones say so themselves.

    `partial` ones are sound only beside others of their sentence: soil is made of sand, clay and air, not of air.
    `unsaid` ones were turned away: their sentence says more than they do. `beside` are pairs of terms that stand in
    one sentence, whatever it says of them, `cells` what a table has for a row: neither are edges of the graph
    (`generate.beside`, `generate.grids`). `told` is all that the documents say, read or not.
    """

    graph: GraphView
    sound: tuple[Hop, ...]
    hedged: tuple[Hop, ...]
    denied: tuple[Hop, ...]
    partial: tuple[Hop, ...]
    unsaid: tuple[Hop, ...]
    rejections: tuple[Rejection, ...]
    by_head: Mapping[str, tuple[Hop, ...]]
    by_tail: Mapping[str, tuple[Hop, ...]]
    by_document: Mapping[str, tuple[Hop, ...]]
    converses: tuple[Hop, ...]
    onward: Mapping[str, tuple[Hop, ...]]
    """Sound facts and their converses by the entity that they lead on from."""
    edges: Mapping[str, tuple[Relation, ...]]
    into: Mapping[str, tuple[Relation, ...]]
    common: bool
    """Whether half of what the graph tells, references apart, is of common things: else its readers know those."""
    beside: tuple[Hop, ...] = ()
    cells: tuple[Hop, ...] = ()
    told: Told = field(default_factory=Told)
    reasoner: Reasoner = walk
    grounds: tuple[Ground, ...] = ()
    """Where search led; none where all of the graph is the ground."""

    def worth(self, hop: Hop) -> float:
        """Return how near what was searched for a fact is, 0 to 1; 1 where nothing was searched for."""
        return max((_weight(ground, hop) for ground in self.grounds), default=1.0)

    def ground(self, hops: Sequence[Hop]) -> tuple[float, str | None]:
        """Return what was searched for where all of `hops` were found, the nearest of several, and how near they are.

        What rests on facts that no one search found is on no ground.
        """
        near = [
            (sum(_weight(ground, hop) for hop in hops) / len(hops), ground.text)
            for ground in self.grounds
            if all(_weight(ground, hop) for hop in hops)
        ]
        return max(near, default=(1.0, None))

    def within(self, grounds: tuple[Ground, ...]) -> Facts:
        """Return the facts on these grounds; all that the graph knows still tells whether a question is clear."""

        def here(hops: tuple[Hop, ...]) -> tuple[Hop, ...]:
            return tuple(hop for hop in hops if any(_weight(ground, hop) for ground in grounds))

        def grouped(groups: Mapping[str, tuple[Hop, ...]]) -> Mapping[str, tuple[Hop, ...]]:
            return {key: kept for key, hops in groups.items() if (kept := here(hops))}

        return replace(
            self,
            sound=here(self.sound),
            hedged=here(self.hedged),
            denied=here(self.denied),
            partial=here(self.partial),
            unsaid=here(self.unsaid),
            converses=here(self.converses),
            by_head=grouped(self.by_head),
            by_tail=grouped(self.by_tail),
            onward=grouped(self.onward),
            beside=here(self.beside),
            cells=here(self.cells),
            grounds=grounds,
        )

    def rivals(self, hop: Hop, of: str = "tail", documents: Collection[str] = ()) -> tuple[Relation, ...]:
        """Return the edges that give a question for the hop's tail (or `of="head"`) another answer.

        Every edge of the graph counts, fit for a question or not, whose document is the hop's or one of `documents`,
        that joins the same end to something else along the same class or with the same verb.
        """
        named = {hop.claim.evidence.document, *documents}
        asked_by_tail = (of == "tail") is not hop.inverse
        around = self.edges.get(hop.relation.head, ()) if asked_by_tail else self.into.get(hop.relation.tail, ())
        same = hop.relation.tail if asked_by_tail else hop.relation.head
        return tuple(
            edge
            for edge in around
            if (edge.tail if asked_by_tail else edge.head) != same
            and _alike(edge, hop)
            and any(claim.evidence.document in named and _at_once(claim, hop.claim) for claim in edge.claims)
        )

    def joined(self, one: str, other: str) -> bool:
        """Return whether any edge joins two entities, either way."""
        return any(edge.tail == other for edge in self.edges.get(one, ())) or any(
            edge.tail == one for edge in self.edges.get(other, ())
        )

    def wrong_tails(self, hop: Hop, claims: Iterable[Hop] | None = None) -> list[Wrong]:
        """Return wrong answers to a question for the hop's tail, nearest first, in a fixed order.

        Each is of the tail's type and number, stands in the same document as the tail of some fact, is not joined to
        the head at all, is not named where the answer is, and shares no head noun with the answer, the head, or another
        wrong answer.
        """
        answer, start = phrase_of(hop.claim.tail, hop.tail), phrase_of(hop.claim.head, hop.head)
        pool = claims if claims is not None else self.by_document.get(hop.claim.evidence.document, ())
        ranked = sorted(
            (fact for fact in pool if self._can_replace(fact, hop)),
            key=lambda fact: (
                fact.relation.relation != hop.relation.relation,
                fact.claim.evidence.chunk != hop.claim.evidence.chunk,
                abs(len(words(fact.claim.tail.phrase)) - len(words(answer))),
                fact.claim.id,
            ),
        )
        kept: list[Wrong] = []
        for fact in ranked:
            phrase = phrase_of(fact.claim.tail, fact.tail)
            if bare(phrase).lower() in hop.claim.evidence.quote.lower():
                continue  # named in the same breath, it may well be another answer
            if not any(overlaps(phrase, other) for other in (answer, start, *(wrong[1] for wrong in kept))):
                kept.append((fact.tail, phrase))
        return kept

    def _can_replace(self, fact: Hop, hop: Hop) -> bool:
        return (
            fact.tail.id not in (hop.tail.id, hop.head.id)
            and fact.tail.type == hop.tail.type
            and _fits(fact, hop)
            and fact.claim.tail.plural == hop.claim.tail.plural
            and _determined(fact) == _determined(hop)
            and _property(fact) == _property(hop)
            and not self.joined(hop.head.id, fact.tail.id)
            and not self.joined(hop.tail.id, fact.tail.id)
        )

    @cached_property
    def sentences(self) -> Mapping[str, tuple[Hop, ...]]:
        """What is told by each sentence, by its evidence's id: of documents with a title, lists of references apart."""
        told = (hop for hop in (*self.sound, *self.unsaid, *self.beside) if hop.claim.extractor != REFERENCES)
        return _grouped((hop.claim.evidence.id, hop) for hop in told if self.title(hop.claim.evidence.document))

    @cached_property
    def gapped(self) -> tuple[tuple[Hop, str], ...]:
        """For each sentence the hop that it is put with gaps for, and where they are."""
        rows = self.sentences.values()
        return tuple(gapped(hops, self.title(hops[0].claim.evidence.document), self.expected) for hops in rows)

    def expected(self, phrase: str, hop: Hop) -> bool:
        """Return whether readers expect a phrase of the document of a hop, which names it elsewhere as well."""
        return not self.common and not is_figure(phrase) and self.told.again_named(phrase, hop)

    @cached_property
    def columns(self) -> tuple[tuple[Hop, ...], ...]:
        """The columns of the tables of documents with a title, each with its cells in the order of the rows."""
        cells = (hop for hop in self.cells if self.title(hop.claim.evidence.document))
        return tuple(map(tuple, by_column(cells)))

    def textbook(self, hop: Hop) -> bool:
        """Return whether a reader of the field knows the sentence of a hop unread; of common things few would."""
        return not self.common and in_general(hop)

    def title(self, document: str) -> str:
        """Return the title by which a question may name a document, empty where it has none fit to print."""
        return sound_title(self.graph.title(document))


_NO_TITLE = listed(
    "abstract appendix article chapter contents document home index introduction notes overview page paper preface "
    "report section summary title unknown untitled"
)
"""Single words that name no one document."""

_FILE_NAME = re.compile(r"(?=.*[A-Za-z]{3}.*\.)[\w ()&+-]{1,60}\.[A-Za-z]{2,5}")


def sound_title(title: str) -> str:
    """Return `title` in one line, fit to stand in double quotation marks; empty where it is no title at all.

    A file's name stands for a title where there is none.
    """
    text = tidy(title).replace("“", "‘").replace("”", "’").replace('"', "’")
    letters = sum(char.isalpha() or char.isspace() for char in text)
    count = len(words(text))
    named = count > 1 or (count == 1 and len(text) > 2 and text.lower() not in _NO_TITLE)
    fits = named and count <= 30 and letters > 0.8 * len(text) and "�" not in text
    return text if fits or _FILE_NAME.fullmatch(text) else ""


def _weight(ground: Ground, hop: Hop) -> float:
    """Return how near what was searched for a fact is, or a sentence that is no edge of the graph; else 0."""
    if hop.claim.extractor in (SENTENCE, CELL):
        return ground.passages.get(hop.claim.evidence.chunk, 0.0)
    return ground.weights.get(hop.relation.id, 0.0)


def _alike(edge: Relation, hop: Hop) -> bool:
    verb = hop.claim.predicate.verb
    if edge.relation == hop.relation.relation and edge.relation != "OTHER":
        return True
    return any(claim.predicate.verb == verb for claim in edge.claims)


def _fits(fact: Hop, hop: Hop) -> bool:
    """Return whether the tail of `fact` reads as an answer to a question for that of `hop`: of its class, or verb."""
    same = fact.relation.relation == hop.relation.relation
    return same if hop.relation.relation != "OTHER" else fact.claim.predicate.text == hop.claim.predicate.text


def _at_once(one: Claim, other: Claim) -> bool:
    """Return whether two claims may hold at one time: not what was published in other years."""
    dated = one.extractor == other.extractor == REFERENCES and one.time and other.time
    return not dated or one.time == other.time


def _determined(hop: Hop) -> str:
    """Return the article of the hop's tail: options that differ in it would give the answer away."""
    first = hop.claim.tail.phrase.split()[0].lower()
    return "a" if first in {"a", "an"} else "the" if first == "the" else ""


def _property(hop: Hop) -> bool:
    return hop.relation.relation == "HAS_PROPERTY"


@lru_cache(maxsize=1)
def survey(graph: GraphView) -> Facts:
    """Return the facts of `graph`; the last graph's are remembered, since every task of a run asks."""
    sound, hedged, denied, partial, unsaid, rejections = [], [], [], [], [], []
    edges: dict[str, list[Relation]] = defaultdict(list)
    into: dict[str, list[Relation]] = defaultdict(list)
    for relation in sorted(graph.relations.values(), key=lambda edge: edge.id):
        edges[relation.head].append(relation)
        into[relation.tail].append(relation)
        for claim in sorted(relation.claims, key=lambda claim: claim.id):
            hop = Hop(
                head=graph.entities[relation.head], relation=relation, tail=graph.entities[relation.tail], claim=claim
            )
            reason = admit(hop) or _untitled(graph, hop)
            if reason:
                rejections.append(reason)
                unsaid.append(hop)
            elif claim.certainty is not Certainty.ASSERTED or claim.predicate.modal in {"may", "might", "could"}:
                hedged.append(hop)
            elif not claim.affirmed:
                denied.append(hop)
            elif _whole(relation, claim) and "tail" in one_of_several(claim):
                partial.append(hop)
            else:
                sound.append(hop)
    converses = tuple(filter(None, map(converse, sound)))
    return Facts(
        graph=graph,
        sound=tuple(sound),
        hedged=tuple(hedged),
        denied=tuple(denied),
        partial=tuple(partial),
        unsaid=tuple(unsaid),
        rejections=tuple(rejections),
        by_head=_grouped((hop.head.id, hop) for hop in sound),
        by_tail=_grouped((hop.tail.id, hop) for hop in sound),
        by_document=_grouped((hop.claim.evidence.document, hop) for hop in sound),
        converses=converses,
        onward=_grouped((hop.head.id, hop) for hop in (*sound, *converses)),
        edges={key: tuple(rows) for key, rows in edges.items()},
        into={key: tuple(rows) for key, rows in into.items()},
        common=_mostly_common(sound),
    )


def _mostly_common(sound: Iterable[Hop]) -> bool:
    told = [is_common(hop) for hop in sound if hop.claim.extractor != REFERENCES]
    return bool(told) and 2 * sum(told) >= len(told)


def _whole(relation: Relation, claim: Claim) -> bool:
    """Return whether a claim tells all that something is made of: a part of its list is not what it *consists of*."""
    return relation.relation == "MADE_OF" or claim.predicate.verb in {"consist", "comprise", "compose"}


def _untitled(graph: GraphView, hop: Hop) -> Rejection | None:
    if sound_title(graph.title(hop.claim.evidence.document)):
        return None
    return Rejection(subject=hop.claim.id, step="admit", reason="document_untitled")


def _grouped(rows: Iterable[tuple[str, Hop]]) -> dict[str, tuple[Hop, ...]]:
    groups: dict[str, list[Hop]] = defaultdict(list)
    for key, hop in rows:
        groups[key].append(hop)
    return {key: tuple(hops) for key, hops in groups.items()}


def is_common(hop: Hop) -> bool:
    """Return whether a fact is one of things in general: no name, number or rare word stands in it."""
    ends = (hop.claim.head.phrase, hop.claim.tail.phrase)
    named = any(char.isupper() or char.isdigit() for end in ends for char in end[1:]) or of_document(hop.head)
    return not named and all(zipf(word.lower()) >= RARE for end in ends for word in content(end))


RARE = 3.0
"""Zipf frequency below which a word is a term's or a name."""


def same_thing(one: Hop, other: Hop) -> bool:
    """Return whether the tail of `one` and the head of `other` are surely one thing, not merely one word.

    It is their document's own thing, or their words agree but for article and number, name more than a kind, and both
    stand in one document or bear a proper or compound name.
    """
    if is_work(one.tail):
        return True
    if of_document(one.tail):
        return not is_person(one.claim.tail, one.tail)  # all that a paper tells of its authors would join all else
    last, first = tidy(one.claim.tail.phrase), tidy(other.claim.head.phrase)
    if [_stem(word) for word in words(bare(last))] != [_stem(word) for word in words(bare(first))]:
        return False
    if generic(last) or generic(first):
        return False
    if re_indefinite(first):
        return False  # *a game* here and *a game* there are two games
    together = one.claim.evidence.document == other.claim.evidence.document
    return together or len(words(bare(last))) > 1 or (bare(last)[:1].isupper() and bare(last)[1:2].isupper())


def re_indefinite(phrase: str) -> bool:
    """Return whether a phrase introduces something not yet known: it begins with *a*, *an* or *some*."""
    return phrase.lower().startswith(("a ", "an ", "some "))


def _stem(word: str) -> str:
    for ending, stem in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x")):
        if word.endswith(ending):
            return word[: -len(ending)] + stem
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
