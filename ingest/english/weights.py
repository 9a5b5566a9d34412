"""The parser's file: what training changed, the encoder's matrices as int8 by row, the rest as float16."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ingest.english.encoder import base_weights
from ingest.english.model import Inventory, Parser
from kg.errors import UserError

OURS = Path(__file__).parent / "weights.safetensors"
PIECES, _BASE_NAME = "encoder.pieces.weight", "embeddings.word_embeddings.weight"


def save_parser(parser: Parser, path: Path) -> None:
    """Write the parser without the word-piece table."""
    store(parser, path, {"inventory": json.dumps(dataclasses.asdict(parser.inventory))})


def load_parser(path: Path = OURS) -> Parser:
    """Return the parser of a file in bfloat16, ready to parse."""
    state, notes = restore(path)
    names: dict[str, Any] = json.loads(notes["inventory"])
    with torch.device("meta"):
        parser = Parser(Inventory(**{layer: tuple(values) for layer, values in names.items()}))
    state[PIECES] = base_weights(_BASE_NAME)[_BASE_NAME].bfloat16()
    parser.load_state_dict(state, assign=True)
    return parser.eval()


def store(module: nn.Module, path: Path, notes: dict[str, str]) -> None:
    """Write a module without the word-piece table; the file appears whole or not at all."""
    from safetensors.torch import save_file

    tensors: dict[str, Tensor] = {}
    for name, value in module.state_dict().items():
        exact = value.detach().float()
        if name == PIECES:
            continue
        if exact.dim() >= 2 and exact.numel() > 10_000:
            scale = exact.abs().amax(dim=-1, keepdim=True).clamp(min=1e-8) / 127
            scale = scale.half().float().clamp(min=6e-8)
            tensors[name] = (exact / scale).round().clamp(-127, 127).to(torch.int8)
            tensors[name + ".scale"] = scale.half()
        else:
            tensors[name] = exact.half().contiguous()
    parts = path.with_suffix(".part")
    save_file(tensors, parts, notes)
    parts.replace(path)


def restore(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Return a stored module's tensors in bfloat16, and its notes."""
    from safetensors import safe_open

    if not path.exists():
        raise UserError(f"{path.name}: the parser's weights are missing; reinstall kindergraph")
    with safe_open(path, "pt") as stored:
        notes: dict[str, str] = stored.metadata() or {}
        tensors = {key: stored.get_tensor(key) for key in stored.keys()}  # noqa: SIM118
    state = {}
    for name, value in tensors.items():
        if not name.endswith(".scale"):
            scale = tensors.get(name + ".scale")
            state[name] = (value.float() if scale is None else value.float() * scale.float()).bfloat16()
    return state, notes
