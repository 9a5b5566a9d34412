"""Which model writes. So far none does: `engine` has one value until an engine stands behind another."""

from __future__ import annotations

from typing import Literal

from kg.config import Settings


class VlmSettings(Settings):
    """Settings of `configs/vlm.yaml`."""

    engine: Literal["none"] = "none"
