"""The recipe of what finds sentence ends: `python -m ingest.english.train_ends TREEBANK_FOLDER [--out FILE]`.

It is trained after the parser, from copies of its two lowest layers, and takes some minutes on a CPU.
"""

from __future__ import annotations

import argparse
import copy
import logging
from collections.abc import Sequence
from pathlib import Path
from random import Random

import torch
from torch import Tensor
from torch.nn import functional

from ingest.english.batches import Known, rows_of
from ingest.english.conllu import Sentence, read_treebank
from ingest.english.encoder import keep_heap
from ingest.english.ends import OURS, Ends, find_ends, load_ends
from ingest.english.pieces import WordPieces
from ingest.english.train import TREEBANKS
from ingest.english.weights import OURS as PARSER
from ingest.english.weights import load_parser, store

log = logging.getLogger(__name__)

PIECES, WIDE = 2048, 192  # of a batch, of the widest window

Paragraph = tuple[list[Known], list[bool], list[bool]]  # words, no space after, a sentence ends after


def main() -> None:
    """Train and write the network."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path, help="the folder with ewt-train.conllu.xz and its siblings")
    options.add_argument("--parser", type=Path, default=PARSER, help="the weights whose lowest layers it starts from")
    options.add_argument("--out", type=Path, default=OURS)
    options.add_argument("--epochs", type=int, default=5)
    chosen = options.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    torch.manual_seed(1)
    keep_heap()
    train_ends(chosen.folder, chosen.parser, chosen.out, chosen.epochs)


def train_ends(folder: Path, parser: Path, out: Path, epochs: int) -> None:
    """Train on `folder`'s treebanks, log F1 on their development parts, and leave the network in `out`."""
    rng, pieces = Random(1), WordPieces()
    train = [p for name in TREEBANKS for p in paragraphs(read_treebank(folder / f"{name}-train.conllu.xz"), pieces)]
    dev = {name: paragraphs(read_treebank(folder / f"{name}-dev.conllu.xz"), pieces) for name in TREEBANKS}
    lowest = load_parser(parser).encoder.float().state_dict()
    exact = Ends()
    exact.encoder.load_state_dict({name: lowest[name] for name in exact.encoder.state_dict()})
    exact.encoder.pieces.weight.requires_grad = False
    working = copy.deepcopy(exact).bfloat16().train()
    weights: list[Tensor] = [p for p in exact.parameters() if p.requires_grad]
    rough: list[Tensor] = [p for p in working.parameters() if p.requires_grad]
    head = {id(p) for part in (exact.inner, exact.outer) for p in part.parameters()}
    groups = [
        {"params": [p for p in weights if id(p) not in head], "lr": 1e-4},
        {"params": [p for p in weights if id(p) in head], "lr": 1e-3},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98), fused=True)
    steps = len(_batches(train, Random(0))) * epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda n: min((n + 1) / 100, max(0.0, 1 - n / steps)))
    for epoch in range(epochs):
        total, batches = 0.0, _batches(train, rng)
        for batch in batches:
            gold = torch.tensor([end for _, _, e in batch for end in e]).float()
            asked = torch.tensor([i < len(e) - 1 for _, _, e in batch for i in range(len(e))])
            scores = working(rows_of([(known, glued) for known, glued, _ in batch], hide=rng))
            loss = functional.binary_cross_entropy_with_logits(scores[asked], gold[asked])
            torch.autograd.backward(loss)
            for mine, its in zip(weights, rough, strict=True):
                mine.grad, its.grad = None if its.grad is None else its.grad.float(), None
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
            schedule.step()
            with torch.no_grad():
                torch._foreach_copy_(rough, weights)
            total += float(loss.detach())
        log.info("epoch %d loss %.4f", epoch, total / len(batches))
        store(exact, out, {})
        judged = load_ends(working.encoder.pieces, out)
        for name, sentences in dev.items():
            log.info("epoch %d %s-dev sentence ends F1 %.2f", epoch, name, 100 * f1_of(judged, sentences))


def paragraphs(sentences: Sequence[Sentence], pieces: WordPieces) -> list[Paragraph]:
    """Return a treebank's paragraphs as the head reads them."""
    found: list[Paragraph] = []
    for sentence in sentences:
        if not found or sentence.new_document or sentence.new_paragraph:
            found.append(([], [], []))
        known, glued, ends = found[-1]
        known.extend(pieces([word.form for word in sentence.words]))
        glued.extend(word.glued for word in sentence.words)
        ends.extend([False] * (len(sentence.words) - 1) + [True])
    return found


def f1_of(ends: Ends, dev: Sequence[Paragraph]) -> float:
    """Return F1 of ends inside paragraphs (a paragraph's last word is no question)."""
    hits = said = gold = 0
    scores = find_ends(ends, [(known, glued) for known, glued, _ in dev])
    for (_, _, wanted), found in zip(dev, scores, strict=True):
        guesses = [score > 0 for score in found[:-1]]
        hits += sum(a and b for a, b in zip(guesses, wanted, strict=False))
        said += sum(guesses)
        gold += sum(wanted[:-1])
    return 2 * hits / max(1, said + gold)


def _batches(train: list[Paragraph], rng: Random) -> list[list[Paragraph]]:
    """Cut paragraphs into windows at random places, and group windows of like length."""
    windows: list[tuple[int, Paragraph]] = []
    for known, glued, ends in train:
        at = 0
        while at < len(known):
            room, stop = rng.randint(WIDE // 2, WIDE), at
            while stop < len(known) and room > 0:
                room -= len(known[stop][0])
                stop += 1
            size = sum(len(ids) for ids, _, _ in known[at:stop])
            if stop - at > 1:
                windows.append((size, (known[at:stop], glued[at:stop], ends[at:stop])))
            at = stop
    windows.sort(key=lambda w: w[0] + rng.random() * 4)
    batches: list[list[Paragraph]] = [[]]
    room = PIECES
    for size, window in windows:
        room -= size + 2
        if room < 0:
            batches.append([])
            room = PIECES - size
        batches[-1].append(window)
    rng.shuffle(batches)
    return [batch for batch in batches if batch]


if __name__ == "__main__":
    main()
