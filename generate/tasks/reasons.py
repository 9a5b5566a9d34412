"""Ask why something is so, where its sentence says so in so many words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from generate import form
from generate.admit import is_sentence, leans_back
from generate.ask import allowed, prompt, shuffled, single
from generate.difficulty import zipf
from generate.facts import Facts
from generate.frames import framed
from generate.gaps import WHOLE
from generate.morphology import capitalise
from generate.phrases import phrase_of, tidy, words
from generate.records import Draft, Prompt, Stage
from generate.standing import leans_on_another, standing_alone
from generate.tasks.reasoning import hops_of, sentence
from generate.tasks.task import Task
from kg.records import REFERENCES, Hop, Rejection

SHORTEST, LONGEST = 4, 30
"""Words of what is said, and of why."""
_REASON = re.compile(
    r"(?P<main>[^;:]+?)(?P<told>,? because (?!of\b)[^;:]+|,? (?:because of|due to|thanks to|owing to) [^;:,]+|"
    r", (?:since|as)(?! (?:it|they) (?:ha[sd]|have|d[io]d?|does|is|are|was|were)\b) "
    r"(?:it|they|the|there|a|an|each|every|all|many|most|both|only|no|some|its|their)\b[^;:]+)\.$"
)
_ASIDE = re.compile(
    r"\(see |, (?:which|who|while|whereas|but|and)\b|\band (?:is|are|was|were|has|have|can|does)\b|\bto [a-z]+ .*, "
    r"|^(?:To|Unlike|In|On|At|By|For|With|Without|From|While|When|If|As)\b"
)
"""What makes it doubtful of what a reason is one: an aside, a second clause, a purpose, something in front."""
_COMMON = 4.5
"""Zipf frequency of words that are no names."""

Said = tuple[str, str]
"""What a sentence says, and why."""


def _reason(hop: Hop) -> Said | None:
    """Return what the sentence of a claim says, and the reason that it ends in: *because it dissolves salts*."""
    found = _REASON.fullmatch(standing_alone(hop))
    if not found or any(tidy(end.phrase) in found["told"] for end in (hop.claim.head, hop.claim.tail)):
        return None  # the claim is of the reason, not of what it is for
    told = re.sub(r"^,? *(?:since|as)\b", "because", found["told"]).removeprefix(",").strip()
    return found["main"], told


def _fit(hop: Hop, said: Said | None) -> Said | None:
    """Return `said` where both parts are clean, of a length to be read, and point at nothing outside themselves."""
    whole = standing_alone(hop)
    if said is None or hop.claim.extractor == REFERENCES or leans_back(hop.claim) or not is_sentence(whole):
        return None
    clean = form.flaw(whole) is None and not leans_on_another(whole) and not _ASIDE.search(said[0])
    return said if clean and all(SHORTEST <= len(words(part)) <= LONGEST for part in said) else None


def _why(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    asked: set[str] = set()
    for hop in shuffled(allowed((*facts.sound, *facts.unsaid), stage, topic), rng):
        said = _fit(hop, _reason(hop))
        if said is not None and hop.claim.evidence.id not in asked and facts.title(hop.claim.evidence.document):
            asked.add(hop.claim.evidence.id)
            yield prompt("why", f"reason {WHOLE}", stage, [single(hop)], facts, rng, capitalise(f"{said[1]}."))


def _tell_why(prompt: Prompt, rng: Random) -> Draft | Rejection:
    (hop,) = hops_of(prompt)
    main, _ = _reason(hop) or ("", "")
    return Draft(
        question=framed(f"why is it that {_inside(hop, main)}?", prompt.titles, prompt.stage, rng),
        answer=prompt.answer,
        reasoning=sentence(hop),
    )


def _inside(hop: Hop, main: str) -> str:
    """Return a clause as it is written inside a sentence."""
    names = (phrase_of(end, entity) for end, entity in ((hop.claim.head, hop.head), (hop.claim.tail, hop.tail)))
    named = next((name for name in names if main.lower().startswith(name.lower())), None)
    if named:
        return named + main[len(named) :]
    return main[:1].lower() + main[1:] if zipf(main.split()[0]) > _COMMON else main


WHY = Task("why", Stage.CAUSAL, range(1, 2), _why, _tell_why, "why it is so, in the words of the source")
