"""Commands whose disk is full: one line, nothing lost, and with room the same command ends as if nothing had been."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg.workspace import open_store

LIMITED = """
import resource, signal, sys
limit = int(sys.argv.pop(1))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from importlib import import_module
import_module(sys.argv.pop(1) + ".cli").main()
"""
"""Runs a command none of whose files may grow beyond so many bytes, as on a disk that is full."""

ROOM = 1 << 40
SHARED = 1 << 15
"""What SQLite needs to read at all."""

TEXT = "\n\n".join(f"Rain number {n} feeds the river {n}. The river {n} feeds the lake {n}." for n in range(120))


def command(folder: Path, limit: int, *arguments: object) -> subprocess.CompletedProcess[str]:
    run = [sys.executable, "-c", LIMITED, str(limit), *map(str, arguments)]
    return subprocess.run(run, cwd=folder, capture_output=True, text=True, check=False)


def refused(run: subprocess.CompletedProcess[str], what: str) -> None:
    assert run.returncode == 2
    assert run.stderr.startswith("error: ")
    assert what in run.stderr
    assert run.stderr.count("\n") == 1


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("disk")
    (made / "configs").mkdir()
    (made / "configs" / "ingest.yaml").write_text("embed: false\n", encoding="utf-8")
    (made / "papers").mkdir()
    for n in range(3):
        (made / "papers" / f"{n}.txt").write_text(TEXT.replace("number", f"kind {n}"), encoding="utf-8")
    assert command(made, ROOM, "ingest", "papers", "--workspace", "whole").returncode == 0
    return made


def test_ingest_keeps_what_it_had_and_goes_on_with_room(folder: Path) -> None:
    full = (folder / "whole" / "graph.sqlite").stat().st_size
    refused(command(folder, full // 2, "ingest", "papers", "--workspace", "half"), "disk is full")
    assert command(folder, ROOM, "ingest", "papers", "--workspace", "half").returncode == 0
    with open_store(folder / "whole") as one, open_store(folder / "half") as other:
        assert one.digest() == other.digest()
        assert one.contents() == other.contents()


@pytest.mark.parametrize("out", ["graph.graphml", "graph.jsonl"])
def test_an_export_that_has_no_room_leaves_the_earlier_one(folder: Path, out: str) -> None:
    assert command(folder, ROOM, "kg", "export", out, "--workspace", "whole").returncode == 0
    place = folder / out
    held = {path.name: path.read_bytes() for path in ([place] if place.is_file() else place.iterdir())}
    refused(command(folder, SHARED, "kg", "export", out, "--workspace", "whole"), f"{out}: cannot be written")
    assert {path.name: path.read_bytes() for path in ([place] if place.is_file() else place.iterdir())} == held
    assert not list(folder.glob(".*kindergraph-new"))
