"""The formats by name; a workspace out to one, and an export read again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from kg.console import Progress
from kg.errors import UserError
from kg.exchange import graphml, jsonl, parquet
from kg.exchange.manifest import MANIFEST, is_export, manifest_in
from kg.exchange.tables import Incoming, Loaded, Manifest, Outgoing, checked
from kg.store import Store
from kg.whole import whole


class Format(NamedTuple):
    """How a workspace is written to a path and read again; `folder` says whether the path is one."""

    suffix: str
    folder: bool
    write: Callable[[Path, Outgoing], Manifest]
    read: Callable[[Path], Incoming]


FORMATS: dict[str, Format] = {
    "graphml": Format(".graphml", folder=False, write=graphml.write, read=graphml.read),
    "jsonl": Format(".jsonl", folder=True, write=jsonl.write, read=jsonl.read),
    "parquet": Format(".parquet", folder=True, write=parquet.write, read=parquet.read),
}


def export_to(store: Store, out: Path, form: str | None = None, progress: Progress | None = None) -> Manifest:
    """Write everything that a store holds to `out`, whole or not at all, and return its manifest.

    `form` is one of `FORMATS`, else what the suffix of `out` says. An earlier export at `out` is replaced. Raises
    UserError where the format is unknown, `out` holds anything else, or the graph is stale.
    """
    name = form or _by_suffix(out)
    if name not in FORMATS:
        raise UserError(f"{name}: no format of this name; give one of {', '.join(FORMATS)}")
    chosen = FORMATS[name]
    outgoing = Outgoing(store, progress)
    with whole(out, chosen.folder, is_export) as place:
        return chosen.write(place, outgoing)


def load(path: Path, progress: Progress | None = None) -> Loaded:
    """Return everything that an export holds, all of it read and found to be what its manifest says.

    Raises UserError where it is not, or is no export.
    """
    manifest, rows = _open(path)
    return Loaded(str(path), manifest, checked(rows, manifest, str(path), progress))


def _by_suffix(out: Path) -> str:
    found = [name for name, form in FORMATS.items() if form.suffix == out.suffix]
    if not found:
        named = ", ".join(f"{form.suffix} ({name})" for name, form in FORMATS.items())
        raise UserError(f"{out}: its suffix names no format; give --format {'|'.join(FORMATS)}, or a suffix: {named}")
    return found[0]


def _open(path: Path) -> Incoming:
    if not path.exists():
        raise UserError(f"{path}: not there; give a file or folder that `kg export` wrote")
    if path.is_file():
        name = _by_suffix(path)
        if FORMATS[name].folder:
            raise UserError(f"{path}: a file; an export in {name} is a folder with {MANIFEST} in it")
        return FORMATS[name].read(path)
    try:
        name = manifest_in(path).format
    except (OSError, UnicodeDecodeError):
        raise UserError(f"{path}: no {MANIFEST} in it, so it is no export; give what `kg export` wrote") from None
    if name not in FORMATS or not FORMATS[name].folder:
        raise UserError(f"{path}: written in {name}, which this program does not read from a folder")
    return FORMATS[name].read(path)
