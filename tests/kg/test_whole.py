"""Whole or not there: what a full disk, a crash between two renames, or a wrong place leaves behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import UserError
from kg.whole import whole

LIMITED = """
import resource, signal, sys
from pathlib import Path
from kg.whole import whole
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
folder = sys.argv[2] == "folder"
with whole(Path(sys.argv[1]), folder, Path.exists) as fresh:
    (fresh / "part" if folder else fresh).write_text("x" * 5000)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_takes_its_place_at_once_and_alone(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "file"
    with whole(out, False, Path.is_file) as fresh:
        fresh.write_text("one")
        assert not out.exists()
    with whole(out, False, Path.is_file) as fresh:
        fresh.write_text("two")
        assert out.read_text() == "one"
    assert out.read_text() == "two"
    assert names(tmp_path / "deep") == ["file"]


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_where_room_runs_out_the_earlier_one_stands_and_nothing_lies_beside_it(kind: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with whole(out, kind == "folder", Path.exists) as fresh:
        (fresh / "part" if kind == "folder" else fresh).write_text("earlier")
    done = subprocess.run([sys.executable, "-c", LIMITED, str(out), kind], capture_output=True, text=True)
    assert "UserError" in done.stderr
    assert "File too large" in done.stderr
    assert (out / "part" if kind == "folder" else out).read_text() == "earlier"
    assert names(tmp_path) == ["out"]


def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with whole(pipe, False, Path.is_file) as fresh:
            fresh.write_text("sample")
        assert os.read(reader, 100) == b"sample"
    finally:
        os.close(reader)
    assert pipe.is_fifo()
    with pytest.raises(UserError, match="No space left"), whole(Path("/dev/full"), False, Path.is_file) as fresh:
        fresh.write_text("sample")
    assert Path("/dev/full").is_char_device()


@pytest.mark.parametrize("folder", [True, False])
def test_a_link_is_followed(folder: bool, tmp_path: Path) -> None:
    target, link = tmp_path / "elsewhere" / "target", tmp_path / "link"
    link.symlink_to(target)
    for _ in range(2):
        with whole(link, folder, Path.exists) as fresh:
            (fresh / "part" if folder else fresh).write_text("x")
    assert link.is_symlink()
    assert target.exists()
    assert names(target.parent) == ["target"]


@pytest.mark.parametrize("where", ["file/below", "loop/below", "."])
def test_no_place_to_write_to_is_one_line(where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("kept")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(UserError, match=f"^{where}: "), whole(Path(where), False, Path.is_file) as fresh:
        fresh.write_text("x")
    assert (tmp_path / "file").read_text() == "kept"
    assert names(tmp_path) == ["file", "loop"]


def test_a_crash_between_the_two_renames_is_mended_by_the_next_attempt(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (tmp_path / ".out.kindergraph-old").mkdir()
    (tmp_path / ".out.kindergraph-old" / "part").write_text("earlier")
    (tmp_path / ".out.kindergraph-new").mkdir()
    with pytest.raises(KeyError), whole(out, True, Path.exists):
        raise KeyError
    assert (out / "part").read_text() == "earlier"
    assert names(tmp_path) == ["out"]
