"""Questions asked of the graph itself, with the passages that answer them: what the network learns from, unlabelled.

Each kind takes sentences that share a name, hides the name that joins them, and asks in the words around it, as a
person asks who has read neither. No title is needed: where a passage bears one it is the better end of a bridge, else a
passage that makes a claim about the name is, else any that has it.

    bridge              words of B, and of A with another name of A; the name that A and B share is hidden
    chain               the same over three passages
    shared              what two passages have in common
    comparison          two names, and words of one of the passages about them
    bridge_comparison   two bridges side by side
    single              words of one sentence, a name of it hidden
    claim               one claim of the graph, one of its ends hidden
    claims              two claims or more, each about an end of the one before: `What does what X uses cause?`
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from kg.gnn.sentences import Asked, Said, Sentences, Stated
from kg.spot import STOP, split

if TYPE_CHECKING:
    from kg.index import Passage, Snapshot

TRIES = 40
"""Draws for one question before it is given up."""

PLACED = 0.25
"""Share of questions that name the documents that answer them."""

STEPS = (1, 1, 1, 2, 2, 3)
"""Claims that follow the first, any of them as likely."""

STATED = 3
"""Passages that may state a claim before asking for it asks for none of them."""


def bridge(m: Sentences) -> Asked | None:
    """Two passages: `What position did the actress of Kiss and Tell hold?`"""
    name = m.joint()
    ends = m.bridge(name)
    close = ends and m.asked_by(ends[0], {name}, name)
    if ends is None or close is None:
        return None
    near, far = ends
    form = m.rng.choice(
        (
            "{w} {far} of the {near}?",
            "{w} {far} {near}?",
            "{near} {w} {far}?",
            "{w} {near} {far}?",
            "{w} is the {far} of the {near}?",
        )
    )
    text = form.format(w=_word(m), far=m.asked_for(far, {name}, 3, 8), near=close)
    return Asked(text, "bridge", (near.passage, far.passage), (name,))


def chain(m: Sentences) -> Asked | None:
    """Three passages, two hidden names."""
    first = m.joint()
    ends = m.bridge(first)
    if ends is None:
        return None
    near, middle = ends
    onward = [(s, n) for s in m.sentences[middle.passage] for n in {n for n, _, _ in s.names} if n != first]
    for names in m.joining:
        found = [(said, name) for said, name in onward if name in names]
        if found:
            break
    else:
        return None
    said, second = m.rng.choice(found)
    homes = [h for h in m.homes(second) if h not in (near.passage, middle.passage) and m.sentences[h]]
    close = m.asked_by(near, {first, second}, first)
    if not homes or close is None:
        return None
    home = m.rng.choice(homes)
    far = m.rng.choice([s for s in m.sentences[home] if s.has(second)] or m.sentences[home])
    spot = next(begin for number, begin, _ in said.names if number == second)
    between = m.run(said, {first, second}, max(0, spot - m.rng.randint(2, 5)), spot)
    between = between or m.asked_for(said, {first, second}, 2, 4)
    text = f"{_word(m)} {m.asked_for(far, {first, second}, 2, 6)} of the {between} of the {close}?"
    return Asked(text, "chain", (near.passage, middle.passage, home), (first, second))


def shared(m: Sentences) -> Asked | None:
    """Two passages that have a rare name in common, which is the answer."""
    name = m.rng.choice(m.proper if m.proper and m.rng.random() < 0.5 else m.rare)
    places = {s.passage: s for s in m.with_name[name]}
    if len(places) < 2:
        return None
    one, other = (places[p] for p in m.rng.sample(sorted(places), 2))
    first, second = m.asked_by(one, {name}, name), m.asked_by(other, {name}, name)
    if first is None or second is None:
        return None
    text = m.rng.choice(("What {a} and also {b}?", "Who {a} and {b}?", "{a} and {b} both have which in common?"))
    return Asked(text.format(a=first, b=second), "shared", (one.passage, other.passage), (name,))


def comparison(m: Sentences) -> Asked | None:
    """Two passages about like things, each named."""
    passage = m.rng.randrange(len(m.sentences))
    names = m.subjects(passage)
    other = _alike(m, passage) if names and m.sentences[passage] else None
    if other is None:
        return None
    name = m.rng.choice(names)
    named = [n for n in m.subjects(other) if n != name]
    if not named:
        return None
    second = m.rng.choice(named)
    words = _content(m, m.rng.choice(m.sentences[passage]), {name, second}, m.rng.randint(1, 4))
    a, b = m.snapshot.names[name], m.snapshot.names[second]
    return Asked(_compared(m, words, a, b), "comparison", (passage, other), ())


def bridge_comparison(m: Sentences) -> Asked | None:
    """Two bridges side by side: the makers of two things compared, neither maker named."""
    first = m.joint()
    one = m.bridge(first)
    other = _alike(m, one[1].passage) if one else None
    names = [n for n in m.subjects(other) if n in m.with_name] if other is not None else []
    if one is None or other is None or not names:
        return None
    second = m.rng.choice(names)
    near = [s for s in m.with_name[second] if s.passage not in (other, one[0].passage, one[1].passage)]
    if not near or first == second:
        return None
    said = m.rng.choice(near)
    a, b = m.asked_by(one[0], {first, second}, first), m.asked_by(said, {first, second}, second)
    if a is None or b is None:
        return None
    words = _content(m, one[1], {first, second}, m.rng.randint(1, 4))
    gold = (one[0].passage, one[1].passage, said.passage, other)
    return Asked(_compared(m, words, a, b), "bridge_comparison", gold, (first, second))


def single(m: Sentences) -> Asked | None:
    """One passage, one of its names hidden."""
    passage = m.rng.randrange(len(m.sentences))
    if not m.sentences[passage]:
        return None
    said = m.rng.choice(m.sentences[passage])
    names = [n for n, _, _ in said.names]
    hidden = {m.rng.choice(names)} if names else set()
    length = m.rng.randint(4, 12)
    begin = m.rng.randint(0, max(0, len(said.words) - length))
    text = f"{_word(m)} {m.run(said, hidden, begin, begin + length)}?"
    return Asked(text, "single", (passage,), tuple(hidden))


def claim(m: Sentences) -> Asked | None:
    """One claim: `What does evaporation raise?`, answered by each passage that has both of its ends in a sentence."""
    if not m.claims:
        return None
    stated = m.rng.choice(m.claims)
    left, right = stated.left[0], stated.right[0]
    gold = sorted({said.passage for said in m.with_name[left] if said.has(right)})
    if left == right or len(gold) > STATED:
        return None
    if m.rng.random() < 0.5:
        form = m.rng.choice(("What does {name} {words}?", "What {name} {words}?", "{w} {name} {words}?"))
        known, hidden = stated.left, right
    else:
        form = m.rng.choice(("What {words} {name}?", "{w} {words} {name}?"))
        known, hidden = stated.right, left
    text = form.format(w=_word(m), name=_written(stated.said, known), words=_predicate(m, stated, {hidden}))
    return Asked(text, "claim", tuple(gold), (hidden,))


def claims(m: Sentences) -> Asked | None:
    """Two to four claims, each about an end of the one before: `What does what rain fills feed?`"""
    if not m.claims:
        return None
    near = m.rng.choice(m.claims)
    known, joint = (near.left, near.right) if m.rng.random() < 0.5 else (near.right, near.left)
    steps = [_step(m, near, known, {joint[0]})]
    met, gold = [known[0], joint[0]], [near.said.passage]
    end = joint[0]
    for _ in range(m.rng.choice(STEPS)):
        onward = [
            far
            for far in m.claims_about[end]
            if far.said.passage not in gold and not {far.left[0], far.right[0]} & (set(met) - {end})
        ]
        if not onward:
            break
        far = m.rng.choice(onward)
        begin, beyond = (far.left, far.right) if far.left[0] == end else (far.right, far.left)
        steps.append(_step(m, far, begin, {*met[1:], beyond[0]}))
        met.append(beyond[0])
        gold.append(far.said.passage)
        end = beyond[0]
    if len(gold) < 2:
        return None
    return Asked(_in_steps(m, _written(near.said, known), steps), "claims", tuple(gold), tuple(met[1:]))


def _step(m: Sentences, stated: Stated, known: tuple[int, int, int], hidden: set[int]) -> tuple[str, bool]:
    """Return what a claim says between its ends, and whether its known end leads."""
    return _predicate(m, stated, {*hidden, known[0]}), known == stated.left


def _in_steps(m: Sentences, name: str, steps: Sequence[tuple[str, bool]]) -> str:
    """Return steps from a name as one nested question, or one after the other."""
    if m.rng.random() < 0.5:
        words, leads = steps[0]
        said = f"what {name} {words}" if leads else f"what {words} {name}"
        for words, leads in steps[1:-1]:
            said = f"what {said} {words}" if leads else f"what {words} {said}"
        words, leads = steps[-1]
        return f"What does {said} {words}?" if leads else f"What {words} {said}?"
    then = [f"what it {words}" if leads else f"what {words} it" for words, leads in steps]
    return f"Begin with {name}. Find {'. Then find '.join(then)}."


KINDS: dict[str, tuple[Callable[[Sentences], Asked | None], float]] = {
    "bridge": (bridge, 0.34),
    "chain": (chain, 0.14),
    "shared": (shared, 0.08),
    "comparison": (comparison, 0.10),
    "bridge_comparison": (bridge_comparison, 0.09),
    "single": (single, 0.06),
    "claim": (claim, 0.05),
    "claims": (claims, 0.14),
}
"""Each kind and its share."""


def questions(snapshot: Snapshot, passages: Sequence[Passage], number: int, seed: int) -> list[Asked]:
    """Return about `number` questions, the same for the same seed; fewer where the graph is too thin for a kind."""
    rng = random.Random(seed)
    sentences = Sentences(snapshot, passages, rng)
    if not sentences.rare:
        return []
    return list(_drawn(sentences, number, rng))


def _drawn(sentences: Sentences, number: int, rng: random.Random) -> Iterator[Asked]:
    seen: set[str] = set()
    for kind in rng.choices(list(KINDS), [share for _, share in KINDS.values()], k=number):
        for _ in range(TRIES):
            found = KINDS[kind][0](sentences)
            if found and found.text not in seen and _sound(found, sentences.snapshot):
                seen.add(found.text)
                yield _placed(sentences, found)
                break


def _placed(m: Sentences, asked: Asked) -> Asked:
    """Return a question that now and then names the documents that answer it, where they have titles of their own."""
    titles = dict.fromkeys(m.passages[place].title for place in asked.gold if not m.passages[place].titled)
    if not titles or "" in titles or m.rng.random() >= PLACED:
        return asked
    names = " and ".join(f"“{title}”" for title in titles)
    form = m.rng.choice(("In {names}, {text}", "{text} Answer from {names}.", "According to {names}, {text}"))
    return asked._replace(text=form.format(names=names, text=asked.text))


def _sound(asked: Asked, snapshot: Snapshot) -> bool:
    """Return whether a question has distinct passages and enough words, and still hides what it hides.

    Words that stand side by side only since others were left out can spell the hidden name again.
    """
    words = split(asked.text)
    if len(set(asked.gold)) < len(asked.gold) or sum(word.plain not in STOP for word in words) < 3:
        return False
    return not {number for number, _, _ in snapshot.lexicon.find(words)} & set(asked.hidden)


def _word(m: Sentences) -> str:
    return m.rng.choice(("What", "Who", "Which", "When", "Where", "What is", "Who is", "In which", "How"))


def _alike(m: Sentences, passage: int) -> int | None:
    """Return one of the passages nearest to a passage that are about something."""
    near = m.snapshot.vectors.cosines(m.snapshot.vectors.take(np.asarray([passage]))[0])
    order = np.argsort(-near, kind="stable")[1:30]
    found = [int(p) for p in order if p != passage and m.subjects(int(p))]
    return m.rng.choice(found[:15]) if found else None


def _compared(m: Sentences, words: str, one: str, other: str) -> str:
    form = m.rng.choice(
        (
            "Which is {w}, {a} or {b}?",
            "Which has the {w}, {a} or {b}?",
            "Are {a} and {b} both {w}?",
            "Who {w}, {a} or {b}?",
            "Do {a} and {b} have the same {w}?",
        )
    )
    return form.format(w=words, a=one, b=other)


def _content(m: Sentences, said: Said, hidden: set[int], number: int) -> str:
    gone = {i for n, a, b in said.names if n in hidden for i in range(a, b)}
    words = [w.text for i, w in enumerate(said.words) if i not in gone and w.plain not in STOP]
    begin = m.rng.randint(0, max(0, len(words) - number))
    return " ".join(words[begin : begin + number])


def _written(said: Said, name: tuple[int, int, int]) -> str:
    return " ".join(word.text for word in said.words[name[1] : name[2]])


def _predicate(m: Sentences, stated: Stated, hidden: set[int]) -> str:
    """Return what stands between the ends of a claim, the hidden names and a few words left out."""
    said, begin, end = stated.said, stated.left[2], stated.right[1]
    gone = {i for n, a, b in said.names if n in hidden for i in range(a, b)}
    return " ".join(said.words[i].text for i in range(begin, end) if i not in gone and m.rng.random() > 0.1)
