"""Which passages answer a question: the network beside every ranker without one, and beside its own controls.

    python benchmarks/retrieval.py FOLDER [--no-titles] [--documents FOLDER …] [--cache FOLDER] [--seeds 1] [--json]

FOLDER holds sub-folders with `corpus.jsonl` (or .gz; rows of id, title, text) and `queries.jsonl` (id, question, gold:
ids of rows), shaped like MuSiQue, HotpotQA and the like. A corpus goes through `ingest` as any other. Recall is over
rows, at 2, 5 and 10.

    pagerank           from the names of the question (HippoRAG), and from the nearest passages too (HippoRAG 2)
    features           the network without its messages: what the numbers of a candidate alone are worth
    … + mentioned      the same, told whether another passage mentions the title, which marks gold in closed corpora
    network, own       trained on questions asked of the same graph
    network, transfer  trained on the other graphs only: the other sub-folders, the documents, the sample papers
    shipped            the network that ships; where it was trained on a set, its figure there is no test of transfer

Questions for training are asked of the graph, never read from `queries.jsonl`. Each FOLDER of --documents (papers, say:
no titles that name passages) is tested on questions held out, and on questions of one evidence passage or more that
`generate` wrote from its graph. With --no-titles no passage has a title, in text, features, or graph.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch

from generate import pipeline as generation
from generate.settings import GenerateSettings
from ingest import pipeline as ingestion
from ingest.settings import IngestSettings
from kg.config import load
from kg.encode import load_encoder
from kg.gnn import checkpoint
from kg.gnn.features import PASSAGE, Case, Question, ask, case
from kg.gnn.network import Network, scores
from kg.gnn.questions import Asked
from kg.gnn.train import Labelled, train
from kg.gnn.tune import QUESTIONS, Material, held_out, paired, rows_of
from kg.index import TITLE, Snapshot, passages_of, snapshot
from kg.rank import best, reciprocal
from kg.workspace import open_store

SAMPLES = Path(__file__).parent.parent / "examples" / "papers"
AT = (2, 5, 10)
DEEP = 200
BOUND = 8
"""Questions asked of a small graph, a passage."""


class Set(NamedTuple):
    """A graph, what was asked of it, and the questions that test it with the groups (rows) of passages to be found."""

    name: str
    snapshot: Snapshot
    group: np.ndarray
    asked: list[tuple[Asked, Labelled]]
    tests: list[tuple[Question, Case, frozenset[str]]]
    own: bool
    """Whether questions of this graph may train the network that is tested on it: all, or those not held out."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=Path, action="append", default=[])
    parser.add_argument("--no-titles", action="store_true")
    parser.add_argument("--cache", type=Path, help="keep the ingested workspaces here")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        cache = given.cache or Path(scratch)
        sets = [corpus(folder, cache, Path(scratch), not given.no_titles) for folder in sorted(corpora(given.folder))]
        sets += [s for folder in given.documents for s in documents(folder, cache)]
        training = [*sets, *([] if given.documents else documents(SAMPLES, cache)[:1])]
    found = [measure(one, training, given.seeds) for one in sets if one.tests]
    if given.json:
        print(json.dumps(found, indent=2))
        return
    for figures in found:
        show(figures)


def corpora(folder: Path) -> list[Path]:
    """Return the sub-folders that hold a set."""
    return [f.parent for f in folder.glob("*/queries.jsonl")]


def corpus(folder: Path, cache: Path, scratch: Path, titles: bool) -> Set:
    """Return a set, ingested as any corpus is."""
    packed, plain = folder / "corpus.jsonl.gz", folder / "corpus.jsonl"
    if not plain.is_file():
        plain = scratch / folder.name / "corpus.jsonl"
        plain.parent.mkdir(parents=True, exist_ok=True)
        plain.write_bytes(gzip.decompress(packed.read_bytes()))
    read, passages, group = opened(plain, cache / folder.name, titles)
    rows = [json.loads(line) for line in (folder / "queries.jsonl").read_text().splitlines()]
    asked = rows_of(Material(read, passages), load_encoder(), min(QUESTIONS, BOUND * len(passages)), 0)
    tests = posed(read, [(row["question"], frozenset(map(str, row["gold"]))) for row in rows])
    return Set(folder.name, read, group, asked, tests, own=True)


def documents(folder: Path, cache: Path) -> list[Set]:
    """Return a folder of documents twice: tested on questions held out, and on questions that `generate` wrote."""
    folder = folder.resolve()
    name = f"{folder.parent.name}-{folder.name}"
    read, passages, _ = opened(folder, cache / name, titles=True)
    rows = rows_of(Material(read, passages), load_encoder(), min(QUESTIONS, BOUND * len(passages)), 0)
    group = np.asarray(read.passages)
    kept_back = [(a.text, frozenset(read.passages[p] for p in a.gold)) for a, _ in rows if held_out(a)]
    learned = [row for row in rows if not held_out(row[0])]
    written = []
    with open_store(cache / name, write=True) as store:
        generation.generate(store, load(GenerateSettings, "generate.yaml", n=200))
        standing = {claim.evidence.id: claim.evidence.chunk for claim in store.claims()}
        known = set(read.passages)
        for text in store.samples():
            row = json.loads(text)
            gold = frozenset(standing.get(e["id"], "") for e in row["evidence"]) & known
            if gold and row["question"]:
                written.append((row["question"], gold))
    return [
        Set(f"{name}, held out", read, group, learned, posed(read, kept_back), own=True),
        Set(f"{name}, generated", read, group, learned, posed(read, written), own=True),
    ]


def opened(source: Path, workspace: Path, titles: bool) -> tuple[Snapshot, list[Any], np.ndarray]:
    """Return the snapshot of what `source` holds, its passages, and the corpus row of each."""
    with open_store(workspace, write=True) as store:
        if not store.counts()["chunks"]:
            ingestion.ingest([str(source)], store, load(IngestSettings, "ingest.yaml"))
        passages = passages_of(store, titles)
        rows = {d.id: d.part or d.id for d in store.documents()}
        group = np.asarray([rows[store.chunk(p.id).document] for p in passages])
        return snapshot(store, load_encoder(), titles=titles), passages, group


def posed(read: Snapshot, rows: Sequence[tuple[str, frozenset[str]]]) -> list[tuple[Question, Case, frozenset[str]]]:
    """Return questions with what the rankers say of them, and their candidates."""
    if not rows:
        return []
    vectors = load_encoder().encode([text for text, _ in rows])
    asked = [ask(read, text, vector) for (text, _), vector in zip(rows, vectors, strict=True)]
    return [(q, case(read, q), gold) for q, (_, gold) in zip(asked, rows, strict=True)]


def measure(one: Set, sets: Sequence[Set], seeds: int) -> dict[str, Any]:
    """Return recalls by ranker, and what the network gains."""
    size = len(one.snapshot.passages)
    rankers: dict[str, Callable[[Question, Case], np.ndarray]] = {
        "BM25": lambda q, c: best(q.bm25, DEEP),
        "dense": lambda q, c: best(q.dense, DEEP),
        "RRF": lambda q, c: best(reciprocal((best(q.bm25, 100), best(q.dense, 100)), size), DEEP),
        "PageRank, names": lambda q, c: best(q.named.passages, DEEP),
        "PageRank, fused": lambda q, c: best(q.fused.passages, DEEP),
    }
    found = {name: recalls(one, rank) for name, rank in rankers.items()}
    own = [row for _, row in one.asked]
    others = [row for s in sets if s.snapshot is not one.snapshot for _, row in s.asked]
    seen: set[int] = set()
    others = [row for row in others if id(row) not in seen and not seen.add(id(row))]  # type: ignore[func-returns-value]
    began = time.process_time()
    trained = {
        "features": [train(own, seed, rounds=0)[0] for seed in range(seeds)],
        "network, own": [train(own, seed)[0] for seed in range(seeds)],
        "features, transfer": [train(others, seed, rounds=0)[0] for seed in range(seeds)],
        "network, transfer": [train(others, seed)[0] for seed in range(seeds)],
    }
    if checkpoint.SHIPPED.is_file():
        trained["shipped"] = [checkpoint.load()[0]]
    for name, networks in trained.items():
        found[name] = np.mean([recalls(one, by(network)) for network in networks], axis=0)
    flagged = [row._replace(case=marked(one.snapshot, row.case)) for row in own]
    controls = []
    for seed in range(seeds):
        torch.manual_seed(seed)
        network = train(flagged, seed, start=Network(rounds=0, passage=len(PASSAGE) + 1))[0]
        controls.append(recalls(one, lambda q, c, n=network: by(n)(q, marked(one.snapshot, c))))  # type: ignore[misc]
    found["features + mentioned"] = np.mean(controls, axis=0)
    at5 = {name: values[:, 1] for name, values in found.items()}
    walks = max(("PageRank, names", "PageRank, fused"), key=lambda name: at5[name].mean())
    control = max(("features", "features + mentioned"), key=lambda name: at5[name].mean())
    return {
        "set": one.name,
        "passages": size,
        "questions": len(one.tests),
        "recall": {name: [round(100 * float(v), 1) for v in values.mean(axis=0)] for name, values in found.items()},
        "candidates": round(100 * float(np.mean([ceiling(one, c, gold) for _, c, gold in one.tests])), 1),
        "gain at 5": {
            f"network, {kind} over {other}": [round(100 * g, 1) for g in paired(at5[f"network, {kind}"], at5[base])]
            for kind in ("own", "transfer")
            for other, base in ((walks, walks), (control, control), ("dense", "dense"))
        },
        "seconds of training": round(time.process_time() - began, 1),
    }


def by(network: Network) -> Callable[[Question, Case], np.ndarray]:
    """Return the ranker that a network is."""
    return lambda q, c: c.passages[np.argsort(-scores(network, c)[0], kind="stable")]


def recalls(one: Set, rank: Callable[[Question, Case], np.ndarray]) -> np.ndarray:
    """Return a row of recalls at 2, 5, 10 for each question."""
    found = []
    for question, candidates, gold in one.tests:
        order = list(dict.fromkeys(one.group[rank(question, candidates)].tolist()))
        found.append([len(gold & set(order[:k])) / len(gold) for k in AT])
    return np.asarray(found)


def ceiling(one: Set, candidates: Case, gold: frozenset[str]) -> float:
    """Return the share of the gold that is a candidate at all."""
    return len(gold & set(one.group[candidates.passages].tolist())) / len(gold)


def marked(read: Snapshot, found: Case) -> Case:
    """Return a case whose passages also tell whether another passage mentions their title."""
    edges, frequencies = read.edges, read.frequencies
    flag = [
        any(
            edges.flags[at] & TITLE and frequencies[edges.others[at]] > 1
            for at in range(edges.starts[p], edges.starts[p + 1])
        )
        for p in found.passages
    ]
    column = np.asarray(flag, np.float32)[:, None]
    return found._replace(passage_features=np.concatenate([found.passage_features, column], axis=1))


def show(figures: dict[str, Any]) -> None:
    """Print one set."""
    print(f"\n{figures['set']}: {figures['passages']:,} passages, {figures['questions']} questions")
    print(f"{'':<24}" + "".join(f"{f'R@{k}':>7}" for k in AT))
    for name, values in figures["recall"].items():
        print(f"{name:<24}" + "".join(f"{value:7.1f}" for value in values))
    print(f"{'gold among candidates':<24}{figures['candidates']:7.1f}")
    for name, (gain, low, high) in figures["gain at 5"].items():
        print(f"  {name}: {gain:+.1f} [{low:+.1f}, {high:+.1f}]")


if __name__ == "__main__":
    main()
