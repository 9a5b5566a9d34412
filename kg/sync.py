"""Makes one store hold what another holds, writing only what differs.

Of documents, the digests of all are compared: there are few. Of the graph, only those records are looked at that have
changed since it was what the target holds, which a workspace keeps a journal of (`Store.changed_since`). That is right
where the target is whole, and nobody else has written to it since the last sync (`Store.sealed`); the state of each
record is compared otherwise. While a sync is going on, nobody else may write to its target.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor

from kg.console import Progress, Quiet
from kg.errors import UserError
from kg.records import Record
from kg.store import GRAPH, GraphKind, Key, Outcome, Place, Run, RunState, Store, difference

Keys = Mapping[GraphKind, Collection[Key] | None]
"""The records of a graph that may differ; None where it may be any."""

BATCH = 1_000
"""Ledger entries or vectors written at once."""


class Synced(Record):
    """What was written: documents put in and taken away, whether the graph was, runs, outcomes, vectors.

    `whole` says why each record of the graph was looked at, where it was not enough to look at those that had changed.
    """

    documents: int = 0
    removed: int = 0
    graph: bool = False
    runs: int = 0
    outcomes: int = 0
    vectors: int = 0
    whole: str = ""


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
    keys, why = _keys(source, target, read_again=not there.keys().isdisjoint(changed))
    with ThreadPoolExecutor(1) as pool:
        # What the target says of its edges, which rest on no document, it finds while documents are written.
        edges = pool.submit(target.states, "relations", keys["relations"])
        _documents(source, target, shown.steps(changed, "documents", len(changed)))
        for identity in sorted(target.contents().keys() - wanted.keys()) if gone else ():
            target.remove_document(identity)  # no other took its place
        for one, other in sorted(source.forbidden_merges() - target.forbidden_merges()):
            target.forbid_merge(one, other)
        graph = _graph(source, target, keys, pool, edges)
    outcomes = sum(_ledger(source, target, run) for run in runs)
    vectors = _vectors(source, target)
    if not target.sealed():
        target.seal()
    return Synced(
        documents=len(changed),
        removed=len(gone),
        graph=graph,
        runs=len(runs),
        outcomes=outcomes,
        vectors=vectors,
        whole=why if there else "",
    )


def _keys(source: Store, target: Store, read_again: bool) -> tuple[Keys, str]:
    """Return which records of the graph may differ, and why they are all, if so.

    An entity is joined to the passages that name it: those of a document that was `read_again` may be others, while
    nothing else of the entity is.
    """
    if target.stale():
        return dict.fromkeys(GRAPH), "a run over there was cut off"
    if not target.sealed():
        return dict.fromkeys(GRAPH), "not all that is over there was written by a sync"
    there = target.graph_content()
    changed = dict.fromkeys(GRAPH, ()) if there == source.graph_content() else source.changed_since(there)
    if changed is None:
        return dict.fromkeys(GRAPH), "the graph over there is none that this side remembers"
    return {**changed, "entities": None if read_again else changed["entities"]}, ""


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


def _graph(source: Store, target: Store, keys: Keys, pool: Executor, edges: Future[Mapping[Place, int]]) -> bool:
    """Write what differs of the graph among some records; return whether anything did.

    What the target says of its `edges` has been asked for already.
    """
    whole = source.graph_content()
    missing: dict[GraphKind, list[Place] | None] = {}
    over: dict[GraphKind, Mapping[Place, int]] = {}
    asked = [edges if kind == "relations" else pool.submit(target.states, kind, keys[kind]) for kind in GRAPH]
    for kind, there in zip(GRAPH, asked, strict=True):
        wanted = source.states(kind, keys[kind])
        found, over[kind] = difference(wanted, there.result())
        every = keys[kind] is None and found and len(found) == len(wanted)
        missing[kind] = None if every else found  # all are read at once
    same = not any(over.values()) and all(part == [] for part in missing.values())
    if same and not target.stale() and target.graph_content() == whole:
        return False
    entities, relations = list(source.entities(missing["entities"])), list(source.relations(missing["relations"]))
    merges, rejections = list(source.merges(missing["merges"])), list(source.rejections_of(None))
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
        held = source.vector_ids(kind, MINILM)
        known = target.vector_ids(kind, MINILM) if held else held
        if held <= known:
            continue
        ids, matrix = source.vectors(kind, MINILM)
        places = [place for place, identity in enumerate(ids) if identity not in known]
        for start in range(0, len(places), BATCH):
            part = places[start : start + BATCH]
            target.put_vectors(kind, MINILM, [ids[place] for place in part], matrix[part])
        copied += len(places)
    return copied
