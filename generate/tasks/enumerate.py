"""Name all that a source lists: where no single answer will do, the whole list does.

A list is asked for only where every member of it is a fact of its own and nothing but commas and *and* joins them, so
that the answer is complete.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from random import Random

from generate.ask import LIST, about, allowed, one_deed, prompt, single
from generate.clauses import backwards, clause, is_adjective, is_kind, object_question, tail, wh_tail
from generate.context import goes_on_as_a_list
from generate.facts import Facts
from generate.frames import framed
from generate.left_out import CITATION
from generate.morphology import capitalise, listing
from generate.phrases import generic
from generate.records import Draft, Prompt, ReasoningStep, Stage
from generate.tasks.reasoning import hops_of
from generate.tasks.task import Task
from kg.records import Hop, Rejection

NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}
_BETWEEN = re.compile(r"\s*(?:,|,?\s*and)\s*")
_OPEN_BEFORE = re.compile(r"(?:,|\b(?:and|or|as|like|including|especially|for example))\s*$", re.IGNORECASE)


def _lists(facts: Facts, stage: Stage) -> list[list[Hop]]:
    """Return the facts of one sentence, subject and verb, in groups, each in the order of the sentence."""
    groups: dict[tuple[str, int, str], list[Hop]] = defaultdict(list)
    for hop in allowed((*facts.sound, *facts.partial), stage):
        if not is_adjective(hop) and not is_kind(hop) and wh_tail(hop) == "what":
            claim = hop.claim
            groups[claim.evidence.id, claim.head.start, claim.predicate.text].append(hop)
    found = [sorted(rows, key=lambda hop: hop.claim.tail.start) for _, rows in sorted(groups.items())]
    return [rows for rows in found if len(rows) in NUMBERS]


def complete(rows: list[Hop]) -> bool:
    """Return whether nothing of the list is missing, before, between or after."""
    evidence = rows[0].claim.evidence
    quote, offset = evidence.quote, evidence.start
    gaps = (quote[a.claim.tail.end - offset : b.claim.tail.start - offset] for a, b in pairwise(rows))
    if not all(_BETWEEN.fullmatch(CITATION.sub("", gap)) for gap in gaps):
        return False
    before = CITATION.sub("", quote[: rows[0].claim.tail.start - offset])
    after = CITATION.sub("", quote[rows[-1].claim.tail.end - offset :])
    return not _OPEN_BEFORE.search(before) and not goes_on_as_a_list(after)


def _asked(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    groups = _lists(facts, stage)
    rng.shuffle(groups)
    for rows in groups:
        members = {hop.tail.id for hop in rows}
        rivals = [edge.id for edge in facts.rivals(rows[0]) if edge.tail not in members]
        if topic is not None and not any(about(hop, topic) for hop in rows):
            continue
        if not complete(rows):
            yield Rejection(subject=rows[0].claim.id, step="ask", reason="list_unsure")
        elif rivals:
            yield Rejection(subject=rows[0].claim.id, step="ask", reason="ambiguous", detail=rivals[0])
        elif generic(rows[0].claim.head.phrase) or one_deed(rows[0]) or any(map(backwards, rows)):
            yield one_deed(rows[0]) or Rejection(subject=rows[0].claim.id, step="ask", reason="start_says_nothing")
        else:
            answer = listing([tail(hop) for hop in rows])
            yield prompt("enumerate", LIST, stage, [single(hop) for hop in rows], facts, rng, answer)


def _tell(prompt: Prompt, rng: Random) -> Draft | Rejection:
    rows = hops_of(prompt)
    asked = object_question(rows[0])
    several = NUMBERS[len(rows)]
    number = "both" if len(rows) == 2 else f"all {several}"
    form = rng.choice([f"which {several} things {asked.removeprefix('what ')}?", f"{asked}? Name {number}."])
    return Draft(
        question=framed(form, prompt.titles, prompt.stage, rng),
        answer=capitalise(prompt.answer),
        reasoning=(
            ReasoningStep(
                text=capitalise(f"{clause(rows[0], tail_text=prompt.answer)}."),
                evidence=tuple(dict.fromkeys(hop.claim.evidence.id for hop in rows)),
            ),
        ),
    )


ENUMERATE = Task("enumerate", Stage.CONCRETE, range(1, 2), _asked, _tell, "name all that a source lists")
