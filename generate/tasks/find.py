"""Follow the facts from a thing that is named to one that is not: one question at one hop, a trail of steps at more.

The things in between are never named, so that each step has to be taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from random import Random

from generate.admit import plain_quote
from generate.ask import (
    FOLLOW,
    ambiguous,
    asked_for_tail,
    chains,
    cited_for,
    classes,
    following,
    known_work,
    one_deed,
    prompt,
    says_nothing,
    stem_bare,
)
from generate.clauses import (
    KIND_OF,
    first_stand_in,
    head,
    is_adjective,
    is_cut,
    is_example,
    is_kind,
    kind_of,
    object_question,
    stand_in,
    subject_question,
    tail,
    what_it_does,
)
from generate.facts import Facts, Wrong
from generate.frames import framed
from generate.morphology import capitalise
from generate.phrases import bare, head_noun, is_person, listed, of_document, words
from generate.records import Draft, Prompt, Stage
from generate.tasks.reasoning import hops_of, mixed, steps
from generate.tasks.task import Task
from kg.records import REFERENCES, Hop, Path, Rejection

OPTIONS = 4
UNLIKE = 2
"""Words that a wrong option may have more or fewer than the right one: the longest would give itself away."""
_LAST = (
    "Name the last thing you reach.",
    "What do you reach in the end?",
    "Where does the trail end?",
    "Say what you find last.",
)
_LAST_PERSON = ("Whom do you reach in the end?", "Say whom you find last.")


def _asks_for_tail(hop: Hop) -> bool:
    return not is_adjective(hop)


def _open(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    for path in chains(facts, rng, _open_to(stage, hops), hops, topic, _asks_for_tail, both_ways=True):
        if isinstance(path, Rejection):
            yield path
            continue
        last = path.hops[-1]
        form = _form(stage, path)
        yield _unfit(facts, path, "tail") or prompt(
            "find", form, stage, [path], facts, rng, tail(last), answer_hop=last
        )
        if hops == 1:
            yield _unfit(facts, path, "head") or prompt("find", "head", stage, [path], facts, rng, head(last))


def _open_to(stage: Stage, hops: int) -> Stage:
    """Return the stage whose classes a trail may run along."""
    return Stage.REFLECTIVE if following(stage, hops) else stage


def _form(stage: Stage, path: Path) -> str:
    """Return `follow` for a trail that a stage walks without reasoning over its classes, else `tail`."""
    beyond = any(hop.relation.relation not in classes(stage) for hop in path.hops)
    return FOLLOW if beyond else "tail"


_RELATIVE = listed(
    "prerequisite basis base goal aim part component foundation key priority core backbone cornerstone facet role "
    "challenge"
)
"""Nouns that say what a thing is to another, not what it is."""


def _unfit(facts: Facts, path: Path, of: str) -> Rejection | None:
    """Return why a question for the end of a path (`of="head"`: for the head of its one hop) will not do."""
    hop = path.hops[-1]
    if len(path.hops) > 1:
        return cited_for(hop) or ambiguous(facts, path.hops)
    if of == "tail" and hop.claim.predicate.text.endswith((" using", "offered for", "provided for")):
        return Rejection(subject=hop.claim.id, step="ask", reason="not_asked")  # for what purpose, or for whom?
    if of == "tail" and hop.claim.tail.phrase[:1].isdigit():
        return Rejection(subject=hop.claim.id, step="ask", reason="not_asked")  # how many?
    if known := known_work(hop):
        return known
    turned = Rejection(subject=hop.claim.id, step="ask", reason="not_asked")
    if is_example(hop) or (is_kind(hop) and _by_the_way(hop)):
        return turned.model_copy(update={"reason": "known_by_its_kind"})
    if stem_bare(hop, "head" if of == "tail" else "tail"):
        return turned.model_copy(update={"reason": "question_bare"})
    if of == "head" and hop.relation.relation in {"IS_A", "SAME_AS"}:
        return turned
    return (cited_for(hop) if of == "tail" else None) or ambiguous(facts, path.hops, of)


def _by_the_way(hop: Hop) -> bool:
    """Return whether a kind is told in part, deep in a sentence, or is none: what a thing is to another."""
    deep = not plain_quote(hop.claim.evidence.quote).lower().startswith(head(hop).lower())
    return deep or is_cut(hop) or head_noun(tail(hop)) in _RELATIVE


def _choice(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    for path in chains(facts, rng, _open_to(stage, hops), hops, topic, both_ways=True):
        if isinstance(path, Rejection):
            yield path
            continue
        if path.hops[-1].claim.extractor == REFERENCES:
            yield Rejection(subject=path.hops[-1].claim.id, step="ask", reason="options_tell")  # by the title's field
            continue
        unclear = ambiguous(facts, path.hops[:-1], beside=path.hops) or one_deed(path.hops[-1])
        wrong = _wrong(facts, path)
        if unclear:
            yield unclear
        elif says_nothing(path.hops[0], "head") and not of_document(path.hops[0].head):
            yield Rejection(subject=path.hops[0].claim.id, step="ask", reason="start_says_nothing")
        elif says_nothing(path.hops[-1]):
            yield Rejection(subject=path.hops[-1].claim.id, step="ask", reason="answer_says_nothing")
        elif len(wrong) < OPTIONS - 1:
            yield Rejection(subject=path.hops[-1].claim.id, step="ask", reason="too_few_distractors")
        else:
            last = path.hops[-1]
            yield prompt(
                "choose", _form(stage, path), stage, [path], facts, rng, tail(last), wrong[: OPTIONS - 1], last
            )


def _wrong(facts: Facts, path: Path) -> list[Wrong]:
    """Return wrong options of about the answer's length, for what the document is not itself about.

    Of its own thing (*the course*, *PyQInt* in a paper on it) whatever it tells may be true, said or not.
    """
    last = path.hops[-1]
    title = facts.title(last.claim.evidence.document)
    if of_document(last.head) or _mentions(title, bare(head(last))):
        return []
    on_path = {entity.id for entity in path.entities}
    long = len(words(bare(tail(last))))
    singly = last.claim.predicate.text == KIND_OF and last.claim.tail.plural
    return [
        (entity, kind_of(said) if singly else said)
        for entity, said in facts.wrong_tails(last)
        if entity.id not in on_path and abs(len(words(bare(said))) - long) <= UNLIKE
    ]


def _mentions(title: str, name: str) -> bool:
    return f" {' '.join(words(name))} " in f" {' '.join(words(title))} "


def _variables(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    return asked_for_tail("variables", "tail", facts, rng, stage, hops, topic, _asks_for_tail, both_ways=True)


def question_for(hops: list[Hop], rng: Random) -> str:
    """Return the question for the tail of a chain, without its first capital; nothing between the ends is named."""
    if len(hops) == 1:
        return f"{object_question(hops[0])}?"
    last = hops[-1]
    person = is_person(last.claim.tail, last.tail)
    return f"{trail(hops, rng)} {rng.choice(_LAST_PERSON if person else _LAST)}"


def trail(hops: list[Hop], rng: Random) -> str:
    """Return the steps of a chain as short commands: *start with X. Find what it uses. Next, find what that needs.*"""
    subject, plural = first_stand_in(hops[0])
    opening = rng.choice(["start with", "begin with", "start from", "begin at", "set out from"])
    then = rng.choice(["Then", "Next,", "Now", "From there,", "After that,"])
    parts = [f"{opening} {head(hops[0])}.", f"Find {what_it_does(hops[0], subject, plural)}."]
    for before, hop in pairwise(hops):
        subject, plural = stand_in(before)
        parts.append(f"{then} find {what_it_does(hop, subject, plural, before)}.")
    return " ".join(parts)


def _tell_open(prompt: Prompt, rng: Random) -> Draft | Rejection:
    hops = hops_of(prompt)
    question = f"{subject_question(hops[0])}?" if prompt.form == "head" else question_for(hops, rng)
    return Draft(
        question=framed(question, prompt.titles, prompt.stage, rng),
        answer=capitalise(prompt.answer),
        reasoning=steps(hops),
    )


def _tell_choice(prompt: Prompt, rng: Random) -> Draft | Rejection:
    hops = hops_of(prompt)
    answer, wrong = bare(prompt.answer), [bare(words) for words in prompt.choices]
    question = _which_word(hops, rng) if is_adjective(hops[-1]) else question_for(hops, rng)
    return Draft(
        question=framed(question, prompt.titles, prompt.stage, rng),
        answer=answer,
        options=mixed(answer, wrong, rng),
        reasoning=steps(hops),
    )


def _which_word(hops: list[Hop], rng: Random) -> str:
    if len(hops) == 1:
        return rng.choice(
            [f"which word describes {head(hops[0])}?", f"how is {head(hops[0])} described?"]
            if not hops[0].claim.head.plural
            else [f"which word describes {head(hops[0])}?", f"how are {head(hops[0])} described?"]
        )
    subject, _ = stand_in(hops[-2])
    return f"{trail(hops[:-1], rng)} Which word describes {'it' if subject == 'that' else subject}?"


def _tell_variables(prompt: Prompt, rng: Random) -> Draft | Rejection:
    hops = hops_of(prompt)
    letters = rng.choice(["ABCD", "PQRS", "WXYZ"])[: len(hops)]
    subject, plural = head(hops[0]), hops[0].claim.head.plural
    parts: list[str] = []
    for letter, before, hop in zip(letters, [None, *hops[:-1]], hops, strict=True):
        opening = "let" if not parts else "Let"
        parts.append(f"{opening} {letter} be {what_it_does(hop, subject, plural, before)}.")
        subject, plural = letter, False
    who = "Who" if is_person(hops[-1].claim.tail, hops[-1].tail) else "What"
    ending = rng.choice([f"{who} is {letters[-1]}?", f"What does {letters[-1]} stand for?", f"Find {letters[-1]}."])
    return Draft(
        question=framed(" ".join([*parts, ending]), prompt.titles, prompt.stage, rng),
        answer=capitalise(prompt.answer),
        reasoning=steps(hops),
    )


FIND = Task("find", Stage.PERCEPTION, range(1, 5), _open, _tell_open, "follow the facts to a thing that is not named")
CHOOSE = Task(
    "choose", Stage.PERCEPTION, range(1, 5), _choice, _tell_choice, "follow the facts, with four answers to choose from"
)
VARIABLES = Task(
    "variables",
    Stage.ABSTRACT,
    range(2, 5),
    _variables,
    _tell_variables,
    "follow the facts, with letters for the things on the way",
)
