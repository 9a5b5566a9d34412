"""What can be set of an export: `configs/curriculum.yaml`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kg.config import Settings


class CurriculumSettings(Settings):
    """Defaults equal `configs/curriculum.yaml`, which says what each means."""

    schedule: Literal["spiral", "blocked", "interleave", "warmup", "random", "reverse"] = "spiral"
    form: Literal["chat", "alpaca", "sharegpt", "text"] = "chat"
    seed: int = 0
    shard_rows: int = Field(default=50_000, ge=1)
    spiral_start: float = Field(default=0.1, gt=0, le=1)
    spiral_replay: float = Field(default=0.2, ge=0, le=1)
    spiral_uniform: float = Field(default=0.3, ge=0, lt=1)
    warmup_share: float = Field(default=0.2, gt=0, lt=1)
    teaching_tasks: tuple[str, ...] = ("name", "naming", "define", "definition", "categorise")
    teaching_relations: tuple[str, ...] = ("IS_A", "SAME_AS")
