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
no titles that name passages) is tested on questions held out, and on questions that `generate` wrote from its graph:
those whose evidence stands in one passage apart from those of two and more, and each once more without the name of its
document. All rankers see a question as `kg search` does, and prefer passages of a document that it names. With
--no-titles no passage has a title, in text, features, or graph.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
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
from kg.gnn.features import PASSAGE, Case, Question, case, questions_of
from kg.gnn.network import Network, scores
from kg.gnn.sentences import Asked
from kg.gnn.train import Labelled, train
from kg.gnn.tune import QUESTIONS, Material, held_out, paired, rows_of
from kg.index import TITLE, Snapshot, passages_of, snapshot
from kg.rank import best, reciprocal
from kg.sources import sourced
from kg.workspace import open_store

SAMPLES = Path(__file__).parent.parent / "examples" / "papers"
AT = (2, 5, 10)
DEEP = 200
BOUND = 8
"""Questions asked of a small graph, a passage."""

WRITTEN, DEEPER = 200, (2, 3)
"""Questions that `generate` is asked for: of any hops, and again of each of these."""


Rank = Callable[[Question, Case], np.ndarray]
"""Passages, best first."""

Tests = list[tuple[Question, Case, frozenset[str]]]
"""Questions, their candidates, and the rows (or chunks) to be found."""


class Set(NamedTuple):
    """A graph, the row that each passage is of, what was asked of it for training, and the questions that test it."""

    name: str
    snapshot: Snapshot
    group: np.ndarray
    asked: list[tuple[Asked, Labelled]]
    tests: dict[str, Tests]


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
        sets += [documents(folder, cache) for folder in given.documents]
        names = {one.name for one in sets}
        training = [*sets, *(one for one in [documents(SAMPLES, cache)] if one.name not in names)]
        found = []
        for figures in (f for one in sets for f in measure(one, training, given.seeds)):
            found.append(figures)
            if not given.json:
                show(figures)
    if given.json:
        print(json.dumps(found, indent=2))


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
    return Set(folder.name, read, group, asked, {"": tests})


def documents(folder: Path, cache: Path) -> Set:
    """Return a folder of documents, tested on questions held out, and on questions that `generate` wrote."""
    folder = folder.resolve()
    name = f"{folder.parent.name}-{folder.name}"
    read, passages, _ = opened(folder, cache / name, titles=True)
    rows = rows_of(Material(read, passages), load_encoder(), min(QUESTIONS, BOUND * len(passages)), 0)
    group = np.asarray(read.passages)
    kept_back = [(a.text, frozenset(read.passages[p] for p in a.gold)) for a, _ in rows if held_out(a)]
    learned = [row for row in rows if not held_out(row[0])]
    tests = {", held out": kept_back}
    rows_written = written(cache / name, read)
    for kind, wanted in (("one passage", {1}), ("two and more", range(2, 100))):
        found = [row for row in rows_written if len(row[1]) in wanted]
        tests[f", generated, {kind}"] = found
        tests[f", generated, {kind}, no document named"] = [(sourced(read.titles, text).text, g) for text, g in found]
    return Set(name, read, group, learned, {kind: posed(read, rows) for kind, rows in tests.items()})


def written(workspace: Path, read: Snapshot) -> list[tuple[str, frozenset[str]]]:
    """Return the questions that `generate` writes from a graph, and the passages that their evidence stands in."""
    found = {}
    with open_store(workspace, write=True) as store:
        if not store.counts()["samples"]:
            for hops in (None, *DEEPER):
                generation.generate(store, load(GenerateSettings, "generate.yaml", n=WRITTEN, hops=hops))
        standing = {claim.evidence.id: claim.evidence.chunk for claim in store.claims()}
        known = set(read.passages)
        for text in store.samples():
            row = json.loads(text)
            gold = frozenset(standing.get(e["id"], "") for e in row["evidence"])
            # Lists of references are not searched: what rests on one cannot be found.
            if gold and gold <= known and row["question"]:
                found[row["question"]] = gold
    return list(found.items())


def opened(source: Path, workspace: Path, titles: bool) -> tuple[Snapshot, list[Any], np.ndarray]:
    """Return the snapshot of what `source` holds, its passages, and the corpus row of each."""
    with open_store(workspace, write=True) as store:
        if not store.counts()["chunks"]:
            ingestion.ingest([str(source)], store, load(IngestSettings, "ingest.yaml"))
        passages = passages_of(store, titles)
        rows = {d.id: d.part or d.id for d in store.documents()}
        group = np.asarray([rows[store.chunk(p.id).document] for p in passages])
        return snapshot(store, load_encoder(), titles=titles), passages, group


def posed(read: Snapshot, rows: Sequence[tuple[str, frozenset[str]]]) -> Tests:
    """Return questions with what the rankers say of them, and their candidates."""
    asked = questions_of(read, [text for text, _ in rows], load_encoder())
    return [(q, case(read, q), gold) for q, (_, gold) in zip(asked, rows, strict=True)]


def measure(one: Set, sets: Sequence[Set], seeds: int) -> Iterator[dict[str, Any]]:
    """Yield recalls by ranker, and what the network gains, on each kind of test of a set."""
    size = len(one.snapshot.passages)
    rankers: dict[str, list[Rank]] = {
        "BM25": [lambda q, c: best(q.bm25, DEEP)],
        "dense": [lambda q, c: best(q.dense, DEEP)],
        "RRF": [lambda q, c: best(reciprocal((best(q.bm25, 100), best(q.dense, 100)), size), DEEP)],
        "PageRank, names": [lambda q, c: best(q.named.passages, DEEP)],
        "PageRank, fused": [lambda q, c: best(q.fused.passages, DEEP)],
    }
    began = time.process_time()
    own = [row for _, row in one.asked]
    others = [row for s in sets if s.name != one.name for _, row in s.asked]
    flagged = [row._replace(case=marked(one.snapshot, row.case)) for row in own]
    rankers["features"] = [by(train(own, seed, rounds=0)[0]) for seed in range(seeds)]
    rankers["features + mentioned"] = [told(one.snapshot, flagged, seed) for seed in range(seeds)]
    rankers["features, transfer"] = [by(train(others, seed, rounds=0)[0]) for seed in range(seeds)]
    rankers["network, own"] = [by(train(own, seed)[0]) for seed in range(seeds)]
    rankers["network, transfer"] = [by(train(others, seed)[0]) for seed in range(seeds)]
    rankers["shipped"] = [by(checkpoint.load()[0])]
    seconds = time.process_time() - began
    for kind, tests in one.tests.items():
        if not tests:
            continue
        found = {
            name: np.mean([recalls(one.group, tests, rank) for rank in ranks], axis=0)
            for name, ranks in rankers.items()
        }
        at5 = {name: values[:, 1] for name, values in found.items()}
        walks = max(("PageRank, names", "PageRank, fused"), key=lambda name: at5[name].mean())
        control = max(("features", "features + mentioned"), key=lambda name: at5[name].mean())
        yield {
            "set": one.name + kind,
            "passages": size,
            "questions": len(tests),
            "recall": {name: [round(100 * float(v), 1) for v in values.mean(axis=0)] for name, values in found.items()},
            "candidates": round(100 * float(np.mean([ceiling(one.group, c, gold) for _, c, gold in tests])), 1),
            "gain at 5": {
                f"{name} over {base}": [round(100 * g, 1) for g in paired(at5[name], at5[base])]
                for name in ("network, own", "network, transfer")
                for base in (walks, control, "features, transfer", "dense")
            },
            "seconds of training": round(seconds, 1),
        }


def told(read: Snapshot, flagged: Sequence[Labelled], seed: int) -> Rank:
    """Return the control that is told which titles other passages mention."""
    torch.manual_seed(seed)
    network = train(flagged, seed, start=Network(rounds=0, passage=len(PASSAGE) + 1))[0]
    return lambda q, c: by(network)(q, marked(read, c))


def by(network: Network) -> Rank:
    """Return the ranker that a network is."""
    return lambda q, c: c.passages[np.argsort(-scores(network, c)[0], kind="stable")]


def recalls(group: np.ndarray, tests: Tests, rank: Rank) -> np.ndarray:
    """Return a row of recalls at 2, 5, 10 for each question."""
    found = []
    for question, candidates, gold in tests:
        order = list(dict.fromkeys(group[rank(question, candidates)].tolist()))
        found.append([len(gold & set(order[:k])) / len(gold) for k in AT])
    return np.asarray(found)


def ceiling(group: np.ndarray, candidates: Case, gold: frozenset[str]) -> float:
    """Return the share of the gold that is a candidate at all."""
    return len(gold & set(group[candidates.passages].tolist())) / len(gold)


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
        print(f"  {name}: {gain:+.1f} [{low:+.1f}, {high:+.1f}]", flush=True)


if __name__ == "__main__":
    main()
