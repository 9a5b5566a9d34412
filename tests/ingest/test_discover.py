"""What paths, folders and globs lead to: everything is read, counted or named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest import pipeline
from ingest.discover import discover
from ingest.settings import IngestSettings
from kg.errors import UserError
from kg.workspace import open_store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "papers"
    (inside / "deep").mkdir(parents=True)
    (inside / "deep" / "a.txt").write_text("Rain falls.")
    return inside


def names(files: list[Path]) -> list[str]:
    return [file.name for file in files]


def test_links_lead_to_files_and_not_round_in_circles(folder: Path) -> None:
    (folder / "up").symlink_to("..")
    (folder / "twin.txt").symlink_to("deep/a.txt")
    (folder / "self").symlink_to("self")
    (folder / "lost.pdf").symlink_to("nowhere.pdf")
    found = discover([folder])
    assert names(found.files) == ["a.txt", "lost.pdf", "twin.txt"]
    assert found.skipped == {"link to a folder": 1, "no suffix": 1}
    with open_store(folder.parent / "work", write=True) as store:
        report = pipeline.ingest([folder], store, IngestSettings(embed=False), extract=lambda d, c: ((), (), ()))
    assert report.read == 1
    assert report.failed == {str(folder / "lost.pdf"): "cannot_open: No such file or directory"}


def test_a_pipe_is_not_waited_for_and_a_folder_named_like_a_file_is_a_folder(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    (folder / "x.pdf").mkdir()
    (folder / "x.pdf" / "b.txt").write_text("Rain falls.")
    found = discover([folder])
    assert names(found.files) == ["a.txt", "b.txt"]
    assert found.skipped == {"pipe or device": 1}


def test_a_glob_leads_into_folders_as_the_shell_would(folder: Path) -> None:
    assert names(discover([str(folder / "*")]).files) == ["a.txt"]


def test_a_folder_that_is_shut_is_a_failure_with_its_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = os.scandir

    def shut(path: str) -> object:
        if os.fspath(path).endswith("deep"):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return whole(path)

    monkeypatch.setattr(os, "scandir", shut)
    assert discover([folder]).shut == {str(folder / "deep"): "cannot_open: Permission denied"}


def test_a_name_that_is_no_text_is_one_failed_line_and_the_others_land(folder: Path) -> None:
    bad = os.fsencode(folder) + b"/bad\xff.txt"
    with open(bad, "wb") as file:  # noqa: PTH123 - no Path is made of such a name by hand
        file.write(b"Rain falls on hills.")
    (folder / "new\nline \N{CLOUD}.txt").write_text("Rain falls on lakes.")
    with open_store(folder.parent / "work", write=True) as store:
        report = pipeline.ingest([folder], store, IngestSettings(embed=False), extract=lambda d, c: ((), (), ()))
        assert len(store.sources()) == 2
    assert list(report.failed.values()) == ["bad_name: the bytes of its name are not UTF-8; rename it"]


@pytest.mark.parametrize("given", ["", "nowhere", "nowhere/*.pdf"])
def test_a_path_that_leads_nowhere_is_the_users_error(given: str) -> None:
    with pytest.raises(UserError):
        discover([given])


def test_nothing_that_can_be_read_is_one_line_that_says_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.png").write_bytes(b"x")
    with (
        open_store(tmp_path / "work", write=True) as store,
        pytest.raises(UserError, match=r"nothing there that can be read \(1 \.png\)"),
    ):
        pipeline.ingest([tmp_path / "photos"], store, IngestSettings())
