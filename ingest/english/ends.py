"""Where sentences end: a network of its own, two layers deep, so that finding ends costs a third of parsing.

Sentences are then parsed one by one. Measured on the development sets, parsing them alone instead of inside windows of
several gains 0.4 LAS on EWT and 0.5 on GUM, and costs nothing: attention over 25 pieces is cheaper than over 200 by as
much as the two layers take.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from ingest.english.batches import Known, rows_of
from ingest.english.encoder import WIDTH, Encoder
from ingest.english.model import Rows
from ingest.english.weights import PIECES, restore

OURS = Path(__file__).parent / "ends.safetensors"
DEPTH, HIDDEN = 2, 128
WINDOW, OVERLAP, BATCH = 128, 24, 1024  # pieces, words, pieces


class Ends(nn.Module):
    """For each word, the score that a sentence ends after it, from the word and its neighbours."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder(depth=DEPTH)
        self.inner = nn.Linear(4 * WIDTH, HIDDEN)
        self.outer = nn.Linear(HIDDEN, 1)

    def forward(self, rows: Rows) -> Tensor:
        """Return the scores of the words of windows laid end to end (a neighbour may be another window's)."""
        flat: Tensor = self.encoder(rows.pieces, rows.shapes, rows.lengths)[-1].flatten(0, 1)
        words = (flat[rows.first] + flat[rows.last]) / 2
        near = torch.cat((words.roll(1, 0), words, words.roll(-1, 0), words.roll(-2, 0)), dim=1)
        scores: Tensor = self.outer(functional.gelu(self.inner(near)))
        return scores.squeeze(1).float()


def windows_over(known: Sequence[Known], room: int = WINDOW) -> Iterator[tuple[int, int, int, int]]:
    """Yield windows over the words of a paragraph: start, stop, and the words (from, to) that each decides.

    Windows overlap, and of two the one decides in whose depth a word lies.
    """
    start = decided = 0
    while decided < len(known):
        stop, pieces = start, 0
        while stop < len(known) and (stop == start or pieces + len(known[stop][0]) <= room):
            pieces += len(known[stop][0])
            stop += 1
        overlap = min(OVERLAP, (stop - start) // 2) if stop < len(known) else 0
        keep = stop - overlap // 2
        yield start, stop, decided, keep
        start, decided = stop - overlap, keep


@torch.inference_mode()
def find_ends(ends: Ends, runs: Sequence[tuple[list[Known], list[bool]]]) -> list[list[float]]:
    """Return for each paragraph (its words, and whether a space is missing after each) the words' end scores."""
    scores: list[list[float]] = [[-1.0] * len(known) for known, _ in runs]
    places = [
        (sum(len(ids) for ids, _, _ in known[window[0] : window[1]]), number, window)
        for number, (known, _) in enumerate(runs)
        for window in windows_over(known)
        if len(known) > 1
    ]
    places.sort(reverse=True)
    while places:
        count = max(1, BATCH // (places[0][0] + 2))
        batch, places = places[:count], places[count:]
        rows = rows_of([(runs[n][0][start:stop], runs[n][1][start:stop]) for _, n, (start, stop, _, _) in batch])
        found = ends(rows).numpy().tolist()
        at = 0
        for _, number, (start, stop, first, beyond) in batch:
            scores[number][first:beyond] = found[at + first - start : at + beyond - start]
            at += stop - start
    return scores


def load_ends(pieces: nn.Embedding, path: Path = OURS) -> Ends:
    """Return the network of a file in bfloat16; it looks up word pieces in the parser's table."""
    state, _ = restore(path)
    with torch.device("meta"):
        ends = Ends()
    ends.load_state_dict(state | {PIECES: pieces.weight}, assign=True)
    return ends.eval()
