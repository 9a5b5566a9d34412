"""Parquet: a folder with one file a table, its columns the record's fields, nested as they are, and the manifest.

The columns follow from the record's types: a record is a struct, a tuple a list, an enumeration its value.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import islice
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from pydantic import ValidationError

from kg.errors import UserError
from kg.exchange.manifest import keep_manifest, manifest_in
from kg.exchange.tables import TABLES, Incoming, Manifest, Outgoing
from kg.records import Record

if TYPE_CHECKING:
    import pyarrow

BATCH = 2_000
"""Rows written at once: what is held in memory."""


def write(folder: Path, outgoing: Outgoing) -> Manifest:
    """Write every table into `folder`. Raises UserError where a number or a text has no place in Parquet."""
    import pyarrow
    import pyarrow.parquet

    for table, kind in TABLES.items():
        columns = schema(kind)
        rows = (row.model_dump(mode="json") for row in outgoing.rows(table))
        with pyarrow.parquet.ParquetWriter(folder / f"{table}.parquet", columns, compression="zstd") as file:
            while batch := list(islice(rows, BATCH)):
                try:
                    file.write_table(pyarrow.Table.from_pylist(batch, schema=columns))
                except (pyarrow.ArrowException, OverflowError, UnicodeError) as error:
                    raise UserError(f"{table}: cannot be put into Parquet ({error}); use --format jsonl") from None
    manifest = outgoing.manifest("parquet")
    keep_manifest(folder, manifest)
    return manifest


def read(folder: Path) -> Incoming:
    """Return what `write` wrote. Raises UserError where a file is no such table."""
    import pyarrow
    import pyarrow.parquet

    def rows(table: str) -> Iterator[Record]:
        path = folder / f"{table}.parquet"
        try:
            with pyarrow.parquet.ParquetFile(path) as file:
                for batch in file.iter_batches(BATCH):
                    for row in batch.to_pylist():
                        yield TABLES[table].model_validate(row)
        except ValidationError as error:
            first = error.errors()[0]
            raise UserError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}; export again") from None
        except (pyarrow.ArrowException, OSError) as error:
            raise UserError(f"{path}: cannot be read ({error}); export again") from None

    return Incoming(manifest_in(folder), rows)


def schema(kind: type[Record]) -> pyarrow.Schema:
    """Return the columns of a record."""
    import pyarrow

    return pyarrow.schema([(name, _column(field.annotation)) for name, field in kind.model_fields.items()])


def _column(kind: Any) -> pyarrow.DataType:  # noqa: ANN401 - whatever a field is annotated with
    import pyarrow

    if get_origin(kind) in (Union, UnionType):
        (one,) = (option for option in get_args(kind) if option is not NoneType)
        return _column(one)
    if get_origin(kind) is tuple:
        return pyarrow.list_(_column(get_args(kind)[0]))
    if get_origin(kind) is Literal or (isinstance(kind, type) and issubclass(kind, StrEnum)):
        return pyarrow.string()
    if isinstance(kind, type) and issubclass(kind, Record):
        return pyarrow.struct([(name, _column(field.annotation)) for name, field in kind.model_fields.items()])
    return {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64(), bool: pyarrow.bool_()}[kind]
