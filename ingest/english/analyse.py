"""Paragraphs to analysed sentences: their ends are found first, then each sentence is parsed by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ingest.english.batches import Known, rows_of
from ingest.english.decode import best_heads
from ingest.english.ends import Ends, find_ends
from ingest.english.model import Parser

WIDEST, BATCH = 400, 1536  # pieces: of the longest sentence parsed whole, of a batch


@dataclass(slots=True)
class Run:
    """Words of one paragraph, and where its sentences end (None: to be found)."""

    known: list[Known]
    glued: list[bool]
    ends: list[bool] | None = None


@dataclass(slots=True)
class Analysed:
    """One sentence of a run, from its word `start`; lists by word, class numbers of the parser's inventory.

    `heads` count the sentence's words from 1, 0 is the root; `mentions` are (first, last, kind), counted from 0.
    """

    run: int
    start: int
    tags: list[list[int]]
    heads: list[int]
    labels: list[int]
    mentions: list[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class _Task:
    run: int
    start: int
    stop: int
    pieces: int


@torch.inference_mode()
def analyse(parser: Parser, ends: Ends, runs: Sequence[Run]) -> Iterator[Analysed]:
    """Yield every sentence of every run, the long ones first."""
    asked = [run for run in runs if run.ends is None]
    scores = iter(find_ends(ends, [(run.known, run.glued) for run in asked]))
    tasks: list[_Task] = []
    for number, run in enumerate(runs):
        likely = [float(end) for end in run.ends] if run.ends is not None else next(scores)
        tasks.extend(_sentences_of(number, run, likely))
    tasks.sort(key=lambda t: (-t.pieces, t.run, t.start))
    while tasks:
        count = max(1, BATCH // (tasks[0].pieces + 2))
        yield from _parse(parser, runs, tasks[:count])
        tasks = tasks[count:]


def _sentences_of(number: int, run: Run, scores: list[float]) -> Iterator[_Task]:
    """Cut a run where ends are likely; what is longer than the parser reads is cut where one is likeliest."""
    start = pieces = 0
    at = 0
    while at < len(scores):
        size = len(run.known[at][0])
        if pieces + size > WIDEST:
            half = (start + at) // 2
            at = max(range(half, at), key=lambda i: scores[i]) + 1
            yield _Task(number, start, at, sum(len(ids) for ids, _, _ in run.known[start:at]))
            start, pieces = at, 0
            continue
        pieces += size
        at += 1
        if scores[at - 1] > 0 or at == len(scores):
            yield _Task(number, start, at, pieces)
            start, pieces = at, 0


def _parse(parser: Parser, runs: Sequence[Run], batch: Sequence[_Task]) -> Iterator[Analysed]:
    """Parse sentences of like length together."""
    rows = rows_of([(runs[t.run].known[t.start : t.stop], runs[t.run].glued[t.start : t.stop]) for t in batch])
    tagging, syntax = parser.words(rows)
    tags = torch.stack([scores.argmax(1) for scores in parser.tags(tagging)], dim=1).numpy().tolist()
    lengths = torch.tensor([t.stop - t.start for t in batch])
    positions = torch.arange(int(lengths.max()))
    there = positions < lengths[:, None]
    index = torch.where(there, (lengths.cumsum(0) - lengths)[:, None] + positions, -1)
    halves = parser.halves(syntax)
    heads = best_heads(parser.arc_scores(halves[0], halves[1], index), lengths)
    labels = _labels(parser, halves, index, there, heads)
    kinds, span_head, span_start, span_end = parser.span_halves(syntax)
    starts, stops = (
        scores.argmax(2)[there].numpy().tolist()
        for scores in parser.span_scores(span_head, span_start, span_end, index)
    )
    kind, flat_heads = kinds.argmax(1).numpy().tolist(), heads[there].numpy().tolist()
    at = 0
    for task in batch:
        words = range(at, at + task.stop - task.start)
        spans: dict[tuple[int, int], int] = {}
        for i in words:
            span = starts[i], stops[i]
            # Two words may claim one span as its head; the one that the tree hangs it by says what it is.
            hung = not span[0] < flat_heads[i] <= span[1] + 1
            if kind[i] and span[0] <= i - at <= span[1] and (hung or span not in spans):
                spans[span] = kind[i]
        mentions = [(*span, named) for span, named in spans.items()]
        here = slice(words.start, words.stop)
        yield Analysed(task.run, task.start, tags[here], flat_heads[here], labels[here], mentions)
        at = words.stop


def _labels(parser: Parser, halves: list[Tensor], index: Tensor, there: Tensor, heads: Tensor) -> list[int]:
    """The label of each word's arc, flat; `root` for the root's and no other."""
    governors = torch.nn.functional.pad(index, (1, 0), value=-1).gather(1, heads)
    scores = parser.labels(halves[2][index[there]], halves[3][governors[there]])
    scores[:, parser.inventory.deprel.index("root")] = torch.where(heads[there] == 0, 1e4, -1e4)
    found: list[int] = scores.argmax(1).numpy().tolist()
    return found
