"""Whether a sample is fit to print: clean text, sound options, the stage that was asked for."""

from __future__ import annotations

from generate import form, stages
from generate.check.case import VERDICTS, Case
from generate.lemmas import content, lemmas, tokens
from generate.spelling import slip


def stage_kept(case: Case) -> str | None:
    """The sample is of the stage that was asked for: neither beyond it in words or reasoning, nor below it."""
    earned = case.sample.stage
    if case.asked is None or earned is case.asked:
        return None
    side = "above_stage" if earned.index > case.asked.index else "below_stage"
    broken = stages.table().caps[case.asked].broken(case.sample.difficulty.measures)
    return f"{side}: {earned}" + (f" by {', '.join(broken)}" if broken else "")


def options_sound(case: Case) -> str | None:
    """Options, where there are any, are distinct, and exactly one of them is right."""
    sample = case.sample
    if not sample.options:
        return None
    if sample.options.count(sample.answer) != 1:
        return "the answer is not one of the options"
    bags = [
        frozenset(min(lemmas(word)) for word in content(option)) or frozenset({option}) for option in sample.options
    ]
    if len(set(bags)) < len(bags):
        return "two options are one"
    right = bags[sample.options.index(sample.answer)]
    if any(bag < right or right < bag for bag in bags) and sample.answer.lower() not in VERDICTS:
        return "an option holds another"
    if case.prompt.answer_entity is None:
        return None
    same = {case.prompt.answer_entity.name.lower(), *(alias.lower() for alias in case.prompt.answer_entity.aliases)}
    wrong = [option for option in sample.options if option != sample.answer]
    return "a wrong option is the answer by another name" if any(option.lower() in same for option in wrong) else None


def well_spelt(case: Case) -> str | None:
    """No word of what is printed is misspelt or run together with the next, as far as its documents tell."""
    sample, named = case.sample, [document for document, _ in case.prompt.titles]
    shown = tokens(" ".join((sample.question, sample.answer, *(step.text for step in sample.reasoning))))
    found = slip(shown, lambda word: case.told.often(word, named))
    return f"misspelt: {found}" if found else None


def well_formed(case: Case) -> str | None:
    """Every text that will be printed is a whole, clean sentence; options and short answers are clean phrases."""
    sample = case.sample
    whole = [
        sample.question,
        *(step.text for step in sample.reasoning),
        *(message.content for message in sample.messages),
    ]
    for text in whole[: 1 + len(sample.reasoning)]:
        reason = form.flaw(text)
        if reason:
            return f"{reason}: {text}"
    for text in dict.fromkeys((sample.answer, *sample.options)):
        reason = form.flaw(text, sentence=text.endswith((".", "?", "!")))
        if reason:
            return f"{reason}: {text}"
    return "empty message" if any(not message.content.strip() for message in sample.messages) else None
