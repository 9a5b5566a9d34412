"""Generation runs and what came of them; samples are nodes besides, joined to the claims that they rest on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from kg.neo4j_store import rows, write
from kg.neo4j_store.held import Held
from kg.records import content_id
from kg.store import Outcome, Run, RunState

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

_RUN = "RETURN r.id AS id, r.number AS number, r.fingerprint AS fingerprint, r.settings AS settings, r.state AS state"


class Ledger(Held):
    """The part of the store that holds the ledger."""

    def start_run(self, fingerprint: str, settings: str) -> Run:
        def start(tx: ManagedTransaction) -> Run:
            write.run(tx, "MATCH (g:Graph {id: 'graph'}) SET g.starting = true")
            if write.run(tx, "MATCH (r:Run {state: 'open'}) RETURN r.id AS id"):
                raise ValueError("a run is open; resume it or close it")
            last = write.run(tx, "MATCH (r:Run) RETURN coalesce(max(r.number), 0) AS number")[0]["number"]
            run = Run(
                id=content_id("run", last + 1, fingerprint),
                number=last + 1,
                fingerprint=fingerprint,
                settings=settings,
            )
            write.run(tx, "CREATE (r:Run) SET r = $props", props=run.model_dump(mode="json"))
            return run

        started: Run = self._write(start)
        return started

    def append(self, run_id: str, outcomes: Collection[Outcome]) -> None:
        from neo4j.exceptions import ConstraintError

        given = [
            {"run": run_id, "position": o.position, "kind": o.kind, "id": o.id, "json": o.json_text} for o in outcomes
        ]
        samples = [rows.sample_row(o.id, o.json_text) for o in outcomes if o.kind == "sample"]

        def append(tx: ManagedTransaction) -> None:
            if not write.run(tx, "MATCH (r:Run {id: $id, state: 'open'}) RETURN r.id AS id", id=run_id):
                raise ValueError(f"{run_id} is not open")
            write.run(tx, "UNWIND $rows AS row CREATE (o:Outcome) SET o = row", rows=given)
            _show_samples(tx, samples)

        try:
            self._write(append)
        except ConstraintError as error:
            raise ValueError(f"{run_id}: a position is taken already") from error

    def close_run(self, run_id: str, state: RunState) -> None:
        def close(tx: ManagedTransaction) -> None:
            write.run(tx, "MATCH (r:Run {id: $id}) SET r.state = $state", id=run_id, state=state.value)
            if state is RunState.ABANDONED:
                write.run(
                    tx,
                    "MATCH (o:Outcome {run: $id, kind: 'sample'}) MATCH (s:Sample {id: o.id})"
                    " WHERE NOT EXISTS { MATCH (other:Outcome {id: o.id}), (r:Run {id: other.run})"
                    " WHERE r.state <> 'abandoned' } DETACH DELETE s",
                    id=run_id,
                )

        self._write(close)

    def open_run(self) -> Run | None:
        return next((run for run in self.runs() if run.state is RunState.OPEN), None)

    def runs(self) -> tuple[Run, ...]:
        return tuple(Run(**record.data()) for record in self._read(f"MATCH (r:Run) {_RUN} ORDER BY r.number"))

    def outcomes(self, run_id: str, start: int = 0) -> Iterator[Outcome]:
        query = (
            "MATCH (o:Outcome {run: $run}) WHERE o.position >= $start RETURN o.position AS position, o.kind AS kind,"
            " o.id AS id, o.json AS json_text ORDER BY o.position"
        )
        return (Outcome(**record.data()) for record in self._stream(query, run=run_id, start=start))

    def samples(self) -> Iterator[str]:
        seen: set[str] = set()
        query = (
            "MATCH (r:Run {state: 'finished'}) MATCH (o:Outcome {run: r.id, kind: 'sample'})"
            " RETURN o.id AS id, o.json AS json ORDER BY r.number, o.position"
        )
        for record in self._stream(query):
            if record["id"] not in seen:
                seen.add(record["id"])
                yield record["json"]

    def sample(self, sample_id: str) -> str:
        query = (
            "MATCH (o:Outcome {id: $id, kind: 'sample'}) MATCH (r:Run {id: o.run}) WHERE r.state <> 'abandoned'"
            " RETURN o.json AS json ORDER BY r.number LIMIT 1"
        )
        for record in self._read(query, id=sample_id):
            return str(record["json"])
        raise KeyError(sample_id)


def _show_samples(tx: ManagedTransaction, samples: list[rows.Row]) -> None:
    """Make samples and personas nodes, each sample joined to the claims whose quotes it rests on.

    A sentence that no claim was read from is its passage's.
    """
    write.run(tx, write.upsert("Sample"), rows=samples)
    write.run(
        tx,
        "UNWIND $rows AS row MATCH (s:Sample {id: row.id}) UNWIND row.evidence AS evidence"
        " MATCH (c:Claim {evidence: evidence}) MERGE (s)-[:GROUNDED_IN]->(c)",
        rows=samples,
    )
    write.run(
        tx,
        "UNWIND $rows AS row MATCH (s:Sample {id: row.id}) UNWIND range(0, size(row.evidence) - 1) AS place"
        " WITH s, row.evidence[place] AS evidence, row.passages[place] AS passage"
        " WHERE NOT EXISTS { (:Claim {evidence: evidence}) }"
        " MATCH (c:Chunk {id: passage}) MERGE (s)-[:GROUNDED_IN]->(c)",
        rows=samples,
    )
    write.run(
        tx,
        "UNWIND $rows AS row MATCH (s:Sample {id: row.id}) MERGE (p:Persona {id: row.persona})"
        " SET p.text = row.persona_text MERGE (s)-[:FOR]->(p)",
        rows=[sample for sample in samples if sample["persona"]],
    )
