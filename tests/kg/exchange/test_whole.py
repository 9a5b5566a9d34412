"""An export stands whole or not at all; a damaged one is refused in one line."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import MethodType

import pytest

from kg.errors import UserError
from kg.exchange import FORMATS, export_to, load
from kg.store import Store
from kg.workspace import open_store


def damaged(out: Path) -> Iterator[Callable[[], object]]:
    """Ways to damage an export: each file cut in half, emptied, and taken away."""
    for path in [out] if out.is_file() else sorted(out.iterdir()):
        data = path.read_bytes()
        if data:
            yield lambda path=path, data=data: path.write_bytes(data[: len(data) // 2])
            yield lambda path=path: path.write_bytes(b"")
            yield lambda path=path: path.unlink()


@pytest.mark.parametrize("form", FORMATS)
def test_a_damaged_export_is_refused_in_one_line(full: Store, form: str, tmp_path: Path) -> None:
    out, good = tmp_path / "out", tmp_path / f"good{FORMATS[form].suffix}"
    export_to(full, good, form)
    out = out.with_suffix(good.suffix)
    for number in range(len(list(damaged(good)))):
        shutil.rmtree(out) if out.is_dir() else out.unlink(missing_ok=True)
        shutil.copytree(good, out) if good.is_dir() else shutil.copy(good, out)
        list(damaged(out))[number]()
        with pytest.raises(UserError) as refused:
            load(out)
        assert "\n" not in str(refused.value).strip()
        assert str(refused.value).startswith(str(out))


def test_an_export_killed_at_its_end_leaves_nothing_that_looks_whole(workspace: Path, tmp_path: Path) -> None:
    program = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom kg import whole\nfrom kg.exchange import export_to\n"
        "from kg.workspace import open_store\n"
        "whole._sync = lambda path: os.kill(os.getpid(), signal.SIGKILL)\n"
        "with open_store(Path(sys.argv[1])) as store:\n    export_to(store, Path(sys.argv[2]))\n"
    )
    for suffix in (form.suffix for form in FORMATS.values()):
        out = tmp_path / "here" / f"out{suffix}"
        run = subprocess.run([sys.executable, "-c", program, workspace, out], check=False)
        assert run.returncode == -signal.SIGKILL
        assert not out.exists()
        with open_store(workspace) as store:
            export_to(store, out)
        assert [path.name for path in out.parent.iterdir()] == [out.name]
        assert load(out)
        shutil.rmtree(out) if out.is_dir() else out.unlink()


def test_an_export_that_fails_leaves_the_earlier_one(
    full: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "graph.jsonl"
    export_to(full, out)
    held = sorted((p.name, p.read_bytes()) for p in out.iterdir())
    monkeypatch.setattr(full, "digest", MethodType(lambda self: os.urandom(4).hex(), full))
    with pytest.raises(UserError, match="written meanwhile"):
        export_to(full, out)
    assert sorted((p.name, p.read_bytes()) for p in out.iterdir()) == held
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_an_export_takes_the_place_of_an_earlier_one_and_of_nothing_else(full: Store, tmp_path: Path) -> None:
    for form in FORMATS.values():
        out = tmp_path / f"out{form.suffix}"
        for _ in range(2):
            export_to(full, out)
    (tmp_path / "thesis.graphml").write_text("<graphml/>")
    (tmp_path / "thesis.jsonl").mkdir()
    (tmp_path / "thesis.jsonl" / "chapter").write_text("one")
    for name in ("thesis.graphml", "thesis.jsonl"):
        with pytest.raises(UserError, match="not an earlier export"):
            export_to(full, tmp_path / name)
    assert (tmp_path / "thesis.jsonl" / "chapter").read_text() == "one"


def test_a_stale_graph_is_not_exported(store: Store, tmp_path: Path) -> None:
    store.remove_source("rain.txt")
    with pytest.raises(UserError, match="run `ingest` again"):
        export_to(store, tmp_path / "graph.jsonl")
