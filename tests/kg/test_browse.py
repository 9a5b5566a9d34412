"""The saved queries and the style sheet: complete, safe with any text, and run by Neo4j and its Browser themselves."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from kg import browse, console
from kg.cli import app
from kg.errors import UserError
from kg.exchange import export_to, fill, load
from kg.store import Outcome, RunState, Store
from kg.workspace import open_store

QUERIES = sorted(browse.queries())


@pytest.fixture
def kg(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs a command and returns its exit code, stdout and stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            console.run(app, arguments)
        return int(left.value.code or 0), *capsys.readouterr()

    return call


# ── what is saved ──


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_says_what_it_shows_and_what_its_parameters_are(name: str) -> None:
    asked = browse.query(name)
    assert asked.title[0].isupper()
    assert not asked.title.startswith("//")
    assert set(re.findall(r"\$(\w+)", asked.cypher)) == set(asked.values)
    assert all(asked.meanings.values())
    assert "$" not in browse.ready(asked)


def test_parameters_are_quoted_so_that_no_text_becomes_cypher() -> None:
    asked = browse.query("neighbourhood")
    text = browse.ready(asked, {"name": 'x" DETACH DELETE n //\\"\n`'})
    assert 'DETACH DELETE n //\\\\\\"\\n`"' in text
    assert browse.ready(asked, {"limit": "7"}).rstrip().endswith("LIMIT 7")


def test_an_unknown_query_or_parameter_is_said_in_one_line() -> None:
    with pytest.raises(UserError, match="neighbourhood"):
        browse.query("nothing")
    with pytest.raises(UserError, match="no such parameter"):
        browse.ready(browse.query("neighbourhood"), {"nam": "rain"})
    with pytest.raises(UserError, match="give a number"):
        browse.ready(browse.query("neighbourhood"), {"limit": "many"})


def test_all_is_written_for_the_browser_to_take_in(tmp_path: Path) -> None:
    archive, style = browse.save(tmp_path / "one")
    with zipfile.ZipFile(archive) as held:
        assert sorted(held.namelist()) == [f"Kindergraph/{name}.cypher" for name in QUERIES]
    assert style.read_bytes() == browse.STYLE.read_bytes()
    assert browse.save(tmp_path / "two")[0].read_bytes() == archive.read_bytes()
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="cannot be written"):
        browse.save(tmp_path / "file")


def test_the_style_sheet_has_a_rule_for_every_label_and_class(repository: Path) -> None:
    text = browse.STYLE.read_text(encoding="utf-8")
    styled = set(re.findall(r"^(?:node|relationship)\.(\w+) \{", text, re.MULTILINE))
    classes = set(yaml.safe_load((repository / "configs" / "relations.yaml").read_text(encoding="utf-8")))
    assert styled >= classes
    assert styled >= {"Document", "Chunk", "__Entity__", "Claim", "Sample", "Persona"}
    assert styled >= {"FROM_DOCUMENT", "NEXT_CHUNK", "FROM_CHUNK", "GROUNDED_IN", "FOR"}
    assert "/*" not in text, "Browser's parser knows no comments: it would drop the rule after one"


# ── the command ──


def test_browse_says_where_it_is_and_what_there_is(kg: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "neo4j://graphs.example:7688")
    code, out, _ = kg("browse")
    assert code == 0
    assert "http://graphs.example:7474/browser/?connectURL=neo4j://graphs.example:7688" in out
    assert all(name in out for name in QUERIES)
    assert "kg browse --query" in kg("browse", "--help")[1]
    assert [q["name"] for q in json.loads(kg("browse", "--json")[1])["queries"]] == QUERIES


def test_the_address_is_that_of_the_store_and_tells_no_password(kg: Callable) -> None:
    _, out, _ = kg("browse", "--store", "bolt://me:secret@[::1]:7690")
    assert "http://[::1]:7474/browser/?connectURL=bolt://[::1]:7690" in out
    assert "secret" not in out
    _, out, _ = kg("browse", "--store", "neo4j://here:7690", "--http-port", "7475")
    assert "http://here:7475/browser/?connectURL=neo4j://here:7690" in out
    assert "https://here:7473/browser/?connectURL=neo4j+s://here" in kg("browse", "--store", "neo4j+s://here")[1]
    assert kg("browse", "--http-port", "0")[0] == 2
    for wrong in ("localhost", "neo4j://", "neo4j://host:99999", "neo4j://[::1"):
        code, _, error = kg("browse", "--store", wrong)
        assert (code, error.count("\n")) == (2, 1)


def test_browse_prints_a_query_ready_to_run(kg: Callable, tmp_path: Path) -> None:
    code, out, _ = kg("browse", "--query", "neighbourhood", "--set", "name=rain", "--set", "limit=5")
    assert code == 0
    assert out.rstrip() == browse.ready(browse.query("neighbourhood"), {"name": "rain", "limit": "5"}).rstrip()
    found = json.loads(kg("browse", "--query", "neighbourhood", "--set", "name=rain", "--json")[1])
    assert found["parameters"]["name"] == "rain"
    assert "$name" in found["query"]
    assert kg("browse", "--out", str(tmp_path))[0] == 0
    assert (tmp_path / "style.grass").is_file()
    for wrong in (("--query", "nothing"), ("--query", "neighbourhood", "--set", "rain"), ("--set", "name=rain")):
        assert kg("browse", *wrong)[0] == 2


# ── Neo4j itself ──


@pytest.fixture(scope="module")
def browsed(neo4j_server: Any, papers: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401
    """A real server that holds the sample papers and their samples."""
    import neo4j

    out = tmp_path_factory.mktemp("browsed") / "graph.jsonl"
    with open_store(papers) as store:
        export_to(store, out)
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=(neo4j_server.user, neo4j_server.password)) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n")
    uri = neo4j_server.uri.replace("://", f"://{neo4j_server.user}:{neo4j_server.password}@")
    with open_store(uri, write=True) as store:
        fill(store, load(out))
        told = unclaimed(store)
        run = store.start_run("of a sentence without a claim", "{}")
        store.append(run.id, [Outcome(position=0, kind="sample", id=told["id"], json_text=json.dumps(told))])
        store.close_run(run.id, RunState.FINISHED)
    return neo4j_server


def unclaimed(store: Store) -> dict[str, Any]:
    """Return a sample, as `generate` writes it, of two terms of a sentence that no claim was read from."""
    chunk_of = {mention.id: mention.evidence for mention in store.mentions()}
    for chunk in store.chunks():
        named = [e.name for e in store.entities() if any(chunk_of[m].chunk == chunk.id for m in e.mentions)]
        if len(named) > 1:
            break
    document = store.document(chunk.document)
    quote = {"id": "ev_of_no_claim", "chunk": chunk.id, "source": document.source, "page": 3, "quote": chunk.text[:90]}
    hop = {"head": named[0], "relation": "NAMED_WITH", "tail": named[1], "evidence": [quote["id"]]}
    asked = {"question": "Fill both gaps: _____ and _____.", "answer": "; ".join(named[:2]), "task": "cloze", "hops": 1}
    return {"id": "sa_of_no_claim", **asked, "stage": "concrete", "path": [hop], "evidence": [quote]}


@pytest.fixture(scope="module")
def driver(browsed: Any) -> Iterator[Any]:  # noqa: ANN401
    import neo4j

    with neo4j.GraphDatabase.driver(browsed.uri, auth=(browsed.user, browsed.password)) as opened:
        yield opened


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_finds_something_in_the_sample_graph(name: str, driver: Any) -> None:  # noqa: ANN401
    asked = browse.query(name)
    found = driver.execute_query(asked.cypher, dict(asked.values))
    assert found.records
    assert [str(n.code) for n in found.summary.summary_notifications if n.severity_level == "WARNING"] == []
    pasted = driver.execute_query(browse.ready(asked))
    assert [record.keys() for record in pasted.records] == [record.keys() for record in found.records]


def test_the_queries_find_what_they_say(driver: Any) -> None:  # noqa: ANN401
    def drawn(name: str, **values: str) -> tuple[set[str], set[str]]:
        asked = browse.query(name)
        graph = driver.execute_query(
            asked.cypher, browse.values(asked, values), result_transformer_=lambda result: result.graph()
        )
        return {label for n in graph.nodes for label in n.labels}, {edge.type for edge in graph.relationships}

    labels, types = drawn("path")
    assert {"Sample", "Claim", "Chunk", "Document", "__Entity__"} <= labels
    assert {"GROUNDED_IN", "FROM_CHUNK", "FROM_DOCUMENT"} < types
    labels, types = drawn("samples", stage="")
    assert {"Sample", "Claim", "Persona"} <= labels
    labels, types = drawn("edge")
    assert {"__Entity__", "Claim", "Chunk", "Document"} <= labels
    edges = driver.execute_query(browse.query("edge").cypher, dict(browse.query("edge").values)).records
    for record in edges:
        assert record["ground"].start_node["quote"] in record["edge"]["quotes"]
    (around,) = driver.execute_query(
        browse.ready(browse.query("neighbourhood"), {"name": "GROUNDWATER", "limit": "1"})
    ).records
    assert "groundwater" in {node["name"] for node in around["around"].nodes}


def test_a_sample_of_a_sentence_without_a_claim_leads_to_its_passage_its_terms_and_its_page(driver: Any) -> None:  # noqa: ANN401
    graph = driver.execute_query(
        browse.query("path").cypher, sample="sa_of_no_claim", result_transformer_=lambda result: result.graph()
    )
    (sample,) = (node for node in graph.nodes if "Sample" in node.labels)
    drawn = [
        (edge.type, next(iter({"Sample", "Chunk", "Document", "__Entity__"} & edge.start_node.labels)))
        for edge in graph.relationships
    ]
    assert sorted(drawn) == [
        ("FROM_CHUNK", "__Entity__"),
        ("FROM_CHUNK", "__Entity__"),
        ("FROM_DOCUMENT", "Chunk"),
        ("GROUNDED_IN", "Sample"),
    ]
    assert {node["name"] for node in graph.nodes if "__Entity__" in node.labels} == set(sample["entities"])
    assert "; ".join(sample["entities"]) == sample["answer"]
    (quote,), (place,) = sample["quotes"], sample["places"]
    assert place.endswith(", page 3")
    assert any(node["text"].startswith(quote) for node in graph.nodes if "Chunk" in node.labels)


def test_no_text_becomes_cypher(driver: Any) -> None:  # noqa: ANN401
    before = driver.execute_query("MATCH (n) RETURN count(n) AS nodes").records
    for text in ('x"}) DETACH DELETE entity //', "\\", "`", "\\u0022 OR true //", "line\nbreak", "$name", "\x00", "𝔊"):
        asked = browse.query("neighbourhood")._replace(cypher="RETURN $name AS name, $limit AS limit")
        (found,) = driver.execute_query(browse.ready(asked, {"name": text})).records
        assert found["name"] == text
        driver.execute_query(browse.ready(browse.query("neighbourhood"), {"name": text}))
    assert driver.execute_query("MATCH (n) RETURN count(n) AS nodes").records == before


@pytest.fixture
def screen(browsed: Any, script: Callable[[str], ModuleType]) -> Iterator[tuple[ModuleType, Any]]:  # noqa: ANN401
    """The means of looking at Neo4j Browser, and its page with our colours."""
    pytest.importorskip("playwright.sync_api", reason="needs Playwright (pip install playwright)")
    shot = script("examples/browser_screenshot.py")
    if (binary := shot.chromium()) is None:
        pytest.skip("needs a Chromium")
    with shot.opened(f"http://127.0.0.1:{browsed.http}", browsed.password, binary) as page:
        shot.styled(page)
        yield shot, page


def test_the_browser_draws_a_saved_query_in_our_colours(screen: tuple[ModuleType, Any], tmp_path: Path) -> None:
    shot, page = screen
    cypher = browse.ready(browse.query("neighbourhood"), {"name": "groundwater"})
    nodes, relationships = shot.run(page, cypher)
    shot.enlarge(page)
    page.screenshot(path=tmp_path / "graph.png")
    colours = {page.locator("g.node circle.b-outline").nth(n).get_attribute("fill") for n in range(nodes)}
    captions = page.locator("g.node").all_text_contents()
    assert nodes > 3
    assert relationships >= nodes - 1
    assert colours == {"#2A8C82"}
    assert any("groundwater" in text for text in captions)
    assert (tmp_path / "graph.png").stat().st_size > 20_000


def test_the_browser_draws_what_is_behind_a_sample_of_no_claim_and_tells_its_page(
    screen: tuple[ModuleType, Any],
) -> None:
    shot, page = screen
    cypher = browse.ready(browse.query("path"), {"sample": "sa_of_no_claim"})
    assert shot.run(page, cypher)[0] == 5
    circles = page.locator("g.node circle.b-outline")
    colours = sorted(circles.nth(n).get_attribute("fill") for n in range(5))
    assert colours == ["#22405C", "#2A8C82", "#2A8C82", "#D9694B", "#E9DCC3"]
    page.locator("g.node", has=page.locator("circle[fill='#D9694B']")).click(force=True)
    page.get_by_test_id("vizInspector").get_by_text(", page 3").wait_for()
