"""Vectors of passages and entities: derived, so they count in no digest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.sqlite_store.held import Held

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Embedded(Held):
    """The part of the store that holds vectors."""

    def put_vectors(self, kind: str, model: str, ids: Sequence[str], matrix: NDArray[np.float16]) -> None:
        rows = ((identity, kind, model, row.tobytes()) for identity, row in zip(ids, matrix, strict=True))
        with self._transaction() as db:
            db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)", rows)

    def vector_ids(self, kind: str, model: str) -> frozenset[str]:
        found = self._db.execute("SELECT id FROM vectors WHERE kind = ? AND model = ?", (kind, model))
        return frozenset(row[0] for row in found)

    def vectors(self, kind: str, model: str) -> tuple[tuple[str, ...], NDArray[np.float16]]:
        import numpy as np

        found = self._db.execute(
            "SELECT id, vector FROM vectors WHERE kind = ? AND model = ? ORDER BY id", (kind, model)
        ).fetchall()
        whole = np.frombuffer(b"".join(row[1] for row in found), np.float16)
        return tuple(row[0] for row in found), whole.reshape(len(found), -1) if found else np.zeros((0, 0), np.float16)
