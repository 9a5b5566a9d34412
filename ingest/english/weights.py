"""The parser's file: what training changed, the encoder's matrices as int8 by row, the rest as float16."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ingest.english.encoder import Encoder, base_weights
from ingest.english.model import Inventory, Parser
from kg.errors import UserError

OURS = Path(__file__).parent / "weights.safetensors"
_FROM_BASE = "encoder.pieces.weight"


def save_parser(parser: Parser, path: Path) -> None:
    """Write the parser without the word-piece table; the file appears whole or not at all."""
    from safetensors.torch import save_file

    tensors: dict[str, Tensor] = {}
    for name, value in parser.state_dict().items():
        if name == _FROM_BASE:
            continue
        exact = value.detach().float()
        if exact.dim() >= 2 and exact.numel() > 10_000:
            scale = exact.abs().amax(dim=-1, keepdim=True).clamp(min=1e-8) / 127
            scale = scale.half().float().clamp(min=6e-8)
            tensors[name] = (exact / scale).round().clamp(-127, 127).to(torch.int8)
            tensors[name + ".scale"] = scale.half()
        else:
            tensors[name] = exact.half()
    parts = path.with_suffix(".part")
    save_file(tensors, parts, {"inventory": json.dumps(dataclasses.asdict(parser.inventory))})
    os.replace(parts, path)  # noqa: PTH105


def load_parser(path: Path = OURS) -> Parser:
    """Return the parser of a file in bfloat16, ready to parse."""
    from safetensors import safe_open

    if not path.exists():
        raise UserError(f"{path.name}: the parser's weights are missing; reinstall kindergraph")
    with safe_open(path, "pt") as stored:
        names: dict[str, Any] = json.loads(stored.metadata()["inventory"])
        tensors = {key: stored.get_tensor(key) for key in stored.keys()}  # noqa: SIM118
    with torch.device("meta"):
        parser = Parser(Inventory(**{layer: tuple(values) for layer, values in names.items()}))
    state = {_FROM_BASE: base_weights()["embeddings.word_embeddings.weight"].bfloat16()}
    for name, value in tensors.items():
        if name.endswith(".scale"):
            continue
        scale = tensors.get(name + ".scale")
        state[name] = (value.float() if scale is None else value.float() * scale.float()).bfloat16()
    parser.load_state_dict(state, assign=True)
    return parser.eval()


__all__ = ["OURS", "Encoder", "load_parser", "save_parser"]
