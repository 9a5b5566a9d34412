"""A network for the user's own graph: questions asked of it, a held-out fifth, and promotion only on a clear win there.

Labels, where there are any, join the questions; where enough of them are held out, they alone decide.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kg.errors import UserError
from kg.gnn import checkpoint
from kg.gnn.features import case, questions_of
from kg.gnn.questions import questions
from kg.gnn.sentences import Asked
from kg.gnn.train import Labelled, labelled, train
from kg.index import Passage, Snapshot
from kg.rank import best
from kg.records import Record

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.console import Progress
    from kg.encode import Encodes
    from kg.gnn.network import Network

QUESTIONS = 500
FOLDS = 5
"""One of so many questions is held out."""

ENOUGH = 20
"""Held-out labels from which on they alone decide."""

AT = 5


class TrainReport(Record):
    """What training did: `recall` at 5 on what was held out, by ranker, and whether the new network won.

    `gain` is the new network's over the present one's, with its 95 % interval by paired bootstrap.
    """

    questions: dict[str, int]
    labels: int
    held_out: int
    decided_by: str
    loss: tuple[float, ...]
    recall: dict[str, float]
    gain: tuple[float, float, float]
    promoted: bool
    seconds: float


class Material(NamedTuple):
    """A graph to train on: its snapshot, its passages in the same order, and labels by place."""

    snapshot: Snapshot
    passages: Sequence[Passage]
    labels: Sequence[Asked] = ()


def read_labels(path: Path, snapshot: Snapshot) -> list[Asked]:
    """Return the questions of a JSONL file of `{"question": …, "gold": [chunk ids]}`.

    Raises UserError with the line where one is no such row or names a chunk that is not there.
    """
    place = {identity: i for i, identity in enumerate(snapshot.passages)}
    found = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read ({error}); check the path") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text, gold = str(row["question"]), [place[str(identity)] for identity in row["gold"]]
        except (ValueError, TypeError) as error:
            raise UserError(f'{path}:{number}: not a row; write {{"question": "…", "gold": ["chunk id"]}}') from error
        except KeyError as error:
            raise UserError(f"{path}:{number}: {error} is missing, or no chunk of this graph; mend the row") from error
        found.append(Asked(text, "label", tuple(dict.fromkeys(gold)), ()))
    return found


def rows_of(
    material: Material, encoder: Encodes, number: int = QUESTIONS, seed: int = 0
) -> list[tuple[Asked, Labelled]]:
    """Return questions asked of a graph, and its labels, with their candidates."""
    asked = [*questions(material.snapshot, material.passages, number, seed), *material.labels]
    snap, rows = material.snapshot, []
    said_of = questions_of(snap, [a.text for a in asked], encoder)
    for place, (a, said) in enumerate(zip(asked, said_of, strict=True)):
        answering = {int(name) for passage in a.gold for name in snap.edges.of(passage)}
        # The names that matter: those that the question hides, and those that it says and its answer has.
        # A third of the questions do without titles, as most graphs have to.
        found = case(snap, said, titles=place % 3 > 0)
        rows.append((a, labelled(found, a.gold, (*a.hidden, *(answering & said.seeds.keys())))))
    return rows


def held_out(asked: Asked) -> bool:
    """Return whether a question is held out: all that begin at one passage are, or none are."""
    return asked.gold[0] % FOLDS == 0


def tune(
    material: Material,
    encoder: Encodes,
    files: Path,
    seed: int = 0,
    number: int = QUESTIONS,
    progress: Progress | None = None,
) -> TrainReport:
    """Train on a graph, and store the network in `files` where it beats the present one. Raises UserError where too
    few questions can be asked of the graph.
    """
    began = time.perf_counter()
    rows = rows_of(material, encoder, number, seed)
    learned = [row for asked, row in rows if not held_out(asked)]
    kept_back = [(asked, row) for asked, row in rows if held_out(asked)]
    if len(learned) < 50 or len(kept_back) < 10:
        raise UserError(f"train: only {len(rows)} questions can be asked of this graph; ingest more documents")
    labels = [row for row in kept_back if row[0].kind == "label"]
    judged = labels if len(labels) >= ENOUGH else [row for row in kept_back if row[0].kind != "label"] or labels
    present, _ = checkpoint.load(checkpoint.of_workspace(files))
    own, loss = train(learned, seed, start=checkpoint.load(checkpoint.of_workspace(files))[0], progress=progress)
    control, _ = train(learned, seed, rounds=0, progress=progress)
    recalls = {
        **baselines(material.snapshot, judged, encoder),
        "features only": recalls_of([row for _, row in judged], control),
        "present network": recalls_of([row for _, row in judged], present),
        "this network": recalls_of([row for _, row in judged], own),
    }
    gain = paired(recalls["this network"], recalls["present network"])
    promoted = gain[1] > 0
    if promoted:
        about = {"questions": len(learned), "seed": seed, "recall_at_5": float(recalls["this network"].mean())}
        checkpoint.save(own, files / checkpoint.OWN, about)
    return TrainReport(
        questions=dict(Counter(a.kind for a, _ in rows)),
        labels=len(material.labels),
        held_out=len(judged),
        decided_by="labels" if judged is labels else "questions",
        loss=tuple(round(value, 4) for value in loss),
        recall={name: round(float(values.mean()), 4) for name, values in recalls.items()},
        gain=gain,
        promoted=promoted,
        seconds=round(time.perf_counter() - began, 1),
    )


def recalls_of(rows: Sequence[Labelled], network: Network, at: int = AT) -> NDArray[np.float64]:
    """Return for each question the share of its answers among the first `at` passages as the network ranks them."""
    from kg.gnn.network import scores

    found = []
    for row in rows:
        first = np.argsort(-scores(network, row.case)[0], kind="stable")[:at]
        found.append(row.gold[first].sum() / max(1, min(at, row.answers)))
    return np.asarray(found, np.float64)


def baselines(
    snapshot: Snapshot, rows: Sequence[tuple[Asked, Labelled]], encoder: Encodes, at: int = AT
) -> Mapping[str, NDArray[np.float64]]:
    """Return the recalls of the rankers that need no training."""
    found: dict[str, list[float]] = {"bm25": [], "dense": [], "pagerank": []}
    said_of = questions_of(snapshot, [asked.text for asked, _ in rows], encoder)
    for (asked, _), said in zip(rows, said_of, strict=True):
        for name, scores in (("bm25", said.bm25), ("dense", said.dense), ("pagerank", said.fused.passages)):
            hit = np.isin(best(scores, at), asked.gold).sum()
            found[name].append(hit / max(1, min(at, len(asked.gold))))
    return {name: np.asarray(values, np.float64) for name, values in found.items()}


def paired(one: NDArray[np.float64], other: NDArray[np.float64], draws: int = 2000) -> tuple[float, float, float]:
    """Return the mean of `one - other` and its 95 % interval by paired bootstrap, always the same for the same rows."""
    difference = one - other
    rng = np.random.default_rng(0)
    means = difference[rng.integers(0, len(difference), (draws, len(difference)))].mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return round(float(difference.mean()), 4), round(float(low), 4), round(float(high), 4)
