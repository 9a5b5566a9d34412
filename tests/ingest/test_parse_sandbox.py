"""The child process: limits hold, a broken file costs one line, nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest.parse import Unreadable, read, sandbox
from ingest.settings import IngestSettings


def reason(path: Path, **settings: object) -> str:
    with pytest.raises(Unreadable) as error:
        list(read(path, IngestSettings(**settings)))  # type: ignore[arg-type]
    assert "\n" not in error.value.detail
    return error.value.reason


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("empty.pdf", b"", "empty"),
        ("page.pdf", b"<!DOCTYPE html><p>hello", "not_a_pdf"),
        ("noise.pdf", b"%PDF-1.4 and then nothing of the kind", "not_a_pdf"),
        ("paper.txt", b"%PDF-1.4 ...", "misnamed"),
        ("data.txt", b"\x00\x01\x02" * 500 + b"\xff\xfe\xfa", "not_text"),
        ("page.html", b"<html><body></body></html>", "no_text"),
        ("a.csv", b"name,age\nx,3\n", "no_text_column"),
        ("a.xyz", b"what", "unknown_format"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, name: str, data: bytes, expected: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert reason(path) == expected


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    assert reason(tmp_path / "gone.txt") == "cannot_open"


def test_one_child_reads_many_files(tmp_path: Path) -> None:
    children = set()
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text(f"Text number {n}.")
        (document,) = read(tmp_path / f"{n}.txt", IngestSettings())
        assert document.text == f"Text number {n}."  # type: ignore[union-attr]
        children.add(sandbox._held[0]._process.pid)
    assert len(children) == 1


def test_a_child_that_dies_is_one_failure_and_the_next_file_lands(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Still here.")
    list(read(path, IngestSettings()))
    os.kill(sandbox._held[0]._process.pid, signal.SIGSTOP)
    assert reason(path, max_seconds=0.2) == "too_slow"
    (document,) = read(path, IngestSettings())
    assert document.text == "Still here."  # type: ignore[union-attr]


def test_more_text_than_allowed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("word " * 1000)
    assert reason(path, max_characters=1000) == "too_much_text"


def test_no_child_outlives_a_killed_parent(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    code = (
        "import sys, time; from pathlib import Path; from ingest.parse import read, sandbox;"
        "from ingest.settings import IngestSettings;"
        f"list(read(Path({str(tmp_path / 'a.txt')!r}), IngestSettings()));"
        "print(sandbox._held[0]._process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
    until = time.monotonic() + 10
    while time.monotonic() < until and _alive(child):
        time.sleep(0.02)
    assert not _alive(child)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_the_child_does_not_load_torch(tmp_path: Path) -> None:
    code = "import sys, ingest.parse.child; sys.exit(any(m in sys.modules for m in ('torch', 'spacy', 'transformers')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_hostile_files_never_reach_the_parent(shared: Path) -> None:
    folder = shared / "data" / "hostile"
    pdfs = sorted(folder.glob("corpus/*.pdf"))[::6] + sorted(folder.glob("made/*.pdf"))
    reasons = {}
    for path in pdfs:
        try:
            list(read(path, IngestSettings()))
            reasons[path.name] = "read"
        except Unreadable as error:
            reasons[path.name] = error.reason
    assert "reader_error" not in reasons.values()
    assert reasons["zero.pdf"] == "empty"
    assert reasons["html.pdf"] == "not_a_pdf"
    assert reasons["zipbomb.pdf"] in ("too_much_memory", "too_slow")
    assert reasons["injection.pdf"] == "read"
