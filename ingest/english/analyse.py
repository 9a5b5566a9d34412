"""Runs of words to analysed sentences: windows slide over a run, and each sentence is parsed where it was found to end.

One pass of the encoder does it all. A window that stops inside a paragraph gives up its last, torn sentence; the next
window starts there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ingest.english.batches import Known, rows_of
from ingest.english.decode import best_heads
from ingest.english.model import Parser

WINDOW, WIDEST, BATCH = 192, 400, 2048  # pieces: of a window, of one that found no sentence end, of a batch
_BUCKETS = (12, 20, 32, 48, 72, 120, 10_000)  # sentences of like length are scored together


@dataclass(slots=True)
class Run:
    """Words of one paragraph, and what is known of where its sentences end (None: to be found)."""

    number: int
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


@dataclass(slots=True)
class _Task:
    run: Run
    start: int
    stop: int
    pieces: int


@torch.inference_mode()
def analyse(parser: Parser, runs: Sequence[Run]) -> Iterator[Analysed]:
    """Yield every sentence of every run; sentences of a run come in order, runs are mixed."""
    tasks = [task for run in runs if (task := _task(run, 0, WINDOW))]
    while tasks:
        following: list[_Task] = []
        for batch in _batched(tasks):
            yield from _parse(parser, batch, following)
        tasks = following


def _task(run: Run, start: int, limit: int) -> _Task | None:
    """The window of a run from `start`: as many words as fit, at least one; None at the run's end."""
    if start >= len(run.known):
        return None
    stop, pieces = start, 0
    while stop < len(run.known) and (stop == start or pieces + len(run.known[stop][0]) <= limit):
        pieces += len(run.known[stop][0])
        stop += 1
    return _Task(run, start, stop, pieces)


def _batched(tasks: list[_Task]) -> Iterator[list[_Task]]:
    batch: list[_Task] = []
    for task in sorted(tasks, key=lambda t: -t.pieces):
        if batch and (batch[0].pieces + 2) * (len(batch) + 1) > BATCH:
            yield batch
            batch = []
        batch.append(task)
    yield batch


def _parse(parser: Parser, batch: list[_Task], following: list[_Task]) -> Iterator[Analysed]:
    rows = rows_of([(t.run.known[t.start : t.stop], t.run.glued[t.start : t.stop]) for t in batch])
    tagging, syntax = parser.words(rows)
    end_scores = parser.ends(tagging, rows.final).tolist()
    found: list[tuple[_Task, int, int, int]] = []  # task, first word in the run, first in the batch, length
    offset = 0
    for task in batch:
        count = task.stop - task.start
        cuts = _cuts(task, end_scores[offset : offset + count])
        if not cuts:  # no end in sight: look further
            wider = _task(task.run, task.start, WIDEST)
            following.extend([wider] if wider else [])
        begin = 0
        for cut in cuts:
            found.append((task, task.start + begin, offset + begin, cut - begin))
            begin = cut
        if cuts and (rest := _task(task.run, task.start + begin, WINDOW)):
            following.append(rest)
        offset += count
    if not found:
        return
    tags = torch.stack([scores.argmax(1) for scores in parser.tags(tagging)], dim=1).tolist()
    halves, spans = parser.halves(syntax), parser.span_halves(syntax)
    kinds = spans[0].argmax(1).tolist()
    done: list[Analysed | None] = [None] * len(found)
    for numbers in _like_lengths([length for *_, length in found]):
        starts = torch.tensor([found[n][2] for n in numbers])
        lengths = torch.tensor([found[n][3] for n in numbers])
        heads, labels, firsts, lasts = _sentences(parser, halves, spans, starts, lengths)
        for row, n in enumerate(numbers):
            task, start, at, length = found[n]
            mentions = [
                (first, last, kind)
                for word, (kind, first, last) in enumerate(zip(kinds[at : at + length], firsts[row], lasts[row], strict=False))
                if kind and first <= word <= last
            ]
            done[n] = Analysed(
                task.run.number, start, tags[at : at + length], heads[row][:length], labels[row][:length], mentions
            )
    yield from (sentence for sentence in done if sentence is not None)


def _cuts(task: _Task, scores: list[float]) -> list[int]:
    """Where the window's sentences end, as counts of its words; the torn rest of an unfinished window is left out."""
    count, run = len(scores), task.run
    if run.ends is not None:
        cuts = [i + 1 for i in range(count) if run.ends[task.start + i]]
    else:
        cuts = [i + 1 for i in range(count - 1) if scores[i] > 0]
    if task.stop == len(run.known):
        return cuts if cuts and cuts[-1] == count else [*cuts, count]
    if cuts or task.pieces <= WINDOW:
        return cuts
    # A sentence longer than the widest window is cut where an end is likeliest, in the window's second half.
    half = count // 2
    return [max(range(half, count), key=lambda i: scores[i]) + 1]


def _like_lengths(lengths: list[int]) -> list[list[int]]:
    groups: list[list[int]] = [[] for _ in _BUCKETS]
    for number, length in enumerate(lengths):
        groups[next(i for i, most in enumerate(_BUCKETS) if length <= most)].append(number)
    return [group for group in groups if group]


def _sentences(
    parser: Parser, halves: list[Tensor], spans: tuple[Tensor, Tensor, Tensor, Tensor], starts: Tensor, lengths: Tensor
) -> tuple[list[list[int]], list[list[int]], list[list[int]], list[list[int]]]:
    """Heads, labels and the first and last words of mentions, for sentences of like length."""
    positions = torch.arange(int(lengths.max()))
    there = positions < lengths[:, None]
    index = torch.where(there, starts[:, None] + positions, -1)
    heads = best_heads(parser.arc_scores(halves[0], halves[1], index), lengths)
    governors = torch.nn.functional.pad(index, (1, 0), value=-1).gather(1, heads)
    scores = parser.labels(halves[2][index[there]], halves[3][governors[there]])
    root = parser.inventory.deprel.index("root")
    is_root = heads[there] == 0
    scores[:, root] = torch.where(is_root, 1e4, -1e4)
    labels = torch.zeros_like(index)
    labels[there] = scores.argmax(1)
    first, last = parser.span_scores(*spans[1:], index)
    return heads.tolist(), labels.tolist(), first.argmax(2).tolist(), last.argmax(2).tolist()
