"""Samples made by hand: their words do not matter here, their stage, difficulty and path do."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from random import Random

import pytest

from generate.records import Difficulty, Message, PathEdge, PersonaRef, Quote, ReasoningStep, Sample, Stage

Make = Callable[..., Sample]


def sample(
    number: int,
    stage: Stage = Stage.CAUSAL,
    edges: tuple[tuple[str, str, str], ...] = (("rain", "CAUSES", "floods"),),
    task: str = "find",
    language: float = 0.3,
    reasoning: float = 0.3,
    source: str = "a.pdf",
    persona: bool = False,
) -> Sample:
    quotes = tuple(
        Quote(
            id=f"ev_{number}_{place}",
            document=f"doc_{source}",
            source=source,
            sha256="0" * 64,
            page=None if number % 3 else 1,
            bbox=None if number % 3 else (1.0, 2.0, 3.0, 4.0),
            start=place,
            end=place + 9,
            quote=f"{head} … {tail}.",
        )
        for place, (head, _, tail) in enumerate(edges)
    )
    answer = edges[-1][2]
    return Sample(
        id=f"sa_{number:06d}",
        messages=(Message(role="user", content=f"Question {number}?"), Message(role="assistant", content=answer)),
        question=f"Question {number}?",
        answer=answer,
        options=() if number % 2 else (answer, "something else"),
        reasoning=tuple(ReasoningStep(text=quote.quote, evidence=(quote.id,)) for quote in quotes),
        task=task,
        form="tail",
        stage=stage,
        hops=len(edges),
        topic=edges[0][0],
        path=tuple(
            PathEdge(head=head, predicate="be", relation=relation, tail=tail, evidence=(quote.id,))
            for (head, relation, tail), quote in zip(edges, quotes, strict=True)
        ),
        evidence=quotes,
        persona=PersonaRef(id="p", text="a gardener") if persona else None,
        realised_by="grammar",
        model=None,
        prompt_sha256="0" * 64,
        difficulty=Difficulty(
            language=language,
            reasoning=reasoning,
            language_stage=Stage.PERCEPTION,
            reasoning_stage=stage,
            measures={"words": 5.0} if number % 2 else {"words": 5.0, "zipf_mean": 4.0},
        ),
        checks={"well_formed": True},
        seed=0,
        licence="CC-BY-4.0",
    )


def crowd(seed: int, size: int) -> list[Sample]:
    """Return `size` samples over a few entities, some of which teach others."""
    rng = Random(seed)
    names = ["rain", "river", "soil", "root", "leaf", "aquifer", "cloud", "flood"]
    rows = []
    for number in range(size):
        hops = rng.choice((1, 1, 1, 2, 3))
        path = rng.sample(names, hops + 1)
        edges = tuple((one, rng.choice(("IS_A", "CAUSES", "PART_OF")), other) for one, other in pairwise(path))
        rows.append(sample(number, rng.choice(list(Stage)), edges, language=rng.random(), reasoning=rng.random()))
    return rows


@pytest.fixture
def make() -> Make:
    """The factory of one sample."""
    return sample


@pytest.fixture
def many() -> Callable[[int, int], list[Sample]]:
    """The factory of many."""
    return crowd
