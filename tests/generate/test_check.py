"""Checks: a sound sample passes all of them, and each way of spoiling it is turned away under its own name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from generate import assemble, form
from generate.check import CHECKS, Case, check
from generate.check.fit import well_formed
from generate.duplicates import Seen
from generate.facts import survey
from generate.records import Prompt, ReasoningStep, Sample, Stage
from generate.tasks.find import CHOOSE, FIND
from generate.told import Told
from kg.records import Certainty, Claim, Rejection
from kg.records import Path as Trail
from kg.walk import Graph
from kg.workspace import open_store

Build = Callable[..., Path]


def cases(graph: Graph, task: object, hops: int) -> Iterator[Case]:
    proposed = task.propose(survey(graph), Random(0), Stage.CAUSAL, hops)  # type: ignore[attr-defined]
    for prompt in proposed:
        if isinstance(prompt, Prompt):
            draft = task.realise(prompt)  # type: ignore[attr-defined]
            sample = assemble.sample(prompt, draft, task.floor, {})  # type: ignore[attr-defined]
            yield Case(sample, prompt, {}, Told({}), lambda one, other: False, lambda path: None)


@pytest.fixture
def graph(works: Build) -> Graph:
    survey.cache_clear()
    with open_store(works()) as store:
        return Graph.load(store)


@pytest.fixture
def one(graph: Graph) -> Case:
    return next(cases(graph, FIND, 1))


@pytest.fixture
def two(graph: Graph) -> Case:
    return next(case for case in cases(graph, FIND, 2) if isinstance(check(case), Sample))


@pytest.fixture
def four_options(graph: Graph) -> Case:
    return next(cases(graph, CHOOSE, 1))


def reason(case: Case) -> str:
    found = check(case)
    assert isinstance(found, Rejection), "it was kept"
    return found.reason


def said(case: Case, **fields: object) -> Case:
    return replace(case, sample=case.sample.model_copy(update=fields))


def claimed(case: Case, **fields: object) -> Case:
    """Return the case with the claim of its first hop changed."""
    path = case.prompt.paths[0]
    hop = path.hops[0]
    claim: Claim = hop.claim.model_copy(update=fields)
    hops = (hop.model_copy(update={"claim": claim}), *path.hops[1:])
    return replace(case, prompt=case.prompt.model_copy(update={"paths": (Trail(hops=hops),)}))


def stepped(case: Case, text: str) -> Case:
    steps = (ReasoningStep(text=text, evidence=case.sample.reasoning[0].evidence), *case.sample.reasoning[1:])
    return said(case, reasoning=steps)


def test_a_sound_sample_passes_every_check_and_says_so(one: Case, two: Case, four_options: Case) -> None:
    for case in (one, two, four_options):
        found = check(case)
        assert isinstance(found, Sample)
        assert set(found.checks) == {*CHECKS, "unlike_others"}
        assert all(found.checks.values())


def test_a_step_with_a_word_that_no_quote_holds_is_turned_away(one: Case) -> None:
    assert reason(stepped(one, one.sample.reasoning[0].text.replace(".", " quickly."))) == "reasoning_entailed"


def test_a_step_that_denies_what_the_claim_affirms_is_turned_away(one: Case) -> None:
    head, _, rest = one.sample.reasoning[0].text.partition(" ")
    assert reason(stepped(one, f"{head} {rest.removesuffix('.')} not.")) == "reasoning_entailed"
    assert reason(claimed(one, affirmed=False)) == "reasoning_entailed"


@pytest.mark.parametrize(
    "fields", [{"certainty": Certainty.POSSIBLE}, {"condition": "if the soil is dry"}, {"time": "in winter"}]
)
def test_a_step_that_is_surer_than_its_claim_is_turned_away(one: Case, fields: dict[str, object]) -> None:
    assert reason(claimed(one, **fields)) == "reasoning_entailed"


def test_a_claim_whose_quote_hedges_is_turned_away(one: Case) -> None:
    claim = one.prompt.paths[0].hops[0].claim
    at = claim.head.end - claim.evidence.start
    quote = f"{claim.evidence.quote[:at]} may{claim.evidence.quote[at:]}"
    moved = claim.tail.model_copy(update={"start": claim.tail.start + 4, "end": claim.tail.end + 4})
    hedged = claimed(one, evidence=claim.evidence.model_copy(update={"quote": quote}), tail=moved)
    assert reason(hedged) == "claims_plain"


def test_a_hop_without_a_step_is_turned_away(two: Case) -> None:
    assert reason(said(two, reasoning=two.sample.reasoning[:1])) == "reasoning_entailed"


def test_evidence_that_is_named_but_not_given_is_turned_away(two: Case) -> None:
    assert reason(said(two, evidence=two.sample.evidence[:1])) == "evidence_stands"


def test_a_phrase_that_its_quote_cuts_off_is_turned_away(one: Case) -> None:
    evidence = one.prompt.paths[0].hops[0].claim.evidence
    whole = f"{evidence.quote} The next sentence stands apart."
    assert isinstance(check(replace(one, passages={evidence.chunk: whole})), Sample)
    assert reason(replace(one, passages={evidence.chunk: f"{evidence.quote}js is a program."})) == "words_whole"


def test_an_answer_that_no_quote_holds_is_turned_away(one: Case) -> None:
    assert reason(said(one, answer="The moon rocket")) == "answer_entailed"


def test_a_question_that_holds_its_answer_is_turned_away(one: Case) -> None:
    answer = one.sample.answer
    leaked = one.sample.question.replace("?", f" beside {answer.lower()}s?")
    assert reason(said(one, question=leaked)) == "answer_hidden"
    assert reason(said(one, question=leaked, answer=answer.lower())) == "answer_hidden"


def test_a_title_that_gives_the_answer_away_turns_it_away(two: Case) -> None:
    titles = tuple((document, f"All about {two.sample.answer}") for document, _ in two.prompt.titles)
    told = replace(two, prompt=two.prompt.model_copy(update={"titles": titles}))
    assert reason(told) == "answer_beyond_title"


def test_options_have_to_be_distinct_with_one_right(four_options: Case) -> None:
    right, *wrong = [
        four_options.sample.answer,
        *(o for o in four_options.sample.options if o != four_options.sample.answer),
    ]
    for options in (
        [right, *wrong[:2], f"{right}s"],
        wrong,
        [right, right, *wrong[:2]],
        [right, f"big {right}", *wrong[:2]],
    ):
        assert reason(said(four_options, options=tuple(options))) == "options_sound"


def test_an_edge_or_a_passage_that_joins_the_ends_is_turned_away(two: Case) -> None:
    assert reason(replace(two, joined=lambda one, other: True)) == "hops_needed"
    assert reason(replace(two, shortcut=lambda path: "a passage")) == "hops_needed"
    hops = two.prompt.paths[0].hops
    both = f"{hops[0].head.name} and {hops[-1].tail.name}s"
    assert reason(replace(two, passages={hops[0].claim.evidence.chunk: both})) == "hops_needed"


def test_the_stage_asked_for_is_neither_exceeded_nor_missed(one: Case) -> None:
    earned = one.sample.stage
    older, younger = list(Stage)[earned.index + 1], list(Stage)[earned.index - 1]
    assert reason(replace(one, asked=older)) == "below_stage"
    assert reason(replace(one, asked=younger)) == "above_stage"
    assert isinstance(check(replace(one, asked=earned)), Sample)


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("", "empty"),
        ("The pump (old feeds the pond.", "unbalanced"),
        ("The the pump feeds the pond.", "doubled_word"),
        ("The pump feeds the pond..", "doubled_mark"),
        ("The pump feeds the pond ,and more.", "loose_space"),
        ("The pump feeds the pond [12].", "citation"),
        ("The pump feeds the pond (Smith, 2019).", "citation"),
        ("Smith et al. built the pump.", "citation"),
        ("The pump <b>feeds</b> the pond.", "markup"),
        ("The pump feeds the **pond**.", "markup"),
        ("The pump feeds $x^2$ ponds.", "markup"),
        ("The pump is shown in Figure 3.", "context_bound"),
        ("The pump feeds our pond.", "context_bound"),
        ("A apple falls.", "wrong_article"),
        ("The pump feeds an pond.", "wrong_article"),
        ("It feeds the pond.", "no_referent"),
        ("the pump feeds the pond.", "lowercase_start"),
        ("The pump feeds the pond", "no_final_mark"),
        ("Thepumpfeedsthepondandthemill runs.", "run_together"),
    ],
)
def test_each_kind_of_ill_formed_text_has_its_name(text: str, flaw: str) -> None:
    assert form.flaw(text) == flaw


@pytest.mark.parametrize(
    "text",
    [
        "The pump feeds the pond.",
        "Does the pump feed an hourglass, a unicorn and an MRI scanner?",
        "In “we went [there] (2019)”, what feeds the pond?",
        "A European one-way valve is an honest tool.",
        "What did the pump that had had no oil feed?",
    ],
)
def test_well_formed_text_is_left_alone(text: str) -> None:
    assert form.flaw(text) is None


@pytest.mark.parametrize("text", ["its pond", "this approach", "pond and", "of the pond", "x"])
def test_an_answer_that_is_cut_short_or_points_elsewhere_is_turned_away(text: str) -> None:
    assert form.flaw(text, sentence=False) is not None


def test_of_several_flaws_the_first_is_named_whatever_the_order_of_hashes(one: Case) -> None:
    flawed = ("its pond", "pond and", "this approach", "x", "of the pond that")
    spoiled = one.sample.model_copy(update={"answer": flawed[0], "options": flawed})
    assert well_formed(replace(one, sample=spoiled)) == "no_referent: its pond"


def test_near_duplicates_are_found_in_words_and_in_what_they_rest_on(one: Case, two: Case) -> None:
    seen = Seen(0.8)
    assert seen.duplicate(one.sample) is None
    seen.keep(one.sample)
    assert seen.duplicate(one.sample.model_copy(update={"question": "Quite another question?"})) == one.sample.id
    elsewhere = one.sample.model_copy(update={"path": two.sample.path})
    assert seen.duplicate(elsewhere) == one.sample.id
    assert seen.duplicate(two.sample) is None


def test_a_name_made_of_the_answers_words_turns_it_away(one: Case) -> None:
    answer = one.sample.answer.lower().split()[-1]
    hinting = one.sample.question.replace("?", f" beside {answer[:5]}uzzit?")
    assert reason(said(one, question=hinting)) == "answer_unhinted"


def test_a_second_answer_in_the_document_turns_it_away(one: Case) -> None:
    (hop,) = one.prompt.paths[0].hops
    asked_by_tail = one.prompt.form == "tail"
    named = hop.head.name if asked_by_tail else hop.tail.name
    verb = hop.claim.predicate.verb
    other = f"The {named} can {verb} the moon." if asked_by_tail else f"The moon can {verb} the {named}."
    twice = Told({document: (other,) for document, _ in one.prompt.titles})
    assert reason(replace(one, told=twice)) == "answer_single"


def test_a_trail_through_what_the_title_names_is_turned_away(two: Case) -> None:
    middle = two.prompt.paths[0].entities[1].name
    titles = tuple((document, f"The {middle} handbook") for document, _ in two.prompt.titles)
    assert reason(replace(two, prompt=two.prompt.model_copy(update={"titles": titles}))) == "steps_untold"


def test_a_title_with_the_initials_of_the_answer_turns_it_away(two: Case) -> None:
    initials = "".join(word[0] for word in two.sample.answer.split() if word.lower() != "the").upper()
    titles = tuple((document, f"On the {initials} of towns") for document, _ in two.prompt.titles)
    assert reason(replace(two, prompt=two.prompt.model_copy(update={"titles": titles}))) == "answer_beyond_title"


def test_a_title_as_the_answer_has_to_stand_in_a_quote(one: Case) -> None:
    assert reason(said(one, answer="“Pumps of the moon”")) == "answer_entailed"


def test_what_anyone_would_guess_is_turned_away(one: Case) -> None:
    quote = one.sample.evidence[0].model_copy(update={"quote": f"{one.sample.evidence[0].quote} It is on GitHub."})
    guessed = said(one, answer="GitHub", evidence=(quote,))
    assert reason(guessed) == "answer_unguessed"


def test_a_wrong_option_that_may_be_right_turns_the_choice_away(four_options: Case) -> None:
    sound = Told({document: () for document, _ in four_options.prompt.titles})
    assert isinstance(check(replace(four_options, told=sound)), Sample)
    start = four_options.hops[-1].head.name
    beside = f"Of the {start} and {four_options.prompt.choices[0]} much is told."
    told = Told({document: (beside,) for document, _ in four_options.prompt.titles})
    assert reason(replace(four_options, told=told)) == "options_wrong"
