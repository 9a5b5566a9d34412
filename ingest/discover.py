"""Which files a user means by paths, folders and globs."""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ingest.parse.suffixes import SUFFIXES
from kg.errors import UserError


class Found(NamedTuple):
    """The files to read, sorted and each once; what was left alone, by kind; folders that could not be looked into."""

    files: list[Path]
    skipped: Counter[str]
    shut: dict[str, str]


def discover(paths: Iterable[str | Path]) -> Found:
    """Return what `paths` lead to.

    A folder is searched at every depth; hidden files and folders, and links to folders, are left out. A link that leads
    nowhere is among the files: reading it fails. Raises UserError where a path leads nowhere.
    """
    files: dict[str, Path] = {}
    skipped: Counter[str] = Counter()
    shut: dict[str, str] = {}
    for given in paths:
        if not str(given):
            raise UserError("ingest: a path is empty; name a file, a folder or a glob")
        at = [Path(given)]
        if not (os.path.isdir(given) or os.path.isfile(given)):  # noqa: PTH112, PTH113 - pathlib raises where rights lack
            at = [Path(match) for match in sorted(glob.glob(str(given), recursive=True))]  # noqa: PTH207 - or absolute
            if not at:
                raise UserError(f"{given}: no such file or folder; check the path")
        for path in at:
            for file in _below(path, skipped, shut) if path.is_dir() else [path]:
                kind = _kind(file)
                if kind in SUFFIXES:
                    files.setdefault(str(file), file)
                else:
                    skipped[kind] += 1
    return Found([files[name] for name in sorted(files)], skipped, shut)


def _below(folder: Path, skipped: Counter[str], shut: dict[str, str]) -> Iterator[Path]:
    def note(error: OSError) -> None:
        shut[str(error.filename)] = f"cannot_open: {error.strerror}"

    for at, folders, names in os.walk(folder, onerror=note):
        shown = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in shown if os.path.islink(os.path.join(at, name))]  # noqa: PTH114, PTH118 - as os.walk
        skipped.update(["link to a folder"] * len(links))
        folders[:] = [name for name in shown if name not in links]
        yield from (Path(at, name) for name in sorted(names) if not name.startswith("."))


def _kind(file: Path) -> str:
    """Return a file's suffix, or what it is that has none or is no file."""
    if not (file.is_file() or file.is_symlink()):
        return "pipe or device"
    return file.suffix.casefold() or "no suffix"
