"""What can be set of a generation run: `configs/generate.yaml`, with the flags of the command over it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from generate.records import Stage
from kg.config import Settings


class GenerateSettings(Settings):
    """Defaults equal `configs/generate.yaml`, which says what each means; all but `commit_every` identify a run."""

    n: int = Field(default=100, ge=1)
    seed: int = 0
    hops: int | None = Field(default=None, ge=1, le=4)
    stage: Stage | None = None
    task: str | None = None
    topic: str | None = None
    persona: str | None = None
    reasoner: Literal["walk", "got"] = "walk"
    questions: tuple[str, ...] = ()
    ground_passages: int = Field(default=20, ge=1)
    hops_mixed: tuple[int, ...] = (1, 2, 3)
    document_share: float = Field(default=0.15, gt=0, le=1)
    topic_share: float = Field(default=0.1, gt=0, le=1)
    reference_share: float = Field(default=0.15, gt=0, le=1)
    persona_share: float = Field(default=0.05, gt=0, le=1)
    persona_choice: int = Field(default=12, ge=1)
    duplicate_share: float = Field(default=0.8, gt=0, le=1)
    look_ahead: int = Field(default=16, ge=1)
    commit_every: int = Field(default=50, ge=1)
