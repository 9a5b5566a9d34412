"""Export: `datasets` reads every config in order, shards share one schema, the folder is whole or absent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from curriculum.export import export
from curriculum.forms import FORMS
from curriculum.gather import read_samples
from curriculum.order import order
from curriculum.prerequisites import prerequisites
from curriculum.records import Manifest
from curriculum.settings import CurriculumSettings
from curriculum.table import FORM_COLUMNS
from generate.records import Sample
from kg.errors import UserError

Many = Callable[[int, int], list[Sample]]


def write(samples: list[Sample], out: Path, **settings: object) -> Manifest:
    chosen = CurriculumSettings(**settings)  # type: ignore[arg-type]
    found = prerequisites(samples, chosen)
    return export(order(samples, chosen, found), out, chosen, found)


def configs(manifest: Manifest) -> list[str]:
    return list(dict.fromkeys(file.config for file in manifest.files))


def test_datasets_loads_every_config_in_the_order_written(many: Many, tmp_path: Path) -> None:
    from datasets import load_dataset

    out = tmp_path / "out"
    manifest = write(many(1, 70), out, shard_rows=16)
    expected = {p.sample.id: p for p in order(many(1, 70), CurriculumSettings())}
    for config in configs(manifest):
        rows = load_dataset(str(out), config, split="train", cache_dir=str(tmp_path / "cache"))
        assert rows["order"] == sorted(rows["order"])
        assert all(expected[i].order == o for i, o in zip(rows["id"], rows["order"], strict=True))
        assert all(expected[i].stage == s for i, s in zip(rows["id"], rows["stage"], strict=True))
    default = load_dataset(str(out), split="train", cache_dir=str(tmp_path / "cache"))
    assert default["order"] == list(range(70))
    streamed = load_dataset(str(out), split="train", streaming=True, cache_dir=str(tmp_path / "cache"))
    assert [row["order"] for row in streamed] == list(range(70))


def test_the_jsonl_shards_hold_what_the_parquet_shards_hold(many: Many, tmp_path: Path) -> None:
    import pyarrow.parquet as parquet

    manifest = write(many(2, 30), tmp_path / "out", shard_rows=8)
    for file in manifest.files:
        if not file.path.endswith(".parquet"):
            continue
        path = tmp_path / "out" / file.path
        lines = [json.loads(line) for line in path.with_suffix(".jsonl").read_text().splitlines()]
        rows = parquet.read_table(path).to_pylist()
        assert len(rows) == len(lines) == file.rows
        for row, line in zip(rows, lines, strict=True):
            assert set(row) == set(line)
            assert {k: v for k, v in row.items() if k != "difficulty"} == {
                k: v for k, v in line.items() if k != "difficulty"
            }
            assert {k: v for k, v in row["difficulty"]["measures"].items() if v is not None} == line["difficulty"][
                "measures"
            ]


def test_the_manifest_detects_every_changed_byte(many: Many, tmp_path: Path) -> None:
    manifest = write(many(3, 20), tmp_path / "out")
    stored = Manifest.model_validate_json((tmp_path / "out" / "manifest.json").read_text())
    assert stored == manifest
    on_disk = {
        p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out" / "data").rglob("*") if p.is_file()
    }
    assert on_disk == {file.path for file in manifest.files}
    for file in manifest.files:
        assert hashlib.sha256((tmp_path / "out" / file.path).read_bytes()).hexdigest() == file.sha256
    assert sum(manifest.by_stage.values()) == manifest.samples == 20


def test_the_same_samples_give_the_same_bytes(many: Many, tmp_path: Path) -> None:
    one, other = (write(many(4, 40), tmp_path / name, schedule="spiral", seed=7) for name in ("one", "other"))
    assert one == other
    assert (tmp_path / "one" / "README.md").read_bytes() == (tmp_path / "other" / "README.md").read_bytes()


@pytest.mark.parametrize("form", sorted(FORMS))
def test_each_form_gives_its_columns_and_no_others(many: Many, tmp_path: Path, form: str) -> None:
    manifest = write(many(5, 6), tmp_path / "out", form=form)
    first = json.loads((tmp_path / "out" / manifest.files[1].path).read_text().splitlines()[0])
    others = {name for names in FORM_COLUMNS.values() for name in names} - set(FORM_COLUMNS[form])
    assert set(FORM_COLUMNS[form]) <= set(first)
    assert not others & set(first)
    shown = json.dumps([first[name] for name in FORM_COLUMNS[form]])
    assert first["question"] in shown
    assert first["answer"] in shown


def test_an_earlier_export_is_replaced_and_anything_else_is_refused(many: Many, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(many(6, 20), out, shard_rows=5)
    assert write(many(6, 4), out).samples == 4
    assert len(list(out.glob("data/curriculum/*.parquet"))) == 1
    (out / "manifest.json").write_text("{}")
    with pytest.raises(UserError, match="not an earlier export"):
        write(many(6, 4), out)
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_crash_between_the_renames_is_mended(many: Many, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(many(7, 8), out)
    out.rename(tmp_path / ".out.kindergraph-old")
    write(many(7, 5), out)
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_nothing_to_export_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="run `generate` first"):
        write([], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_card_says_what_is_not_proven_and_names_the_controls(many: Many, tmp_path: Path) -> None:
    write(many(8, 12), tmp_path / "out", schedule="reverse")
    card = (tmp_path / "out" / "README.md").read_text()
    assert "not proven to help" in card
    assert "--schedule random" in card
    assert "This is a control" in card
    assert "a.pdf" in card


def test_a_broken_line_of_a_samples_file_is_named(many: Many, tmp_path: Path) -> None:
    path = tmp_path / "samples.jsonl"
    path.write_text("\n".join(s.model_dump_json() for s in many(9, 3)) + '\n{"id": 1')
    with pytest.raises(UserError, match=r"samples.jsonl:4: .*run it again"):
        list(read_samples(path))
    with pytest.raises(UserError, match="cannot be read"):
        list(read_samples(tmp_path / "none.jsonl"))
