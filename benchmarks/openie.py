"""Open extraction on CaRB: `python benchmarks/openie.py DATA/openie [--json]`.

Scores `ingest.extract.tuples` on the development set with CaRB's rules, beside a plain verb-between-noun-phrases
baseline run on the same parses. The rules, in words: words are compared as written; a pair scores nothing unless its
relations share a word; precision pairs predictions with gold one to one, best first; recall gives each gold its best
prediction; all arguments after the first are one bag; F1 is at the best threshold of confidence, and the area under the
curve ends at precision 1, recall 0.
"""

from __future__ import annotations

import argparse
import json
import string
import sys
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

BE = frozenset(["be", "is", "am", "are", "was", "were", "been", "being"])
SAID = ("said", "told", "added", "adds", "says")


class Row(NamedTuple):
    """A gold or predicted extraction: relation, first argument, all others, as words."""

    relation: list[str]
    first: list[str]
    rest: list[str]
    confidence: float = 1.0


class Score(NamedTuple):
    """What the benchmark reports."""

    precision: float
    recall: float
    f1: float
    auc: float
    threshold: float
    extractions: int


def key(sentence: str) -> str:
    """Return what a sentence is looked up by: its characters without white space and punctuation."""
    return "".join(c for c in sentence if not c.isspace() and c not in string.punctuation)


def read_gold(path: Path) -> dict[str, list[Row]]:
    """Return the gold extractions of each sentence."""
    gold: dict[str, list[Row]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        sentence, relation, *arguments = line.strip().split("\t")
        gold[key(sentence.strip())].append(row(relation, arguments))
    return dict(gold)


def row(relation: str, arguments: list[str], confidence: float = 1.0) -> Row:
    """Return an extraction as words."""
    first = arguments[0].split() if arguments else []
    return Row(relation.split(), first, " ".join(arguments[1:]).split() if len(arguments) > 1 else [], confidence)


def overlap(gold: list[str], predicted: list[str]) -> int:
    """Return how many words two bags share."""
    return sum((Counter(gold) & Counter(predicted)).values())


def match(gold: Row, predicted: Row) -> tuple[float, float]:
    """Return (precision, recall) of a prediction against a gold extraction."""
    straight = _match(gold, predicted.relation, predicted.first, predicted.rest)
    if not any(word in " ".join(gold.relation) for word in SAID):
        return straight
    return max(straight, _match(gold, predicted.relation, predicted.rest, predicted.first))


def _match(gold: Row, relation: list[str], first: list[str], rest: list[str]) -> tuple[float, float]:
    shared = overlap(gold.relation, relation)
    left = list((Counter(relation) - Counter(gold.relation)).elements())
    if "be" in left and BE & set(gold.relation):
        shared += 1
    if not shared:
        return 0.0, 0.0
    hits = shared + overlap(gold.first, first) + overlap(gold.rest, rest)
    predicted = len(relation) + len(first) + (len(rest) if gold.rest else 0)
    wanted = len(gold.relation) + len(gold.first) + len(gold.rest)
    return hits / predicted, hits / wanted


def evaluate(gold: dict[str, list[Row]], predicted: dict[str, list[Row]]) -> Score:
    """Return the figures of `predicted` at its best threshold."""
    thresholds = sorted({r.confidence for rows in predicted.values() for r in rows})
    if not thresholds:
        return Score(0, 0, 0, 0, 0, 0)
    size = len(thresholds)
    hits, counts, found, wanted = ([0.0] * size for _ in range(4))
    for sentence, golds in gold.items():
        rows = predicted.get(sentence, [])
        table = [[match(g, p) for p in rows] for g in golds]
        wanted = [w + len(golds) for w in wanted]
        levels = sorted({r.confidence for r in rows})
        before = 0
        for level in levels:
            at = bisect_left(thresholds, level)
            kept = [j for j, r in enumerate(rows) if r.confidence >= level]
            precision = _one_to_one(table, kept)
            recall = sum(max(line[j][1] for j in kept) for line in table)
            for index in range(before, at + 1):
                hits[index] += precision
                counts[index] += len(kept)
                found[index] += recall
            before = at + 1
    curve = [(h / c if c else 1.0, f / w if w else 0.0) for h, c, f, w in zip(hits, counts, found, wanted, strict=True)]
    best = max(range(size), key=lambda i: _f1(*curve[i]))
    ends = [*curve, (1.0, 0.0)]
    area = sum(abs(a[1] - b[1]) * (a[0] + b[0]) / 2 for a, b in pairwise(ends))
    return Score(*curve[best], _f1(*curve[best]), area, thresholds[best], int(counts[best]))


def _one_to_one(table: list[list[tuple[float, float]]], kept: list[int]) -> float:
    pairs = sorted((-table[i][j][0], i, j) for i in range(len(table)) for j in kept)
    rows: set[int] = set()
    columns: set[int] = set()
    total = 0.0
    for score, i, j in pairs:
        if i not in rows and j not in columns:
            rows.add(i)
            columns.add(j)
            total -= score
    return total


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def ours(sentence: Span) -> Iterator[Row]:
    """Yield the extractions of `ingest.extract.tuples`."""
    from ingest.extract.tuples import tuples

    for found in tuples(sentence):
        yield row(found.relation, list(found.arguments), found.confidence)


def plain(sentence: Span) -> Iterator[Row]:
    """Yield the baseline: each verb between two noun phrases, the nearest on either side."""
    nouns = [t for t in sentence if t.pos_ in ("NOUN", "PROPN", "PRON", "NUM") and t.dep_ not in ("compound", "flat")]
    for verb in (t for t in sentence if t.pos_ in ("VERB", "AUX") and not t.dep_.startswith("aux")):
        left = [n for n in nouns if n.i < verb.i]
        right = [n for n in nouns if n.i > verb.i]
        if left and right:
            chunk = [[t.text for t in n.subtree if abs(t.i - n.i) < 6 and t.i <= n.i] for n in (left[-1], right[0])]
            yield Row([verb.text], chunk[0], chunk[1])


SYSTEMS = {"ours": ours, "verb between noun phrases": plain}


def parse(nlp: Any, sentences: list[str]) -> Iterator[tuple[str, Doc]]:  # noqa: ANN401 - any spaCy pipeline
    """Yield each sentence with its parse; a sentence that the parser cuts in two stays one entry."""
    yield from zip(sentences, nlp.pipe(sentences, batch_size=64), strict=True)


def main() -> int:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path, help="the folder with carb-dev.tsv and carb-dev.txt")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    from ingest.english import load_english

    gold = read_gold(options.data / "carb-dev.tsv")
    sentences = [
        s.strip() for s in (options.data / "carb-dev.txt").read_text(encoding="utf-8").splitlines() if s.strip()
    ]
    nlp = load_english()
    started = time.perf_counter()
    docs = list(parse(nlp, sentences))
    parsed = time.perf_counter() - started
    report: dict[str, Any] = {
        "sentences": len(sentences),
        "gold": sum(map(len, gold.values())),
        "parse_s": round(parsed, 2),
    }
    for name, system in SYSTEMS.items():
        started = time.perf_counter()
        predicted = {key(text): [r for s in doc.sents for r in system(s)] for text, doc in docs}
        score = evaluate(gold, predicted)
        report[name] = {
            **{k: round(v, 4) for k, v in score._asdict().items()},
            "extract_s": round(time.perf_counter() - started, 2),
        }
    if options.json:
        print(json.dumps(report))
    else:
        print(f"CaRB development set: {report['sentences']} sentences, {report['gold']} gold extractions\n")
        print(f"{'system':28} {'P':>6} {'R':>6} {'F1':>6} {'AUC':>6}")
        for name in SYSTEMS:
            s = report[name]
            print(f"{name:28} {s['precision']:6.3f} {s['recall']:6.3f} {s['f1']:6.3f} {s['auc']:6.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
