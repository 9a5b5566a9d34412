"""Find a document by what it says or names, and then what else it says: several sentences, each a step.

A sentence of *the course* or *the authors* tells little where its document is not named: which one it is has to be
found first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from random import Random

from generate.across import TASK, Step, ends, form, steps
from generate.admit import plain_quote
from generate.ask import about, classes, prompt, single
from generate.facts import Facts
from generate.frames import framed
from generate.gaps import BLANK, BOTH, ENDS, filling, with_gap
from generate.lemmas import absent, content, forms
from generate.morphology import capitalise
from generate.records import Draft, Prompt, ReasoningStep, Stage
from generate.standing import standing_alone, stands
from generate.tasks.evidence import inner
from generate.tasks.reasoning import hops_of, sentence
from generate.tasks.task import Task
from kg.records import Hop, Rejection

Place = tuple[Hop, str]
"""A step, and the end of it that it is about."""
CLUES = 3
"""Sentences that are tried to find a document by."""
X = "X"
"""What stands for a term that leads on."""


def _asked(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    """Yield trails of a sentence and more of its document, or of a term and the one other document with it."""
    within = classes(stage)
    for trail in _trails(facts, rng, hops):
        rows = [hop for hop, _ in trail]
        if all(hop.relation.relation in within for hop in rows) and any(about(hop, topic) for hop in rows):
            ordered = form([end for _, end in trail])
            yield prompt(TASK, ordered, stage, [single(hop) for hop in rows], facts, rng, _answer(facts, trail))


def _answer(facts: Facts, trail: Sequence[Place]) -> str:
    found = steps([hop for hop, _ in trail])
    asked = [place for place, step in zip(trail, found, strict=True) if step is Step.TARGET]
    if not asked:
        return f"“{facts.title(_document(trail[-1][0]))}”"
    return " ".join(f"{_number(place, asked)}{filling(*target)}" for place, target in enumerate(asked, 1))


def _number(place: int, asked: Sequence[object]) -> str:
    return f"({place}) " if len(asked) > 1 else ""


def _trails(facts: Facts, rng: Random, hops: int) -> Iterator[list[Place]]:
    """Yield trails in an order drawn from `rng`: over one document, or from one to another."""
    clues = _clues(facts)
    targets: dict[str, list[Place]] = defaultdict(list)
    for hop, of in facts.gapped:
        if of:
            targets[_document(hop)].append((hop, of))
    found: list[list[Place]] = []
    for rows in targets.values() if len(clues) > 1 else ():
        for group in _groups(rows, hops - 1, rng):
            found += [[clue, *group] for clue in _clue(clues, group, rng)]
    for lead, named in _leads(facts):
        begun = [[lead, named], *([clue, lead, named] for clue in _clue(clues, [lead], rng))]
        after = [target for target in targets[_document(named[0])] if _untold(target, named)]
        found += [*begun, *([*trail, target] for trail in begun for target in after)]
    found = [trail for trail in found if len(trail) == hops]
    rng.shuffle(found)
    yield from found


def _groups(rows: Sequence[Place], size: int, rng: Random) -> Iterator[list[Place]]:
    """Yield groups of sentences of one document, each of another passage and silent about the others."""
    drawn = rng.sample(rows, len(rows))
    for first in range(len(drawn)):
        group: list[Place] = []
        for place in (*drawn[first:], *drawn[:first]):
            if len(group) < size and all(_apart(place, other) and _apart(other, place) for other in group):
                group.append(place)
        if len(group) == size:
            yield group


def _document(hop: Hop) -> str:
    return hop.claim.evidence.document


def _clues(facts: Facts) -> dict[str, list[Hop]]:
    """Return the sentences of each document that can be read alone as they stand."""
    found: dict[str, list[Hop]] = defaultdict(list)
    for hops in facts.sentences.values():
        if stands(hops[0]) and standing_alone(hops[0]) == plain_quote(hops[0].claim.evidence.quote):
            found[_document(hops[0])].append(hops[0])
    return found


def _clue(clues: dict[str, list[Hop]], places: Sequence[Place], rng: Random) -> list[Place]:
    """Return a few sentences of other passages of the same document that tell nothing of what is missing."""
    told: list[Place] = [(hop, "head") for hop in clues.get(_document(places[0][0]), ())]
    apart = [clue for clue in told if all(_apart(place, clue) for place in places)]
    return rng.sample(apart, min(CLUES, len(apart)))


def _apart(place: Place, other: Place) -> bool:
    """Return whether another sentence is of another passage, and has no word of what is missing here."""
    return place[0].claim.evidence.chunk != other[0].claim.evidence.chunk and _untold(place, other)


def _untold(place: Place, other: Place) -> bool:
    """Return whether another sentence has no word of what is missing here, and is another one."""
    wanted, said = filling(*place), other[0].claim.evidence
    return said.id != place[0].claim.evidence.id and len(absent(wanted, forms([said.quote]))) == len(content(wanted))


def _leads(facts: Facts) -> Iterator[tuple[Place, Place]]:
    """Yield each term that can be taken out of a sentence with a sentence of the one other document that names it."""
    where: dict[str, dict[str, Place]] = defaultdict(dict)
    for hops in facts.sentences.values():
        for hop in hops:
            for of in ENDS:
                where[(hop.tail if of == "tail" else hop.head).id].setdefault(hop.claim.evidence.id, (hop, of))
    for places in where.values():
        documents = {_document(hop) for hop, _ in places.values()}
        if len(documents) == 2:
            for lead in places.values():
                if with_gap(*lead, leads=True) and absent(filling(*lead), forms([facts.title(_document(lead[0]))])):
                    elsewhere = (place for place in places.values() if _document(place[0]) != _document(lead[0]))
                    yield from ((lead, named) for named in elsewhere if stands(named[0]))


def _tell(prompt: Prompt, rng: Random) -> Draft | Rejection:
    rows, titles = hops_of(prompt), dict(prompt.titles)
    taken = list(zip(steps(rows), rows, ends(prompt), strict=True))
    targets = [(hop, of) for step, hop, of in taken if step is Step.TARGET]
    said = [_SAID[step](hop, of, place) for place, (step, hop, of) in enumerate(taken) if step is not Step.TARGET]
    if not targets:
        said.append(f"Which {_OTHER} {X}?")
    elif taken[-len(targets) - 1][0] is Step.NAMED:
        said += [f"{capitalise(_OTHER)} {X} as well.", _fill(targets, "that one")]
    else:
        said.append(_fill(targets, "it"))
    question = " ".join(filter(None, said))
    if taken[0][0] is Step.LEAD:
        question = framed(question[0].lower() + question[1:], prompt.titles[:1], prompt.stage, rng)
    reasons = [_reason(step, hop, titles[_document(hop)]) for step, hop, _ in taken]
    return Draft(question=question, answer=prompt.answer, reasoning=tuple(reasons))


_OTHER = "one other document of the collection names"


def _clue_said(hop: Hop, of: str, place: int) -> str:
    return f"Find the document that says: “{inner(standing_alone(hop))}”"


def _lead_said(hop: Hop, of: str, place: int) -> str:
    which = "another sentence of it" if place else "this sentence"
    return f"Let {X} be what was left out of {which}: {(with_gap(hop, of, leads=True) or '').replace(BLANK, X)}"


_SAID: dict[Step, Callable[[Hop, str, int], str]] = {
    Step.CLUE: _clue_said,
    Step.LEAD: _lead_said,
    Step.NAMED: lambda hop, of, place: "",
}
_MORE = ("", "another sentence", "two more sentences", "three more sentences")


def _fill(targets: Sequence[Place], document: str) -> str:
    several = len(targets) > 1 or targets[0][1] == BOTH
    gaps = "the gaps, in their order," if several else "the gap"
    listed = [f"{_number(place, targets)}{with_gap(*target)}" for place, target in enumerate(targets, 1)]
    return f"Fill {gaps} in {_MORE[len(targets)]} of {document}: {' '.join(listed)}"


def _reason(step: Step, hop: Hop, title: str) -> ReasoningStep:
    """Return the sentence of a step, and of which document it is where that was to be found."""
    (whole,) = sentence(hop)
    if step is Step.CLUE:
        return whole.model_copy(update={"text": f"“{title}” says: {_within(whole.text)}."})
    if step is Step.NAMED:
        quote = plain_quote(hop.claim.evidence.quote)
        return whole.model_copy(update={"text": f"“{title}” names it: {_within(quote)}."})
    return whole


def _within(sentence: str) -> str:
    """Return a sentence as a quotation within another."""
    return f"“{inner(sentence).rstrip('.')}”"


SOURCE = Task(
    TASK, Stage.LANGUAGE, range(2, 5), _asked, _tell, "find a document by what it says or names, and what else it says"
)
