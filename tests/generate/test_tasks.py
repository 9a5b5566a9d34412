"""Tasks: what they propose rests on as many facts as asked for, is put in the same words twice, and is mostly kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from generate import assemble
from generate.check import Case, check
from generate.facts import survey
from generate.morphology import finite
from generate.phrases import flaw
from generate.realise import realise
from generate.records import Draft, Prompt, Sample, Stage
from generate.tasks import TASKS
from generate.tasks.judge import CONTRARY
from generate.told import Told
from kg.records import Certainty, Rejection, Relation
from kg.walk import Graph
from kg.workspace import open_store

Build = Callable[..., Path]
CASES = [(name, hops) for name, task in TASKS.items() for hops in task.hops]
NEEDS_OTHER_FACTS = {
    *((name, 1) for name in ("define", "certainty", "enumerate", "evidence", "condition", "why", "name")),
    ("syllogism", 2),
    *(("source", hops) for hops in (2, 3, 4)),
    ("table", 1),
    *((name, hops) for name in ("compare", "reckon", "audit") for hops in (2, 3, 4)),
}
"""Tasks about kinds, hedged claims, lists, tables, and sentences that say more than they claim: there are none."""
RARE = {("rule", 3), ("rule", 4), ("sign", 3), ("sign", 4), ("name", 3)}
"""Tasks of so many hops that chance may give the waterworks no facts for them."""


def checked(sample: Sample, prompt: Prompt) -> Sample | Rejection:
    """Return what the checks make of a sample in a graph where nothing else is joined or told."""
    return check(Case(sample, prompt, {}, Told({}), lambda one, other: False, lambda path: None))


@pytest.fixture
def graph(works: Build) -> Graph:
    survey.cache_clear()
    with open_store(works()) as store:
        return Graph.load(store)


def stage_of(name: str) -> Stage:
    """Return a stage that the task is for and that may reason over the classes of the waterworks."""
    return Stage.CONCRETE if name in {"which", "name"} else Stage.REFLECTIVE


def prompts(graph: Graph, name: str, hops: int, seed: int = 0, topic: str | None = None) -> list[Prompt]:
    proposed = TASKS[name].propose(survey(graph), Random(seed), stage_of(name), hops, topic)
    return list(islice((p for p in proposed if isinstance(p, Prompt)), 40))


@pytest.mark.parametrize(("name", "hops"), CASES)
def test_a_prompt_rests_on_exactly_the_facts_asked_for(graph: Graph, name: str, hops: int) -> None:
    found = prompts(graph, name, hops)
    assert (name, hops) in RARE or bool(found) != ((name, hops) in NEEDS_OTHER_FACTS)
    for prompt in found:
        assert sum(len(path.hops) for path in prompt.paths) == prompt.hops == hops
        if len(prompt.paths) == 1 and hops > 1:
            assert len({hop.claim.evidence.chunk for hop in prompt.paths[0].hops}) > 1


@pytest.mark.parametrize(("name", "hops"), CASES)
def test_the_same_prompt_is_put_in_the_same_words_and_they_stand_the_checks(graph: Graph, name: str, hops: int) -> None:
    kept = 0
    found = prompts(graph, name, hops)
    for prompt in found:
        draft = realise(prompt)
        assert draft == realise(prompt)
        assert isinstance(draft, Draft)
        sample = assemble.sample(prompt, draft, TASKS[name].floor, {})
        kept += isinstance(checked(sample, prompt), Sample)
    assert kept >= 0.8 * len(found)


def test_a_topic_that_is_named_stands_on_every_path(graph: Graph) -> None:
    for prompt in prompts(graph, "find", 2, topic="rain tank"):
        assert "rain tank" in {entity.name for entity in prompt.paths[0].entities}


def test_another_seed_proposes_in_another_order(graph: Graph) -> None:
    one, again, other = (prompts(graph, "find", 1, seed) for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_no_verb_is_its_own_contrary() -> None:
    assert all(one != other for one, other in CONTRARY.items())


@pytest.mark.parametrize(
    ("phrase", "reason"),
    [
        ("the method", "phrase_says_nothing"),
        ("this paper", "phrase_points_elsewhere"),
        ("the pump [3]", "phrase_symbols"),
        ("pump of", "phrase_broken"),
        ("the pump because it feeds", "phrase_points_elsewhere"),
        ("the pump, a valve", "phrase_not_simple"),
        ("a neural network library", None),
    ],
)
def test_a_phrase_that_cannot_stand_alone_is_turned_away(phrase: str, reason: str | None) -> None:
    assert flaw(phrase) == reason


def test_verbs_are_inflected() -> None:
    assert [finite("carry", "present", False), finite("be", "past", True), finite("rise", "past", False)] == [
        "carries",
        "were",
        "rose",
    ]


def wordier(relation: Relation) -> Relation:
    """Return a relation whose quotes say more than its claims."""
    claims = []
    for claim in relation.claims:
        quote = f"{claim.evidence.quote.removesuffix('.')}, which the town engineers wrote down."
        claims.append(claim.model_copy(update={"evidence": claim.evidence.model_copy(update={"quote": quote})}))
    return relation.model_copy(update={"claims": tuple(claims)})


def test_evidence_is_the_claims_own_sentence_and_is_quoted_not_picked_out(graph: Graph) -> None:
    told = Graph(graph.entities.values(), map(wordier, graph.relations.values()), titles=graph.titles)
    quotes: dict[str, set[str]] = {}
    for fact in survey(told).sound:
        evidence = fact.claim.evidence
        quotes.setdefault(evidence.document, set()).add(f"“{evidence.quote}”")
    found = prompts(told, "evidence", 1)
    assert found
    for prompt in found:
        evidence = prompt.paths[0].hops[0].claim.evidence
        assert prompt.answer == f"“{evidence.quote}”"
        assert prompt.answer in quotes[evidence.document]
        assert not prompt.choices
        sample = assemble.sample(prompt, realise(prompt), TASKS["evidence"].floor, {})
        assert isinstance(checked(sample, prompt), Sample)


def passes(prompt: Prompt, **changed: str) -> Sample | Rejection:
    """Return what the checks make of a prompt in words, some of them changed."""
    draft = realise(prompt)
    assert isinstance(draft, Draft)
    sample = assemble.sample(prompt, draft.model_copy(update=changed), TASKS[prompt.task].floor, {})
    return checked(sample, prompt)


def test_the_words_behind_each_step_of_a_trail_are_the_sources_own(graph: Graph) -> None:
    found = prompts(graph, "evidence", 3)
    assert found
    for prompt in found:
        draft = realise(prompt)
        assert isinstance(draft, Draft)
        quoted = re.findall(r"^(?:First|Second|Third): “(.+)”$", draft.answer, re.MULTILINE)
        assert quoted == [" ".join(hop.claim.evidence.quote.split()) for hop in prompt.paths[0].hops]
        failed = passes(prompt, answer=draft.answer.replace(quoted[1], "Pirates buried the gold"))
        assert isinstance(failed, Rejection)
        assert failed.reason == "answer_entailed"


def unsure(relation: Relation) -> Relation:
    """Return a relation whose claims are held possible, as their quotes say."""
    claims = []
    for claim in relation.claims:
        place, offset = claim.evidence, claim.head.end - claim.evidence.start
        quote = f"{place.quote[:offset]} may{place.quote[offset:]}"
        tail = claim.tail.model_copy(update={"start": claim.tail.start + 4, "end": claim.tail.end + 4})
        update = {
            "evidence": place.model_copy(update={"quote": quote, "end": place.end + 4}),
            "certainty": Certainty.POSSIBLE,
            "predicate": claim.predicate.model_copy(update={"modal": "may"}),
            "tail": tail,
        }
        claims.append(claim.model_copy(update=update))
    return relation.model_copy(update={"claims": tuple(claims), "certainty": Certainty.POSSIBLE})


def beside_doubt(relation: Relation) -> Relation:
    """Return a relation whose sentences go on to doubt something else."""
    claims = []
    for claim in relation.claims:
        quote = f"{claim.evidence.quote.removesuffix('.')}, while nobody knows whether it may rain."
        place = claim.evidence.model_copy(update={"quote": quote, "end": claim.evidence.start + len(quote)})
        claims.append(claim.model_copy(update={"evidence": place}))
    return relation.model_copy(update={"claims": tuple(claims)})


def test_how_sure_a_source_is_is_asked_of_what_it_holds_possible_and_of_what_it_states_beside_doubt(
    graph: Graph,
) -> None:
    some = {edge.id for edge in list(graph.relations.values())[::2]}
    edges = [unsure(edge) if edge.id in some else beside_doubt(edge) for edge in graph.relations.values()]
    told = Graph(graph.entities.values(), edges, titles=graph.titles)
    kept = [sample for prompt in prompts(told, "certainty", 1) if isinstance(sample := passes(prompt), Sample)]
    assert {sample.answer for sample in kept} == {"Stated as a fact", "Held possible"}


def test_a_condition_is_asked_for_where_a_claim_has_one(graph: Graph) -> None:
    def conditional(relation: Relation) -> Relation:
        claims = []
        for claim in relation.claims:
            quote = f"{claim.evidence.quote.removesuffix('.')} if the weather is dry."
            place = claim.evidence.model_copy(update={"quote": quote})
            claims.append(claim.model_copy(update={"condition": "if the weather is dry", "evidence": place}))
        return relation.model_copy(update={"claims": tuple(claims), "relation": "IF_THEN"})

    told = Graph(graph.entities.values(), map(conditional, graph.relations.values()), titles=graph.titles)
    kept = [sample for prompt in prompts(told, "condition", 1) if isinstance(sample := passes(prompt), Sample)]
    assert kept
    for sample in kept:
        assert sample.answer == "If the weather is dry"
        assert "weather" not in sample.question
