"""What a workspace consists of, as named tables of records: the same in every format.

Rows come in the order of the store (by id; outcomes by run and position), and each table's SHA-256 over its rows as
JSON stands in the manifest, whatever the format.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from pydantic_core import PydanticSerializationError

from kg.console import Progress, Quiet
from kg.errors import UserError
from kg.records import Chunk, Claim, Document, Entity, Mention, Merge, Record, Rejection, Relation
from kg.store import Outcome, Run, Store

VERSION = 1
"""Of the tables: raised where a record changes so that an older export can no longer be read."""


class Refused(Record):
    """A rejection, and the document that it goes with; None where resolution made it."""

    document: str | None
    rejection: Rejection


class Apart(Record):
    """Two names that the user keeps apart."""

    one: str
    other: str


class Entry(Record):
    """A line of the ledger: what came of one position of a run."""

    run: str
    outcome: Outcome


TABLES: dict[str, type[Record]] = {
    "documents": Document,
    "chunks": Chunk,
    "mentions": Mention,
    "claims": Claim,
    "rejections": Refused,
    "entities": Entity,
    "relations": Relation,
    "merges": Merge,
    "forbidden": Apart,
    "runs": Run,
    "outcomes": Entry,
}

Tables = Mapping[str, tuple[Record, ...]]


class Sum(Record):
    """How many rows a table has, and the SHA-256 over them."""

    rows: int
    sha256: str


class Manifest(Record):
    """What an export says of itself; `digest` is the graph's."""

    kind: Literal["kindergraph-workspace"] = "kindergraph-workspace"
    version: int = VERSION
    format: str
    digest: str
    tables: dict[str, Sum]


class Incoming(NamedTuple):
    """An export that is being read: what it says of itself, and the rows of each table, validated as they come."""

    manifest: Manifest
    rows: Callable[[str], Iterable[Record]]


class Loaded(NamedTuple):
    """An export that has been read whole: where it lies, what it says of itself, and its tables."""

    where: str
    manifest: Manifest
    tables: Tables


class Outgoing:
    """A store on its way out: its tables, counted and digested as they pass."""

    def __init__(self, store: Store, progress: Progress | None = None) -> None:
        """Raises UserError where the graph is older than its documents."""
        if store.stale():
            raise UserError(
                "export: the graph is older than its documents, as `ingest` was cut off; run `ingest` again"
            )
        self._store = store
        self._digest = store.digest()
        self._counts = store.counts()
        self._progress = progress or Quiet()
        self._sums: dict[str, Sum] = {}

    def rows(self, table: str) -> Iterator[Record]:
        """Yield the rows of a table once."""
        found = self._progress.steps(rows(self._store, table), table, self._counts.get(table))
        whole, count = hashlib.sha256(), 0
        for row in found:
            whole.update(_line(row))
            count += 1
            yield row
        self._sums[table] = Sum(rows=count, sha256=whole.hexdigest())

    def manifest(self, form: str) -> Manifest:
        """Return the manifest, once all tables have passed. Raises UserError where the store changed meanwhile."""
        if self._store.stale() or self._store.digest() != self._digest:
            raise UserError("export: the workspace was written meanwhile; run the same command again when that is done")
        return Manifest(format=form, digest=self._digest, tables=self._sums)


def rows(store: Store, table: str) -> Iterator[Record]:
    """Yield the rows of one of `TABLES`."""
    match table:
        case "rejections":
            for document in (None, *(d.id for d in store.documents())):
                yield from (Refused(document=document, rejection=r) for r in store.rejections_of(document))
        case "forbidden":
            yield from (Apart(one=one, other=other) for one, other in sorted(store.forbidden_merges()))
        case "runs":
            yield from store.runs()
        case "outcomes":
            yield from (Entry(run=run.id, outcome=o) for run in store.runs() for o in store.outcomes(run.id))
        case _:
            yield from getattr(store, table)()


def checked(
    read: Callable[[str], Iterable[Record]], manifest: Manifest, where: str, progress: Progress | None = None
) -> Tables:
    """Return all tables of an export. Raises UserError where one is not what its manifest says."""
    held: dict[str, tuple[Record, ...]] = {}
    for table in TABLES:
        said = manifest.tables.get(table)
        if said is None:
            raise UserError(f"{where}: its manifest does not list {table}; export again")
        found = tuple((progress or Quiet()).steps(read(table), table, said.rows))
        if sum_of(found) != said:
            raise UserError(
                f"{where}: {table} are not what was exported ({len(found):,} rows of {said.rows:,}, or other ones); "
                "the file was changed or cut off: export again"
            )
        held[table] = found
    return held


def sum_of(found: Iterable[Record]) -> Sum:
    """Return the count and the SHA-256 of a table."""
    whole, count = hashlib.sha256(), 0
    for row in found:
        whole.update(_line(row))
        count += 1
    return Sum(rows=count, sha256=whole.hexdigest())


def _line(row: Record) -> bytes:
    try:
        return row.model_dump_json().encode() + b"\n"
    except PydanticSerializationError as error:
        raise UserError(f"export: {type(row).__name__} {getattr(row, 'id', '')} is no Unicode text ({error})") from None
