"""What a store does, whatever it is made of. `kg.workspace.open_store` opens one.

Three kinds of thing lie in a store: what was read (documents and what rests on each), the graph resolved from all of
it, and the ledger of generation runs, whose samples are opaque JSON here: `generate` gives them their meaning.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, TypeVar

from kg.errors import UserError
from kg.records import Chunk, Claim, Document, Entity, Mention, Merge, Record, Rejection, Relation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

P = TypeVar("P", bound="Place")
Q = TypeVar("Q", bound="Place")

GraphKind = Literal["entities", "relations", "merges"]
GRAPH: tuple[GraphKind, ...] = ("entities", "relations", "merges")
"""What a graph consists of."""

Told = tuple[Document, Sequence[Chunk], Sequence[Mention], Sequence[Claim], Sequence[Rejection]]
"""A document and what rests on it, as `replace_document` takes them."""

Place = str | int
"""Where a store keeps a record: its id, or what the store finds it by sooner."""


class Key(NamedTuple):
    """What any store finds a record of the graph by: its id, and the entities that an edge leads from and to."""

    id: str
    head: str = ""
    tail: str = ""


Pair = tuple[str, str]
"""Two names that are not one thing, in alphabetical order."""


class RunState(StrEnum):
    """Where a generation run stands."""

    OPEN = "open"
    FINISHED = "finished"
    ABANDONED = "abandoned"


class Run(Record):
    """One generation run: `fingerprint` covers the settings and the graph, so that a resumed run is the same run."""

    id: str
    number: int
    fingerprint: str
    settings: str
    state: RunState = RunState.OPEN


class Outcome(Record):
    """What came of one position of a run: a sample (`id` is then its id) or a rejection, as `generate` wrote it."""

    position: int
    kind: Literal["sample", "rejection"]
    id: str
    json_text: str


class Store(Protocol):
    """Everything the program asks of a store. Reading an id that is not there raises KeyError."""

    # ── what was read ──

    def sources(self) -> Mapping[str, str]:
        """Return the SHA-256 of each source that documents are stored of."""
        ...

    def document_ids(self, source: str) -> tuple[str, ...]:
        """Return the ids of a source's documents (one, or one a row of a corpus file), sorted."""
        ...

    def replace_document(
        self,
        document: Document,
        chunks: Sequence[Chunk],
        mentions: Sequence[Mention],
        claims: Sequence[Claim],
        rejections: Sequence[Rejection],
    ) -> None:
        """Store a document and what rests on it, in one transaction, in place of the same source's same part.

        From then until `replace_graph` the graph is `stale`.
        """
        ...

    def replace_documents(self, told: Iterable[Told]) -> None:
        """Store many documents, each as `replace_document` does; cut off, it leaves those that were done."""
        ...

    def remove_document(self, document_id: str) -> None:
        """Drop one document and what rests on it alone."""
        ...

    def remove_source(self, source: str) -> None:
        """Drop a source's documents and what rests on them alone."""
        ...

    def documents(self) -> Iterator[Document]:
        """Yield all documents by id; so do `chunks`, `mentions`, `claims`, `entities`, `relations`, `merges`."""
        ...

    def document(self, document_id: str) -> Document: ...

    def chunks(self, document_id: str | None = None) -> Iterator[Chunk]:
        """Yield the chunks of all documents, by id, or of one, in reading order."""
        ...

    def chunk(self, chunk_id: str) -> Chunk: ...

    def mentions(self, document_id: str | None = None) -> Iterator[Mention]: ...

    def claims(self, document_id: str | None = None) -> Iterator[Claim]: ...

    def claim(self, claim_id: str) -> Claim: ...

    def mention(self, mention_id: str) -> Mention: ...

    def rejections(self) -> Iterator[Rejection]:
        """Yield what extraction and resolution saw and did not keep."""
        ...

    def rejections_of(self, document_id: str | None) -> Iterator[Rejection]:
        """Yield, in the order given, what was not kept of one document; of None, what resolution did not keep."""
        ...

    # ── the graph ──

    def replace_graph(
        self,
        entities: Sequence[Entity],
        relations: Sequence[Relation],
        merges: Sequence[Merge],
        rejections: Sequence[Rejection] = (),
    ) -> None:
        """Store the graph resolved from all mentions and claims, in place of the one before, in one transaction."""
        ...

    def change_graph(
        self,
        entities: Sequence[Entity],
        relations: Sequence[Relation],
        merges: Sequence[Merge],
        over: Mapping[GraphKind, Mapping[Place, int]],
        rejections: Sequence[Rejection],
        whole: str,
    ) -> None:
        """Put in some of the graph, after which its `graph_content` is `whole`.

        What is `over`, as `states` named it, is replaced by the record put in with the same id, or else dropped.
        """
        ...

    def stale(self) -> bool:
        """Return whether documents have changed since the graph was resolved (a run of `ingest` was cut off)."""
        ...

    def entities(self, places: Collection[Place] | None = None) -> Iterator[Entity]:
        """Yield all entities by id, or those at some of the places of `states`; so do `relations` and `merges`."""
        ...

    def entity(self, entity_id: str) -> Entity: ...

    def relations(self, places: Collection[Place] | None = None) -> Iterator[Relation]: ...

    def relation(self, relation_id: str) -> Relation: ...

    def merges(self, places: Collection[Place] | None = None) -> Iterator[Merge]: ...

    def states(self, kind: GraphKind, keys: Collection[Key] | None = None) -> Mapping[Place, int]:
        """Return `state_of` every record of a kind, or of those with some `keys`, by its place.

        It is 0 where what belongs to a record is not in order.
        """
        ...

    def changed_since(self, content: str) -> Mapping[GraphKind, Collection[Key]] | None:
        """Return what was put into the graph, changed or dropped since its `graph_content` was this one.

        None where the store does not know.
        """
        ...

    def seal(self) -> None:
        """Mark the store as holding what this program wrote last, and nothing else."""
        ...

    def sealed(self) -> bool:
        """Return whether nobody has written to the store, by whatever program, since it was sealed."""
        ...

    def forbidden_merges(self) -> frozenset[Pair]:
        """Return the pairs that `forbid_merge` was told of."""
        ...

    def forbid_merge(self, one: str, other: str) -> None:
        """Keep two names apart from now on; the graph changes when it is next resolved."""
        ...

    def version(self) -> str:
        """Return what is another after every change of documents or graph, and cheap to ask: a cache's key."""
        ...

    def put_vectors(self, kind: str, model: str, ids: Sequence[str], matrix: NDArray[np.float16]) -> None:
        """Keep a row of `matrix` for each id (of a `chunk` or an `entity`), in place of what `model` gave it before.

        What is derived counts neither in `digest` nor in `version`; it goes with the chunk or entity that it is of.
        """
        ...

    def vector_ids(self, kind: str, model: str) -> frozenset[str]:
        """Return the ids that have a vector of `model`."""
        ...

    def vectors(self, kind: str, model: str) -> tuple[tuple[str, ...], NDArray[np.float16]]:
        """Return the ids that have a vector of `model`, sorted, and the vectors: one row each."""
        ...

    def contents(self) -> Mapping[str, str]:
        """Return, by document id, the digest of each document with all that rests on it: what `content` returns."""
        ...

    def graph_content(self) -> str:
        """Return the digest of entities, relations, merges and what resolution did not keep: `graph_content`."""
        ...

    def digest(self) -> str:
        """Return the SHA-256 over documents, chunks, entities and relations, whatever order they came in."""
        ...

    def counts(self) -> dict[str, int]:
        """Return how many of each kind of record there are."""
        ...

    # ── the ledger ──

    def start_run(self, fingerprint: str, settings: str) -> Run:
        """Open a run. Raises ValueError where one is open."""
        ...

    def append(self, run_id: str, outcomes: Collection[Outcome]) -> None:
        """Add outcomes to an open run, all or none. Raises ValueError where one of the positions is taken."""
        ...

    def close_run(self, run_id: str, state: RunState) -> None:
        """Mark a run finished, or abandoned: an abandoned run's samples count no longer."""
        ...

    def open_run(self) -> Run | None:
        """Return the run that was started and not closed."""
        ...

    def runs(self) -> tuple[Run, ...]:
        """Return all runs in the order they were started."""
        ...

    def outcomes(self, run_id: str, start: int = 0) -> Iterator[Outcome]:
        """Yield a run's outcomes by position, from `start` on."""
        ...

    def samples(self) -> Iterator[str]:
        """Yield the kept samples of all finished runs, in the order they were made, each id once."""
        ...

    def sample(self, sample_id: str) -> str:
        """Return one kept sample, of any run that is not abandoned."""
        ...


def content(*parts: Iterable[str]) -> str:
    """Return the digest of lists of texts: a document, its chunks, mentions, claims by id and rejections, as JSON."""
    whole = hashlib.sha256()
    for rows in parts:
        whole.update("".join(f"{row}\n" for row in rows).encode("utf-8", "surrogatepass"))
        whole.update(b"\x1e")
    return whole.hexdigest()[:32]


def state_of(record: str) -> int:
    """Return the digest of one record as JSON: 64 bits with a sign, which stores keep and send for least."""
    return int.from_bytes(hashlib.sha256(record.encode("utf-8", "surrogatepass")).digest()[:8], "big", signed=True)


def difference(wanted: Mapping[P, int], there: Mapping[Q, int]) -> tuple[list[P], dict[Q, int]]:
    """Return the places of what is `wanted` and not there, and what is there over and above, as `states` tells both.

    A record's state covers its id, so that what has changed is in both; what is there twice is over once.
    """
    left, over = set(wanted.values()), {}
    for place, state in there.items():
        if state in left:
            left.remove(state)
        else:
            over[place] = state
    return [place for place, state in wanted.items() if state in left], over


def graph_content(states: Mapping[GraphKind, Mapping[P, int]], rejections: Iterable[str]) -> str:
    """Return the digest of a graph, from the state of each of its records by id, and its rejections as JSON."""

    def told(of: Mapping[P, int]) -> Iterator[str]:
        return (f"{place} {of[place]}" for place in sorted(of, key=str))

    return content(*(told(states[kind]) for kind in GRAPH), rejections)


def digest_of(parts: Iterable[tuple[str, Iterable[str]]]) -> str:
    """Return the SHA-256 over named lists of rows, each list already sorted by id: every store's `digest`."""
    whole = hashlib.sha256()
    for name, rows in parts:
        whole.update(f"\x1e{name}\n".encode())
        for row in rows:
            whole.update(row.encode("utf-8", "surrogatepass"))
            whole.update(b"\n")
    return whole.hexdigest()


def pair(one: str, other: str) -> Pair:
    """Return two names in alphabetical order. Raises UserError where they are the same."""
    if one == other:
        raise UserError(f"{one}: a name cannot be kept apart from itself; give two names")
    return (one, other) if one < other else (other, one)
