"""What a query costs as the graph grows: latency, memory and the time to build, from 10 thousand edges to 10 million.

    python benchmarks/search_scale.py [--most 1000000] [--queries 200] [--json]

The graph is made up, with the shape of a real one: names are drawn by Zipf's law, eight a passage, so that a few are
hubs and most are rare; a passage has 60 words, drawn the same way, and a vector of 384 numbers near that of a topic;
fifteen passages make a document. Queries are made of names and words of a passage; half of them name its document. A
query is everything that `kg search` does to rank: BM25, vectors, two PageRanks, candidates, features, the network; what
is timed apart is the encoder, which is run on the question. Seconds of the processor stand beside those of the clock:
on a machine that does nothing else they are the same. Memory is by part; vectors stand apart from the rest; the peak is
that of this process so far, the making of the graph and the network's libraries included.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from kg.bm25 import K1, SCALE, B, Postings
from kg.encode import load_encoder
from kg.gnn import checkpoint
from kg.gnn.features import ask, case
from kg.gnn.network import Network, scores
from kg.index import HEAD, Snapshot, csr, transpose
from kg.sources import Bearer, sourced, titles_of
from kg.spot import PackedLexicon, Strings, fold
from kg.vectors import Vectors, quantise

NAMES_EACH, WORDS_EACH, PASSAGES_EACH, WIDTH = 8, 60, 15, 384
PART = 100_000
SIZES = (10_000, 100_000, 1_000_000, 3_000_000, 10_000_000)


def main() -> None:
    """Print one line a size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=1_000_000, help="edges of the largest graph")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    network = checkpoint.load()[0] if checkpoint.SHIPPED.is_file() else Network().eval()
    found = []
    for size in (s for s in SIZES if s <= given.most):
        found.append(measure(size, given.queries, network))
        if not given.json:
            print("  ".join(f"{name} {value:,}" for name, value in found[-1].items()), flush=True)
    if given.json:
        print(json.dumps(found, indent=2))


def measure(edges: int, queries: int, network: Network) -> dict[str, Any]:
    """Return the figures of one size."""
    rng = np.random.default_rng(0)
    began = time.process_time()
    snap, words = made(edges, rng)
    built = time.process_time() - began
    encoder = load_encoder()
    texts = [question(snap, words, rng) for _ in range(queries + 5)]
    rows = rng.integers(0, len(snap.passages), len(texts))
    vectors = snap.vectors.take(rows)
    encoding, ranking, cpu = [], [], []
    for i, (text, vector) in enumerate(zip(texts, vectors, strict=True)):
        start, busy = time.perf_counter(), time.process_time()
        encoder.encode([text])
        middle = time.perf_counter()
        scores(network, case(snap, ask(snap, sourced(snap.titles, text), vector)))
        if i > 4:  # what is compiled on first use is compiled by then
            encoding.append(middle - start)
            ranking.append(time.perf_counter() - middle)
            cpu.append(time.process_time() - busy)
    whole = np.add(encoding, ranking)
    held = snap.nbytes
    million = len(snap.edges.others) / 1e6
    return {
        "edges": len(snap.edges.others),
        "passages": len(snap.passages),
        "names": len(snap.names),
        "p50_ms": ms(np.median(whole)),
        "p95_ms": ms(np.quantile(whole, 0.95)),
        "p50_ms_ranking": ms(np.median(ranking)),
        "p95_ms_ranking": ms(np.quantile(ranking, 0.95)),
        "p50_cpu_ms": ms(np.median(cpu)),
        "p95_cpu_ms": ms(np.quantile(cpu, 0.95)),
        "snapshot_mb": round(sum(held.values()) / 1e6, 1),
        "mb_per_million_edges": round(sum(held.values()) / 1e6 / million, 1),
        "vectors_mb": round(sum(a.nbytes for a in snap.vectors) / 1e6, 1),
        "build_cpu_s": round(built, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def ms(seconds: float) -> float:
    """Return milliseconds, to a tenth."""
    return round(1000 * float(seconds), 1)


def zipf(rng: np.random.Generator, kinds: int, number: int) -> np.ndarray:
    """Return `number` draws of `kinds` things, the i-th about i to the power of -1 as often as the first."""
    return np.minimum((kinds ** rng.random(number)).astype(np.int64), kinds) - 1


def made(edges: int, rng: np.random.Generator) -> tuple[Snapshot, np.ndarray]:
    """Return a snapshot of about so many edges, and the words of each passage."""
    passages = edges // NAMES_EACH
    names = 2 * passages
    row = np.repeat(np.arange(passages), NAMES_EACH)
    # Half of the names of a passage are common, half come from anywhere: most things are named twice or thrice.
    other = np.where(rng.random(len(row)) < 0.5, zipf(rng, names, len(row)), rng.integers(0, names, len(row)))
    pairs = np.unique(row * names + other)
    row, other = pairs // names, pairs % names
    to_names = csr(passages, row, other, None, np.where(rng.random(len(row)) < 0.15, HEAD, 0))
    a, b = rng.integers(0, names, passages), rng.integers(0, names, passages)
    links = np.unique(np.concatenate([a * names + b, b * names + a]))
    vocabulary = max(2000, int(30 * passages**0.6))
    documents = -(-passages // PASSAGES_EACH)
    words = np.empty((passages, WORDS_EACH), np.int32)
    for part in parts(passages):
        words[part] = zipf(rng, vocabulary, len(words[part]) * WORDS_EACH).reshape(-1, WORDS_EACH)
    snap = Snapshot(
        version="",
        passages=Strings(f"chk_{i:016x}" for i in range(passages)),
        names=Strings(f"Name{i}" for i in range(names)),
        ids=Strings(f"ent_{i:016x}" for i in range(names)),
        edges=to_names,
        places=transpose(to_names, names),
        links=csr(names, links // names, links % names, None, np.ones(len(links))),
        lexicon=lexicon(names),
        postings=indexed(words, vocabulary),
        vectors=near_topics(passages, rng),
        documents=Strings(f"doc_{i:016x}" for i in range(documents)),
        owners=(np.arange(passages) // PASSAGES_EACH).astype(np.int32),
        titles=titles_of([Bearer(title(i), f"paper{i}.pdf") for i in range(documents)]),
    )
    return snap, words


def title(document: int) -> str:
    """Return the title of a document: of six words, of which a fifth of the documents share the first two."""
    return f"Methods Of{document % 5} Word{document % 97} Made{document} For{document % 11} Use"


def lexicon(names: int) -> PackedLexicon:
    """Return the dictionary of `Name0`, `Name1` …: what `Lexicon` packs, without a Python object a name."""
    hashes = np.fromiter((fold(f"name{i}") for i in range(names)), np.int64, names)
    order = np.argsort(hashes)
    hashes = hashes[order]
    return PackedLexicon(hashes, order.astype(np.int32), np.ones(names, np.bool_), hashes, np.ones(names, np.uint8))


def near_topics(passages: int, rng: np.random.Generator) -> Vectors:
    """Return a vector a passage, each near that of one of 500 topics."""
    topics = rng.standard_normal((500, WIDTH)).astype(np.float32)
    found = Vectors(np.empty((passages, WIDTH), np.int8), np.empty(passages, np.float32))
    for part in parts(passages):
        number = len(found.scales[part])
        rows = topics[rng.integers(0, 500, number)] + rng.standard_normal((number, WIDTH), dtype=np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        found.numbers[part], found.scales[part] = quantise(rows)
    return found


def indexed(words: np.ndarray, vocabulary: int) -> Postings:
    """Return BM25 of passages given as numbers of words: `kg.bm25.postings` without the words' spelling."""
    passages, each = words.shape
    hashes = np.fromiter((fold(f"word{i}") for i in range(vocabulary)), np.int64, vocabulary)
    rank = np.argsort(hashes)
    place = np.empty(vocabulary, np.int32)
    place[rank] = np.arange(vocabulary)
    cells = []
    for part in parts(passages):
        numbers = np.repeat(np.arange(part.start, part.stop), each)
        cells.append(np.unique(numbers * vocabulary + place[words[part]].ravel(), return_counts=True))
    word = np.concatenate([(cell % vocabulary).astype(np.int32) for cell, _ in cells])
    order = np.argsort(word, kind="stable")
    word = word[order]
    passage = np.concatenate([(cell // vocabulary).astype(np.int32) for cell, _ in cells])[order]
    tf = np.concatenate([count.astype(np.float32) for _, count in cells])[order]
    del cells, order
    starts = np.searchsorted(word, np.arange(vocabulary + 1))
    df = np.diff(starts).astype(np.float32)
    score = np.log1p((passages - df + 0.5) / (df + 0.5))[word] * tf * (K1 + 1) / (tf + K1 * (1 - B + B))
    return Postings(hashes[rank], starts, passage, np.rint(score * SCALE).astype(np.uint16), passages)


def parts(rows: int) -> Iterator[slice]:
    """Yield the places of `rows` rows, some at a time: ten million edges are made in three gigabytes."""
    for start in range(0, rows, PART):
        yield slice(start, min(start + PART, rows))


def question(snap: Snapshot, words: np.ndarray, rng: np.random.Generator) -> str:
    """Return two names and eight words of a passage as a question; every second one names the passage's document."""
    passage = int(rng.integers(0, len(snap.passages)))
    named = snap.edges.of(passage)
    chosen = [snap.names[n] for n in named[: 2 * max(1, len(named) // 4) : max(1, len(named) // 4)]]
    text = f"what {' '.join(f'word{w}' for w in rng.choice(words[passage], 8))} {' and '.join(chosen)}?"
    return f"According to “{title(int(snap.owners[passage]))}”, {text}" if rng.random() < 0.5 else text


if __name__ == "__main__":
    main()
