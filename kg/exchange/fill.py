"""Writes the tables of an export into a store, which must hold nothing else.

Each document goes in with what rests on it, in one transaction, then the graph, then the ledger. Cut off anywhere, the
same import again adds what is missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar, cast

from kg.errors import UserError
from kg.exchange.tables import TABLES, Apart, Entry, Loaded, Refused, Tables, rows
from kg.records import Chunk, Claim, Document, Entity, Mention, Merge, Record, Rejection, Relation
from kg.store import Outcome, Run, RunState, Store

R = TypeVar("R", bound=Record)

BATCH = 1_000
"""Ledger entries written at once."""


def fill(store: Store, loaded: Loaded) -> None:
    """Write an export into a store that is empty, or holds part of the same (an import that was cut off goes on).

    Raises UserError where the store holds anything else, or a row of the export is of no document or run.
    """
    where, manifest, held = loaded
    if _equal(store, held, where):
        return
    apart = store.forbidden_merges()
    for pair in _all(held, Apart):
        if (pair.one, pair.other) not in apart:
            store.forbid_merge(pair.one, pair.other)
    _documents(store, held, where)
    refused = tuple(r.rejection for r in _all(held, Refused) if r.document is None)
    store.replace_graph(_all(held, Entity), _all(held, Relation), _all(held, Merge), refused)
    _ledger(store, held, where)
    if store.digest() != manifest.digest:
        raise UserError(f"{where}: what it holds gives another graph digest than it says; export again")


def _equal(store: Store, held: Tables, where: str) -> bool:
    """Return whether the store holds all of it already. Raises UserError where it holds something else."""
    same = not store.stale()
    for table in TABLES:
        wanted = {_key(row): row for row in held[table]}
        count = 0
        for row in rows(store, table):
            count += 1
            expected = wanted.get(_key(row))
            if expected != row and not (isinstance(row, Run) and _goes_on(row, expected)):
                raise UserError(
                    f"{where}: the workspace holds {table} that are not in it ({_key(row)}); "
                    "import into an empty --workspace"
                )
            same = same and expected == row
        same = same and count == len(held[table])
    return same


def _key(row: Record) -> str:
    if isinstance(row, Entry):
        return f"{row.run} {row.outcome.position}"
    return str(getattr(row, "id", None) or row.model_dump_json())


def _goes_on(run: Run, whole: Record | None) -> bool:
    """Return whether a run is the same one, cut off before it was closed."""
    return isinstance(whole, Run) and run == whole.model_copy(update={"state": RunState.OPEN})


def _documents(store: Store, held: Tables, where: str) -> None:
    chunks: dict[str, list[Chunk]] = defaultdict(list)
    mentions: dict[str, list[Mention]] = defaultdict(list)
    claims: dict[str, list[Claim]] = defaultdict(list)
    rejections: dict[str, list[Rejection]] = defaultdict(list)
    for chunk in _all(held, Chunk):
        chunks[chunk.document].append(chunk)
    for mention in _all(held, Mention):
        mentions[mention.evidence.document].append(mention)
    for claim in _all(held, Claim):
        claims[claim.evidence.document].append(claim)
    for row in _all(held, Refused):
        if row.document is not None:
            rejections[row.document].append(row.rejection)
    known = {document.id for document in _all(held, Document)}
    for lost in sorted({*chunks, *mentions, *claims, *rejections} - known):
        raise UserError(f"{where}: something in it is of the document {lost}, which is not in it; export again")
    there = _whole_documents(store)
    for document in _all(held, Document):
        one = document.id
        parts = (chunks[one], mentions[one], claims[one], rejections[one])
        if there.get(one) != [len(part) for part in parts]:
            store.replace_document(document, *parts)


def _whole_documents(store: Store) -> dict[str, list[int]]:
    """Return how many chunks, mentions, claims and rejections there are of each document that is stored."""
    found = {d.id: [0, 0, 0, 0] for d in store.documents()}
    for chunk in store.chunks():
        found[chunk.document][0] += 1
    for mention in store.mentions():
        found[mention.evidence.document][1] += 1
    for claim in store.claims():
        found[claim.evidence.document][2] += 1
    for one, counts in found.items():
        counts[3] = sum(1 for _ in store.rejections_of(one))
    return found


def _ledger(store: Store, held: Tables, where: str) -> None:
    outcomes: dict[str, list[Outcome]] = defaultdict(list)
    for entry in _all(held, Entry):
        outcomes[entry.run].append(entry.outcome)
    there = {run.id: run for run in store.runs()}
    for run in _all(held, Run):
        opened = there.get(run.id) or store.start_run(run.fingerprint, run.settings)
        if opened.id != run.id:
            raise UserError(f"{where}: its runs are not numbered 1, 2 …; export again")
        if opened.state is not RunState.OPEN:
            continue
        done = {outcome.position for outcome in store.outcomes(run.id)}
        for batch in _batches([o for o in outcomes[run.id] if o.position not in done]):
            store.append(run.id, batch)
        if run.state is not RunState.OPEN:
            store.close_run(run.id, run.state)


def _batches(items: Sequence[Outcome]) -> Iterable[Sequence[Outcome]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))


def _all(held: Tables, kind: type[R]) -> tuple[R, ...]:
    """Return the table of a kind of record."""
    (table,) = (name for name, each in TABLES.items() if each is kind)
    return cast("tuple[R, ...]", held[table])
