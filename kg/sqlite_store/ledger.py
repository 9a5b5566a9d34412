"""Generation runs and what came of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator

from kg.records import content_id
from kg.sqlite_store.held import Held
from kg.store import Outcome, Run, RunState


class Ledger(Held):
    """The part of the store that holds the ledger."""

    def start_run(self, fingerprint: str, settings: str) -> Run:
        with self._transaction() as db:
            number = db.execute("SELECT coalesce(max(number), 0) + 1 FROM runs").fetchone()[0]
            run = Run(
                id=content_id("run", number, fingerprint), number=number, fingerprint=fingerprint, settings=settings
            )
            try:
                db.execute(
                    "INSERT INTO runs VALUES (?, ?, ?, ?, ?)", (run.id, number, fingerprint, settings, run.state)
                )
            except sqlite3.IntegrityError as error:
                raise ValueError("a run is open; resume it or close it") from error
        return run

    def append(self, run_id: str, outcomes: Collection[Outcome]) -> None:
        with self._transaction() as db:
            state = db.execute("SELECT state FROM runs WHERE id = ?", (run_id,)).fetchone()
            if state is None or state[0] != RunState.OPEN:
                raise ValueError(f"{run_id} is not open")
            rows = [(run_id, o.position, o.kind, o.id, o.json_text) for o in outcomes]
            try:
                db.executemany("INSERT INTO outcomes VALUES (?, ?, ?, ?, ?)", rows)
            except sqlite3.IntegrityError as error:
                raise ValueError(f"{run_id}: a position is taken already") from error

    def close_run(self, run_id: str, state: RunState) -> None:
        with self._transaction() as db:
            db.execute("UPDATE runs SET state = ? WHERE id = ?", (state, run_id))

    def open_run(self) -> Run | None:
        return next((run for run in self.runs() if run.state is RunState.OPEN), None)

    def runs(self) -> tuple[Run, ...]:
        rows = self._db.execute("SELECT id, number, fingerprint, settings, state FROM runs ORDER BY number")
        return tuple(
            Run(id=i, number=number, fingerprint=fingerprint, settings=settings, state=RunState(state))
            for i, number, fingerprint, settings, state in rows
        )

    def outcomes(self, run_id: str, start: int = 0) -> Iterator[Outcome]:
        rows = self._db.execute(
            "SELECT position, kind, id, json FROM outcomes WHERE run = ? AND position >= ? ORDER BY position",
            (run_id, start),
        )
        return (Outcome(position=p, kind=kind, id=i, json_text=text) for p, kind, i, text in rows)

    def samples(self) -> Iterator[str]:
        seen: set[str] = set()
        rows = self._db.execute(
            "SELECT o.id, o.json FROM outcomes o JOIN runs r ON r.id = o.run"
            " WHERE r.state = 'finished' AND o.kind = 'sample' ORDER BY r.number, o.position"
        )
        for identity, text in rows:
            if identity not in seen:
                seen.add(identity)
                yield text

    def sample(self, sample_id: str) -> str:
        row = self._db.execute(
            "SELECT o.json FROM outcomes o JOIN runs r ON r.id = o.run"
            " WHERE o.id = ? AND o.kind = 'sample' AND r.state != 'abandoned' ORDER BY r.number LIMIT 1",
            (sample_id,),
        ).fetchone()
        if row is None:
            raise KeyError(sample_id)
        return str(row[0])
