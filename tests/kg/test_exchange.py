"""A workspace out to every format and back: the same digest, every record the same to the byte, or one clear line."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MethodType
from xml.etree import ElementTree

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import console
from kg.cli import app
from kg.errors import UserError
from kg.exchange import FORMATS, export_to, fill, from_networkx, load, to_networkx
from kg.exchange.tables import TABLES, rows
from kg.records import (
    Argument,
    Chunk,
    Claim,
    Document,
    Entity,
    Evidence,
    Mention,
    Merge,
    Predicate,
    Rejection,
    Relation,
    Span,
)
from kg.store import Outcome, RunState, Store
from kg.walk import Graph
from kg.workspace import open_store

HOSTILE = "a\x00\x0b\x1f\x7f\x85\u2028\ufffe\uffff\r\n]]><!-- &amp; </data> \t 𝔊 \u202e"


def everything(store: Store) -> dict[str, list[str]]:
    """Every record of a store as the JSON that it is stored as, and its digest and counts."""
    held = {table: [row.model_dump_json() for row in rows(store, table)] for table in TABLES}
    return {**held, "digest": [store.digest()], "counts": [json.dumps(store.counts(), sort_keys=True)]}


def passed_through(store: Store, form: str, folder: Path) -> dict[str, list[str]]:
    """Everything that a new store holds after `store` was exported to a format and imported there."""
    out = folder / f"out{FORMATS[form].suffix}"
    export_to(store, out, form)
    with open_store(folder / f"copy-{form}", write=True) as copy:
        fill(copy, load(out))
        return everything(copy)


@pytest.fixture
def full(store: Store) -> Store:
    """The store of `water` with rejections, a pair kept apart, and runs of every state."""
    (document, *_) = store.documents()
    claims = [c for c in store.claims() if c.evidence.document == document.id]
    mentions = [m for m in store.mentions() if m.evidence.document == document.id]
    refused = [Rejection(subject=s, step="extract", reason="vague_head") for s in ("b", "a", "b")]
    store.replace_document(document, tuple(store.chunks(document.id)), mentions, claims, refused)
    store.forbid_merge("delta", "river")
    resolution = (Rejection(subject="c", step="resolve", reason="self_loop"),)
    store.replace_graph(
        tuple(store.entities()),
        tuple(store.relations()),
        (Merge(id="mrg_1", kept="rain", absorbed="rains", reason="plural"),),
        resolution,
    )
    for number, state in enumerate((RunState.FINISHED, RunState.ABANDONED, None)):
        run = store.start_run("print", '{"seed": 7}')
        for position in (3, 0):
            text = f'{{"id": "smp_{number}{position}", "question": {json.dumps(HOSTILE)}}}'
            outcome = Outcome(position=position, kind="sample", id=f"smp_{number}{position}", json_text=text)
            store.append(run.id, [outcome])
        if state:
            store.close_run(run.id, state)
    return store


@pytest.mark.parametrize("form", FORMATS)
def test_what_goes_out_comes_back_to_the_byte(full: Store, form: str, tmp_path: Path) -> None:
    held = everything(full)
    assert all(held[table] for table in TABLES)
    assert passed_through(full, form, tmp_path) == held


@pytest.mark.parametrize("form", FORMATS)
def test_the_sample_papers_come_back_to_the_byte(form: str, papers: Path, tmp_path: Path) -> None:
    with open_store(papers) as store:
        assert passed_through(store, form, tmp_path) == everything(store)


# ── whatever the records hold ──

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.just(HOSTILE)
words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)
numbers = st.integers(0, 2**40)
boxes = st.none() | st.tuples(*[st.floats(allow_nan=False, allow_infinity=False)] * 4)


@st.composite
def stores(draw: st.DrawFn) -> Callable[[Store], None]:
    """What fills a store: documents of any text, and records of any fields that rest on them."""
    sources = draw(st.lists(words, max_size=3, unique=True))
    documents = [
        Document(
            id=f"doc_{n}",
            source=source,
            sha256=draw(texts),
            media_type=draw(texts),
            reader="text",
            text=draw(texts),
            title=draw(texts),
            part=draw(st.none() | words),
        )
        for n, source in enumerate(sources)
    ]

    def evidence(document: str) -> Evidence:
        place = st.builds(
            Evidence,
            id=words,
            document=st.just(document),
            source=texts,
            sha256=texts,
            chunk=texts,
            start=numbers,
            end=numbers,
            quote=texts,
            page=st.none() | numbers,
            bbox=boxes,
        )
        return draw(place)

    def ids(prefix: str) -> list[str]:
        return [f"{prefix}_{n}" for n in range(draw(st.integers(0, 3)))]

    told = []
    for number, document in enumerate(documents):
        span = st.builds(Span, start=numbers, end=numbers, page=st.none() | numbers, bbox=boxes)
        chunks = [
            Chunk(
                id=i,
                document=document.id,
                ordinal=n,
                start=0,
                end=1,
                text=draw(texts),
                section=tuple(draw(st.lists(texts, max_size=2))),
                spans=tuple(draw(st.lists(span, max_size=2))),
            )
            for n, i in enumerate(ids(f"chk{number}"))
        ]
        mentions = [
            Mention(id=i, name=draw(texts), type=draw(texts), evidence=evidence(document.id), long_form=draw(texts))
            for i in ids(f"men{number}")
        ]
        claims = [
            Claim(
                id=i,
                head=Argument(mention=draw(texts), phrase=draw(texts), start=0, end=1),
                predicate=Predicate(
                    text=draw(texts), verb=draw(texts), tense=draw(st.sampled_from(["past", "future"]))
                ),
                relation=draw(texts),
                tail=Argument(mention=draw(texts), phrase=draw(texts), start=0, end=1, plural=draw(st.booleans())),
                evidence=evidence(document.id),
                extractor="test",
                condition=draw(st.none() | texts),
            )
            for i in ids(f"clm{number}")
        ]
        refused = draw(
            st.lists(st.builds(Rejection, subject=texts, step=texts, reason=texts, detail=texts), max_size=2)
        )
        told.append((document, chunks, mentions, claims, refused))
    all_claims = [claim for _, _, _, claims, _ in told for claim in claims]
    entities = [
        Entity(
            id=i, name=draw(texts), type=draw(texts), aliases=tuple(draw(st.lists(texts))), evidence=evidence("doc_0")
        )
        for i in ids("ent")
    ]
    relations = [
        Relation(
            id=f"rel_{n}",
            head=draw(st.sampled_from(entities)).id,
            predicate=draw(texts),
            relation=draw(texts),
            tail=draw(st.sampled_from(entities)).id,
            claims=(claim,),
        )
        for n, claim in enumerate(all_claims if entities else [])
    ]

    def write(store: Store) -> None:
        for each in told:
            store.replace_document(*each)
        store.replace_graph(entities, relations, ())

    return write


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=25, deadline=None)
@given(write=stores())
def test_any_text_survives_any_format(form: str, write: Callable[[Store], None]) -> None:
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "from", write=True) as store:
        write(store)
        assert passed_through(store, form, Path(folder)) == everything(store)


# ── networkx and GraphML ──


def test_a_store_as_a_networkx_graph_has_all_of_it(full: Store) -> None:
    graph = to_networkx(full)
    assert isinstance(graph, networkx.MultiDiGraph)
    held = everything(full)
    found = from_networkx(graph)
    assert {table: [row.model_dump_json() for row in found[table]] for table in TABLES} == {t: held[t] for t in TABLES}


def test_a_graph_in_memory_as_a_networkx_graph_has_its_nodes_and_edges(store: Store) -> None:
    graph = Graph.load(store)
    back = from_networkx(to_networkx(graph))
    assert back["entities"] == tuple(graph.entities.values())
    assert back["relations"] == tuple(graph.relations.values())
    assert set(back) == {"entities", "relations"}


def test_half_a_surrogate_pair_survives_in_memory(store: Store) -> None:
    graph = Graph.load(store)
    (first, *_) = graph.entities.values()
    odd = Entity.model_validate({**first.model_dump(), "name": "half \ud800 a pair"})
    assert from_networkx(to_networkx(Graph([odd], [])))["entities"] == (odd,)


def test_graphml_opens_elsewhere_with_plain_attributes(full: Store, tmp_path: Path) -> None:
    export_to(full, tmp_path / "graph.graphml")
    graph = networkx.read_graphml(tmp_path / "graph.graphml", edge_key_type=str, force_multigraph=True)
    names = networkx.get_node_attributes(graph, "name")
    assert set(names.values()) == {"rain", "runoff", "mud", "farming", "river", "delta"}
    kinds = {
        (names[head], data["relation"], data["predicate"], names[tail], data["quote"])
        for head, tail, data in graph.edges(data=True)
    }
    assert ("rain", "CAUSES", "causes", "runoff", "rain causes runoff.") in kinds
    for _, data in (*graph.nodes(data=True), *((None, d) for *_, d in graph.edges(data=True))):
        assert all(isinstance(value, str | int | float | bool) for value in data.values())
    rain = next(node for node, name in names.items() if name == "rain")
    assert networkx.shortest_path_length(graph, rain, next(n for n, v in names.items() if v == "delta")) == 3


def test_graphml_declares_each_attribute_once_and_gephi_finds_its_labels(full: Store, tmp_path: Path) -> None:
    export_to(full, tmp_path / "graph.graphml")
    space = "{http://graphml.graphdrawing.org/xmlns}"
    root = ElementTree.parse(tmp_path / "graph.graphml").getroot()
    keys = {key.attrib["id"]: key.attrib for key in root.iter(f"{space}key")}
    assert len(keys) == sum(1 for _ in root.iter(f"{space}key"))
    for kind in ("node", "edge"):
        (label,) = [i for i, key in keys.items() if (key["for"], key["attr.name"]) == (kind, "label")]
        assert keys[label]["attr.type"] == "string"
        drawn = list(root.iter(f"{space}{kind}"))
        assert drawn
        assert all(data.text for each in drawn for data in each if data.attrib["key"] == label)
    assert {data.attrib["key"] for data in root.iter(f"{space}data")} <= keys.keys()


def test_an_edited_graphml_file_is_refused(full: Store, tmp_path: Path) -> None:
    path = tmp_path / "graph.graphml"
    export_to(full, path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('\\"page\\":null', '\\"page\\":7').replace('"page":null', '"page":7', 1))
    with pytest.raises(UserError, match=r"graph\.graphml: .* not what was exported"):
        load(path)


def test_graphml_of_someone_else_is_refused(tmp_path: Path) -> None:
    networkx.write_graphml(networkx.path_graph(3), tmp_path / "other.graphml")
    with pytest.raises(UserError, match="not an export"):
        load(tmp_path / "other.graphml")


# ── whole or not at all ──


def damaged(out: Path) -> Iterator[Callable[[], object]]:
    """Ways to damage an export: each file cut in half, emptied, and taken away."""
    for path in [out] if out.is_file() else sorted(out.iterdir()):
        data = path.read_bytes()
        if data:
            yield lambda path=path, data=data: path.write_bytes(data[: len(data) // 2])
            yield lambda path=path: path.write_bytes(b"")
            yield lambda path=path: path.unlink()


@pytest.mark.parametrize("form", FORMATS)
def test_a_damaged_export_is_refused_in_one_line(full: Store, form: str, tmp_path: Path) -> None:
    out, good = tmp_path / "out", tmp_path / f"good{FORMATS[form].suffix}"
    export_to(full, good, form)
    out = out.with_suffix(good.suffix)
    for number in range(len(list(damaged(good)))):
        shutil.rmtree(out) if out.is_dir() else out.unlink(missing_ok=True)
        shutil.copytree(good, out) if good.is_dir() else shutil.copy(good, out)
        list(damaged(out))[number]()
        with pytest.raises(UserError) as refused:
            load(out)
        assert "\n" not in str(refused.value).strip()
        assert str(refused.value).startswith(str(out))


def test_an_export_killed_at_its_end_leaves_nothing_that_looks_whole(workspace: Path, tmp_path: Path) -> None:
    program = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom kg import whole\nfrom kg.exchange import export_to\n"
        "from kg.workspace import open_store\n"
        "whole._sync = lambda path: os.kill(os.getpid(), signal.SIGKILL)\n"
        "with open_store(Path(sys.argv[1])) as store:\n    export_to(store, Path(sys.argv[2]))\n"
    )
    for suffix in (form.suffix for form in FORMATS.values()):
        out = tmp_path / "here" / f"out{suffix}"
        run = subprocess.run([sys.executable, "-c", program, workspace, out], check=False)
        assert run.returncode == -signal.SIGKILL
        assert not out.exists()
        with open_store(workspace) as store:
            export_to(store, out)
        assert [path.name for path in out.parent.iterdir()] == [out.name]
        assert load(out)
        shutil.rmtree(out) if out.is_dir() else out.unlink()


def test_an_export_that_fails_leaves_the_earlier_one(
    full: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "graph.jsonl"
    export_to(full, out)
    held = sorted((p.name, p.read_bytes()) for p in out.iterdir())
    monkeypatch.setattr(full, "digest", MethodType(lambda self: os.urandom(4).hex(), full))
    with pytest.raises(UserError, match="written meanwhile"):
        export_to(full, out)
    assert sorted((p.name, p.read_bytes()) for p in out.iterdir()) == held
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_an_export_takes_the_place_of_an_earlier_one_and_of_nothing_else(full: Store, tmp_path: Path) -> None:
    for form in FORMATS.values():
        out = tmp_path / f"out{form.suffix}"
        for _ in range(2):
            export_to(full, out)
    (tmp_path / "thesis.graphml").write_text("<graphml/>")
    (tmp_path / "thesis.jsonl").mkdir()
    (tmp_path / "thesis.jsonl" / "chapter").write_text("one")
    for name in ("thesis.graphml", "thesis.jsonl"):
        with pytest.raises(UserError, match="not an earlier export"):
            export_to(full, tmp_path / name)
    assert (tmp_path / "thesis.jsonl" / "chapter").read_text() == "one"


def test_a_stale_graph_is_not_exported(store: Store, tmp_path: Path) -> None:
    store.remove_source("rain.txt")
    with pytest.raises(UserError, match="run `ingest` again"):
        export_to(store, tmp_path / "graph.jsonl")


# ── into which workspace ──


def test_importing_twice_changes_nothing(full: Store, tmp_path: Path) -> None:
    export_to(full, tmp_path / "graph.jsonl")
    held = everything(full)
    fill(full, load(tmp_path / "graph.jsonl"))
    assert everything(full) == held


def test_a_workspace_that_holds_anything_else_is_refused_and_left_as_it_was(
    full: Store, tmp_path: Path, tell: Callable
) -> None:
    export_to(full, tmp_path / "graph.jsonl")
    full.close_run(full.runs()[-1].id, RunState.FINISHED)
    for change in (
        lambda store: store.replace_document(*tell("snow.txt", [("snow", "CAUSES", "mud")])),
        lambda store: store.forbid_merge("mud", "soil"),
        lambda store: store.start_run("other", "{}"),
    ):
        with open_store(tmp_path / "other", write=True) as other:
            change(other)
            held = everything(other)
            with pytest.raises(UserError, match="import into an empty --workspace"):
                fill(other, load(tmp_path / "graph.jsonl"))
            assert everything(other) == held
        shutil.rmtree(tmp_path / "other")


@contextmanager
def cut_off_after(store: Store, writes: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a store write so many times, then fail."""
    left = [writes]

    def counted(write: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            if left[0] == 0:
                raise InterruptedError
            left[0] -= 1
            return write(*arguments)

        return call

    with monkeypatch.context() as patch:
        for name in ("replace_document", "replace_graph", "forbid_merge", "start_run", "append", "close_run"):
            patch.setattr(store, name, counted(getattr(store, name)))
        yield


def test_an_import_cut_off_anywhere_goes_on(full: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export_to(full, tmp_path / "graph.jsonl")
    loaded = load(tmp_path / "graph.jsonl")
    interrupted, writes = True, 0
    while interrupted:
        with open_store(tmp_path / f"cut-{writes}", write=True) as store:
            try:
                with cut_off_after(store, writes, monkeypatch):
                    fill(store, loaded)
                interrupted = False
            except InterruptedError:
                fill(store, loaded)
            assert everything(store) == everything(full)
        writes += 1
    assert writes > 8


def test_a_server_takes_an_export_and_gives_the_same_one(full: Store, neo4j_uri: str, tmp_path: Path) -> None:
    export_to(full, tmp_path / "graph.jsonl")
    with open_store(neo4j_uri, write=True) as server:
        for _ in range(2):
            fill(server, load(tmp_path / "graph.jsonl"))
        assert everything(server) == everything(full)
        export_to(server, tmp_path / "again.jsonl")
    for table in TABLES:
        name = f"{table}.jsonl"
        assert (tmp_path / "again.jsonl" / name).read_bytes() == (tmp_path / "graph.jsonl" / name).read_bytes()


# ── the commands ──


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        console.run(app, arguments)
    return int(left.value.code or 0)


def test_export_and_import_from_the_command_line(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, copy = str(tmp_path / "graph.graphml"), str(tmp_path / "copy")
    assert call("export", out, "--workspace", str(workspace), "--json") == 0
    manifest = json.loads(capsys.readouterr().out)
    assert call("import", out, "--workspace", copy) == 0
    assert manifest["digest"] in capsys.readouterr().out
    assert call("stats", "--workspace", copy, "--json") == 0
    assert json.loads(capsys.readouterr().out)["digest"] == manifest["digest"]


def test_an_export_that_cannot_be_read_makes_no_workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes").mkdir()
    for path, said in (("nowhere.graphml", "not there"), ("notes", "no manifest.json"), (__file__, "suffix")):
        assert call("import", str(tmp_path / path), "--workspace", str(tmp_path / "copy")) == 2
        assert said in capsys.readouterr().err
    assert not (tmp_path / "copy").exists()


def test_an_unknown_format_is_said_with_the_known_ones(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in ((str(tmp_path / "g"), "--format", "csv"), (str(tmp_path / "g.csv"),)):
        assert call("export", *arguments, "--workspace", str(workspace)) == 2
        assert "graphml" in capsys.readouterr().err
