"""Judge a statement: true or turned into its contrary; stated, held possible, or denied.

A false statement is never made by putting something else in the place of an answer: the source might say that too,
where no one looked. It is made by the contrary verb (*increases*, *decreases*), which the same quote rules out.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from random import Random

from generate.ask import allowed, chains, prompt, says_nothing, shuffled, single
from generate.clauses import clause, head, statement, tail
from generate.context import hedged_around
from generate.facts import Facts
from generate.frames import framed
from generate.morphology import capitalise
from generate.phrases import QUANTIFIERS, is_person, is_work, listed, of_document, words
from generate.records import Draft, Prompt, ReasoningStep, Stage
from generate.tasks.reasoning import hops_of, steps
from generate.tasks.task import Task
from kg.records import Certainty, Hop, Rejection

_CONTRARY = [
    ("increase", "decrease"),
    ("raise", "lower"),
    ("enable", "prevent"),
    ("allow", "prevent"),
    ("permit", "forbid"),
    ("improve", "worsen"),
    ("strengthen", "weaken"),
    ("accelerate", "slow"),
    ("facilitate", "hinder"),
    ("enhance", "diminish"),
    ("precede", "follow"),
    ("widen", "narrow"),
    ("simplify", "complicate"),
]
CONTRARY = dict(_CONTRARY) | {other: one for one, other in reversed(_CONTRARY)}
CONTRARY |= {"reduce": "increase", "block": "allow", "help": "hinder"}

VERDICTS = ("True", "False")


def _true_or_false(
    facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None
) -> Iterator[Prompt | Rejection]:
    for hop in shuffled(allowed(facts.sound, stage, topic), rng):
        if not _can_be_turned(hop):
            yield Rejection(subject=hop.claim.id, step="ask", reason="no_contrary")
        else:
            answer = rng.choice(VERDICTS)
            yield prompt("judge", answer.lower(), stage, [single(hop)], facts, rng, answer)


def _can_be_turned(hop: Hop) -> bool:
    """Return whether the contrary is as likely, to one who does not know the source, as what it says.

    No one takes it that a tool hinders what it is made for, or that a course lacks what it teaches.
    """
    predicate = hop.claim.predicate
    made = of_document(hop.head) or hop.head.type in _MADE or head(hop)[:1].isupper()
    turns = predicate.text in CONTRARY and not predicate.passive and not predicate.modal and not hop.inverse
    loaded = _LOADED & {*words(head(hop)), *words(tail(hop))}
    return turns and not made and not loaded and not says_nothing(hop) and not says_nothing(hop, "head")


_LOADED = listed(
    "nuisance problem problems error errors noise bias lack loss losses failure failures risk risks damage poor bad "
    "good better improved optimal excessive harmful beneficial"
)
"""Words that tell for themselves whether what has them helps or harms."""

_MADE = frozenset({"artifact", "person", "organization", "event", "method"})
"""Types of what is there for a purpose."""


def _contrary(hop: Hop) -> Hop:
    verb = CONTRARY[hop.claim.predicate.text]
    predicate = hop.claim.predicate.model_copy(update={"text": verb, "verb": verb.split()[0]})
    return hop.model_copy(update={"claim": hop.claim.model_copy(update={"predicate": predicate})})


def _tell_verdict(prompt: Prompt, rng: Random) -> Draft | Rejection:
    (hop,) = hops_of(prompt)
    said = statement(hop if prompt.answer == "True" else _contrary(hop))
    asked = rng.choice(
        ["is this true or false?", "say whether this is true or false:", "judge whether this is true or false:"]
    )
    return Draft(
        question=framed(f"{asked} {said}", prompt.titles, prompt.stage, rng),
        answer=prompt.answer,
        options=VERDICTS,
        reasoning=(
            *steps([hop]),
            ReasoningStep(text=f"So the statement is {prompt.answer.lower()}.", evidence=()),
        ),
    )


def _argued(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    """Yield chains of which one step, drawn by chance, can be turned into its contrary."""
    for path in chains(facts, rng, stage, hops, topic, both_ways=True):
        if isinstance(path, Rejection):
            yield path
            continue
        able = [place for place, hop in enumerate(path.hops) if _can_be_turned(hop)]
        if able:
            place = rng.choice(able)
            said = statement(_contrary(path.hops[place]))
            yield prompt("critique", f"step {place + 1}", stage, [path], facts, rng, said)
        else:
            yield Rejection(subject=path.hops[0].claim.id, step="ask", reason="no_contrary")


def _tell_critique(prompt: Prompt, rng: Random) -> Draft | Rejection:
    hops = hops_of(prompt)
    wrong = int(prompt.form.split()[1]) - 1
    said = [statement(_contrary(hop) if place == wrong else hop) for place, hop in enumerate(hops)]
    asked = rng.choice(
        [
            "an argument runs in these steps. Which of them goes against the source?",
            "someone argues step by step. Which step does the source contradict?",
            "one step of this argument is wrong. Which one?",
        ]
    )
    question = framed(f"{asked} {' '.join(said)}", prompt.titles, prompt.stage, rng)
    end = f"So the step that goes against the source is this: {said[wrong]}"
    conclusion = ReasoningStep(text=end, evidence=())
    return Draft(question=question, answer=said[wrong], options=tuple(said), reasoning=(*steps(hops), conclusion))


STATED, POSSIBLE, DENIED = "Stated as a fact", "Held possible", "Denied"


def _standing(hop: Hop) -> str:
    if not hop.claim.affirmed:
        return DENIED
    hedged = hop.claim.certainty is not Certainty.ASSERTED or hop.claim.predicate.modal in {"may", "might", "could"}
    return POSSIBLE if hedged else STATED


def _how_sure(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    """Yield hedged and denied facts, and as many stated ones between them, whose sentence also hedges something."""
    hedged = (
        hop
        for hop in facts.hedged
        if hop.claim.predicate.modal != "could"  # or could it then, and did?
        and not (hop.claim.predicate.modal and hop.claim.predicate.passive)  # *may be adjusted*: it can be
        and not is_person(hop.claim.head, hop.head)  # *you may want to* holds nothing possible
    )
    denied = (
        hop
        for hop in facts.denied
        # *many cannot be* says nothing of *many are*
        if not hop.claim.predicate.modal and head(hop).split()[0].lower() not in QUANTIFIERS
    )
    odd = shuffled(allowed((*hedged, *denied), stage, topic), rng)
    plain = (
        hop
        for hop in facts.sound
        if not (hop.claim.predicate.modal or is_person(hop.claim.head, hop.head) or is_work(hop.head))
        and hedged_around(hop.claim)
    )
    sound = shuffled(allowed(plain, stage, topic), rng)
    for pair in zip_longest(odd, sound[: len(odd)]):
        for hop in filter(None, pair):
            yield prompt("certainty", "standing", stage, [single(hop)], facts, rng, _standing(hop))


def _tell_standing(prompt: Prompt, rng: Random) -> Draft | Rejection:
    (hop,) = hops_of(prompt)
    plain = hop.claim.predicate.model_copy(update={"modal": ""})
    bare = hop.model_copy(update={"claim": hop.claim.model_copy(update={"affirmed": True, "predicate": plain})})
    asked = rng.choice(
        [
            "is this stated as a fact, held possible or denied?",
            "does the source state this as a fact, hold it possible or deny it?",
        ]
    )
    question = framed(f"{asked} {capitalise(clause(bare))}.", prompt.titles, prompt.stage, rng)
    return Draft(question=question, answer=prompt.answer, options=(STATED, POSSIBLE, DENIED), reasoning=steps([hop]))


JUDGE = Task(
    "judge",
    Stage.LANGUAGE,
    range(1, 2),
    _true_or_false,
    _tell_verdict,
    "true, or turned into its contrary",
    everyday=True,
)
CRITIQUE = Task("critique", Stage.REFLECTIVE, range(2, 5), _argued, _tell_critique, "find the step that does not hold")
CERTAINTY = Task(
    "certainty",
    Stage.REFLECTIVE,
    range(1, 2),
    _how_sure,
    _tell_standing,
    "stated as a fact, held possible, or denied",
    everyday=True,
)
