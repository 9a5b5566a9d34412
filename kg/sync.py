"""Makes one store hold what another holds, writing only what differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor

from kg.console import Progress, Quiet
from kg.errors import UserError
from kg.records import Record
from kg.store import GRAPH, GraphKind, Outcome, Place, Run, RunState, Store, difference

States = Future[Mapping[Place, int]]
"""What `Store.states` returns, once it does."""

BATCH = 1_000
"""Ledger entries or vectors written at once."""


class Synced(Record):
    """What was written: documents put in and taken away, whether the graph was, runs, outcomes, vectors."""

    documents: int = 0
    removed: int = 0
    graph: bool = False
    runs: int = 0
    outcomes: int = 0
    vectors: int = 0


def sync(source: Store, target: Store, progress: Progress | None = None) -> Synced:
    """Make `target` hold what `source` holds, and say what that took.

    Raises UserError where the source's graph is older than its documents, or the target's ledger is another's.
    """
    if source.stale():
        raise UserError("sync: the graph is older than its documents; run `ingest` again first")
    shown = progress or Quiet()
    runs = _runs(source, target)
    wanted, there = source.contents(), target.contents()
    gone = there.keys() - wanted.keys()
    changed = [identity for identity in sorted(wanted) if there.get(identity) != wanted[identity]]
    with ThreadPoolExecutor(1) as pool:
        # What the target says of its graph, it finds while we read, and of what rests on no document, while it writes.
        edges = pool.submit(target.states, "relations") if changed or gone else None
        _documents(source, target, shown.steps(changed, "documents", len(changed)))
        for identity in sorted(target.contents().keys() - wanted.keys()) if gone else ():
            target.remove_document(identity)  # no other took its place
        for one, other in sorted(source.forbidden_merges() - target.forbidden_merges()):
            target.forbid_merge(one, other)
        graph = _graph(source, target, pool, edges)
    outcomes = sum(_ledger(source, target, run) for run in runs)
    return Synced(
        documents=len(changed),
        removed=len(gone),
        graph=graph,
        runs=len(runs),
        outcomes=outcomes,
        vectors=_vectors(source, target),
    )


def _documents(source: Store, target: Store, changed: Iterable[str]) -> None:
    target.replace_documents(
        (
            source.document(identity),
            list(source.chunks(identity)),
            list(source.mentions(identity)),
            list(source.claims(identity)),
            list(source.rejections_of(identity)),
        )
        for identity in changed
    )


def _graph(source: Store, target: Store, pool: Executor, edges: States | None) -> bool:
    """Write what differs of the graph; return whether anything did. The states of `edges` may be asked for already."""
    whole = source.graph_content()
    if not target.stale() and target.graph_content() == whole:
        return False
    changed: dict[GraphKind, list[Place] | None] = {}
    over: dict[GraphKind, Mapping[Place, int]] = {}
    asked = [edges if edges and kind == "relations" else pool.submit(target.states, kind) for kind in GRAPH]
    for kind, there in zip(GRAPH, asked, strict=True):
        wanted = source.states(kind)
        missing, over[kind] = difference(wanted, there.result())
        changed[kind] = missing if len(missing) < len(wanted) else None  # all are read at once
    entities, relations = list(source.entities(changed["entities"])), list(source.relations(changed["relations"]))
    merges, rejections = list(source.merges(changed["merges"])), list(source.rejections_of(None))
    target.change_graph(entities, relations, merges, over, rejections, whole)
    return True


def _runs(source: Store, target: Store) -> list[Run]:
    """Return the runs of the source that the target lacks, or has unfinished. Raises UserError where it has others."""
    ours, theirs = source.runs(), target.runs()
    for one, other in zip(ours, theirs, strict=False):
        if one.id != other.id:
            raise UserError(f"sync: run {other.number} over there is another one ({other.id}); use an empty server")
    if len(theirs) > len(ours):
        raise UserError("sync: there are generation runs over there that are not here; `kg sync --back` fetches them")
    done = {run.id: run.state for run in theirs}
    return [run for run in ours if done.get(run.id) != run.state or run.state is RunState.OPEN]


def _ledger(source: Store, target: Store, run: Run) -> int:
    """Copy what came of a run; return how many outcomes were new."""
    if run.id not in {other.id for other in target.runs()}:
        target.start_run(run.fingerprint, run.settings)
    known = {outcome.position for outcome in target.outcomes(run.id)}
    fresh = [outcome for outcome in source.outcomes(run.id) if outcome.position not in known]
    for start in range(0, len(fresh), BATCH):
        part: Sequence[Outcome] = fresh[start : start + BATCH]
        target.append(run.id, part)
    if run.state is not RunState.OPEN:
        target.close_run(run.id, run.state)
    return len(fresh)


def _vectors(source: Store, target: Store) -> int:
    """Copy the vectors that the target lacks; return how many."""
    from kg.encode import MINILM

    copied = 0
    for kind in ("chunk", "entity"):
        known = target.vector_ids(kind, MINILM)
        if source.vector_ids(kind, MINILM) <= known:
            continue
        ids, matrix = source.vectors(kind, MINILM)
        places = [place for place, identity in enumerate(ids) if identity not in known]
        for start in range(0, len(places), BATCH):
            part = places[start : start + BATCH]
            target.put_vectors(kind, MINILM, [ids[place] for place in part], matrix[part])
        copied += len(places)
    return copied
