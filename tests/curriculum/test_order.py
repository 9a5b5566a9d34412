"""Order: every schedule is a permutation that its seed decides, and what rests on something comes after it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curriculum.order import CONTROLS, SCHEDULES, order
from curriculum.prerequisites import earned, hardness, prerequisites
from curriculum.settings import CurriculumSettings
from generate.records import Sample, Stage

Many = Callable[[int, int], list[Sample]]

ordinary = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
schedules = st.sampled_from(sorted(SCHEDULES))


def chosen(schedule: str, seed: int = 0) -> CurriculumSettings:
    return CurriculumSettings(**{"schedule": schedule, "seed": seed})


@ordinary
@given(schedule=schedules, seed=st.integers(0, 99), size=st.integers(1, 60))
def test_every_schedule_places_every_sample_once(many: Many, schedule: str, seed: int, size: int) -> None:
    samples = many(seed, size)
    placed = list(order(samples, chosen(schedule, seed)))
    assert sorted(p.sample.id for p in placed) == sorted(s.id for s in samples)
    assert [p.order for p in placed] == list(range(size))


@ordinary
@given(schedule=schedules, seed=st.integers(0, 99))
def test_the_order_does_not_depend_on_the_order_samples_come_in(many: Many, schedule: str, seed: int) -> None:
    samples = many(seed, 40)
    shuffled = Random(seed).sample(samples, len(samples))
    assert list(order(samples, chosen(schedule, seed))) == list(order(shuffled, chosen(schedule, seed)))


@ordinary
@given(schedule=st.sampled_from(sorted(set(SCHEDULES) - CONTROLS)), seed=st.integers(0, 99))
def test_what_a_sample_takes_as_given_was_taught_before_it(many: Many, schedule: str, seed: int) -> None:
    samples = many(seed, 60)
    found = prerequisites(samples, chosen(schedule))
    at = {p.sample.id: p.order for p in order(samples, chosen(schedule, seed))}
    assert all(at[other] < at[identity] for identity, others in found.before.items() for other in others)


@ordinary
@given(seed=st.integers(0, 199))
def test_prerequisites_never_run_in_a_circle(many: Many, seed: int) -> None:
    before = dict(prerequisites(many(seed, 60), CurriculumSettings()).before)
    while before:
        free = [i for i, others in before.items() if not any(other in before for other in others)]
        assert free
        for identity in free:
            del before[identity]


def test_a_sample_about_b_that_rests_on_a_comes_after_the_one_that_teaches_a(make: Callable[..., Sample]) -> None:
    rests = make(1, Stage.PERCEPTION, (("aquifer", "LOCATED_IN", "rock"),))
    teaches = make(2, Stage.LANGUAGE, (("aquifer", "IS_A", "reservoir"),))
    placed = list(order([rests, teaches], chosen("blocked")))
    assert [p.sample.id for p in placed] == [teaches.id, rests.id]
    assert placed[0].teaches == "aquifer"
    assert placed[1].requires == (teaches.id,)


def test_two_samples_that_teach_each_other_cut_one_edge(make: Callable[..., Sample]) -> None:
    pair = [make(1, edges=(("rain", "IS_A", "water"),), task="define"), make(2, edges=(("water", "IS_A", "rain"),))]
    pair = [s.model_copy(update={"answer": "something"}) for s in pair]
    found = prerequisites(pair, CurriculumSettings())
    assert (found.edges, found.cut) == (1, 1)


def test_blocked_goes_stage_after_stage_and_reverse_runs_it_backwards(many: Many) -> None:
    samples = sorted(many(3, 50), key=hardness)
    alone = [s.model_copy(update={"path": s.path[:1], "hops": 2}) for s in samples]
    forwards = [p.sample.id for p in order(alone, chosen("blocked"))]
    assert forwards == [s.id for s in alone]
    assert [p.sample.id for p in order(alone, chosen("reverse"))] == forwards[::-1]


def test_interleaving_shows_every_stage_in_every_stretch(make: Callable[..., Sample]) -> None:
    samples = [make(n, stage) for stage in Stage for n in range(stage.index * 100, stage.index * 100 + 10)]
    stages = [p.stage for p in order(samples, chosen("interleave"))]
    assert all(set(stages[i : i + 6]) == set(Stage) for i in range(0, 60, 6))


def test_a_spiral_starts_easy_returns_to_earlier_stages_and_ends_mixed(make: Callable[..., Sample]) -> None:
    samples = [make(n, stage) for stage in Stage for n in range(stage.index * 100, stage.index * 100 + 100)]
    stages = [p.stage.index for p in order(samples, chosen("spiral"))]
    assert sum(stages[:30]) / 30 < 0.7
    falls = sum(later < earlier for earlier, later in pairwise(stages[:420]))
    assert falls > 40
    assert sum(stages[:200]) / 200 < sum(stages[200:400]) / 200


def test_a_warm_up_is_ordered_and_the_rest_is_not(make: Callable[..., Sample]) -> None:
    samples = [make(n, stage) for stage in Stage for n in range(stage.index * 100, stage.index * 100 + 50)]
    stages = [p.stage.index for p in order(samples, chosen("warmup"))]
    assert stages[:60] == sorted(stages[:60])
    assert stages[60:] != sorted(stages[60:])
    assert set(stages[:60]) == set(range(6))


def test_the_stage_of_a_placed_sample_is_the_one_it_earned(make: Callable[..., Sample]) -> None:
    plain = make(1, Stage.CONCRETE)
    hard = plain.model_copy(
        update={"difficulty": plain.difficulty.model_copy(update={"language_stage": Stage.ABSTRACT})}
    )
    assert earned(plain) is Stage.CONCRETE
    assert next(order([hard], chosen("blocked"))).stage is Stage.ABSTRACT


@pytest.mark.parametrize("schedule", sorted(SCHEDULES))
def test_another_seed_moves_only_the_schedules_that_draw(many: Many, schedule: str) -> None:
    samples = many(5, 60)
    one, other = ([p.sample.id for p in order(samples, chosen(schedule, seed))] for seed in (1, 2))
    assert (one != other) == (schedule in {"spiral", "warmup", "random"})
