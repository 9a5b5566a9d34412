"""Vectors in a quarter of their space: eight bits a number and a scale a row, and a question's cosine with all of them.

Measured on MiniLM's 384 numbers: a cosine is off by at most 0.003, and 125,000 of them take 2 ms on one core, where
float16 takes 4 ms in PyTorch and 70 ms in numpy.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Vectors(NamedTuple):
    """`numbers[i] * scales[i]` is row i, of unit length."""

    numbers: NDArray[np.int8]
    scales: NDArray[np.float32]

    def take(self, places: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return some rows as they were, nearly."""
        return np.asarray(self.numbers[places] * self.scales[places, None], dtype=np.float32)

    def cosines(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the cosine of every row with a vector of unit length."""
        if not self.numbers.size:
            return np.zeros(len(self.numbers), np.float32)
        return np.asarray(_dot()(self.numbers, vector.astype(np.float32), self.scales), dtype=np.float32)


def quantise(rows: NDArray[Any]) -> Vectors:
    """Return rows of unit length in eight bits."""
    numbers = np.empty(rows.shape, np.int8)
    scales = np.empty(len(rows), np.float32)
    # A part at a time: the whole in float32 would be four times what is kept.
    for begin in range(0, len(rows), 65536):
        part = rows[begin : begin + 65536].astype(np.float32)
        scale = np.maximum(np.abs(part).max(axis=1, initial=0.0), 1e-12) / 127
        numbers[begin : begin + 65536] = np.rint(part / scale[:, None])
        scales[begin : begin + 65536] = scale
    return Vectors(numbers, scales)


@cache
def _dot() -> Any:  # noqa: ANN401 - a compiled function
    import numba

    @numba.njit(cache=True, nogil=True, fastmath=True)  # type: ignore[untyped-decorator,unused-ignore]
    def dot(rows: Any, vector: Any, scales: Any) -> Any:  # noqa: ANN401
        found = np.empty(rows.shape[0], np.float32)
        for i in range(rows.shape[0]):
            total = np.float32(0)
            for j in range(rows.shape[1]):
                total += np.float32(rows[i, j]) * vector[j]
            found[i] = total * scales[i]
        return found

    return dot
