"""Sentences that no claim was read from, or less than they say: two terms side by side, or a term and a number.

What a paper did, found or compares seldom is a claim that holds away from its sentence, and yet the sentence is true,
grounded and worth knowing. All that the graph says of it is that two things are named together there; such a fact is
good for nothing but the sentence itself, word for word, with one of the two or both taken out (`generate.gaps`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from generate.admit import is_sentence, plain_quote
from generate.difficulty import FUNCTION_WORDS
from generate.figures import QUANTITY, figures
from generate.lemmas import kinds
from generate.standing import goes_on, leans_on_another, sentence_spans
from kg.records import (
    Argument,
    Block,
    Chunk,
    Claim,
    Document,
    Entity,
    Evidence,
    Hop,
    Label,
    Mention,
    Predicate,
    Relation,
    content_id,
    evidence,
)

NAMED_WITH = "NAMED_WITH"
"""The class of two things that a sentence names together: `configs/relations.yaml`."""
EXTRACTOR = "sentence"
REACH = 3
"""How many terms on the other of a pair may stand."""
MOST = 6_000
"""Sentences that are looked at, of all documents, an even share of each: far more than are asked of."""
_TOGETHER = Predicate(text="be named with", verb="name", preposition="with", passive=True)
_HEADED = re.compile(
    r"\d|[A-Z]:|(?:Abstract|Summary|Introduction|Conclusions?|Keywords|Background|Figure|Table)\b|[\w ]{3,40}: [A-Z]"
    r"|.{3,80}[a-z—–] (?:A|An|The|As|In|For|To|We|This|These|It|If|When|With|On|By|At|From|Each|Thanks|While|Since)\b"
)
"""A number, label or heading at the head of a sentence that is none of it."""
_ASIDE = re.compile(
    r"acknowledg|contribution|funding|conflict|competing|credit|author|licen[cs]e|availab", re.IGNORECASE
)
"""Sections that tell of a document's making."""
_WITH_OBJECT = re.compile(r"\b([a-z]+s) (?:an?|the|several|all|both|two|three|its|their|no|some|many|that|how)\b")
"""What is no noun where a noun phrase begins behind it: *offers several options*."""
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|may|might|must|will|would|could|should|does|do|did|cannot)\b"
)


def beside(
    documents: Iterable[Document], chunks: Iterable[Chunk], mentions: Iterable[Mention], entities: Iterable[Entity]
) -> Iterator[Hop]:
    """Yield a hop for each pair of terms that are near in a sentence of prose, in the order of pages.

    Its relation is no edge of the graph: it says that a sentence names both.
    """
    passages: dict[str, list[Chunk]] = defaultdict(list)
    for chunk in chunks:
        passages[chunk.document].append(chunk)
    named: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        named[mention.evidence.document].append(mention)
    owner = {mention: entity for entity in entities for mention in entity.mentions}
    share = max(MOST // max(len(passages), 1), 1)
    for document in documents:
        here = sorted(named[document.id], key=lambda mention: (mention.evidence.start, -mention.evidence.end))
        starts = [mention.evidence.start for mention in here]
        for chunk, first, start, end in islice(_sentences(document, passages[document.id]), share):
            found = evidence(document, chunk, first, end)
            inside = [m for m in here[bisect_left(starts, first) : bisect_left(starts, end)] if m.evidence.end <= end]
            known = [(m, owner[m.id]) for m in _apart(inside) if m.id in owner and owner[m.id].type != "person"]
            pairs = _pairs(found, known, list(figures(found, start)))
            yield from (hop for hop in pairs if hop.claim.tail.start >= start)


def _sentences(document: Document, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, int, int, int]]:
    """Yield each sentence: its passage, where what is to be read begins, and where the sentence itself begins and ends.

    One that leans on the sentence before is read with it.
    """
    blocks = {block.id: block for block in document.blocks if _is_prose(block)}
    for chunk in chunks:
        for block in (blocks[key] for key in chunk.blocks if key in blocks):
            if chunk.start <= block.start and block.end <= chunk.end:
                before: int | None = None
                for start, end in sentence_spans(document.text[block.start : block.end]):
                    said = plain_quote(document.text[block.start + start : block.start + end])
                    whole = _is_whole(said) and not leans_on_another(said)
                    if whole or (before is not None and _is_whole(said) and goes_on(said)):
                        first = start if whole or before is None else before
                        yield chunk, block.start + first, block.start + start, block.start + end
                    before = start if whole else None


def _is_prose(block: Block) -> bool:
    return block.label is Label.PARAGRAPH and not _ASIDE.search(" ".join(block.section))


def _is_whole(said: str) -> bool:
    """Return whether words are one sentence; a title or an entry of a list has no verb."""
    if not is_sentence(said) or _HEADED.match(said):
        return False
    words = [word for word in re.findall(r"[A-Za-z]+", said)[1:] if word.islower() and not word.endswith("ing")]
    surely = _AUXILIARY.search(said) is not None or any(kinds(word) == {"VERB"} for word in words)
    return surely or any("VERB" in kinds(word) for word in _WITH_OBJECT.findall(said))


def _apart(mentions: Iterable[Mention]) -> list[Mention]:
    """Return the longest of mentions that stand inside one another."""
    kept: list[Mention] = []
    for mention in mentions:
        if not kept or mention.evidence.start >= kept[-1].evidence.end:
            kept.append(mention)
    return kept


Known = tuple[Mention, Entity]


def _pairs(found: Evidence, terms: list[Known], numbers: list[Known]) -> Iterator[Hop]:
    """Yield two terms that are near one another, then a term with each number that is near it."""
    for place, (one, head) in enumerate(terms):
        for other, tail in terms[place + 1 : place + 1 + REACH]:
            if head.id != tail.id:
                yield _hop(found, one, head, other, tail)
    for number, quantity in numbers:
        apart = (row for row in terms if not row[0].evidence.start <= number.evidence.start < row[0].evidence.end)
        nearest = sorted(apart, key=lambda row: abs(row[0].evidence.start - number.evidence.start))
        for term, entity in nearest[:REACH]:
            yield _hop(found, term, entity, number, quantity)


def _hop(found: Evidence, one: Mention, head: Entity, other: Mention, tail: Entity) -> Hop:
    claim = Claim(
        id=content_id("cl", EXTRACTOR, found.id, one.id, other.id),
        head=_argument(found, one),
        predicate=_TOGETHER,
        relation=NAMED_WITH,
        tail=_argument(found, other),
        evidence=found,
        extractor=EXTRACTOR,
    )
    return off_graph(claim, head, tail)


def off_graph(claim: Claim, head: Entity, tail: Entity) -> Hop:
    """Return the hop of a claim that no graph holds: its relation rests on that claim alone."""
    relation = Relation(
        id=content_id("re", claim.relation, head.id, tail.id),
        head=head.id,
        predicate=claim.predicate.text,
        relation=claim.relation,
        tail=tail.id,
        claims=(claim,),
    )
    return Hop(head=head, relation=relation, tail=tail, claim=claim)


def _argument(found: Evidence, mention: Mention) -> Argument:
    """Return the words of a term with those before it that can only describe it, and their *a*: *a simple* search."""
    end = mention.evidence.end - found.start
    start = mention.evidence.start - found.start
    if mention.type == QUANTITY:
        return Argument(
            mention=mention.id, phrase=mention.evidence.quote, start=found.start + start, end=found.start + end
        )
    while (word := re.search(r"\b([a-z]+)\s+$", found.quote[:start])) and _describes(word[1]):
        start = word.start()
    if article := re.search(r"\b[Aa]n?\s+$", found.quote[:start]):
        start = article.start()
    phrase = " ".join(found.quote[start:end].split())
    return Argument(mention=mention.id, phrase=phrase, start=found.start + start, end=found.start + end)


def _describes(word: str) -> bool:
    return word not in FUNCTION_WORDS and "ADJ" in kinds(word) and not {"ADV", "VERB"} & kinds(word)
