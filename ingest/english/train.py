"""The recipe of the English parser: `python -m ingest.english.train TREEBANK_FOLDER [--out FILE]`.

Everything is learned jointly, the encoder included, on the training parts of the treebanks; after each epoch the
averaged weights are scored on the development parts and written as a file that the parser can load. The test parts are
not read.
"""

from __future__ import annotations

import argparse
import copy
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
from torch import Tensor
from torch.nn import functional

from ingest.english.batches import (
    Answers,
    Window,
    answers_of,
    batches_of,
    case_of,
    inventory_of,
    rows_of,
    windows_of,
    words_in,
)
from ingest.english.conllu import read_treebank
from ingest.english.encoder import base_weights, keep_heap
from ingest.english.model import Inventory, Parser, Rows
from ingest.english.pieces import WordPieces
from ingest.english.weights import OURS, load_parser, save_parser

log = logging.getLogger(__name__)

TREEBANKS = ("ewt", "gum")
ENCODER_RATE, HEAD_RATE, DECAY, CLIP, AVERAGE, WARM_STEPS, SMOOTHING = 1.5e-4, 2e-3, 0.01, 2.0, 0.998, 200, 0.03


def main() -> None:
    """Train and write the weights."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path, help="the folder with ewt-train.conllu.xz and its siblings")
    options.add_argument("--out", type=Path, default=OURS, help="where the weights go")
    options.add_argument("--epochs", type=int, default=12)
    options.add_argument(
        "--minutes", type=float, default=1e9, help="end by then: the rates fall with the time spent too"
    )
    options.add_argument("--start", type=Path, help="weights of an earlier sitting to go on from")
    options.add_argument(
        "--rate", type=float, default=1.0, help="scales the learning rates: below 1 for a later sitting"
    )
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(chosen.seed)
    keep_heap()
    plan = Plan(chosen.epochs, chosen.minutes, chosen.rate, chosen.start, chosen.seed)
    train(chosen.folder, chosen.out, plan)


@dataclass(frozen=True, slots=True)
class Plan:
    """One sitting of training."""

    epochs: int
    minutes: float
    rate: float
    start: Path | None
    seed: int


def train(folder: Path, out: Path, plan: Plan) -> None:
    """Train on `folder`'s treebanks, and leave the averaged weights in `out`."""
    rng, started = Random(plan.seed), time.monotonic()
    pieces = WordPieces()
    treebanks = {name: read_treebank(folder / f"{name}-train.conllu.xz") for name in TREEBANKS}
    inventory = inventory_of(s for sentences in treebanks.values() for s in sentences)
    cases = {name: [case_of(s, pieces([w.form for w in s.words]), inventory) for s in sentences]
             for name, sentences in treebanks.items()}  # fmt: skip
    tests = {name: _dev_windows(folder / f"{name}-dev.conllu.xz", pieces, inventory) for name in TREEBANKS}
    parser = Parser(inventory)
    parser.encoder.load_base(base_weights())
    if plan.start is not None:
        parser.load_state_dict(load_parser(plan.start).float().state_dict())
    averaged = copy.deepcopy(parser)
    working = copy.deepcopy(parser).bfloat16()  # computes; `parser` keeps the exact weights that the optimiser moves
    exact: list[Tensor] = [p for p in parser.parameters() if p.requires_grad]
    rough: list[Tensor] = [p for p in working.parameters() if p.requires_grad]
    means = [p.data for p in averaged.parameters() if p.requires_grad]
    encoder = {id(p) for p in parser.encoder.layers.parameters()} | {id(parser.encoder.positions.weight)}
    optimiser = torch.optim.AdamW(
        [
            {"params": [p for p in exact if id(p) in encoder], "lr": plan.rate * ENCODER_RATE},
            {"params": [p for p in exact if id(p) not in encoder], "lr": plan.rate * HEAD_RATE},
        ],
        weight_decay=DECAY, betas=(0.9, 0.98), fused=True,
    )  # fmt: skip
    per_epoch = len(batches_of([w for c in cases.values() for w in windows_of(c, Random(0))], Random(0)))
    steps = per_epoch * plan.epochs

    def rate(step: int) -> float:
        spent = max(step / steps, (time.monotonic() - started) / (60 * plan.minutes))
        return min((step + 1) / WARM_STEPS, max(0.0, 1 - spent))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, rate)
    done = 0
    for epoch in range(plan.epochs):
        began, sums = time.monotonic(), torch.zeros(8)
        working.train()
        windows = [w for c in cases.values() for w in windows_of(c, rng)]
        for count, batch in enumerate(batches_of(windows, rng), 1):
            losses = losses_of(working, rows_of([words_in(w) for w in batch], hide=rng), answers_of(batch))
            torch.autograd.backward(torch.stack(losses).sum())
            for mine, its in zip(exact, rough, strict=True):
                mine.grad = None if its.grad is None else its.grad.float()
                its.grad = None
            torch.nn.utils.clip_grad_norm_(exact, CLIP)
            optimiser.step()
            schedule.step()
            done += 1
            keep = min(AVERAGE, (1 + done) / (10 + done))
            with torch.no_grad():
                torch._foreach_copy_(rough, exact)
                torch._foreach_lerp_(means, [p.data for p in exact], 1 - keep)
            sums += torch.stack([loss.detach() for loss in losses])
            if time.monotonic() - started > 60 * plan.minutes:
                break
            if count % 50 == 0:
                pace, means_now = (time.monotonic() - began) / count, [round(x, 2) for x in (sums / count).tolist()]
                log.info("epoch %d step %d/%d %.2f s/step losses %s", epoch, count, per_epoch, pace, means_now)
        judged = copy.deepcopy(averaged).bfloat16().eval()
        for name, dev in tests.items():
            scores = {key: f"{100 * value:.2f}" for key, value in scores_of(judged, dev).items()}
            log.info("epoch %d %s-dev %s", epoch, name, scores)
        save_parser(averaged, out)
        log.info("epoch %d took %.0f s", epoch, time.monotonic() - began)
        if time.monotonic() - started > 60 * plan.minutes:
            break


def _dev_windows(path: Path, pieces: WordPieces, inventory: Inventory) -> list[Window]:
    """Windows of up to 160 pieces over a development set; classes unseen in training count as wrong."""
    windows: list[Window] = []
    for sentence in read_treebank(path):
        known = {w.deprel for w in sentence.words} <= set(inventory.deprel)
        if not known:
            continue
        case = case_of(sentence, pieces([w.form for w in sentence.words]), inventory)
        if windows and not case.breaks and windows[-1].size + case.size <= 160:
            windows[-1].cases.append(case)
            windows[-1].size += case.size
        else:
            windows.append(Window([case], size=case.size))
    return windows


def losses_of(parser: Parser, rows: Rows, answers: Answers) -> list[Tensor]:
    """Return the weighted losses: four layers of tags, sentence ends, arcs, labels, mentions."""
    tagging, syntax = parser.words(rows)
    losses = []
    for scores, gold, weight in zip(parser.tags(tagging), answers.tags.T, (1.0, 0.5, 0.5, 0.5), strict=True):
        losses.append(weight * functional.cross_entropy(scores, gold, ignore_index=-1, label_smoothing=SMOOTHING))
    ends = functional.binary_cross_entropy_with_logits(parser.ends(tagging, rows.final), answers.ends, reduction="none")
    losses.append((ends * answers.ends_asked).sum() / max(1, int(answers.ends_asked.sum())))
    arcs, dependents, heads = parser.arcs(syntax, answers.index)
    there = answers.index >= 0
    losses.append(functional.cross_entropy(arcs[there], answers.heads[there]))
    labels = parser.labels(*paired(answers.index, answers.heads, dependents, heads))
    losses.append(functional.cross_entropy(labels, answers.labels[there], label_smoothing=SMOOTHING))
    kinds, starts, stops = parser.mentions(syntax, answers.index)
    spanned = answers.starts >= 0
    mention = functional.cross_entropy(kinds, answers.kinds, ignore_index=-1) if (answers.kinds >= 0).any() else None
    if mention is not None and spanned.any():
        mention = mention + 0.5 * functional.cross_entropy(starts[spanned], answers.starts[spanned])
        mention = mention + 0.5 * functional.cross_entropy(stops[spanned], answers.stops[spanned])
    losses.append(kinds.sum() * 0 if mention is None else 0.5 * mention)
    return losses


def paired(index: Tensor, heads: Tensor, dependents: Tensor, governors: Tensor) -> tuple[Tensor, Tensor]:
    """Return, for each word of each sentence, its own label half and its head's; the root is the last row."""
    there = index >= 0
    at = torch.nn.functional.pad(index, (1, 0), value=-1).gather(1, heads.clamp(min=0))
    return dependents[index[there]], governors[at[there]]


@torch.inference_mode()
def scores_of(parser: Parser, windows: Sequence[Window]) -> dict[str, float]:
    """Return accuracies with gold sentences and each word's best head (no tree enforced)."""
    right = torch.zeros(9)
    asked = torch.zeros(9)
    hits, said, gold_ends = 0, 0, 0
    for batch in batches_of(list(windows), Random(0), 4096):
        rows, answers = rows_of([words_in(w) for w in batch]), answers_of(batch)
        tagging, syntax = parser.words(rows)
        for layer, (scores, gold) in enumerate(zip(parser.tags(tagging), answers.tags.T, strict=True)):
            right[layer] += (scores.argmax(1) == gold).sum()
            asked[layer] += len(gold)
        ends = (parser.ends(tagging, rows.final) > 0) & answers.ends_asked
        gold = (answers.ends > 0) & answers.ends_asked
        hits, said, gold_ends = hits + int((ends & gold).sum()), said + int(ends.sum()), gold_ends + int(gold.sum())
        arcs, dependents, heads = parser.arcs(syntax, answers.index)
        there = answers.index >= 0
        chosen = arcs.argmax(2)
        labels = parser.labels(*paired(answers.index, chosen, dependents, heads)).argmax(1)
        correct = chosen[there] == answers.heads[there]
        right[4:6] += torch.stack((correct.sum(), (correct & (labels == answers.labels[there])).sum()))
        asked[4:6] += int(there.sum())
        kinds, starts, stops = parser.mentions(syntax, answers.index)
        spanned = answers.starts >= 0
        flat = answers.index[spanned]
        spans = (starts.argmax(2)[spanned] == answers.starts[spanned]) & (
            stops.argmax(2)[spanned] == answers.stops[spanned]
        )
        found = (kinds.argmax(1) > 0) & (answers.kinds >= 0)
        right[6:9] += torch.stack(((spans & found[flat]).sum(), (spans & found[flat]).sum(),
                                   (spans & (kinds.argmax(1) == answers.kinds)[flat]).sum()))  # fmt: skip
        asked[6:9] += torch.tensor([float(found.sum()), float(spanned.sum()), float(spanned.sum())])
    names = ("upos", "xpos", "feats", "lemma", "uas", "las", "mention_p", "mention_r", "mention_typed_r")
    accuracy = {name: float(r / max(a, torch.tensor(1.0))) for name, r, a in zip(names, right, asked, strict=True)}
    return accuracy | {"ends_f1": 2 * hits / max(1, said + gold_ends)}


if __name__ == "__main__":
    main()
