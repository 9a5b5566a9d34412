"""What questions are made of: the sentences of a graph's passages, the names in them, and the claims they make."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from kg.index import HEAD, RELATION, TITLE
from kg.spot import STOP, Word, split

if TYPE_CHECKING:
    from kg.index import Passage, Snapshot

RAREST, COMMONEST = 2, 12
"""Passages that a name must stand in to be worth hiding."""

OFTEN = 50
"""Passages that a name may stand in and yet join two, where one of them is about it."""

ABOUT, PROPER = 0.4, 0.25
"""Shares of joining names that some passage is about, and that have a capital; the others are any.

A person asks of two passages since one says more of what the other names: most pairs that share any rare name share a
word that nobody would ask by.
"""

LEFT_OUT = 0.05
"""Share of the words of a phrase that are left out, the words of its names apart."""

REACH = 14
"""Words between a hidden name and the name that it is asked by."""

NO_PROSE = re.compile(r"https?:|www\.|[=<>{}\\|_]|(?:\d[^a-z\d]*){8}")
"""Addresses, code, formulas and columns of numbers: nobody asks in their words."""

BETWEEN, APART = 3, 10
"""Names, and words, that two names of a claim may stand apart in its sentence."""

SENTENCE = re.compile(r"(?<=[.!?])[\"”’)\]]*\s+(?=[\"“‘(\[]?[A-Z0-9])")


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


class Stated(NamedTuple):
    """A claim as a sentence makes it: two of its names, in their order, and what is said of them between."""

    said: Said
    left: tuple[int, int, int]
    right: tuple[int, int, int]


class Sentences:
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

    def homes(self, name: int) -> list[int]:
        """Return the passages about a name: titled by it, else with a claim about it, else all that have it."""
        start, end = self.snapshot.places.starts[name], self.snapshot.places.starts[name + 1]
        others, flags = self.snapshot.places.others[start:end], self.snapshot.places.flags[start:end]
        for flag in (TITLE, HEAD):
            about = [int(p) for p in others[(flags & flag) > 0]]
            if about:
                return about
        return [int(p) for p in others]

    @cached_property
    def about(self) -> list[int]:
        """The names that a passage is about and another has, once for each passage about one."""
        frequencies = self.snapshot.frequencies
        return [
            name
            for passage in range(len(self.sentences))
            for name in self.subjects(passage)
            if frequencies[name] <= OFTEN and any(said.passage != passage for said in self.with_name.get(name, ()))
        ]

    @cached_property
    def proper(self) -> list[int]:
        """The rare names that have a capital."""
        return [name for name in self.rare if any(c.isupper() for c in self.snapshot.names[name])]

    @cached_property
    def joining(self) -> tuple[set[int], set[int], set[int]]:
        """The names that join passages: those that one is about, those that have a capital, all that are rare."""
        return set(self.about), set(self.proper), set(self.rare)

    def subjects(self, passage: int) -> list[int]:
        """Return the names that a passage is about: those that title it, else those that its claims are about."""
        edges = self.snapshot.edges
        start, end = edges.starts[passage], edges.starts[passage + 1]
        flags = edges.flags[start:end]
        strong = TITLE if (flags & TITLE).any() else HEAD
        return [int(n) for n in edges.others[start:end][(flags & strong) > 0]]

    def joint(self) -> int:
        """Return a name to hide that joins passages."""
        drawn = self.rng.random()
        for names, share in ((self.about, ABOUT), (self.proper, PROPER)):
            if names and drawn < share:
                return self.rng.choice(names)
            drawn -= share
        return self.rng.choice(self.rare)

    def bridge(self, name: int) -> tuple[Said, Said] | None:
        """Return a sentence that has a name and one of another passage about the name."""
        home = self.rng.choice(self.homes(name))
        near = [said for said in self.with_name[name] if said.passage != home]
        far = [said for said in self.sentences[home] if said.has(name)]
        # A page speaks of what it is titled by in sentences that say `she` and `it`, too.
        if not far or (self.passages[home].titled and name in self.subjects(home) and self.rng.random() < 0.6):
            far = self.sentences[home][:4]
        if not near or not far:
            return None
        return self.rng.choice(near), self.rng.choice(far)

    def asked_by(self, said: Said, hidden: set[int], name: int) -> str | None:
        """Return what a sentence says of a hidden name, with another name to ask by: one of it, or its page's title."""
        spots = [(begin, end) for number, begin, end in said.names if number == name]
        others = [place for place in said.names if place[0] not in hidden]
        title = self.titled(said.passage)
        if not spots or not (others or title):
            return None
        begin, end = self.rng.choice(spots)
        if title and (not others or self.rng.random() < 0.5):
            length = self.rng.randint(2, 7)
            before = self.rng.random() < 0.6
            words = self.run(said, hidden, max(0, begin - length) if before else end, begin if before else end + length)
            return self.rng.choice((f"{words} {title}", f"{words} of {title}", f"{title} {words}"))
        rarity = [1.0 / (1 + float(self.snapshot.frequencies[number])) ** 0.5 for number, _, _ in others]
        _, first, last = self.rng.choices(others, rarity)[0]
        low, high = min(begin, first), max(end, last)
        if high - low > REACH:
            low, high = max(low, first - self.rng.randint(1, 6)), min(high, last + self.rng.randint(1, 6))
        elif high - low < REACH // 3:
            low, high = max(0, low - self.rng.randint(0, 4)), high + self.rng.randint(0, 4)
        return self.run(said, hidden, low, high, range(first, last))

    def run(self, said: Said, hidden: set[int], begin: int, end: int, keep: Sequence[int] = ()) -> str:
        """Return the words from one place to another, the hidden names and a few words left out, but none of `keep`."""
        gone = {i for number, a, b in said.names if number in hidden for i in range(a, b)}
        return " ".join(
            word.text
            for i, word in enumerate(said.words[begin:end], begin)
            if i not in gone and (i in keep or self.rng.random() >= LEFT_OUT)
        )

    def asked_for(self, said: Said, hidden: set[int], least: int, most: int) -> str:
        """Return a run of a sentence's words that begins with one that says something; the hidden names, and most of
        the others, one of which is the answer, are left out.
        """
        left_out = hidden | {number for number, _, _ in said.names if self.rng.random() < 0.6}
        length = self.rng.randint(least, most)
        starts = [i for i, word in enumerate(said.words[: 1 - least]) if word.plain not in STOP]
        begin = self.rng.choice(starts or [0])
        return self.run(said, left_out, begin, begin + length)

    def titled(self, passage: int) -> str:
        """Return the title of a passage that names it, else nothing."""
        return self.passages[passage].title if self.passages[passage].titled else ""

    @cached_property
    def claims(self) -> list[Stated]:
        """Where two names that a relation joins stand near each other in a sentence."""
        links = self.snapshot.links
        found = []
        for said in (said for rows in self.sentences for said in rows):
            names = sorted(said.names, key=lambda name: name[1])
            for i, one in enumerate(names):
                begin, end = links.starts[one[0]], links.starts[one[0] + 1]
                joined = set(links.others[begin:end][links.flags[begin:end] == RELATION].tolist())
                found += [
                    Stated(said, one, other)
                    for other in names[i + 1 : i + 1 + BETWEEN]
                    if other[0] in joined and 0 < other[1] - one[2] <= APART
                ]
        return found

    @cached_property
    def claims_about(self) -> dict[int, list[Stated]]:
        """The claims at either end of which a name stands."""
        found: dict[int, list[Stated]] = defaultdict(list)
        for stated in self.claims:
            for name in (stated.left[0], stated.right[0]):
                found[name].append(stated)
        return found
