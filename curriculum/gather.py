"""Reads samples back from a samples file, each line checked against the record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from generate.records import Sample
from kg.errors import UserError


def read_samples(path: Path) -> Iterator[Sample]:
    """Yield the samples of a JSONL file. Raises UserError with the line where one is broken."""
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _sample(path, number, line)
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: is no text; name a samples file that `generate` wrote") from error
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); check the path") from error


def _sample(path: Path, number: int, line: str) -> Sample:
    try:
        return Sample.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = "".join(f"{part}: " for part in first["loc"])
        raise UserError(
            f"{path}:{number}: {where}{first['msg']}; the file is cut short or not from `generate`: run it again"
        ) from None
