"""What is concluded from several facts: only what they license, as surely as the least sure of them says."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from generate.facts import survey
from generate.realise import realise
from generate.records import Draft, Prompt, Stage
from generate.tasks import TASKS
from generate.tasks.rules import _is_one, _licensed, _of_each
from generate.tasks.signs import _conclusion, sign
from kg.records import Certainty, Hop
from kg.walk import Graph
from kg.workspace import open_store

Build = Callable[..., Path]


@pytest.fixture
def graph(works: Build) -> Graph:
    survey.cache_clear()
    with open_store(works()) as store:
        return Graph.load(store)


def prompts(graph: Graph, name: str, hops: int, stage: Stage) -> list[Prompt]:
    proposed = TASKS[name].propose(survey(graph), Random(0), stage, hops)
    return list(islice((found for found in proposed if isinstance(found, Prompt)), 30))


def with_claim(hop: Hop, **fields: object) -> Hop:
    return hop.model_copy(update={"claim": hop.claim.model_copy(update=fields)})


def saying(hop: Hop, verb: str, **fields: object) -> Hop:
    update = {"text": verb, "verb": verb.split()[0], **fields}
    return with_claim(hop, predicate=hop.claim.predicate.model_copy(update=update))


def phrased(hop: Hop, head: str, tail: str, plural: bool = False) -> Hop:
    claim = hop.claim
    first = claim.head.model_copy(update={"phrase": head, "plural": plural})
    last = claim.tail.model_copy(update={"phrase": tail, "plural": plural})
    return with_claim(hop, head=first, tail=last)


def of_class(hop: Hop, relation: str) -> Hop:
    return hop.model_copy(update={"relation": hop.relation.model_copy(update={"relation": relation})})


def test_signs_multiply_along_a_chain(graph: Graph) -> None:
    hop = survey(graph).sound[0]
    up, down = saying(hop, "increase"), saying(hop, "reduce")
    assert " raises " in _conclusion([up, up])
    assert " lowers " in _conclusion([up, down])
    assert " raises " in _conclusion([down, down])


def test_what_one_step_holds_possible_the_conclusion_holds_possible(graph: Graph) -> None:
    up = saying(survey(graph).sound[0], "increase")
    assert " may raise " in _conclusion([up, saying(up, "increase", modal="may")])
    assert " may raise " in _conclusion([up, with_claim(up, certainty=Certainty.PROBABLE)])


def test_a_step_that_is_denied_or_bound_to_a_condition_or_quantity_has_no_sign(graph: Graph) -> None:
    up = saying(survey(graph).sound[0], "increase")
    assert sign(up) == 1
    assert sign(saying(up, "reduce")) == -1
    assert sign(saying(up, "feed")) == 0
    bound = [{"affirmed": False}, {"condition": "if it rains"}, {"time": "in spring"}, {"quantity": "by half"}]
    assert [sign(with_claim(up, **fields)) for fields in bound] == [0, 0, 0, 0]
    assert sign(saying(up, "increase", modal="should")) == 0
    assert sign(phrased(up, "some pumps", "water", plural=True)) == 0


def test_a_kind_is_spoken_of_as_such_or_nothing_follows_for_its_members(graph: Graph) -> None:
    hop = of_class(saying(survey(graph).sound[0], "require"), "REQUIRES")
    assert _of_each(phrased(hop, "a beetle", "air"))
    assert _of_each(phrased(hop, "beetles", "air", plural=True))
    assert not _of_each(phrased(hop, "some beetles", "air", plural=True))
    assert not _of_each(phrased(hop, "most beetles", "air", plural=True))
    assert not _of_each(phrased(hop, "the beetles", "air", plural=True))
    assert not _of_each(of_class(phrased(hop, "beetles", "logs", plural=True), "LOCATED_IN"))
    assert not _of_each(of_class(phrased(hop, "beetles", "numerous", plural=True), "HAS_PROPERTY"))
    assert not _of_each(with_claim(phrased(hop, "a beetle", "air"), affirmed=False))
    assert not _of_each(with_claim(phrased(hop, "a beetle", "air"), certainty=Certainty.PROBABLE))


def test_being_one_of_a_kind_is_said_outright(graph: Graph) -> None:
    hop = of_class(saying(survey(graph).sound[0], "be"), "IS_A")
    assert _is_one(phrased(hop, "a ladybird", "a beetle"))
    assert not _is_one(phrased(hop, "precipitation", "water"))
    assert not _is_one(phrased(hop, "many insects", "beetles", plural=True))
    assert not _is_one(with_claim(phrased(hop, "a ladybird", "a beetle"), affirmed=False))


def test_a_claim_with_limits_makes_no_rule(graph: Graph) -> None:
    hop = survey(graph).sound[0]
    assert _licensed(hop)
    assert not _licensed(with_claim(hop, scope="in towns"))
    assert not _licensed(saying(hop, "feed", tense="past"))


def test_a_rule_rests_on_a_passage_for_each_thing_and_says_its_limit(graph: Graph) -> None:
    found = prompts(graph, "rule", 2, Stage.REFLECTIVE)
    assert found
    for prompt in found:
        hops = [path.hops[0] for path in prompt.paths]
        assert len({hop.tail.id for hop in hops}) == 1
        assert len({hop.claim.evidence.chunk for hop in hops}) == len({hop.head.id for hop in hops}) == 2
        assert "does not follow" in prompt.answer


def test_two_sources_are_combined_on_one_thing_each_with_its_own_part(graph: Graph) -> None:
    found = prompts(graph, "combine", 2, Stage.REFLECTIVE)
    assert found
    for prompt in found:
        one, other = (path.hops[0] for path in prompt.paths)
        assert one.head.id == other.head.id
        assert one.claim.evidence.document != other.claim.evidence.document


def test_a_riddle_names_neither_its_answer_nor_anything_else_that_fits(graph: Graph) -> None:
    found = prompts(graph, "name", 2, Stage.PERCEPTION)
    assert found
    for prompt in found:
        draft = realise(prompt)
        assert isinstance(draft, Draft)
        assert prompt.paths[0].hops[0].head.name not in draft.question
        assert not any(survey(graph).rivals(path.hops[0], "head") for path in prompt.paths)
