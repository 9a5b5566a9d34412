"""The run: exactly n or why not, balanced, the same bytes whatever kills it, one writer, no other settings half way."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from generate import pipeline
from generate.ledger import outcomes
from generate.records import Sample, Stage
from generate.report import Report
from generate.settings import GenerateSettings
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from kg.errors import UserError, WorkspaceBusy
from kg.store import Run
from kg.workspace import open_store

Build = Callable[..., Path]
SCRIPT = Path(__file__).with_name("killed.py")


@pytest.fixture(autouse=True)
def small(script: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch) -> None:
    """Match personas without weights."""
    monkeypatch.setattr(pipeline, "_matcher", script("tests/generate/killed.py").small_matcher)


def run(workspace: Path, restart: bool = False, **settings: object) -> tuple[Run, Report, list[Sample]]:
    with open_store(workspace, write=True) as store:
        chosen = GenerateSettings(**settings)  # type: ignore[arg-type]
        done, report = pipeline.generate(store, chosen, restart=restart)
        return done, report, [found for found in outcomes(store, done) if isinstance(found, Sample)]


def written(workspace: Path, out: Path) -> bytes:
    """Return the file of the run that `killed` begins, finished in this process."""
    with open_store(workspace, write=True) as store:
        done, _ = pipeline.generate(store, GenerateSettings(n=40, seed=3))
        assert pipeline.write(store, done, out) == 40
    return out.read_bytes()


def killed(workspace: Path, out: Path, n: int, point: str = "never", count: int = 1) -> int:
    command = [sys.executable, str(SCRIPT), str(workspace), str(out), str(n), point, str(count)]
    return subprocess.run(command, capture_output=True, timeout=300, check=False).returncode


def test_exactly_n_are_kept_and_everything_planned_is_accounted_for(works: Build) -> None:
    _, report, samples = run(works(), n=60)
    assert len(samples) == report.kept == 60
    assert report.short is None
    assert report.planned == report.kept + report.failed + sum(report.rejected.values())
    assert len({sample.id for sample in samples}) == 60


def test_the_same_seed_gives_the_same_samples_and_another_seed_others(works: Build) -> None:
    one, again, other = (
        [sample.id for sample in run(works(name), n=30, seed=seed)[2]] for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert one == again
    assert one != other


def test_fewer_than_n_says_how_many_there_are_and_what_ate_the_rest(works: Build) -> None:
    _, report, samples = run(works(documents=2, each=3), n=500, hops=1, task="find")
    assert 0 < len(samples) < 500
    assert report.short is not None
    assert f"supports {len(samples)} of the 500" in report.short


def test_documents_topics_options_and_stages_are_balanced(works: Build) -> None:
    _, _, samples = run(works(), n=120, hops=1)
    documents = Counter(quote.document for sample in samples for quote in sample.evidence)
    assert max(documents.values()) <= 2 * min(documents.values())
    assert max(Counter(sample.topic for sample in samples).values()) <= 12
    fours = [sample for sample in samples if len(sample.options) == 4]
    places = Counter(sample.options.index(sample.answer) for sample in fours)
    assert max(places.values()) - min(places.values()) <= 1
    tasks = Counter(sample.task for sample in samples)
    assert max(tasks.values()) <= len(samples) / 2


@pytest.mark.parametrize(("stage", "hops"), [(Stage.CAUSAL, 2), (Stage.ABSTRACT, 3)])
def test_a_stage_that_is_asked_for_is_the_stage_that_is_earned(works: Build, stage: Stage, hops: int) -> None:
    _, _, samples = run(works(), n=10, stage=stage, hops=hops)
    assert len(samples) == 10
    assert {sample.stage for sample in samples} == {stage}
    assert {len(sample.path) for sample in samples} == {hops}


def test_every_sample_is_about_the_topic_that_is_named(works: Build) -> None:
    _, _, samples = run(works(), n=8, topic="Rain tanks", hops=1)
    assert samples
    assert all("rain tank" in (name for edge in s.path for name in (edge.head, edge.tail)) for s in samples)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"topic": "rain tnak"}, "did you mean"),
        ({"task": "fnd"}, "nearest names are"),
        ({"task": "variables", "stage": Stage.PERCEPTION}, "made for"),
    ],
)
def test_an_unknown_name_is_an_error_with_the_nearest(works: Build, settings: dict[str, object], message: str) -> None:
    with pytest.raises(UserError, match=message):
        run(works(), **settings)


def test_a_persona_is_named_by_id_or_by_words(works: Build) -> None:
    folder = works()
    assert {s.persona.id for s in run(folder, n=5, persona="person-2")[2] if s.persona} == {"person-2"}
    assert {s.persona.id for s in run(folder, n=6, persona="keeper of bridges")[2] if s.persona} == {"person-5"}


def test_a_finished_run_is_reported_again_without_work(works: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = works()
    done, report, samples = run(folder, n=20)
    monkeypatch.setattr(pipeline.Maker, "made", None)
    again = run(folder, n=20)
    assert (again[0].id, again[1], again[2]) == (done.id, report, samples)


@pytest.mark.parametrize(
    ("point", "counts"),
    [("made", [33]), ("before", [1, 2, 1]), ("after", [2, 1]), ("close", [1]), ("write", [1])],
)
def test_a_run_killed_anywhere_ends_with_the_bytes_of_an_unbroken_one(
    works: Build, tmp_path: Path, point: str, counts: list[int]
) -> None:
    folder, out = works("broken"), tmp_path / "broken.jsonl"
    for count in counts:
        assert killed(folder, out, 40, point, count) == -signal.SIGKILL
        assert not out.exists()
    assert written(folder, out) == written(works("whole"), tmp_path / "whole.jsonl")


def test_other_settings_half_way_are_refused_until_the_run_is_dropped(works: Build, tmp_path: Path) -> None:
    folder = works()
    assert killed(folder, tmp_path / "out.jsonl", 40, "after", 2) == -signal.SIGKILL
    with pytest.raises(UserError, match=r"unfinished .*n 40 → 10.*--restart"):
        run(folder, n=10, seed=3)
    assert run(folder, restart=True, n=10, seed=3)[1].kept == 10


def test_two_writers_of_one_workspace_are_refused(works: Build, tmp_path: Path) -> None:
    folder = works()
    with open_store(folder, write=True):
        command = [sys.executable, str(SCRIPT), str(folder), str(tmp_path / "o"), "5", "never", "1"]
        second = subprocess.run(command, capture_output=True, timeout=300, check=False, text=True)
        assert second.returncode != 0
        assert WorkspaceBusy.__name__ in second.stderr


PAPER = """# Wells and meadows

## Soils

Wet meadows store soil carbon. Peat contains fossil pollen. Drainage ditches lower groundwater levels. Clay layers block
groundwater flow. Oak roots open soil channels. Snow cover protects winter wheat.

## Tools

The depth gauge (Sand, 2011) is a tool. We drew figures with WellPlot (Lake, 2012) and printed them.

## References

- Sand, A. (2011). Wells that last. Journal of Wells, 1(2), 3–4.
- Lake, D. (2012). Plots for everyone. Plot Letters, 2(2), 3–4.
- Reed, C. (2013). Deep thoughts. Pump Annals, 5(1), 1–2.
- Moss, E. (2014). Meadows of the north. Botany Today, 5(1), 1–2.
- Hill, B. (2016). Ponds in old maps. Cartography Now, 5(1), 1–2.
- Holm, K. (2017). Gravel as a filter. Quarry Reports, 5(1), 1–2.
- Fern, G. (2015). Ditches through the ages. Levee Notes, 5(1), 1–2.
"""


def test_references_have_their_share_and_more_only_when_nothing_else_is_left(tmp_path: Path) -> None:
    (tmp_path / "wells.md").write_text(PAPER, encoding="utf-8")
    workspace = tmp_path / "workspace"
    with open_store(workspace, write=True) as store:
        ingest([str(tmp_path / "wells.md")], store, IngestSettings(embed=False))
    *_, some = run(workspace, n=6, hops=1)
    *_, all_there_are = run(workspace, n=200, hops=1, restart=True)
    cited = [
        sum(all(edge.relation in {"CITES", "PUBLISHED_IN", "WRITTEN_BY"} for edge in sample.path) for sample in samples)
        for samples in (some, all_there_are)
    ]
    assert len(some) == 6
    assert cited[0] <= 3 < cited[1]
