"""An export into a workspace: an empty one, or one that an import was cut off in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg.errors import UserError
from kg.exchange import export_to, fill, load
from kg.exchange.tables import TABLES
from kg.store import RunState, Store
from kg.workspace import open_store

Everything = Callable[[Store], dict[str, list[str]]]


def test_importing_twice_changes_nothing(full: Store, tmp_path: Path, everything: Everything) -> None:
    export_to(full, tmp_path / "graph.jsonl")
    held = everything(full)
    fill(full, load(tmp_path / "graph.jsonl"))
    assert everything(full) == held


def test_a_workspace_that_holds_anything_else_is_refused_and_left_as_it_was(
    full: Store, tmp_path: Path, tell: Callable, everything: Everything
) -> None:
    export_to(full, tmp_path / "graph.jsonl")
    full.close_run(full.runs()[-1].id, RunState.FINISHED)
    for change in (
        lambda store: store.replace_document(*tell("snow.txt", [("snow", "CAUSES", "mud")])),
        lambda store: store.forbid_merge("mud", "soil"),
        lambda store: store.start_run("other", "{}"),
    ):
        with open_store(tmp_path / "other", write=True) as other:
            change(other)
            held = everything(other)
            with pytest.raises(UserError, match="import into an empty --workspace"):
                fill(other, load(tmp_path / "graph.jsonl"))
            assert everything(other) == held
        shutil.rmtree(tmp_path / "other")


@contextmanager
def cut_off_after(store: Store, writes: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a store write so many times, then fail."""
    left = [writes]

    def counted(write: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            if left[0] == 0:
                raise InterruptedError
            left[0] -= 1
            return write(*arguments)

        return call

    with monkeypatch.context() as patch:
        for name in ("replace_document", "replace_graph", "forbid_merge", "start_run", "append", "close_run"):
            patch.setattr(store, name, counted(getattr(store, name)))
        yield


def test_an_import_cut_off_anywhere_goes_on(
    full: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, everything: Everything
) -> None:
    export_to(full, tmp_path / "graph.jsonl")
    loaded = load(tmp_path / "graph.jsonl")
    interrupted, writes = True, 0
    while interrupted:
        with open_store(tmp_path / f"cut-{writes}", write=True) as store:
            try:
                with cut_off_after(store, writes, monkeypatch):
                    fill(store, loaded)
                interrupted = False
            except InterruptedError:
                fill(store, loaded)
            assert everything(store) == everything(full)
        writes += 1
    assert writes > 8


def test_a_server_takes_an_export_and_gives_the_same_one(
    full: Store, neo4j_uri: str, tmp_path: Path, everything: Everything
) -> None:
    export_to(full, tmp_path / "graph.jsonl")
    with open_store(neo4j_uri, write=True) as server:
        for _ in range(2):
            fill(server, load(tmp_path / "graph.jsonl"))
        assert everything(server) == everything(full)
        export_to(server, tmp_path / "again.jsonl")
    for table in TABLES:
        name = f"{table}.jsonl"
        assert (tmp_path / "again.jsonl" / name).read_bytes() == (tmp_path / "graph.jsonl" / name).read_bytes()
