"""Whether a question can be answered without its evidence, by its own words or its title, or answered in two ways."""

from __future__ import annotations

import re

from generate.ask import FOLLOW
from generate.check.case import ARRANGED, VERDICTS, Case
from generate.clauses import head
from generate.difficulty import zipf
from generate.gaps import WHOLE
from generate.lemmas import absent, content, forms, lemmas
from generate.phrases import FIRST_GUESSES, core, says_little


def answer_hidden(case: Case) -> str | None:
    """The question does not hold its own answer, unless it offers it among others."""
    sample = case.sample
    if sample.answer.strip(" .").lower() in VERDICTS or sample.form in ARRANGED:
        return None
    known = forms([sample.question, *_other_names(case)])
    rest = [option for option in sample.options if option != sample.answer]
    if rest and all(not absent(option, known) for option in rest):
        return None
    told = [word for word in content(sample.answer) if not says_little(word)] or content(sample.answer)
    given = [word for word in told if _echoed(word, known)]
    if sample.answer.startswith("“") or case.prompt.form in _SAID_AGAIN:
        return "the answer stands in the question" if told and len(given) == len(told) else None
    if 2 * len(given) >= len(told) > 0:
        return "half of the answer stands in the question"
    longer = next((word for word in _long_form(case) if lemmas(word) & forms([_untitled(sample.question)])), None)
    return f"{longer} of what the answer is short for" if longer else None


def _untitled(text: str) -> str:
    return re.sub(r"“[^”]*”", "", text)


def _long_form(case: Case) -> list[str]:
    """Return the rare words of other names of the answer: *topological* of *TDA*."""
    answer = case.prompt.answer.lower()
    also = [name for names in _names(case, True) for name in names if name.lower() != answer]
    return [word for name in also for word in content(name) if 0 < zipf(word.lower()) < _RARE]


_RARE = 3.7
"""Zipf frequency below which a word points at one field."""


def _other_names(case: Case) -> list[str]:
    """Return what else the things are called that a question names: *TDA* tells the words of its long form."""
    asked = _untitled(case.sample.question).lower()
    return [name for names in _names(case, False) if any(name.lower() in asked for name in names) for name in names]


def _names(case: Case, of_answer: bool) -> list[tuple[str, ...]]:
    """Return the names of the entities on the paths that the answer is one of, or of the others."""
    answer = case.prompt.answer.lower()
    ends = {end.id: (end.name, *end.aliases) for hop in case.hops for end in (hop.head, hop.tail)}.values()
    return [names for names in ends if (answer in map(str.lower, names)) is of_answer]


_SAID_AGAIN = frozenset({"effect", "quote", "trail", "common", "both", f"reason {WHOLE}"})
"""Forms whose answer is a sentence that says again what the question names."""


def answer_beyond_title(case: Case) -> str | None:
    """The titles that a question names do not give most of its answer away, where it is no quotation or judgement."""
    answer, named = _untitled(case.sample.answer), re.match(r"“([^”:]+):", case.sample.answer)
    others = [title for _, title in case.prompt.titles if title not in case.sample.answer]
    if named and any(named[1].lower() in title.lower() for title in others):
        return "the title names the work"
    if answer.strip(" .").lower() in VERDICTS or case.sample.form in ARRANGED or not content(answer):
        return None
    titles = forms([title for _, title in case.prompt.titles])
    given = sum(_echoed(word, titles) for word in content(answer))
    if given > 0.5 * len(content(answer)):
        return "most of the answer stands in the title"
    asked = "".join([case.sample.question, *(title for _, title in case.prompt.titles)]).lower()
    coined = next((word for word in content(answer) if _coined(word) and word.lower() in asked), None)
    if coined and case.sample.form not in _SAID_AGAIN and not case.sample.options:
        return f"{coined} is told"
    initials = "".join(word[0] for word in content(answer)).upper()
    if len(initials) > 1 and any(re.search(rf"\b{initials}s?\b", title) for _, title in case.prompt.titles):
        return "the title has the answer's initials"
    short = {word for _, title in case.prompt.titles for word in re.findall(r"\b[A-Z]{3,}\b", title)}
    if any(initials[at : at + 2] in word[1:] for at in range(len(initials) - 1) for word in short):
        return "the title's initials are of the answer"
    kernel = [word for word in content(core(answer)) if not says_little(word)]
    return "the title tells what the answer names" if kernel and all(_echoed(word, titles) for word in kernel) else None


def _echoed(word: str, known: frozenset[str]) -> bool:
    """Whether a word stands among others in some form, or made of the same stem: *spatial*, *spatio-temporal*."""
    low = word.lower()
    return bool(lemmas(word) & known) or any(len(low) > _ROOT and form.startswith(low[:_ROOT]) for form in known)


_ROOT = 5
"""Letters of a word that are hardly another word's."""


def answer_unhinted(case: Case) -> str | None:
    """No name in the question is made of the answer's words: anyone guesses what tests *permutest* does."""
    if case.sample.options or case.sample.form in ARRANGED:
        return None
    asked = _untitled(case.sample.question)
    if case.sample.answer.startswith("“") and case.prompt.task != "evidence":
        known = forms([asked])
        shared = [word for word in content(case.sample.answer) if len(word) >= _STEM and lemmas(word) & known]
        return f"{shared[0]} of the title" if shared else None
    names = [word.lower() for word in content(asked) if len(word) > _NAME and _coined(word)]
    for word in content(_untitled(case.sample.answer)):
        inside = next((name for name in names if len(word) >= _STEM and word.lower()[:_STEM] in name), None)
        if inside is not None and word.lower() != inside:
            return f"{word} in {inside}"
    return None


def _coined(word: str) -> bool:
    return word.isalpha() and len(word) > 2 and zipf(word.lower()) < _KNOWN


_STEM, _NAME = 4, 5
_KNOWN = 2.2
"""Zipf frequency below which a word is a name, coined of others or not."""


def options_wrong(case: Case) -> str | None:
    """No sentence of the documents has what the question names beside a wrong option: it might be right as well."""
    if case.prompt.task != "choose" or not case.prompt.choices:
        return None
    named, last = [document for document, _ in case.prompt.titles], case.hops[-1]
    beside = (case.told.together(head(last), wrong, named) for wrong in case.prompt.choices)
    return next(filter(None, beside), None)


def answer_single(case: Case) -> str | None:
    """No other sentence of the documents that a question names answers it, or a step of it, in another way."""
    sample, prompt = case.sample, case.prompt
    named = [document for document, _ in prompt.titles]
    if prompt.task == "evidence" and len(case.hops) == 1:
        return case.told.twice(case.hops[0], named, [title for _, title in prompt.titles])
    if prompt.form.removesuffix(f" {WHOLE}") not in _ASKED or sample.answer.strip(" .").lower() in VERDICTS:
        return None
    of = "head" if prompt.form.startswith("head") or prompt.task == "name" else "tail"
    hops = case.hops[:-1] if sample.options else case.hops
    others = [case.told.again(hop, of, named) for hop in hops]
    enough = all if prompt.task == "name" else any
    return next(filter(None, others)) if others and enough(others) else None


_ASKED = frozenset({"head", "tail", FOLLOW})
"""Forms of questions for what stands at one end of a fact."""


def answer_unguessed(case: Case) -> str | None:
    """The answer is none of those that anyone would give first, whatever the document."""
    return "anyone's first guess" if case.sample.answer.strip(" .").lower() in FIRST_GUESSES else None
