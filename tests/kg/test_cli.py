"""The commands: what they print, how they leave, and that each shows an example."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import console
from kg.cli import app
from kg.store import Outcome, RunState
from kg.workspace import open_store

COMMANDS = ["stats", "show", "paths", "trace", "verify", "unmerge", "sample", "export", "import"]


@pytest.fixture
def kg(workspace: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs a command on the workspace and returns its exit code, stdout and stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            console.run(app, [*arguments, "--workspace", str(workspace)])
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out, err

    return call


def test_stats_count_records_and_paths(kg: Callable) -> None:
    code, out, _ = kg("stats", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["counts"]["documents"] == 2
    assert found["relations"] == {"CAUSES": 3, "ENABLES": 1, "PREVENTS": 1}
    assert found["paths"]["3"] == {"paths": 1, "sound": 1, "complete": True}
    assert len(found["digest"]) == 64
    assert found["digest"] in kg("stats")[1]


def test_stats_say_that_ingest_was_cut_off(kg: Callable, workspace: Path, water: tuple) -> None:
    with open_store(workspace, write=True) as store:
        store.replace_document(*water[0])
    code, out, _ = kg("stats")
    assert code == 0
    assert "run `ingest` again" in out


def test_show_gives_edges_both_ways_with_quote_and_file(kg: Callable) -> None:
    code, out, _ = kg("show", "RUNOFF")
    assert code == 0
    assert "rain — causes → runoff" in out
    assert "runoff — enables → river" in out
    assert "“runoff enables river.”" in out
    assert "river.txt" in out
    assert {"out", "in", "name"} <= json.loads(kg("show", "runoff", "--json")[1]).keys()


def test_an_unknown_name_is_one_line_and_two(kg: Callable) -> None:
    code, out, err = kg("show", "runof")
    assert (code, out) == (2, "")
    assert err == "error: runof: no entity of this name; did you mean `runoff`?\n"


def test_paths_show_each_step_with_its_quote(kg: Callable) -> None:
    code, out, _ = kg("paths", "rain", "delta", "--hops", "3")
    assert code == 0
    assert "rain —CAUSES→ runoff —ENABLES→ river —CAUSES→ delta" in out
    assert "“river causes delta.”" in out
    assert "no path of 2 hops from rain to delta" in kg("paths", "rain", "delta", "--hops", "2")[1]
    assert len(json.loads(kg("paths", "rain", "delta", "--json")[1])) == 1


def test_trace_ends_at_the_file(kg: Callable) -> None:
    relation = json.loads(kg("show", "runoff", "--json")[1])["out"][0]["id"]
    code, out, _ = kg("trace", relation)
    assert code == 0
    assert "file: river.txt" in out
    assert "sha256: " in out
    assert kg("trace", "nothing")[0] == 2


def test_verify_leaves_with_one_where_a_span_fails(kg: Callable, workspace: Path, water: tuple) -> None:
    code, out, _ = kg("verify")
    assert code == 0
    assert "(100.00 %)" in out
    told = water[0]
    false = told.chunks[0].model_copy(update={"text": "something else"})
    with open_store(workspace, write=True) as store:
        store.replace_document(told.document, (false, *told.chunks[1:]), told.mentions, told.claims, ())
    code, out, _ = kg("verify")
    assert code == 1
    assert "text_differs" in out
    assert kg("verify", "--json")[0] == 1


def test_unmerge_takes_a_merge_back(kg: Callable, workspace: Path, tell: Callable) -> None:
    from kg.resolve import refresh

    with open_store(workspace, write=True) as store:
        store.replace_document(*tell("more.txt", [("run-off", "CAUSES", "puddle")]))
        refresh(store)
    assert "run-off → runoff  (same form, 0." in kg("unmerge", "--list")[1]
    told = json.loads(kg("unmerge", "--list", "--json")[1])["merges"]
    assert [m["evidence"][0]["quote"] for m in told if m["absorbed"] == "run-off"] == ["run-off"]
    code, out, _ = kg("unmerge", "run-off")
    assert (code, out) == (0, "run-off and runoff are two entities from now on\n")
    assert "run-off | runoff  (kept apart)" in kg("unmerge", "--list")[1]
    assert json.loads(kg("show", "run-off", "--json")[1])["name"] == "run-off"
    assert "merged into nothing" in kg("unmerge", "run-off")[2]


def test_two_names_are_kept_apart_before_they_ever_met(kg: Callable, workspace: Path, tell: Callable) -> None:
    from kg.resolve import refresh

    assert kg("apart", "mud", "muds")[:2] == (0, "mud and muds are never one entity from now on\n")
    with open_store(workspace, write=True) as store:
        store.replace_document(*tell("more.txt", [("muds", "CAUSES", "puddle")]))
        refresh(store)
    assert {json.loads(kg("show", name, "--json")[1])["name"] for name in ("mud", "muds")} == {"mud", "muds"}
    assert kg("apart", "mud", "mud")[0] == 2


def test_sample_prints_question_answer_and_quotes(kg: Callable, workspace: Path, water: tuple) -> None:
    assert kg("sample")[0] == 2
    quote = water[0].claims[0].evidence.model_dump(mode="json")
    row = {
        "id": "smp_1",
        "question": "What does rain cause?",
        "answer": "Runoff.",
        "reasoning": [{"text": "Rain causes runoff.", "evidence": [quote["id"]]}],
        "evidence": [quote],
        "task": "find",
        "stage": "causal",
        "hops": 1,
    }
    with open_store(workspace, write=True) as store:
        run = store.start_run("print", "{}")
        store.append(run.id, [Outcome(position=0, kind="sample", id="smp_1", json_text=json.dumps(row))])
        store.close_run(run.id, RunState.FINISHED)
    code, out, _ = kg("sample", "--hops", "1")
    assert code == 0
    for part in ("What does rain cause?", "Answer: Runoff.", "Rain causes runoff. [1]", "rain.txt"):
        assert part in out
    assert json.loads(kg("sample", "smp_1", "--json")[1]) == row
    assert "none of hops 3" in kg("sample", "--hops", "3")[2]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        console.run(app, [command, "--help"])
    out = capsys.readouterr().out
    assert left.value.code == 0
    assert "Example" in out
    assert f"kg {command}" in out
    assert "--workspace" in out


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys\nfrom kg.cli import app\nfrom kg import console\n"
        "try:\n    console.run(app, ['stats', '--help'])\nexcept SystemExit:\n    pass\n"
        "print({'torch', 'spacy', 'transformers', 'numpy', 'pypdfium2', 'rapidfuzz'} & set(sys.modules))"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert out.rstrip().endswith("set()")
