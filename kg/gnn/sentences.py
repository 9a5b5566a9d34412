"""What questions are made of: the sentences of a graph's passages, the names in them, and the claims they make."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from kg.index import HEAD, RELATION, TITLE
from kg.spot import Word, split

if TYPE_CHECKING:
    from kg.index import Passage, Snapshot

RAREST, COMMONEST = 2, 12
"""Passages that a name must stand in to be worth hiding."""

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
