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
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kg.index import HEAD, TITLE
from kg.spot import STOP, Word, split

if TYPE_CHECKING:
    from kg.index import Passage, Snapshot

RAREST, COMMONEST = 2, 12
"""Passages that a name must stand in to be worth hiding."""

NO_PROSE = re.compile(r"https?:|www\.|[=<>{}\\|_]|(?:\d[^a-z\d]*){8}")
"""Addresses, code, formulas and columns of numbers: nobody asks in their words."""

SENTENCE = re.compile(r"(?<=[.!?])[\"”’)\]]*\s+(?=[\"“‘(\[]?[A-Z0-9])")
TRIES = 40
"""Draws for one question before it is given up."""


class Asked(NamedTuple):
    """A question, its kind, the passages that answer it, and the names that it hides; by place in the snapshot."""

    text: str
    kind: str
    gold: tuple[int, ...]
    hidden: tuple[int, ...]


class Said(NamedTuple):
    """A sentence: its passage, its words, and the names in it as (number, first word, word after the last)."""

    passage: int
    words: list[Word]
    names: list[tuple[int, int, int]]

    def has(self, name: int) -> bool:
        """Return whether a name stands in the sentence."""
        return any(number == name for number, _, _ in self.names)


class _Material:
    """What questions are made of: sentences by passage, and the sentences that have each name."""

    def __init__(self, snapshot: Snapshot, passages: Sequence[Passage], rng: random.Random) -> None:
        self.snapshot, self.rng, self.passages = snapshot, rng, passages
        self.sentences: list[list[Said]] = []
        self.with_name: dict[int, list[Said]] = defaultdict(list)
        for number, passage in enumerate(passages):
            rows = []
            for text in SENTENCE.split(passage.text):
                words = split(text)
                if 5 <= len(words) <= 60 and not NO_PROSE.search(text):
                    rows.append(Said(number, words, list(snapshot.lexicon.find(words))))
            self.sentences.append(rows)
            for said in rows:
                for name in {n for n, _, _ in said.names}:
                    self.with_name[name].append(said)
        frequencies = snapshot.frequencies
        self.rare = sorted(n for n in self.with_name if RAREST <= frequencies[n] <= COMMONEST)
        self.subjects = sorted(
            (int(row), int(snapshot.edges.others[at]))
            for row in range(len(passages))
            for at in range(snapshot.edges.starts[row], snapshot.edges.starts[row + 1])
            if snapshot.edges.flags[at] and self.sentences[row]
        )

    def homes(self, name: int) -> list[int]:
        """Return the passages about a name: titled by it, else with a claim about it, else all that have it."""
        start, end = self.snapshot.places.starts[name], self.snapshot.places.starts[name + 1]
        others, flags = self.snapshot.places.others[start:end], self.snapshot.places.flags[start:end]
        for flag in (TITLE, HEAD):
            about = [int(p) for p in others[(flags & flag) > 0]]
            if about:
                return about
        return [int(p) for p in others]

    def bridge(self, name: int) -> tuple[Said, Said] | None:
        """Return a sentence that has a name and one of another passage about the name."""
        home = self.rng.choice(self.homes(name))
        near = [said for said in self.with_name[name] if said.passage != home]
        far = [said for said in self.sentences[home] if said.has(name)] or self.sentences[home][:3]
        if not near or not far:
            return None
        return self.rng.choice(near), self.rng.choice(far)

    def anchor(self, said: Said, hidden: set[int]) -> int | None:
        """Return a name of the sentence other than the hidden ones, rare ones first; else its passage's title."""
        others = [n for n, _, _ in said.names if n not in hidden]
        weights = [1.0 / (1 + float(self.snapshot.frequencies[n])) ** 0.5 for n in others]
        return self.rng.choices(others, weights)[0] if others else None

    def phrase(self, said: Said, hidden: set[int], keep: int | None = None, least: int = 3, most: int = 9) -> str:
        """Return a run of the sentence's words round the name `keep`, the hidden names and a few words left out."""
        gone = {i for n, a, b in said.names if n in hidden for i in range(a, b)}
        place = next(((a, b) for n, a, b in said.names if n == keep), None)
        length = self.rng.randint(least, most)
        if place is None:
            begin = self.rng.randint(0, max(0, len(said.words) - length))
            place = (begin, begin)
        begin = max(0, place[0] - self.rng.randint(0, length))
        end = min(len(said.words), max(place[1], begin + length))
        kept = set(range(place[0], place[1]))
        words = [
            w.text
            for i, w in enumerate(said.words[begin:end], begin)
            if i not in gone and (i in kept or self.rng.random() > 0.15)
        ]
        if keep is None and said.words and not words:
            words = [w.text for i, w in enumerate(said.words) if i not in gone][:most]
        return " ".join(words)

    def titled(self, passage: int) -> str:
        """Return the title of a passage that names it, else nothing."""
        return self.passages[passage].title if self.passages[passage].titled else ""


def _near_phrase(m: _Material, said: Said, hidden: set[int]) -> str | None:
    anchor = m.anchor(said, hidden)
    title = m.titled(said.passage)
    if anchor is None or (title and m.rng.random() < 0.4):
        return f"{m.phrase(said, hidden)} {title}" if title else None
    return m.phrase(said, hidden, anchor)


def _others(m: _Material, said: Said, hidden: set[int], share: float = 0.6) -> set[int]:
    """Return what a far sentence hides: the joining names, and most of its other names, one of which is the answer."""
    return hidden | {n for n, _, _ in said.names if m.rng.random() < share}


def bridge(m: _Material) -> Asked | None:
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


def chain(m: _Material) -> Asked | None:
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


def shared(m: _Material) -> Asked | None:
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


def comparison(m: _Material) -> Asked | None:
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


def bridge_comparison(m: _Material) -> Asked | None:
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


def single(m: _Material) -> Asked | None:
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


KINDS: dict[str, tuple[Callable[[_Material], Asked | None], float]] = {
    "bridge": (bridge, 0.34),
    "chain": (chain, 0.13),
    "shared": (shared, 0.10),
    "comparison": (comparison, 0.12),
    "bridge_comparison": (bridge_comparison, 0.06),
    "single": (single, 0.25),
}
"""Each kind and its share."""


def questions(snapshot: Snapshot, passages: Sequence[Passage], number: int, seed: int) -> list[Asked]:
    """Return about `number` questions, the same for the same seed; fewer where the graph is too thin for a kind."""
    rng = random.Random(seed)
    material = _Material(snapshot, passages, rng)
    if not material.rare:
        return []
    return list(_drawn(material, number, rng))


def _drawn(material: _Material, number: int, rng: random.Random) -> Iterator[Asked]:
    seen: set[str] = set()
    for kind in rng.choices(list(KINDS), [share for _, share in KINDS.values()], k=number):
        for _ in range(TRIES):
            found = KINDS[kind][0](material)
            if found and found.text not in seen and _sound(found, material.snapshot):
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


def _word(m: _Material) -> str:
    return m.rng.choice(("What", "Who", "Which", "When", "Where", "What is", "Who is", "In which", "How"))


def _subjects(m: _Material, passage: int) -> list[tuple[int, int]]:
    edges = m.snapshot.edges
    start, end = edges.starts[passage], edges.starts[passage + 1]
    flags = edges.flags[start:end]
    strong = TITLE if (flags & TITLE).any() else HEAD
    return [(passage, int(n)) for n in edges.others[start:end][(flags & strong) > 0]]


def _alike(m: _Material, passage: int) -> int | None:
    """Return one of the passages nearest to a passage that are about something."""
    import numpy as np

    near = m.snapshot.vectors.cosines(m.snapshot.vectors.take(np.asarray([passage]))[0])
    order = np.argsort(-near, kind="stable")[1:30]
    found = [int(p) for p in order if p != passage and _subjects(m, int(p))]
    return m.rng.choice(found[:15]) if found else None


def _content(m: _Material, said: Said, hidden: set[int], number: int) -> str:
    gone = {i for n, a, b in said.names if n in hidden for i in range(a, b)}
    words = [w.text for i, w in enumerate(said.words) if i not in gone and w.plain not in STOP]
    begin = m.rng.randint(0, max(0, len(words) - number))
    return " ".join(words[begin : begin + number])
