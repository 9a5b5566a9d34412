"""The CSV files for `neo4j-admin database import`, imported for real."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import neo4j
import pytest
from typer.testing import CliRunner

from kg.cli import app
from kg.encode import load_encoder
from kg.errors import UserError
from kg.index import embed
from kg.neo4j_store.bulk import export_csv
from kg.records import Rejection
from kg.resolve import refresh
from kg.store import Outcome, RunState
from kg.sync import Synced, sync
from kg.workspace import open_store

ADMIN = """#!/bin/sh
export NEO4J_CONF="$NEO4J_HOME/conf"
exec java -Xmx512m -cp "$LIB/*" -Dbasedir="$NEO4J_HOME" org.neo4j.cli.AdminTool "$@"
"""
"""What the package of Neo4j installs as `neo4j-admin`."""

HOSTILE = 'semicolons; "quotes", `ticks`,\nlines\r\nand \\" slashes \\ ÷ 🌧️ \x00\x1f ]->() '


@pytest.fixture
def full(workspace: Path, tell: Callable) -> Path:
    """A workspace with everything that a store holds, hostile text among it."""
    with open_store(workspace, write=True) as store:
        hostile = tell("odd;\"names'.txt", [("snow", "CAUSES", "flood")])
        rejections = (Rejection(subject=HOSTILE, step="extract", reason="vague_head"),)
        document = hostile.document.model_copy(update={"title": HOSTILE})
        store.replace_document(document, *hostile[1:4], rejections)
        store.forbid_merge("snow", "rain")
        found = refresh(store)
        entities = [
            e.model_copy(update={"name": HOSTILE, "aliases": (HOSTILE, ";", "x" * 200_000)}) if e.name == "snow" else e
            for e in found.entities
        ]
        store.replace_graph(entities, found.relations, found.merges)
        embed(store, load_encoder())
        quotes = [{"id": claim.evidence.id} for claim in store.claims()]
        told = {"question": HOSTILE, "hops": 2, "evidence": quotes, "persona": {"id": "mason", "text": "a mason"}}
        for number in range(2):
            run = store.start_run(f"print {number}", "{}")
            outcome = Outcome(position=0, kind="sample", id=f"smp_{number}", json_text=json.dumps(told))
            store.append(run.id, [outcome])
            store.close_run(run.id, RunState.FINISHED if number else RunState.ABANDONED)
    return workspace


def held(uri: str, auth: tuple[str, str]) -> Counter[str]:
    """Everything that a database holds but the count of its changes: nodes, and edges between what they join."""
    nodes = "MATCH (n) RETURN labels(n) AS labels, properties(n) AS props"
    edges = "MATCH (a)-[r]->(b) RETURN [a.id, type(r), b.id] AS labels, properties(r) AS props"
    with neo4j.GraphDatabase.driver(uri, auth=auth) as driver:
        rows = [record for query in (nodes, edges) for record in driver.execute_query(query).records]
    counts = Counter[str]()
    for row in rows:
        props = {k: v for k, v in row["props"].items() if v != [] and k not in ("version", "starting", "sealed")}
        counts[json.dumps([sorted(row["labels"]), props], sort_keys=True)] += 1
    return counts


def test_an_imported_graph_is_what_a_sync_would_have_written(
    neo4j_server: Any,  # noqa: ANN401
    neo4j_uri: str,
    full: Path,
    shared: Path,
    tmp_path: Path,
) -> None:
    auth = (neo4j_server.user, neo4j_server.password)
    out, home, tools = (tmp_path / name for name in ("csv", "home", "bin"))
    done = CliRunner().invoke(app, ["export", "--neo4j-import", str(out), "--workspace", str(full)])
    assert done.exit_code == 0, done.output
    for folder in (tools, home / "conf"):
        folder.mkdir(parents=True)
    (tools / "neo4j-admin").write_text(ADMIN)
    (tools / "neo4j-admin").chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{tools}:{os.environ['PATH']}",
        "NEO4J_HOME": str(home),
        "LIB": str(shared / "neo4j" / "lib"),
    }
    for command in (["neo4j-admin", "dbms", "set-initial-password", auth[1]], [str(out / "import.sh")]):
        ran = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    server = neo4j_server.another(home)
    server.start()
    try:
        with open_store(full) as source, open_store(server.uri, write=True) as target:
            assert target.counts() == source.counts()
            assert list(target.samples()) == list(source.samples())
            assert target.digest() == source.digest()
            assert sync(source, target) == Synced(whole="not all that is over there was written by a sync")
            assert sync(source, target) == Synced()
        with open_store(full) as source, open_store(neo4j_uri, write=True) as target:
            sync(source, target)
        assert held(server.uri, auth) == held(neo4j_uri, auth)
        with neo4j.GraphDatabase.driver(server.uri, auth=auth) as driver:
            indexes = driver.execute_query("SHOW INDEXES YIELD name, type WHERE type = 'VECTOR' RETURN name").records
        assert {record["name"] for record in indexes} == {"chunk_embedding", "entity_embedding"}
    finally:
        server.kill()


def test_an_export_takes_the_place_of_an_earlier_one_alone(workspace: Path, tmp_path: Path) -> None:
    out = tmp_path / "csv"
    with open_store(workspace) as store:
        assert export_csv(store, out) == export_csv(store, out)
        (out / "import.sh").unlink()
        with pytest.raises(UserError, match="not an earlier export"):
            export_csv(store, out)


def test_a_graph_older_than_its_documents_is_not_exported(workspace: Path, tmp_path: Path) -> None:
    with open_store(workspace, write=True) as store:
        store.remove_source("rain.txt")
        with pytest.raises(UserError, match="ingest"):
            export_csv(store, tmp_path / "csv")
