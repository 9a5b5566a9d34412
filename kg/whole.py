"""Files and folders that are whole or not there: written beside their place under another name, synced, and renamed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import UserError


@contextmanager
def whole(out: Path, folder: bool, earlier: Callable[[Path], bool]) -> Iterator[Path]:
    """Yield a path to write to; it takes the place of `out` once everything has been written to disk.

    `earlier` tells whether what stands at `out` is an earlier export, which may be replaced. Raises UserError where it
    is anything else, or where `out` cannot be written.
    """
    fresh, old = (out.with_name(f".{out.name}.kindergraph-{state}") for state in ("new", "old"))
    try:
        # A crash fell between the two renames below.
        if old.exists() and not out.exists():
            old.rename(out)
        if out.exists() and not (_empty(out) or earlier(out)):
            raise UserError(f"{out}: holds something that is not an earlier export; name another place")
        out.parent.mkdir(parents=True, exist_ok=True)
        _remove(fresh)
        if folder:
            fresh.mkdir()
        yield fresh
        for path in (*(sorted(fresh.rglob("*")) if folder else ()), fresh):
            _sync(path)
        _remove(old)
        if out.exists():
            out.rename(old)
        fresh.rename(out)
        _sync(out.parent)
        _remove(old)
    except OSError as error:
        raise UserError(
            f"{out}: cannot be written ({error.strerror or error}); name another place, or free some space"
        ) from None
    finally:
        _remove(fresh)


def _empty(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
