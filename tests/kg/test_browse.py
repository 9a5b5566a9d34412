"""The saved queries and the style sheet: complete, safe with any text, and run by Neo4j and its Browser themselves."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from kg import browse, console
from kg.cli import app
from kg.errors import UserError

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
