"""Puts a draft and all that it rests on together into a sample: the row as it will be printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from generate import across, difficulty, stages
from generate.ask import FOLLOW, LIST
from generate.clauses import backwards
from generate.frames import lead_in
from generate.lemmas import content
from generate.morphology import listing
from generate.records import Draft, Message, PathEdge, Persona, PersonaRef, Prompt, Quote, Sample, Stage
from kg.records import Hop, content_id

LETTERS = "ABCDEFGH"
FIXED_ORDER = frozenset({"true", "false", "yes", "no"})


def sample(prompt: Prompt, draft: Draft, floor: Stage, licences: Mapping[str, str]) -> Sample:
    """Return the sample of a draft, with no persona yet and no checks passed.

    `floor` is the task's; `licences` are by document id. The stage is the one earned, by words and by reasoning.
    """
    hops = [hop for path in prompt.paths for hop in path.hops]
    quotes = {hop.claim.evidence.id: hop.claim.evidence for hop in hops}
    ends = [end for hop in hops for end in (hop.head, hop.tail)]
    names = [name for end in (*ends, *prompt.distractors) for name in (end.name, *end.aliases)]
    terms = (
        names
        + [argument.phrase for hop in hops for argument in (hop.claim.head, hop.claim.tail)]
        + list(prompt.choices)
    )
    measured = difficulty.measure(
        "\n".join([draft.question, *(step.text for step in draft.reasoning), *_sentences(draft)]),
        () if prompt.form == FOLLOW else (hop.relation.relation for hop in hops),
        prompt.hops,
        operands=len({end.id for end in ends}) + max(len(draft.options) - 1, 0),
        paths=len(prompt.paths),
        task=floor,
        terms=terms,
        names=names,
    )
    return Sample(
        id=content_id("sa", prompt.sha256, draft.question, draft.answer),
        messages=messages(draft, None, prompt.seed),
        question=draft.question,
        answer=draft.answer,
        options=draft.options,
        reasoning=draft.reasoning,
        task=prompt.task,
        form=prompt.form,
        stage=stages.older(measured.language_stage, measured.reasoning_stage),
        hops=prompt.hops,
        topic=prompt.topic,
        ground=prompt.ground,
        path=_edges(prompt, hops),
        evidence=tuple(Quote.of(quote) for quote in quotes.values()),
        persona=None,
        realised_by="grammar",
        model=None,
        prompt_sha256=prompt.sha256,
        difficulty=measured,
        checks={},
        seed=prompt.seed,
        licence=" AND ".join(sorted({licences.get(quote.document, "unknown") for quote in quotes.values()})),
    )


def _edges(prompt: Prompt, hops: Sequence[Hop]) -> tuple[PathEdge, ...]:
    """Return the edges of a prompt by name, a list that is asked for whole as one."""
    if prompt.task == across.TASK:
        return tuple(across.edges(prompt))
    edges = tuple(
        PathEdge(
            head=hop.head.name,
            predicate=f"{'^' if backwards(hop) else ''}{hop.claim.predicate.text}",
            relation=hop.relation.relation,
            tail=hop.tail.name,
            evidence=(hop.claim.evidence.id,),
            inverse=hop.inverse,
        )
        for hop in hops
    )
    if prompt.form != LIST:
        return edges
    return (edges[0].model_copy(update={"tail": listing([edge.tail for edge in edges])}),)


def _sentences(draft: Draft) -> list[str]:
    """Return the answer and options that are sentences; phrases would make sentences look short, and are terms."""
    return [text for text in dict.fromkeys((draft.answer, *draft.options)) if text.endswith((".", "?", "!"))]


def messages(draft: Draft, persona: Persona | None, seed: int) -> tuple[Message, ...]:
    """Return the turns of a chat: for whom, the question with its options, the reasoning and the answer."""
    listed = [f"{letter}) {option}" for letter, option in zip(LETTERS, draft.options, strict=False)]
    said = " ".join(step.text for step in draft.reasoning)
    answer = draft.answer
    if draft.options:
        answer = f"{LETTERS[draft.options.index(answer)]}) {answer}"
    lead = (Message(role="system", content=lead_in(persona, seed)),) if persona else ()
    return (
        *lead,
        Message(role="user", content="\n".join([draft.question, *listed])),
        Message(role="assistant", content=f"{said}\n\nAnswer: {answer}"),
    )


def addressed(plain: Sample, draft: Draft, persona: Persona) -> Sample:
    """Return `plain` written for a persona."""
    return plain.model_copy(
        update={
            "messages": messages(draft, persona, plain.seed),
            "persona": PersonaRef(id=persona.id, text=persona.text),
        }
    )


def placed(draft: Draft, place: int, seed: int) -> Draft:
    """Return `draft` with its right option at `place`, the others in an order drawn from `seed`; verdicts stay put."""
    if not draft.options or movable(draft) is False:
        return draft
    rest = [option for option in draft.options if option != draft.answer]
    Random(f"{seed}:options").shuffle(rest)
    return draft.model_copy(update={"options": (*rest[:place], draft.answer, *rest[place:])})


def movable(draft: Draft) -> bool:
    """Tell whether the options may change places: not where they are verdicts, or stand in the question in order."""
    verdicts = all(option.strip(" .").lower() in FIXED_ORDER for option in draft.options)
    named = {word.lower() for word in content(draft.question)}
    return not verdicts and not all(set(map(str.lower, content(option))) <= named for option in draft.options)
