"""Exports that are whole or not there: written beside their place under another name, synced, and renamed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from kg.errors import UserError
from kg.exchange.tables import VERSION, Manifest

MANIFEST = "manifest.json"
MARK = 'id="kindergraph"'
"""In the head of a file of one piece: the sign of an earlier export, which may be replaced."""


@contextmanager
def whole(out: Path, folder: bool) -> Iterator[Path]:
    """Yield a path to write to; it takes the place of `out` once everything has been written to disk.

    Raises UserError where `out` holds something that is not an earlier export, or cannot be written.
    """
    fresh, old = (out.with_name(f".{out.name}.kindergraph-{state}") for state in ("new", "old"))
    try:
        if old.exists() and not out.exists():
            old.rename(out)
        if out.exists() and not _is_export(out):
            raise UserError(f"{out}: holds something that is not an earlier export; name another place")
        out.parent.mkdir(parents=True, exist_ok=True)
        _remove(fresh)
        if folder:
            fresh.mkdir()
        yield fresh
        for path in (*(sorted(fresh.iterdir()) if folder else ()), fresh):
            _sync(path)
        _remove(old)
        if out.exists():
            out.rename(old)
        fresh.rename(out)
        _sync(out.parent)
        _remove(old)
    except OSError as error:
        raise UserError(
            f"{out}: cannot be written ({error.strerror}); name another place, or free some space"
        ) from None
    finally:
        _remove(fresh)


def manifest_of(text: str, where: str) -> Manifest:
    """Return the manifest that `text` is. Raises UserError where it is none, or of another version."""
    try:
        manifest = Manifest.model_validate_json(text)
    except ValidationError:
        raise UserError(f"{where}: not the manifest of an export; give what `kg export` wrote") from None
    if manifest.version != VERSION:
        raise UserError(
            f"{where}: written in version {manifest.version}, this program reads {VERSION}; export again with it"
        )
    return manifest


def _is_export(path: Path) -> bool:
    if path.is_file():
        with path.open("rb") as file:
            return MARK.encode() in file.read(16_384)
    if not any(path.iterdir()):
        return True
    try:
        manifest_of((path / MANIFEST).read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError, UserError):
        return False
    return True


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
