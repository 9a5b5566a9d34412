"""A workspace as CSV files for `neo4j-admin database import`: the way in for graphs of tens of millions.

What the server holds after the import is what `kg sync` would have written, so that it goes on from there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from kg.console import Progress, Quiet
from kg.encode import MINILM
from kg.errors import UserError
from kg.neo4j_store import rows
from kg.neo4j_store.schema import SCHEMA_VERSION, relationship_type
from kg.records import Relation
from kg.store import RunState, Store, state_of
from kg.whole import whole

SCRIPT = "import.sh"
BETWEEN = "\x1f"
"""What stands between the elements of a list: a control character, which no property that is read contains."""

BUFFER = 4 << 20
"""Bytes that the importer reads at once, if no value is longer."""

Row = Mapping[str, Any]
Link = tuple[str, str]

NODES: dict[str, tuple[str, ...]] = {
    "Document": ("title", "source", "part", "sha256", "licence", "pages:long", "content", "json", "state:long"),
    "Chunk": ("document", "ordinal:long", "text", "section", "page:long", "json", "state:long", "embedding:double[]"),
    "Mentions": ("document", "ids:string[]", "json:string[]", "state:long"),
    "Claim": ("name", "quote", "place", "page:long", "relation", "document", "chunk", "evidence", "json", "state:long"),
    "__Entity__": (
        *("name", "type", "aliases:string[]", "documents:string[]", "passages:long", "json", "state:long"),
        *("embedding:double[]", ":LABEL"),
    ),
    "Merge": ("kept", "absorbed", "reason", "json", "state:long"),
    "Run": ("number:long", "fingerprint", "settings", "state"),
    "Sample": (
        *("question", "answer", "task", "stage", "hops:long", "topic"),
        *("entities:string[]", "quotes:string[]", "places:string[]"),
    ),
    "Persona": ("text",),
    "Graph": ("schema:long", "stale:boolean", "version:long", "content", "model"),
}
"""Nodes with an id, by label, and the columns beside it."""

NAMELESS: dict[str, tuple[str, ...]] = {
    "Rejection": ("document", "number:long", "json"),
    "Apart": ("one", "other"),
    "Outcome": ("run", "position:long", "kind", "id", "json"),
}
"""Nodes that no relationship leads to."""

LINKS: dict[str, tuple[str, str]] = {
    "FROM_DOCUMENT": ("Chunk", "Document"),
    "NEXT_CHUNK": ("Chunk", "Chunk"),
    "FROM_CHUNK": ("Claim", "Chunk"),
    "FROM_CHUNK named": ("__Entity__", "Chunk"),
    "GROUNDED_IN": ("Sample", "Claim"),
    "GROUNDED_IN passage": ("Sample", "Chunk"),
    "FOR": ("Sample", "Persona"),
}
"""Relationships without properties: the type is the first word."""

EDGE = {
    "affirmed": "affirmed:boolean",
    "state": "state:long",
    **{key: f"{key}:string[]" for key in ("claims", "quotes", "places")},
}
"""Columns of an edge that are no texts."""


def export_csv(store: Store, out: Path, progress: Progress | None = None) -> dict[str, int]:
    """Write a store to the folder `out`, with a script that imports it; return the rows of each file.

    Raises UserError where the graph is older than its documents, or `out` holds anything but an earlier export.
    """
    if store.stale():
        raise UserError("export: the graph is older than its documents; run `ingest` again first")
    shown = progress or Quiet()
    with whole(out, folder=True, earlier=lambda there: (there / SCRIPT).is_file()) as folder:
        writer = _Csv(folder)
        for part in (_documents, _graph, _ledger):
            part(store, writer, shown)
        (folder / SCRIPT).write_text(_script(writer.longest))
        (folder / SCRIPT).chmod(0o755)
    return writer.counts


class _Csv:
    """Writes files into a folder: how many rows each has, and how long the longest value is, in bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.counts: dict[str, int] = {}
        self.longest = 0

    def nodes(self, label: str, given: Iterable[Row]) -> None:
        """Write the nodes of a label; a row holds `id` and properties."""
        if label in NODES:
            self._write(label, (f"id:ID({label})", *NODES[label]), ([row["id"], *_values(row, label)] for row in given))
        else:
            columns = NAMELESS[label]
            self._write(label, columns, ([row.get(_name(column)) for column in columns] for row in given))

    def links(self, name: str, given: Iterable[Link]) -> None:
        """Write relationships without properties, as pairs of ids."""
        start, end = LINKS[name]
        self._write(name, (f":START_ID({start})", f":END_ID({end})"), given)

    def edges(self, given: Iterable[Relation]) -> None:
        """Write the edges between entities."""
        header = (":START_ID(__Entity__)", ":END_ID(__Entity__)", ":TYPE", *(EDGE.get(key, key) for key in rows.EDGE))
        self._write(
            "edges",
            header,
            (
                [
                    *(edge.head, edge.tail, relationship_type(edge.relation)),
                    *rows.edge_values(edge, state_of(edge.model_dump_json())),
                ]
                for edge in given
            ),
        )

    def _write(self, name: str, header: Sequence[str], given: Iterable[Sequence[Any]]) -> None:
        self.counts[name] = 0
        with (self._folder / _file(name)).open("w", encoding="utf-8", newline="\n") as file:
            file.write(",".join(header) + "\n")
            for row in given:
                values = [_field(value) for value in row]
                self.longest = max(self.longest, *(len(value) for value in values))
                file.write(",".join(values) + "\n")
                self.counts[name] += 1


def _documents(store: Store, writer: _Csv, progress: Progress) -> None:
    contents, ids = store.contents(), []
    vectors = _vectors(store, "chunk")

    def documents() -> Iterator[Row]:
        for document in progress.steps(store.documents(), "documents", len(contents)):
            ids.append(document.id)
            yield _flat(rows.document_row(document, contents[document.id]))

    writer.nodes("Document", documents())
    writer.nodes("Chunk", (_flat(rows.chunk_row(c), embedding=vectors(c.id)) for c in store.chunks()))
    writer.nodes("Mentions", (_flat(row) for i in ids for row in rows.mention_rows(store.mentions(i))))
    writer.nodes("Claim", (_flat(rows.claim_row(c)) for c in store.claims()))
    writer.links("FROM_DOCUMENT", ((c.id, c.document) for c in store.chunks()))
    writer.links("NEXT_CHUNK", ((a.id, b.id) for i in ids for a, b in pairwise(store.chunks(i))))
    writer.links("FROM_CHUNK", ((c.id, c.evidence.chunk) for c in store.claims()))
    writer.nodes("Rejection", _rejections(store, [*ids, None]))


def _rejections(store: Store, owners: Iterable[str | None]) -> Iterator[Row]:
    for owner in owners:
        for number, rejection in enumerate(store.rejections_of(owner)):
            yield {"document": owner or "", "number": number, "json": rejection.model_dump_json()}


def _graph(store: Store, writer: _Csv, progress: Progress) -> None:
    chunk_of = {mention.id: mention.evidence.chunk for mention in store.mentions()}
    vectors = _vectors(store, "entity")

    def entities() -> Iterator[Row]:
        for entity in progress.steps(store.entities(), "entities"):
            row = rows.entity_row(entity, chunk_of)
            yield {**_flat(row, embedding=vectors(entity.id)), "LABEL": row["labels"]}

    writer.nodes("__Entity__", entities())
    named = ((e.id, c) for e in store.entities() for c in sorted({chunk_of[m] for m in e.mentions if m in chunk_of}))
    writer.links("FROM_CHUNK named", named)
    writer.edges(progress.steps(store.relations(), "relations"))
    writer.nodes("Merge", (_flat(rows.merge_row(merge)) for merge in store.merges()))
    writer.nodes("Apart", ({"one": one, "other": other} for one, other in sorted(store.forbidden_merges())))
    graph = {"id": "graph", "schema": SCHEMA_VERSION, "stale": False, "version": 1, "content": store.graph_content()}
    held = any(store.vectors(kind, MINILM)[0] for kind in ("chunk", "entity"))
    writer.nodes("Graph", [{**graph, "model": MINILM if held else None}])


def _ledger(store: Store, writer: _Csv, progress: Progress) -> None:
    runs = store.runs()
    writer.nodes("Run", (run.model_dump(mode="json") for run in runs))

    def outcomes() -> Iterator[Row]:
        for run in progress.steps(runs, "runs"):
            for outcome in store.outcomes(run.id):
                row = {"run": run.id, "position": outcome.position, "kind": outcome.kind, "id": outcome.id}
                yield {**row, "json": outcome.json_text}

    writer.nodes("Outcome", outcomes())
    samples: dict[str, rows.Row] = {}
    for run in runs:
        if run.state is not RunState.ABANDONED:
            kept = (o for o in store.outcomes(run.id) if o.kind == "sample" and o.id not in samples)
            samples.update((o.id, rows.sample_row(o.id, o.json_text)) for o in kept)
    writer.nodes("Sample", (_flat(sample) for sample in samples.values()))
    claims: dict[str, list[str]] = {quote: [] for sample in samples.values() for quote in sample["evidence"]}
    for claim in store.claims() if claims else ():
        if claim.evidence.id in claims:
            claims[claim.evidence.id].append(claim.id)
    grounds = (
        (s["id"], sorted({claim for quote in s["evidence"] for claim in claims[quote]})) for s in samples.values()
    )
    writer.links("GROUNDED_IN", ((identity, claim) for identity, found in grounds for claim in found))
    unread = (
        (s["id"], passage)
        for s in samples.values()
        for quote, passage in zip(s["evidence"], s["passages"], strict=True)
        if passage and not claims[quote]
    )
    writer.links("GROUNDED_IN passage", dict.fromkeys(unread))
    personas = {s["persona"]: s["persona_text"] for s in samples.values() if s["persona"]}
    writer.nodes("Persona", ({"id": identity, "text": text} for identity, text in sorted(personas.items())))
    writer.links("FOR", ((s["id"], s["persona"]) for s in samples.values() if s["persona"]))


def _vectors(store: Store, kind: str) -> Callable[[str], list[float] | None]:
    ids, matrix = store.vectors(kind, MINILM)
    place = {identity: number for number, identity in enumerate(ids)}
    return lambda identity: matrix[place[identity]].astype(float).tolist() if identity in place else None


def _flat(row: rows.Row, **more: object) -> Row:
    return {"id": row["id"], **row["props"], **more}


def _values(row: Row, label: str) -> list[Any]:
    return [row.get(_name(column)) for column in NODES[label]]


def _name(column: str) -> str:
    return column.lstrip(":").split(":")[0]


def _file(name: str) -> str:
    return f"{name.strip('_').lower().replace(' ', '-')}.csv"


def _field(value: object) -> str:
    """Return a value as the importer reads it; nothing where there is none, which an empty string is not."""
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    text = BETWEEN.join(map(str, value)) if isinstance(value, list) else value
    text = text if isinstance(text, str) else json.dumps(text)
    return f'"{text.replace(chr(34), chr(34) * 2)}"'


def _script(longest: int) -> str:
    """Return the command line; the buffer must hold the longest value, of which every character may be four bytes."""
    buffer = max(BUFFER, 4 * longest + 1024)
    lines = [
        "#!/bin/sh",
        "# Imports this folder into a Neo4j that is stopped, in place of all that its database holds. Then start it",
        "# and run `kg init --store neo4j://…`, which makes constraints and indexes. NEO4J_HOME may say which Neo4j.",
        "set -eu",
        'cd "$(dirname "$0")"',
        "exec neo4j-admin database import full neo4j --overwrite-destination --strict --multiline-fields=true \\",
        f"  --array-delimiter=U+001F --read-buffer-size={buffer} --bad-tolerance=0 --report-file=import.report \\",
        *(f"  --nodes={label}={_file(label)} \\" for label in (*NODES, *NAMELESS)),
        *(f"  --relationships={name.split()[0]}={_file(name)} \\" for name in LINKS),
        f"  --relationships={_file('edges')}",
    ]
    return "\n".join(lines) + "\n"
