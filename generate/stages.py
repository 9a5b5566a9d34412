"""The six stages: their names, the caps on words that each sets, the floors under relation classes.

The table is `configs/stages.yaml`; the floor of a relation class is its `stage` in `configs/relations.yaml`, that of a
task stands with the task.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import cache

from pydantic import BaseModel, ConfigDict, ValidationError

from generate.records import Stage
from kg.config import config_file, read_keys
from kg.errors import UserError
from kg.relation_classes import relation_classes


class Caps(BaseModel):
    """What a text of a stage may ask of its reader; None is no cap. Units are in `configs/stages.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zipf_mean: float | None = None
    zipf_p10: float | None = None
    aoa_mean: float | None = None
    aoa_p90: float | None = None
    words: float | None = None
    subordinators: float | None = None
    grade: float | None = None

    def broken(self, measures: dict[str, float]) -> list[str]:
        """Return the names of the caps that `measures` break; a cap on what was not measured holds."""
        names = []
        for name, cap in self:
            measured = measures.get(name)
            if cap is None or measured is None:
                continue
            if measured < cap - SLACK if name in AT_LEAST else measured > cap + SLACK:
                names.append(name)
        return names


AT_LEAST = frozenset({"zipf_mean", "zipf_p10"})
"""The caps from below: rarer words are harder."""

SLACK = 1e-9


class StageTable(BaseModel):
    """The whole of `configs/stages.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    caps: dict[Stage, Caps]
    aliases: dict[str, Stage] = {}
    age_of_acquisition: str | None = None


@cache
def table() -> StageTable:
    """Return the stage table. Raises UserError where the file is not one."""
    path = config_file("stages.yaml")
    try:
        found = StageTable(**read_keys(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UserError(f"{path}: {where}: {first['msg']}; mend that key") from None
    missing = [stage.value for stage in Stage if stage not in found.caps]
    if missing:
        raise UserError(f"{path}: caps: no line for {', '.join(missing)}; add it ({{}} is a stage without caps)")
    return found


def named(name: str) -> Stage:
    """Return the stage called `name`, one of the six or an alias. Raises UserError with the nearest names."""
    key = name.strip().lower()
    names = {**{stage.value: stage for stage in Stage}, **table().aliases}
    if key in names:
        return names[key]
    near = difflib.get_close_matches(key, names, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"the stages are {', '.join(Stage)}"
    raise UserError(f"--stage {name}: no such stage; {hint}")


@cache
def relation_floors() -> dict[str, Stage]:
    """Return the youngest stage that may reason over each relation class."""
    return {name: Stage(found.stage) for name, found in relation_classes().items()}


def floor(relations: Iterable[str], task: Stage = Stage.PERCEPTION) -> Stage:
    """Return the oldest of the floors of `relations` and of the task: the reasoning stage.

    A class without a line has the floor of OTHER.
    """
    floors = relation_floors()
    stages = [floors.get(relation, floors["OTHER"]) for relation in relations]
    return max((task, *stages), key=lambda stage: stage.index)


def language_stage(measures: dict[str, float]) -> Stage:
    """Return the youngest stage all of whose caps `measures` keep."""
    return next((stage for stage in Stage if not table().caps[stage].broken(measures)), Stage.REFLECTIVE)


def older(one: Stage, other: Stage) -> Stage:
    """Return the later of two stages."""
    return max(one, other, key=lambda stage: stage.index)
