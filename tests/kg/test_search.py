"""A question finds passages, entities and the paths between them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli import app
from kg.errors import UserError
from kg.resolve import refresh
from kg.search import Searcher
from kg.store import Store
from kg.workspace import open_store

Tell = Callable[..., tuple]


@pytest.fixture
def searcher(store: Store) -> Searcher:
    return Searcher.open(store)


def test_a_question_finds_the_passages_that_answer_it_best_first(searcher: Searcher) -> None:
    found = searcher.search("Does rain cause runoff?")
    assert found.hits[0].text == "rain causes runoff."
    assert [hit.score for hit in found.hits] == sorted((hit.score for hit in found.hits), reverse=True)
    assert {"rain", "runoff"} <= {entity.name for entity in found.entities}


def test_paths_connect_what_the_question_names(searcher: Searcher) -> None:
    found = searcher.search("How does rain make a delta?", hops=3)
    assert [entity.name for entity in found.paths[0].entities] == ["rain", "runoff", "river", "delta"]
    assert all(len(path.hops) <= 2 for path in searcher.search("How does rain make a delta?", hops=2).paths)


def test_what_is_stored_later_is_found_by_a_searcher_that_is_open(searcher: Searcher, store: Store, tell: Tell) -> None:
    store.replace_document(*tell("new.txt", [("fog", "CAUSES", "delay")]))
    refresh(store)
    assert searcher.search("What does fog cause?").hits[0].text == "fog causes delay."


def test_limit_bounds_the_hits_and_any_text_is_a_question(searcher: Searcher) -> None:
    assert len(searcher.search("rain", limit=1).hits) == 1
    for odd in ("", "?!", "\x00", "雨", "rain " * 500):
        assert searcher.search(odd).question == odd


def test_an_empty_store_is_refused(tmp_path: Path) -> None:
    with open_store(tmp_path / "new", write=True) as store, pytest.raises(UserError, match="ingest"):
        Searcher.open(store)


def test_the_command_prints_hits_with_their_place_and_paths_with_quotes(workspace: Path) -> None:
    run = CliRunner().invoke(app, ["search", "rain and delta", "--explain", "--workspace", str(workspace)])
    assert run.exit_code == 0, run.output
    assert "rain → runoff → river → delta" in run.output
    assert "“runoff enables river.”" in run.output
    run = CliRunner().invoke(app, ["search", "rain and delta", "--json", "--workspace", str(workspace)])
    found = json.loads(run.output)
    assert {"id", "score", "document", "page", "text"} <= set(found["hits"][0])
    assert found["paths"]


@pytest.mark.parametrize("gnn", [True, False])
def test_a_document_that_the_question_names_comes_first_and_its_title_is_not_searched_for(
    store: Store, tell: Tell, gnn: bool
) -> None:
    for title, tail in (("A Year of Rain", "puddle"), ("Rain and What Becomes of It", "flood")):
        facts = [[("rain", "CAUSES", tail)], [(tail, "CAUSES", "mud")], [("mud", "CAUSES", "delay")]]
        told = tell(f"{title}.txt", *facts, [("fog", "CAUSES", tail)])
        store.replace_document(told.document.model_copy(update={"title": title}), *told[1:])
    refresh(store)
    searcher = Searcher.open(store)
    for title, tail in (("A Year of Rain", "puddle"), ("Rain and What Becomes of It", "flood")):
        found = searcher.search(f"According to “{title}”, what does mud cause?", gnn=gnn)
        assert [searcher.graph.title(document) for document in found.named] == [title]
        assert {hit.document for hit in found.hits[:2]} == set(found.named)
        assert "mud causes delay." in [hit.text for hit in found.hits[:2]]
        assert {hit.document for hit in found.hits} > set(found.named)
        assert searcher.search(f"In “{title}”, what does rain cause?").hits[0].text == f"rain causes {tail}."


def test_the_command_says_which_document_the_question_names(workspace: Path, store: Store) -> None:
    title = next(store.documents()).title
    asked = f"In “{title}”, what does rain cause?"
    run = CliRunner().invoke(app, ["search", asked, "--explain", "--workspace", str(workspace)])
    assert f"the question names “{title}”" in run.output
    run = CliRunner().invoke(app, ["search", "what does rain cause?", "--explain", "--workspace", str(workspace)])
    assert "the question names" not in run.output
