"""A question's candidates as a small graph of numbers: passages, the names that tie them, and how each fits.

Continuous features are standardised within the question, so that graphs of any size and any encoder look alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kg.bm25 import bm25, look_up, terms
from kg.index import HEAD, PART, RELATION, TITLE
from kg.rank import HUB, Walk, best, dense, fused_seeds, lifted, pagerank, question_names, stands_in
from kg.sources import Sourced, sourced
from kg.spot import split

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from kg.encode import Encodes
    from kg.index import Snapshot

DENSE, LEXICAL, FUSED_WALK, NAME_WALK, ABOUT = 60, 40, 60, 40, 60
"""Candidates: nearest vectors, best by BM25, by the two PageRanks, and passages about the names of the best."""

LEADING = 15
"""Best passages whose names lead to the last kind."""

PASSAGE = (
    "dense", "bm25", "fused_walk", "name_walk", "coverage", "log_names", "seed_links", "seed_weight", "about_seed",
    "rank_dense", "rank_bm25", "rank_fused_walk", "rank_name_walk",
)  # fmt: skip
NAME = ("seed", "log_frequency", "overlap", "fused_walk", "name_walk", "best_dense", "candidates", "capital")
EDGE = ("title", "head", "log_count", "dense", "bridge", "gain", "rarity", "seed", "rest_words", "partner")
LINK = ("relation", "part")


class Question(NamedTuple):
    """What the rankers say of a question, over all passages and names.

    `text` is without the names of the documents that it is to be answered from, which are `documents`.
    """

    text: str
    documents: tuple[int, ...]
    vector: NDArray[np.float32]
    seeds: dict[int, float]
    dense: NDArray[np.float32]
    bm25: NDArray[np.float32]
    fused: Walk
    named: Walk


class Case(NamedTuple):
    """A question's candidates. `passages` and `names` are places in the snapshot, edges places among the candidates."""

    passages: NDArray[np.int64]
    names: NDArray[np.int64]
    passage_features: NDArray[np.float32]
    name_features: NDArray[np.float32]
    edges: NDArray[np.int64]
    """Two rows: passage, name. None where the question names documents."""
    edge_features: NDArray[np.float32]
    links: NDArray[np.int64]
    """Two rows: name, name; both ways."""
    link_features: NDArray[np.float32]
    preferred: NDArray[np.bool_]
    """Whether a passage is of a document that the question names."""


def questions_of(snapshot: Snapshot, texts: Sequence[str], encoder: Encodes) -> Iterator[Question]:
    """Yield what every ranker says of each question."""
    found = [sourced(snapshot.titles, text) for text in texts]
    vectors = encoder.encode([one.text for one in found]) if found else ()
    for one, vector in zip(found, vectors, strict=True):
        yield ask(snapshot, one, vector)


def ask(snapshot: Snapshot, asked: Sourced, vector: NDArray[np.float32]) -> Question:
    """Return what every ranker says of a question whose vector is given; they prefer the documents that it names."""
    seeds = question_names(snapshot, asked.text)
    near = lifted(snapshot, dense(snapshot, vector), asked.documents)
    return Question(
        text=asked.text,
        documents=asked.documents,
        vector=vector,
        seeds=seeds,
        dense=near,
        bm25=lifted(snapshot, bm25(snapshot.postings, asked.text), asked.documents),
        fused=pagerank(snapshot, seeds, fused_seeds(snapshot, near)),
        named=pagerank(snapshot, seeds),
    )


def candidates(snapshot: Snapshot, asked: Question) -> NDArray[np.int64]:
    """Return the passages worth re-ranking, sorted."""
    leading = best(asked.fused.passages, LEADING)
    found = [
        best(asked.dense, DENSE),
        best(asked.bm25, LEXICAL),
        best(asked.fused.passages, FUSED_WALK),
        best(asked.named.passages, NAME_WALK),
        _about(snapshot, leading),
    ]
    return np.unique(np.concatenate(found))


def _about(snapshot: Snapshot, leading: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return passages that bear a name of the leading ones as title, or make a claim about it, the best's first."""
    found: dict[int, None] = {}
    for passage in leading:
        for name in snapshot.edges.of(int(passage)):
            start, end = snapshot.places.starts[name], snapshot.places.starts[name + 1]
            if end - start <= HUB:
                for place in snapshot.places.others[start:end][snapshot.places.flags[start:end] > 0]:
                    found.setdefault(int(place))
        if len(found) >= ABOUT:
            break
    return np.asarray(list(found)[:ABOUT], np.int64)


def case(snapshot: Snapshot, asked: Question, titles: bool = True) -> Case:
    """Return the candidates of a question with their features; without `titles` the title flags are 0."""
    passages = candidates(snapshot, asked)
    row, place = _slices(snapshot.edges.starts, passages)
    names, name = np.unique(snapshot.edges.others[place].astype(np.int64), return_inverse=True)
    seeds = np.isin(names, np.fromiter(asked.seeds, np.int64, len(asked.seeds)))
    shared = np.bincount(name, minlength=len(names)) > 1
    # A name that only one candidate has, and that the question lacks, ties nothing to anything.
    kept = (shared | seeds)[name]
    renumbered = np.cumsum(shared | seeds) - 1
    names, seeds = names[shared | seeds], seeds[shared | seeds]
    row, place, name = row[kept], place[kept], renumbered[name[kept]]
    flags, counts = snapshot.edges.flags[place], snapshot.edges.counts[place]
    title = ((flags & TITLE) > 0) & titles
    head = (flags & HEAD) > 0
    frequencies = snapshot.frequencies[names]
    rarity = np.log((len(snapshot.passages) + 1) / (frequencies + 1.0))
    near = asked.dense[passages]
    said = _said(snapshot, asked, passages)
    passage_features = _passage_features(snapshot, asked, said, passages, row, name, seeds, rarity, title | head)
    bridge, gain, rest, partner = _bridges(said, row, name, len(names))
    known = (title, head, np.log1p(counts), _standard(near)[row])
    edge_features = np.stack(
        [*known, bridge, gain, _standard(rarity)[name], seeds[name], rest, partner],
        axis=1,
    )
    best_near = np.zeros(len(names))
    np.maximum.at(best_near, name, near[row])
    words = {word.plain for word in split(asked.text)}
    overlap = [_overlap(snapshot.names[n], words) for n in names]
    name_features = np.stack(
        [
            seeds,
            _standard(np.log1p(frequencies)),
            np.asarray(overlap, np.float64),
            _standard(np.sqrt(asked.fused.names[names])),
            _standard(np.sqrt(asked.named.names[names])),
            _standard(best_near),
            _standard(np.log1p(np.bincount(name, minlength=len(names)))),
            [any(c.isupper() for c in snapshot.names[n]) for n in names],
        ],
        axis=1,
    )
    links, kinds = _links(snapshot, names)
    # A question that says where to look needs no way there: messages would favour what other documents have in common
    # with those that it names.
    told = np.full(len(row), not asked.documents)
    return Case(
        passages,
        names,
        passage_features,
        name_features.astype(np.float32),
        np.stack([row, name])[:, told].astype(np.int64),
        edge_features[told].astype(np.float32),
        links,
        np.stack([kinds == RELATION, kinds == PART], axis=1).astype(np.float32),
        stands_in(snapshot.owners[passages], asked.documents),
    )


class _Said(NamedTuple):
    """What the candidates say of the question and of one another, from which what remains to be asked is told."""

    near: NDArray[np.float64]
    """Cosine with the question."""
    alike: NDArray[np.float32]
    """Cosine of each with each."""
    words: NDArray[np.float64]
    """A row for each word of the question: its weight where the passage has it, else 0. They sum to 1 at most."""
    standing: NDArray[np.float64]
    """How well each stands by all that rank without training."""


def _said(snapshot: Snapshot, asked: Question, passages: NDArray[np.int64]) -> _Said:
    vectors = snapshot.vectors.take(passages)
    ranked = (asked.dense, asked.bm25, np.sqrt(asked.fused.passages), np.sqrt(asked.named.passages))
    return _Said(
        asked.dense[passages].astype(np.float64),
        vectors @ vectors.T,
        _words(snapshot, asked.text, passages),
        np.sum([_standard(scores[passages]) for scores in ranked], axis=0),
    )


def _passage_features(
    snapshot: Snapshot,
    asked: Question,
    said: _Said,
    passages: NDArray[np.int64],
    row: NDArray[np.int64],
    name: NDArray[np.int64],
    seeds: NDArray[np.bool_],
    rarity: NDArray[np.float64],
    about: NDArray[np.bool_],
) -> NDArray[np.float32]:
    size = len(passages)
    scores = (
        asked.dense[passages],
        asked.bm25[passages],
        np.sqrt(asked.fused.passages[passages]),
        np.sqrt(asked.named.passages[passages]),
    )
    seeded = seeds[name]
    columns = [_standard(s) for s in scores]
    columns.append(said.words.sum(axis=0))
    columns.append(_standard(np.log1p(snapshot.edges.degrees[passages])))
    columns.append(np.log1p(np.bincount(row, seeded, size)))
    columns.append(_standard(np.bincount(row, seeded * rarity[name], size)))
    columns.append(np.minimum(1.0, np.bincount(row, seeded & about, size)))
    columns += [_reciprocal(s) for s in scores]
    return np.stack(columns, axis=1).astype(np.float32)


def _words(snapshot: Snapshot, text: str, passages: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return a row for each word of a question: its share of the weight of all, by rarity, where a passage has it."""
    index = snapshot.postings
    places = look_up(index, terms(text))
    rows, total = np.zeros((len(places), len(passages))), 0.0
    for row, place in enumerate(places):
        have = index.passages[index.starts[place] : index.starts[place + 1]]
        weight = float(np.log1p(index.size / len(have)))
        found = np.minimum(np.searchsorted(have, passages), len(have) - 1)
        rows[row] = weight * (have[found] == passages)
        total += weight
    return rows / max(total, 1e-9)


def _bridges(
    said: _Said, row: NDArray[np.int64], name: NDArray[np.int64], names: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return for each edge how its passage goes with the best other passage that has the name.

    How near the passage is to the question joined with the other, and what joining gained over the question alone
    (multi-hop dense retrieval, Xiong et al. 2021, in one number an edge and with no training); the words of the
    question that the other lacks; and how well the other stands. Of a name that no other has: the question alone.
    """
    order = np.lexsort((-said.standing[row], name))
    starts = np.searchsorted(name[order], np.arange(names))
    last = max(0, len(row) - 1)
    first = row[order][np.minimum(starts, last)] if len(row) else np.zeros(names, np.int64)
    second = row[order][np.minimum(starts + 1, last)] if len(row) else np.zeros(names, np.int64)
    several = np.bincount(name, minlength=names)[name] > 1
    other = np.where(several, np.where(first[name] == row, second[name], first[name]), row)
    near = said.near
    joined = (near[row] + said.alike[other, row]) / np.sqrt(np.maximum(1e-6, 2 + 2 * near[other]))
    joined = np.where(several, joined, near[row])
    fresh = (said.words[:, row] * (said.words[:, other] == 0)).sum(axis=0)
    return (
        _standard(joined),
        _standard(joined - near[row]),
        fresh,
        np.where(several, _standard(said.standing)[other], 0.0),
    )


def _links(snapshot: Snapshot, names: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    row, place = _slices(snapshot.links.starts, names)
    others = snapshot.links.others[place].astype(np.int64)
    found = np.minimum(np.searchsorted(names, others), max(0, len(names) - 1))
    inside = names[found] == others if len(names) else np.zeros(0, bool)
    return np.stack([row[inside], found[inside]]).astype(np.int64), snapshot.links.flags[place][inside]


def _slices(starts: NDArray[np.int64], nodes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return, for all neighbours of `nodes`, which of the nodes each belongs to and its place in the arrays."""
    begin = starts[nodes]
    lengths = starts[nodes + 1] - begin
    row = np.repeat(np.arange(len(nodes)), lengths)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return row, np.repeat(begin, lengths) + offset


def _standard(values: NDArray[Any]) -> NDArray[np.float64]:
    """Return values with mean 0 and variance 1."""
    rows = np.asarray(values, np.float64)
    return (rows - rows.mean()) / (rows.std() + 1e-6) if len(rows) else rows


def _reciprocal(scores: NDArray[Any]) -> NDArray[np.float64]:
    """Return 1 / sqrt(rank) of each score, 0 where the score is 0."""
    ranks = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return np.where(scores > 0, 1 / np.sqrt(ranks), 0.0)


def _overlap(name: str, words: set[str]) -> float:
    parts = [word.plain for word in split(name)]
    return sum(part in words for part in parts) / max(1, len(parts))
