"""A store that holds a record of every kind, and what is compared of two stores."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from kg.exchange.tables import TABLES, rows
from kg.records import Merge, Rejection
from kg.store import Outcome, RunState, Store

Everything = Callable[[Store], dict[str, list[str]]]


def _everything(store: Store) -> dict[str, list[str]]:
    held = {table: [row.model_dump_json() for row in rows(store, table)] for table in TABLES}
    return {**held, "digest": [store.digest()], "counts": [json.dumps(store.counts(), sort_keys=True)]}


@pytest.fixture(scope="session")
def everything() -> Everything:
    """Every record of a store as the JSON that it is stored as, and its digest and counts."""
    return _everything


@pytest.fixture
def full(store: Store) -> Store:
    """The store of `water` with rejections, a pair kept apart, and runs of every state."""
    (document, *_) = store.documents()
    claims = [c for c in store.claims() if c.evidence.document == document.id]
    mentions = [m for m in store.mentions() if m.evidence.document == document.id]
    refused = [Rejection(subject=s, step="extract", reason="vague_head") for s in ("b", "a", "b")]
    store.replace_document(document, tuple(store.chunks(document.id)), mentions, claims, refused)
    store.forbid_merge("delta", "river")
    resolution = (Rejection(subject="c", step="resolve", reason="self_loop"),)
    store.replace_graph(
        tuple(store.entities()),
        tuple(store.relations()),
        (Merge(id="mrg_1", kept="rain", absorbed="rains", reason="plural"),),
        resolution,
    )
    for number, state in enumerate((RunState.FINISHED, RunState.ABANDONED, None)):
        run = store.start_run("print", '{"seed": 7}')
        for position in (3, 0):
            text = json.dumps({"id": f"smp_{number}{position}", "question": "a\x00\r\n]]><!-- &amp; </data> \u202e"})
            outcome = Outcome(position=position, kind="sample", id=f"smp_{number}{position}", json_text=text)
            store.append(run.id, [outcome])
        if state:
            store.close_run(run.id, state)
    return store
