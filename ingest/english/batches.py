"""Windows of words batched for the encoder: at training with their answers, at parsing without."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

import torch
from torch import Tensor

from ingest.english.conllu import Sentence
from ingest.english.lemmas import rule_for
from ingest.english.model import Inventory, Rows
from ingest.english.pieces import CLS, EDGE_SHAPE, HIDDEN_SHAPE, MASK, SEP

Known = tuple[list[int], int, list[int]]  # what WordPieces knows of a word


@dataclass(slots=True)
class Case:
    """A sentence as numbers; -1 is "no answer here"."""

    known: list[Known]
    glued: list[bool]  # no space after
    tags: list[tuple[int, int, int, int]]
    heads: list[int]
    labels: list[int]
    kinds: list[int]
    starts: list[int]
    ends: list[int]
    breaks: bool  # a paragraph or document begins here
    size: int = field(default=0)


@dataclass(slots=True)
class Window:
    """Consecutive sentences; of the last one only the first `partial` words where that is not None."""

    cases: list[Case]
    partial: int | None = None
    size: int = 0


def inventory_of(sentences: Iterable[Sentence]) -> Inventory:
    """Return the classes that occur at least twice (labels and parts of speech: at least once)."""
    counts: list[Counter[str]] = [Counter() for _ in range(6)]
    for sentence in sentences:
        for word in sentence.words:
            values = (word.upos, word.xpos, word.feats, rule_for(word.form, word.lemma), word.deprel)
            for counter, value in zip(counts, values, strict=False):
                counter[value] += 1
        for mention in sentence.mentions or ():
            counts[5][mention.kind] += 1
    least = (1, 2, 2, 2, 1, 1)
    names = [tuple(sorted(v for v, n in c.items() if n >= m)) for c, m in zip(counts, least, strict=True)]
    return Inventory(names[0], names[1], names[2], names[3], names[4], ("", *names[5]))


def case_of(sentence: Sentence, known: list[Known], inventory: Inventory) -> Case:
    """Return a sentence's numbers."""
    numbers = [
        {name: n for n, name in enumerate(names)}
        for names in (
            inventory.upos,
            inventory.xpos,
            inventory.feats,
            inventory.lemma,
            inventory.deprel,
            inventory.kind,
        )
    ]
    upos, xpos, feats, lemma, deprel, kind = numbers
    words = sentence.words
    marked = sentence.mentions is not None
    kinds, starts, ends = ([filler] * len(words) for filler in (0 if marked else -1, -1, -1))
    for span in sorted(sentence.mentions or (), key=lambda s: s.start - s.end):  # the shorter of two comes last, stays
        head = next((i for i in range(span.start, span.end) if not span.start < words[i].head <= span.end), span.start)
        kinds[head], starts[head], ends[head] = kind.get(span.kind, -1), span.start, span.end - 1
    return Case(
        known=known,
        glued=[word.glued for word in words],
        tags=[
            (upos[w.upos], xpos.get(w.xpos, -1), feats.get(w.feats, -1), lemma.get(rule_for(w.form, w.lemma), -1))
            for w in words
        ],
        heads=[word.head for word in words],
        labels=[deprel[word.deprel] for word in words],
        kinds=kinds,
        starts=starts,
        ends=ends,
        breaks=sentence.new_document or sentence.new_paragraph,
        size=sum(len(ids) for ids, _, _ in known),
    )


def windows_of(cases: Sequence[Case], rng: Random, limit: int = 400) -> list[Window]:
    """Cut a treebank into windows: a third single sentences, the rest runs of them, often with a torn last one."""
    windows: list[Window] = []
    at = 0
    while at < len(cases):
        wanted = rng.choice((0, 0, 64, 96, 128, 192))
        window = Window([cases[at]], size=cases[at].size)
        at += 1
        if window.size > limit:
            continue
        while at < len(cases):
            crossing = not cases[at].breaks or rng.random() < 0.1
            if not crossing or window.size + cases[at].size > wanted:
                break
            window.cases.append(cases[at])
            window.size += cases[at].size
            at += 1
        if wanted and at < len(cases) and not cases[at].breaks and len(cases[at].known) > 1 and rng.random() < 0.4:
            window.partial = rng.randint(1, min(len(cases[at].known) - 1, 20))
            window.cases.append(cases[at])
            window.size += sum(len(ids) for ids, _, _ in cases[at].known[: window.partial])
        windows.append(window)
    return windows


def batches_of(windows: list[Window], rng: Random, pieces: int = 1536) -> list[list[Window]]:
    """Group windows of like size so that a batch, padded, has about `pieces` pieces; the order is shuffled."""
    ordered = sorted(windows, key=lambda w: w.size + rng.random() * 6)
    batches: list[list[Window]] = []
    batch: list[Window] = []
    for window in ordered:
        if batch and (window.size + 2) * (len(batch) + 1) > pieces:
            batches.append(batch)
            batch = []
        batch.append(window)
    batches.append(batch)
    rng.shuffle(batches)
    return batches


@dataclass(slots=True)
class Answers:
    """What the heads should say for a batch of windows; -1 or False where nothing is asked."""

    tags: Tensor  # words, 4
    ends: Tensor  # words: 1 where a sentence ends
    ends_asked: Tensor  # words: False at a window's last word
    index: Tensor  # whole sentences, words: flat numbers
    heads: Tensor  # whole sentences, words: 0 is the root
    labels: Tensor  # whole sentences, words
    kinds: Tensor  # words
    starts: Tensor  # whole sentences, words
    stops: Tensor  # whole sentences, words


def rows_of(windows: Sequence[tuple[Sequence[Known], Sequence[bool]]], hide: Random | None = None) -> Rows:
    """Lay out windows, each the known words and whether a space is missing after them; `hide` masks 1 word in 20."""
    sizes = [2 + sum(len(ids) for ids, _, _ in known) for known, _ in windows]
    length = max(sizes)
    pieces = torch.zeros(len(windows), length, dtype=torch.long)
    shapes = torch.full((len(windows), length), EDGE_SHAPE)
    first: list[int] = []
    last: list[int] = []
    affixes: list[list[int]] = []
    final: list[bool] = []
    for number, (known, glued) in enumerate(windows):
        row, forms, spaced = [CLS], [EDGE_SHAPE], 0
        for (ids, shape, ending), tight in zip(known, glued, strict=True):
            hidden = hide is not None and hide.random() < 0.05
            first.append(number * length + len(row))
            row += [MASK] * len(ids) if hidden else ids
            forms += [HIDDEN_SHAPE if hidden else shape + spaced] * len(ids)
            last.append(number * length + len(row) - 1)
            affixes.append(ending)
            final.append(False)
            spaced = 8 if tight else 0  # the word after a missing space looks different
        final[-1] = True
        row.append(SEP)
        pieces[number, : len(row)] = torch.tensor(row)
        shapes[number, : len(row) - 1] = torch.tensor(forms)
    return Rows(
        pieces,
        shapes,
        torch.tensor(sizes),
        torch.tensor(first),
        torch.tensor(last),
        torch.tensor(affixes),
        torch.tensor(final),
    )


def answers_of(windows: Sequence[Window]) -> Answers:
    """Lay out the answers in the order of `rows_of`."""
    tags: list[tuple[int, int, int, int]] = []
    ends: list[bool] = []
    kinds: list[int] = []
    whole: list[tuple[int, Case]] = []
    asked: list[bool] = []
    for window in windows:
        for case in window.cases:
            torn = window.partial if case is window.cases[-1] else None
            count = len(case.known) if torn is None else torn
            if torn is None:
                whole.append((len(tags), case))
                tags += case.tags
                kinds += case.kinds
            else:
                tags += [(-1, -1, -1, -1)] * count
                kinds += [-1] * count
            ends += [False] * (count - 1) + [torn is None]
            asked += [True] * count
        asked[-1] = False
    width = max(len(case.known) for _, case in whole)

    def spread(values: list[list[int]]) -> Tensor:
        return torch.tensor([v + [-1] * (width - len(v)) for v in values])

    return Answers(
        torch.tensor(tags),
        torch.tensor(ends).float(),
        torch.tensor(asked),
        spread([list(range(at, at + len(case.known))) for at, case in whole]),
        spread([case.heads for _, case in whole]),
        spread([case.labels for _, case in whole]),
        torch.tensor(kinds),
        spread([case.starts for _, case in whole]),
        spread([case.ends for _, case in whole]),
    )


def words_in(window: Window) -> tuple[list[Known], list[bool]]:
    """Return the window's known words and whether a space is missing after each."""
    known = [word for case in window.cases for word in case.known]
    glued = [tight for case in window.cases for tight in case.glued]
    if window.partial is not None:
        left_out = len(window.cases[-1].known) - window.partial
        return known[:-left_out], glued[:-left_out]
    return known, glued
