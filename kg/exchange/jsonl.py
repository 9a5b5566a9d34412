"""JSONL: a folder with one file a table, one record a line, and the manifest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from kg.errors import UserError
from kg.exchange.manifest import keep_manifest, manifest_in
from kg.exchange.tables import TABLES, Incoming, Manifest, Outgoing
from kg.records import Record


def write(folder: Path, outgoing: Outgoing) -> Manifest:
    """Write every table into `folder`."""
    for table in TABLES:
        with (folder / f"{table}.jsonl").open("wb") as file:
            file.writelines(row.model_dump_json().encode() + b"\n" for row in outgoing.rows(table))
    manifest = outgoing.manifest("jsonl")
    keep_manifest(folder, manifest)
    return manifest


def read(folder: Path) -> Incoming:
    """Return what `write` wrote. Raises UserError with file and line where a line is no such record."""

    def rows(table: str) -> Iterator[Record]:
        path = folder / f"{table}.jsonl"
        try:
            # As bytes: a line ends at \n alone, whatever other line ends of Unicode a text holds.
            with path.open("rb") as file:
                for number, line in enumerate(file, start=1):
                    yield _record(table, line, f"{path}:{number}")
        except OSError as error:
            raise UserError(f"{path}: cannot be read ({error.strerror}); export again") from None

    return Incoming(manifest_in(folder), rows)


def _record(table: str, line: bytes, where: str) -> Record:
    try:
        return TABLES[table].model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"])) or "line"
        raise UserError(f"{where}: {key}: {first['msg']}; export again") from None
