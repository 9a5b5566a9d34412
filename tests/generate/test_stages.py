"""Stages: caps only loosen with age, every alias is one of the six, and the file says what is wrong with it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from generate import stages
from generate.records import Stage
from generate.settings import GenerateSettings
from kg.config import load, read_yaml
from kg.errors import UserError


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Read the table anew."""
    stages.table.cache_clear()


def test_caps_only_loosen_from_stage_to_stage() -> None:
    rows = [stages.table().caps[stage] for stage in Stage]
    for younger, older in pairwise(rows):
        for name, cap in younger:
            later = getattr(older, name)
            assert later is None or (cap is not None and (later <= cap if name in stages.AT_LEAST else later >= cap))


def test_a_text_is_of_the_youngest_stage_whose_caps_it_keeps() -> None:
    assert stages.language_stage({"words": 5, "grade": 0}) is Stage.PERCEPTION
    assert stages.language_stage({"words": 8, "grade": 0}) is Stage.LANGUAGE
    assert stages.language_stage({"words": 5, "zipf_mean": 4.78}) is Stage.CAUSAL
    assert stages.language_stage({"words": 99}) is Stage.REFLECTIVE


@pytest.mark.parametrize("name", ["perception", "object", "spatial", "language", "abstract", "social"])
def test_the_six_childrens_development_names_are_understood(name: str) -> None:
    assert stages.named(name) in Stage
    assert stages.named(name.upper()) is stages.named(name)


def test_an_unknown_stage_is_an_error_with_the_nearest_name() -> None:
    with pytest.raises(UserError, match="did you mean `abstract`"):
        stages.named("abstrakt")


def test_a_wrong_table_names_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "stages.yaml").write_text("caps: {perception: {wrods: 6}}")
    with pytest.raises(UserError, match=r"caps.perception.wrods"):
        stages.table()
    stages.table.cache_clear()
    (tmp_path / "configs" / "stages.yaml").write_text("caps: {perception: {}}")
    with pytest.raises(UserError, match="no line for language"):
        stages.table()


def test_the_file_of_settings_equals_the_defaults_in_the_code(repository: Path) -> None:
    assert load(GenerateSettings, "generate.yaml") == GenerateSettings()
    assert set(read_yaml(repository / "configs" / "generate.yaml")) == set(GenerateSettings.model_fields)
