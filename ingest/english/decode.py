"""Heads to trees: the best head of each word where those make a tree, else the best tree there is."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

_ONE_ROOT = 1e4  # more than any difference of scores: a second root arc never pays

Scores = NDArray[np.float64]


def best_heads(scores: Tensor, lengths: Tensor) -> Tensor:
    """Return heads (sentences, words; 0 is the root, padding 0) that make a tree with one root in each sentence.

    `scores`: sentences, words, 1 + words; `lengths`: words a sentence.
    """
    words = torch.arange(scores.shape[1])
    inside = words < lengths[:, None]
    itself = torch.diagonal(scores[:, :, 1:], dim1=1, dim2=2)
    itself.fill_(-1e4)
    heads = scores.argmax(2) * inside
    reached = torch.nn.functional.pad(heads, (1, 0))
    for _ in range(max(1, int(lengths.max()).bit_length())):
        reached = reached.gather(1, reached)
    broken = (reached != 0).any(1) | (((heads == 0) & inside).sum(1) != 1)
    for number in broken.nonzero().flatten().tolist():
        n = int(lengths[number])
        table = torch.log_softmax(scores[number, :n, : n + 1].double(), 1).numpy()
        heads[number, :n] = torch.from_numpy(best_tree(table))
    return heads


def best_tree(scores: Scores) -> NDArray[np.int64]:
    """Return the heads of the highest-scoring tree with one root (Chu-Liu and Edmonds); `scores`: words, 1 + words."""
    n = len(scores)
    table = np.full((n + 1, n + 1), -np.inf)  # table[dependent, head]
    table[1:] = scores
    table[1:, 0] -= _ONE_ROOT
    np.fill_diagonal(table, -np.inf)
    return _arborescence(table)[1:]


def _arborescence(table: Scores) -> NDArray[np.int64]:
    count = len(table)
    heads = np.zeros(count, dtype=np.int64)
    heads[1:] = table[1:].argmax(1)
    cycle = _cycle(heads)
    if not cycle:
        return heads
    # Contract the cycle to one node, put last; remember which of its words an arc leaves or enters by.
    looped = np.array(cycle)
    rest = np.array([i for i in range(count) if i not in set(cycle)])
    kept = table[looped, heads[looped]]
    small = np.full((len(rest) + 1, len(rest) + 1), -np.inf)
    small[:-1, :-1] = table[np.ix_(rest, rest)]
    entering = table[np.ix_(looped, rest)] - kept[:, None]
    enter_at = entering.argmax(0)
    small[-1, :-1] = entering.max(0)
    leaving = table[np.ix_(rest, looped)]
    leave_by = leaving.argmax(1)
    small[:-1, -1] = leaving.max(1)
    solved = _arborescence(small)
    for at, word in enumerate(rest):
        if at:
            head = solved[at]
            heads[word] = looped[leave_by[at]] if head == len(rest) else rest[head]
    outside = solved[-1]
    heads[looped[enter_at[outside]]] = rest[outside]
    return heads


def _cycle(heads: NDArray[np.int64]) -> list[int]:
    seen = np.zeros(len(heads), dtype=np.int64)
    for start in range(1, len(heads)):
        at = start
        while at and not seen[at]:
            seen[at] = start
            at = int(heads[at])
        if at and seen[at] == start:
            cycle, step = [at], int(heads[at])
            while step != at:
                cycle.append(step)
                step = int(heads[step])
            return cycle
    return []
