"""The folder on disk: one writer, any number of readers, and what a kill or a full disk leaves behind."""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.errors import UserError, WorkspaceBusy
from kg.store import GRAPH
from kg.workspace import Workspace, open_store

HOLD = """
import sys
from kg.workspace import open_store
with open_store(sys.argv[1], write=True):
    print("held", flush=True)
    sys.stdin.read()
"""

APPEND = """
import sys
from kg.store import Outcome
from kg.workspace import open_store
with open_store(sys.argv[1], write=True) as store:
    run = store.open_run() or store.start_run("print", "{}")
    done = sum(1 for _ in store.outcomes(run.id))
    print("ready", flush=True)
    for begin in range(done, 4000, 8):
        batch = range(begin, begin + 8)
        store.append(run.id, [Outcome(position=n, kind="sample", id=f"smp_{n}", json_text=str(n * n)) for n in batch])
        print(begin, flush=True)
"""

FILL = """
import resource, signal, sys
from kg.store import Outcome
from kg.workspace import open_store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
with open_store(sys.argv[1], write=True) as store:
    run = store.start_run("print", "{}")
    for n in range(10_000):
        store.append(run.id, [Outcome(position=n, kind="sample", id=f"smp_{n}", json_text="x" * 500)])
        print(n, flush=True)
"""


def child(script: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def ended(process: subprocess.Popen[str]) -> str:
    """Kill a child, wait for it, and return what else it had written."""
    process.kill()
    return process.communicate()[0]


def test_a_second_writer_is_refused_naming_the_pid_and_readers_are_not(workspace: Path) -> None:
    holder = child(HOLD, workspace)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        began = time.monotonic()
        with pytest.raises(WorkspaceBusy, match=rf"pid {holder.pid}\b"), open_store(workspace, write=True):
            pass
        assert time.monotonic() - began < 2
        with open_store(workspace) as reader:
            assert reader.counts()["documents"] == 2
    finally:
        ended(holder)


def test_a_killed_writer_leaves_no_lock(workspace: Path) -> None:
    holder = child(HOLD, workspace)
    assert holder.stdout is not None
    holder.stdout.readline()
    ended(holder)
    with open_store(workspace, write=True) as store:
        assert store.counts()["documents"] == 2


def test_one_process_cannot_write_twice_and_keeps_its_lock_for_having_tried(workspace: Path) -> None:
    with open_store(workspace, write=True):
        with pytest.raises(WorkspaceBusy, match=str(os.getpid())), open_store(workspace, write=True):
            pass
        other = child(HOLD, workspace)
        assert "WorkspaceBusy" in other.communicate()[1]


def test_a_run_killed_at_any_moment_goes_on_without_loss_or_repetition(tmp_path: Path) -> None:
    rng = random.Random(0)
    done = kills = 0
    while done < 4000:
        process = child(APPEND, tmp_path / "w")
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        for _ in range(rng.randrange(120)):
            if not process.stdout.readline():
                break
        process.send_signal(signal.SIGKILL)
        process.communicate()
        kills += 1
        with open_store(tmp_path / "w") as store:
            run = store.open_run()
            assert run is not None
            positions = [(o.position, o.json_text) for o in store.outcomes(run.id)]
        assert positions == [(n, str(n * n)) for n in range(len(positions))]
        assert len(positions) >= done
        assert len(positions) % 8 == 0
        done = len(positions)
    assert kills > 3
    with sqlite3.connect(tmp_path / "w" / "graph.sqlite") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()


def test_a_full_disk_is_one_line_and_keeps_what_was_committed(tmp_path: Path) -> None:
    process = child(FILL, tmp_path / "w")
    out, err = process.communicate()
    committed = [int(line) for line in out.split()]
    assert committed
    assert "UserError" in err.splitlines()[-1]
    assert "disk is full" in err.splitlines()[-1]
    with open_store(tmp_path / "w", write=True) as store:
        run = store.open_run()
        assert run is not None
        assert [o.position for o in store.outcomes(run.id)] == committed
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_another_schema_is_refused_naming_both_versions(workspace: Path) -> None:
    database = sqlite3.connect(Workspace.at(workspace).database)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(UserError, match=r"version 99.*version 4"), open_store(workspace):
        pass


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "graph.sqlite").write_text("not a database at all, but long enough to have a header" * 4)
    with pytest.raises(UserError, match="not a database"), open_store(tmp_path):
        pass


def test_reading_where_nothing_was_ingested_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="run `ingest papers/` first"), open_store(tmp_path / "nowhere"):
        pass
    assert not (tmp_path / "nowhere").exists()


def test_the_environment_names_the_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINDERGRAPH_WORKSPACE", str(tmp_path / "elsewhere"))
    assert Workspace.at().folder == tmp_path / "elsewhere"
    assert Workspace.at(tmp_path / "given").folder == tmp_path / "given"


def test_a_reader_cannot_write(workspace: Path) -> None:
    with pytest.raises(UserError, match="cannot be"), open_store(workspace) as store:
        store.forbid_merge("a", "b")


def test_a_reader_sees_the_graph_as_it_was_while_another_writes(workspace: Path) -> None:
    with open_store(workspace) as reader, open_store(workspace, write=True) as writer:
        before = reader.digest()
        writer.remove_source("rain.txt")
        assert writer.digest() != before


THIRD = "PRAGMA user_version = 3;" + "".join(
    f"DROP INDEX {table}_states; ALTER TABLE {table} DROP COLUMN state;" for table in GRAPH
)
SECOND = (
    f"{THIRD}ALTER TABLE graph DROP COLUMN content; ALTER TABLE documents DROP COLUMN content; PRAGMA user_version = 2;"
)
FIRST = SECOND + "ALTER TABLE graph DROP COLUMN version; DROP TABLE vectors; PRAGMA user_version = 1;"


@pytest.mark.parametrize("back", [FIRST, SECOND, THIRD])
def test_a_workspace_of_an_earlier_version_is_brought_up_when_it_is_next_written(workspace: Path, back: str) -> None:
    with open_store(workspace) as store:
        contents, states = (store.contents(), store.graph_content()), [store.states(kind) for kind in GRAPH]
    database = sqlite3.connect(workspace / "graph.sqlite")
    database.executescript(back)
    database.close()
    with pytest.raises(UserError, match="run `ingest` on it once"), open_store(workspace):
        pass
    with open_store(workspace, write=True) as store:
        before = store.digest()
        assert store.version()
        assert (store.contents(), store.graph_content()) == contents
        assert [store.states(kind) for kind in GRAPH] == states
    with open_store(workspace) as store:
        assert store.digest() == before


@pytest.mark.parametrize("how", ["cut", "first page", "text", "record", "table"])
def test_a_damaged_database_is_one_line(workspace: Path, how: str) -> None:
    path = workspace / "graph.sqlite"
    database = sqlite3.connect(path)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if how == "text":
        database.execute("UPDATE chunks SET json = CAST(x'7bff' AS TEXT)")
    elif how == "record":
        database.execute("UPDATE chunks SET json = '{}'")
    elif how == "table":
        database.execute("DROP TABLE chunks")
    database.commit()
    database.close()
    held = path.read_bytes()
    if how == "cut":
        path.write_bytes(held[: len(held) // 2])
    elif how == "first page":
        path.write_bytes(held[:100] + b"x" * 2000 + held[2100:])
    with pytest.raises(UserError, match=r"graph\.sqlite: damaged \("), open_store(workspace) as store:
        store.counts(), list(store.chunks())


def test_a_database_that_is_empty_yet_is_no_graph(tmp_path: Path) -> None:
    (tmp_path / "graph.sqlite").touch()
    with pytest.raises(UserError, match="run `ingest papers/` first"), open_store(tmp_path):
        pass


def test_a_folder_that_nobody_may_write_can_be_read(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(workspace) as store:
        before = store.digest()
    held = sorted(path.name for path in workspace.iterdir())
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with open_store(workspace) as store:
        assert store.digest() == before
        assert sorted(path.name for path in workspace.iterdir()) == held
