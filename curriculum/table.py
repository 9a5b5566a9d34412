"""The columns of an export: a placed sample as one row, and the schema that every shard shares.

The schema is written out, not guessed from rows: an empty list or an absent page must not change a column's type from
one shard to the next. Only `checks` and `difficulty.measures` have keys of their own; they get every key that any
sample has.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from curriculum.forms import FORMS
from curriculum.records import Placed
from generate.records import Sample

if TYPE_CHECKING:
    import pyarrow

FORM_COLUMNS = {
    "chat": ("messages",),
    "alpaca": ("instruction", "input", "output", "system"),
    "sharegpt": ("conversations",),
    "text": ("text",),
}


def row(placed: Placed, form: str) -> dict[str, object]:
    """Return one row: place and stage first, then the columns of `form`, then the sample with all it rests on."""
    sample = placed.sample.model_dump(mode="json", exclude={"messages", "stage", "id"})
    return {
        "order": placed.order,
        "stage": placed.stage.value,
        "stage_index": placed.stage.index,
        "id": placed.sample.id,
        **FORMS[form](placed.sample),
        **sample,
        "teaches": placed.teaches,
        "requires": list(placed.requires),
    }


def schema(samples: Sequence[Sample], form: str) -> pyarrow.Schema:
    """Return the Arrow schema of the rows of `samples` in `form`."""
    import pyarrow as pa

    text, number, real, truth = pa.string(), pa.int64(), pa.float64(), pa.bool_()
    texts = pa.list_(text)
    turns = {
        "messages": pa.list_(pa.struct([("role", text), ("content", text)])),
        "conversations": pa.list_(pa.struct([("from", text), ("value", text)])),
    }
    edge = [
        *((name, text) for name in ("head", "predicate", "relation", "tail")),
        ("evidence", texts),
        ("inverse", truth),
    ]
    quote = [
        *((name, text) for name in ("id", "document", "source", "sha256", "chunk")),
        ("page", number),
        ("bbox", pa.list_(real)),
        *(("start", number), ("end", number), ("quote", text)),
    ]
    measures = sorted({name for sample in samples for name in sample.difficulty.measures})
    checks = sorted({name for sample in samples for name in sample.checks})
    difficulty = [
        *(("language", real), ("reasoning", real), ("language_stage", text), ("reasoning_stage", text)),
        ("measures", pa.struct([(name, real) for name in measures])),
    ]
    return pa.schema(
        [
            *(("order", number), ("stage", text), ("stage_index", number), ("id", text)),
            *((name, turns.get(name, text)) for name in FORM_COLUMNS[form]),
            *(("question", text), ("answer", text), ("options", texts)),
            ("reasoning", pa.list_(pa.struct([("text", text), ("evidence", texts)]))),
            *(("task", text), ("form", text), ("hops", number), ("topic", text), ("ground", text)),
            ("path", pa.list_(pa.struct(edge))),
            ("evidence", pa.list_(pa.struct(quote))),
            ("persona", pa.struct([("id", text), ("text", text), ("role", text)])),
            *(("realised_by", text), ("model", text), ("prompt_sha256", text)),
            ("difficulty", pa.struct(difficulty)),
            ("checks", pa.struct([(name, truth) for name in checks])),
            *(("seed", number), ("licence", text), ("schema_version", number), ("teaches", text), ("requires", texts)),
        ]
    )
