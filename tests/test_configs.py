"""The configuration files say what the code does when nothing is set."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
import yaml

from kg.config import Settings, load
from kg.errors import UserError
from kg.relation_classes import relation_classes

SETTINGS = {
    "ingest.yaml": "ingest.settings:IngestSettings",
    "generate.yaml": "generate.settings:GenerateSettings",
    "curriculum.yaml": "curriculum.settings:CurriculumSettings",
    "vlm.yaml": "vlm.settings:VlmSettings",
}


def kind_of(name: str) -> type[Settings]:
    module, _, attribute = SETTINGS[name].partition(":")
    kind = getattr(import_module(module), attribute)
    assert issubclass(kind, Settings)
    return kind


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_a_file_names_every_setting_with_its_default(name: str, repository: Path) -> None:
    held = yaml.safe_load((repository / "configs" / name).read_text(encoding="utf-8"))
    kind = kind_of(name)
    assert set(held) == set(kind.model_fields)
    assert kind(**held) == kind()


def test_an_unknown_key_is_one_line_with_the_nearest_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "generate.yaml").write_text("hop: 3\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match=r"configs/generate\.yaml: hop: unknown key; did you mean `hops`\?"):
        load(kind_of("generate.yaml"), "generate.yaml")


def test_a_flag_wins_over_the_file_and_one_not_given_does_not() -> None:
    settings = load(kind_of("ingest.yaml"), "ingest.yaml", max_pages=7, reader=None)
    assert settings.model_dump()["max_pages"] == 7
    assert settings.model_dump()["reader"] == "pdfium"


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words\n", "3\n"])
def test_a_file_that_holds_no_keys_is_one_line(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "generate.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match=r"configs/generate\.yaml: holds no keys and values"):
        load(kind_of("generate.yaml"), "generate.yaml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("foo: bar\n", "foo: no name of a class"),
        ("FOO: bar\n", "FOO: Input should be a valid dictionary"),
        ("FOO: {stage: later, gloss: x}\n", "FOO: stage: Input should be"),
        ("FOO: {stage: causal, gloss: x, verb: [y]}\n", "FOO: verb: unknown key; did you mean `verbs`"),
        ("FOO: {stage: causal, gloss: x, verbs: [y]}\n", "has no class OTHER"),
        ("", "has no class OTHER"),
    ],
)
def test_relation_classes_that_are_wrong_are_one_line(
    text: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "relations.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match=message):
        relation_classes()
