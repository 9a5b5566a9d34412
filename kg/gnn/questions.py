"""Questions asked of the graph itself, with the passages that answer them: what the network learns from, unlabelled.

Each kind takes sentences that share a name, hides the name that joins them, and asks in the words around it, as a
person asks who has read neither. No title is needed: where a passage bears one it is the better end of a bridge, else a
passage that makes a claim about the name is, else any that has it.

    bridge              words of B, and of A with another name of A; the name that A and B share is hidden
    chain               the same over three passages
    shared              what two passages have in common
    comparison          two names, and words of one of the passages about them
    bridge_comparison   two bridges side by side
    single              words of one sentence, a name of it hidden, and now and then the paper that it stands in
    claim               one claim of the graph, one of its ends hidden
    claims              two claims of two passages that share an end, which is hidden: `What does what X uses cause?`
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from kg.gnn.sentences import Asked, Said, Sentences, Stated
from kg.index import HEAD, TITLE
from kg.spot import STOP, split

if TYPE_CHECKING:
    from kg.index import Passage, Snapshot

TRIES = 40
"""Draws for one question before it is given up."""

STATED = 3
"""Passages that may state a claim before asking for it asks for none of them."""


def _near_phrase(m: Sentences, said: Said, hidden: set[int]) -> str | None:
    anchor = m.anchor(said, hidden)
    title = m.titled(said.passage)
    if anchor is None or (title and m.rng.random() < 0.4):
        return f"{m.phrase(said, hidden)} {title}" if title else None
    return m.phrase(said, hidden, anchor)


def _others(m: Sentences, said: Said, hidden: set[int], share: float = 0.6) -> set[int]:
    """Return what a far sentence hides: the joining names, and most of its other names, one of which is the answer."""
    return hidden | {n for n, _, _ in said.names if m.rng.random() < share}


def bridge(m: Sentences) -> Asked | None:
    """Two passages: `What position did the actress of Kiss and Tell hold?`"""
    name = m.rng.choice(m.rare)
    ends = m.bridge(name)
    if ends is None:
        return None
    near, far = ends
    close = _near_phrase(m, near, {name})
    if close is None:
        return None
    away = m.phrase(far, _others(m, far, {name}), None, 2, 7)
    text = m.rng.choice(("{w} {far} of the {near}?", "{w} {far} {near}?", "{near} {w} {far}?", "{w} {near} {far}?"))
    return Asked(text.format(w=_word(m), far=away, near=close), "bridge", (near.passage, far.passage), (name,))


def chain(m: Sentences) -> Asked | None:
    """Three passages, two hidden names."""
    first = m.rng.choice(m.rare)
    ends = m.bridge(first)
    if ends is None:
        return None
    near, middle = ends
    rare = set(m.rare)
    onward = [(s, n) for s in m.sentences[middle.passage] for n, _, _ in s.names if n in rare and n != first]
    if not onward:
        return None
    said, second = m.rng.choice(onward)
    homes = [h for h in m.homes(second) if h not in (near.passage, middle.passage) and m.sentences[h]]
    close = _near_phrase(m, near, {first, second})
    if not homes or close is None:
        return None
    home = m.rng.choice(homes)
    far = m.rng.choice([s for s in m.sentences[home] if s.has(second)] or m.sentences[home])
    away = m.phrase(far, _others(m, far, {first, second}), None, 2, 6)
    between = m.phrase(said, _others(m, said, {first, second}), None, 2, 5)
    text = f"{_word(m)} {away} of the {between} of the {close}?"
    return Asked(text, "chain", (near.passage, middle.passage, home), (first, second))


def shared(m: Sentences) -> Asked | None:
    """Two passages that have a rare name in common, which is the answer."""
    name = m.rng.choice(m.rare)
    places = {s.passage: s for s in m.with_name[name]}
    if len(places) < 2:
        return None
    one, other = (places[p] for p in m.rng.sample(sorted(places), 2))
    first, second = _near_phrase(m, one, {name}), _near_phrase(m, other, {name})
    if first is None or second is None:
        return None
    text = m.rng.choice(("What {a} and also {b}?", "Who {a} and {b}?", "{a} and {b} both have which in common?"))
    return Asked(text.format(a=first, b=second), "shared", (one.passage, other.passage), (name,))


def comparison(m: Sentences) -> Asked | None:
    """Two passages about like things, each named."""
    if len(m.subjects) < 2:
        return None
    passage, name = m.rng.choice(m.subjects)
    other = _alike(m, passage)
    if other is None:
        return None
    named = [n for p, n in _subjects(m, other) if n != name]
    if not named:
        return None
    second = m.rng.choice(named)
    words = _content(m, m.rng.choice(m.sentences[passage]), {name, second}, m.rng.randint(1, 4))
    a, b = m.snapshot.names[name], m.snapshot.names[second]
    form = m.rng.choice(
        (
            "Which is {w}, {a} or {b}?",
            "Are {a} and {b} both {w}?",
            "Who {w}, {a} or {b}?",
            "Do {a} and {b} have the same {w}?",
        )
    )
    return Asked(form.format(w=words, a=a, b=b), "comparison", (passage, other), ())


def bridge_comparison(m: Sentences) -> Asked | None:
    """Two bridges side by side: the makers of two things compared, neither maker named."""
    first = m.rng.choice(m.rare)
    one = m.bridge(first)
    if one is None:
        return None
    other = _alike(m, one[1].passage)
    names = [n for p, n in _subjects(m, other) if n in m.with_name] if other is not None else []
    if not names:
        return None
    second = m.rng.choice(names)
    near = [s for s in m.with_name[second] if s.passage not in (other, one[0].passage, one[1].passage)]
    if not near or first == second or other is None:
        return None
    said = m.rng.choice(near)
    a, b = _near_phrase(m, one[0], {first, second}), _near_phrase(m, said, {first, second})
    if a is None or b is None:
        return None
    words = _content(m, one[1], {first, second}, m.rng.randint(1, 3))
    text = f"Which has the {words}, {a} or {b}?"
    return Asked(text, "bridge_comparison", (one[0].passage, one[1].passage, said.passage, other), (first, second))


def single(m: Sentences) -> Asked | None:
    """One passage, one of its names hidden."""
    passage = m.rng.randrange(len(m.sentences))
    if not m.sentences[passage]:
        return None
    said = m.rng.choice(m.sentences[passage])
    names = [n for n, _, _ in said.names]
    hidden = {m.rng.choice(names)} if names else set()
    text = f"{_word(m)} {m.phrase(said, hidden, None, 4, 12)}?"
    title = m.passages[passage].title
    if title and m.rng.random() < 0.3:
        text = m.rng.choice((f"In “{title}”, {text}", f"{text[:-1]}, according to “{title}”?"))
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
    """Two claims that share an end: `What does what rain fills feed?`"""
    if not m.claims:
        return None
    near = m.rng.choice(m.claims)
    known, joint = (near.left, near.right) if m.rng.random() < 0.5 else (near.right, near.left)
    onward = [
        far
        for far in m.claims_about[joint[0]]
        if far.said.passage != near.said.passage and known[0] not in (far.left[0], far.right[0])
    ]
    if not onward:
        return None
    far = m.rng.choice(onward)
    forward = far.left[0] == joint[0]
    hidden = (joint[0], far.right[0] if forward else far.left[0])
    name, words = _written(near.said, known), _predicate(m, near, set(hidden))
    inner = f"what {name} {words}" if known == near.left else f"what {words} {name}"
    beyond = _predicate(m, far, set(hidden))
    text = f"What does {inner} {beyond}?" if forward else f"What {beyond} {inner}?"
    return Asked(text, "claims", (near.said.passage, far.said.passage), hidden)


KINDS: dict[str, tuple[Callable[[Sentences], Asked | None], float]] = {
    "bridge": (bridge, 0.22),
    "chain": (chain, 0.10),
    "shared": (shared, 0.08),
    "comparison": (comparison, 0.08),
    "bridge_comparison": (bridge_comparison, 0.04),
    "single": (single, 0.28),
    "claim": (claim, 0.12),
    "claims": (claims, 0.08),
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
                yield found
                break


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


def _subjects(m: Sentences, passage: int) -> list[tuple[int, int]]:
    edges = m.snapshot.edges
    start, end = edges.starts[passage], edges.starts[passage + 1]
    flags = edges.flags[start:end]
    strong = TITLE if (flags & TITLE).any() else HEAD
    return [(passage, int(n)) for n in edges.others[start:end][(flags & strong) > 0]]


def _alike(m: Sentences, passage: int) -> int | None:
    """Return one of the passages nearest to a passage that are about something."""
    near = m.snapshot.vectors.cosines(m.snapshot.vectors.take(np.asarray([passage]))[0])
    order = np.argsort(-near, kind="stable")[1:30]
    found = [int(p) for p in order if p != passage and _subjects(m, int(p))]
    return m.rng.choice(found[:15]) if found else None


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
