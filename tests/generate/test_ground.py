"""Where samples come from: all of the graph, a named topic, or where search leads; by walks or by Graph of Thought."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from generate import cli, pipeline
from generate.ground import read_questions
from generate.ledger import outcomes
from generate.records import Sample
from generate.report import Report
from generate.settings import GenerateSettings
from kg.errors import UserError
from kg.thought.records import Reasoning
from kg.workspace import open_store

Build = Callable[..., Path]


def run(
    workspace: Path, heard: Callable[[Reasoning], None] | None = None, **settings: object
) -> tuple[Report, list[Sample]]:
    with open_store(workspace, write=True) as store:
        done, report = pipeline.generate(store, GenerateSettings(**settings), heard=heard)  # type: ignore[arg-type]
        return report, [found for found in outcomes(store, done) if isinstance(found, Sample)]


def test_words_that_name_no_entity_are_searched_for_and_samples_stay_where_search_leads(works: Build) -> None:
    report, samples = run(works(), n=6, topic="keeping fish and a plum orchard", ground_passages=8, hops=1)
    assert {sample.ground for sample in samples} == {"keeping fish and a plum orchard"}
    near = sum("fish pond" in sample.question + sample.answer for sample in samples)
    near += sum("plum tree" in sample.question + sample.answer for sample in samples)
    assert near >= len(samples) - 1 > 0
    found = report.coverage["relations that search found"]
    assert 0 < found.used <= found.of < report.coverage["relations"].of


def test_questions_share_the_samples_evenly(works: Build) -> None:
    asked = ("What feeds the fish pond?", "What does the steam engine do?")
    report, samples = run(works(), n=10, questions=asked, ground_passages=15, hops=1)
    assert Counter(sample.ground for sample in samples) == dict.fromkeys(asked, 5)
    assert report.by_ground == dict.fromkeys(asked, 5)


@pytest.mark.parametrize(
    ("topic", "message"),
    [("rain tnak", "did you mean `rain tank`"), ("zxqv blorp", "no passage is about this")],
)
def test_a_slip_of_the_pen_and_a_topic_of_which_nothing_is_known_are_errors(
    works: Build, topic: str, message: str
) -> None:
    with pytest.raises(UserError, match=message):
        run(works(), n=3, topic=topic)


def test_coverage_counts_what_samples_rest_on(works: Build) -> None:
    report, samples = run(works(), n=12, hops=1)
    pairs = {(edge.head, edge.tail) for sample in samples for edge in sample.path}
    assert report.coverage["relations"].used == len({frozenset(pair) for pair in pairs})
    assert report.coverage["entities"].used == len({name for pair in pairs for name in pair})
    assert report.coverage["documents"].used == len({q.document for sample in samples for q in sample.evidence})
    assert report.coverage["documents"].of == 6


def test_graph_of_thought_reaches_what_walks_reach_and_is_the_same_each_time(works: Build) -> None:
    def pairs(reasoner: str, name: str) -> list[str]:
        settings = {"n": 400, "hops": 3, "task": "variables", "stage": "abstract", "reasoner": reasoner}
        _, samples = run(works(name, documents=4, each=8), **settings)
        return [" ".join(f"{edge.head}>{edge.tail}" for edge in sample.path) for sample in samples]

    walked, thought = pairs("walk", "a"), pairs("got", "b")
    assert len(walked) > 5
    assert set(thought) == set(walked)
    assert thought == pairs("got", "c")


def test_every_thought_is_handed_out_also_of_a_finished_run(works: Build) -> None:
    folder = works()
    heard: list[Reasoning] = []
    settings = {"n": 5, "hops": 2, "task": "find", "reasoner": "got"}
    _, samples = run(folder, heard.append, **settings)
    known = {hop.claim.evidence.id for one in heard for t in one.best for hop in t.hops}
    assert {quote.id for sample in samples for quote in sample.evidence} <= known
    again: list[Reasoning] = []
    run(folder, again.append, **settings)
    assert [one.as_json() for one in again] == [one.as_json() for one in heard]


def test_the_command_writes_one_graph_of_thoughts_a_line(works: Build, tmp_path: Path) -> None:
    folder, out, thoughts = works(), tmp_path / "samples.jsonl", tmp_path / "thoughts.jsonl"
    common = ["--workspace", str(folder), "--out", str(out), "-n", "4", "--hops", "2", "--task", "find"]
    done = CliRunner().invoke(cli.app, [*common, "--reasoner", "got", "--thoughts", str(thoughts)])
    assert done.exit_code == 0
    rows = [json.loads(line) for line in thoughts.read_text(encoding="utf-8").splitlines()]
    assert {operation["operation"] for row in rows for operation in row["operations"]} >= {"generate", "keep_best"}
    refused = CliRunner().invoke(cli.app, [*common, "--thoughts", str(thoughts)])
    assert isinstance(refused.exception, UserError)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("none.txt", "\n\n", "no question in it"),
        ("bad.jsonl", '{"question": "a?"}\n{"q": 1}\n', r"bad\.jsonl:2: not a JSON object"),
    ],
)
def test_a_file_without_questions_is_one_line(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=message):
        read_questions(tmp_path / name)


def test_questions_are_read_by_line_or_as_json_each_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one?\n\ntwo?\none?\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"question": "one?", "gold": []}\n', encoding="utf-8")
    assert read_questions(tmp_path / "a.txt") == ("one?", "two?")
    assert read_questions(tmp_path / "b.jsonl") == ("one?",)
