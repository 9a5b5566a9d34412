"""The manifest of an export, and the signs by which an earlier export is known."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from kg.errors import UserError
from kg.exchange.tables import VERSION, Manifest

MANIFEST = "manifest.json"
MARK = 'id="kindergraph"'
"""In the head of an export that is a file."""


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


def manifest_in(folder: Path) -> Manifest:
    """Return the manifest of an export that is a folder. Raises UserError as `manifest_of`, OSError where none lies."""
    return manifest_of((folder / MANIFEST).read_text(encoding="utf-8"), str(folder / MANIFEST))


def keep_manifest(folder: Path, manifest: Manifest) -> None:
    """Put a manifest into the folder of its export."""
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")


def is_export(path: Path) -> bool:
    """Return whether a file or folder is an export of this program."""
    try:
        if path.is_file():
            with path.open("rb") as file:
                return MARK.encode() in file.read(16_384)
        manifest_in(path)
    except (OSError, UnicodeDecodeError, UserError):
        return False
    return True
