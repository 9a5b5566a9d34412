"""Files and folders that are whole or not there: written beside their place under another name, synced, and renamed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kg.errors import UserError


@contextmanager
def whole(out: Path, folder: bool, earlier: Callable[[Path], bool]) -> Iterator[Path]:
    """Yield a path to write to; it takes the place of `out` once everything has been written to disk.

    `earlier` tells whether what stands at `out` is an earlier export, which may be replaced. A link is followed, and
    a file that is a device or a pipe (`/dev/stdout`) is itself written to. Raises UserError where `out` is anything
    else, or cannot be written; what stood there before is then still there.
    """
    place = Path(os.path.realpath(out))
    if not place.name:
        raise UserError(f"{out}: is no place to write to; name one below it")
    fresh, old = (place.with_name(f".{place.name}.kindergraph-{state}") for state in ("new", "old"))
    try:
        if not folder and _stream(out):
            yield out
            return
        # A crash fell between the two renames below.
        if old.exists() and not place.exists():
            old.rename(place)
        if place.exists() and not (_empty(place) or earlier(place)):
            raise UserError(f"{out}: holds something that is not an earlier export; name another place")
        place.parent.mkdir(parents=True, exist_ok=True)
        _remove(fresh)
        if folder:
            fresh.mkdir()
        yield fresh
        for path in (*(sorted(fresh.rglob("*")) if folder else ()), fresh):
            _sync(path)
        if folder:
            _remove(old)
            if place.exists():
                place.rename(old)
            fresh.rename(place)
        else:
            fresh.replace(place)
        _sync(place.parent)
        _remove(old)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UserError(
            f"{out}: cannot be written ({error.strerror or error}); name another place, or free some space"
        ) from None
    finally:
        with suppress(OSError):
            _remove(fresh)


def _stream(path: Path) -> bool:
    """Tell whether a path is of something that takes bytes and keeps none: it must not be renamed over."""
    return path.exists() and not (path.is_file() or path.is_dir())


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
