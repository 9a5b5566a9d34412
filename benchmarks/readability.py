"""How well the language score follows the levels that people gave, beside Flesch-Kincaid from the same run.

    python benchmarks/readability.py FOLDER [--json] [--fit]

FOLDER holds `onestop.parquet` (slug, level 0-2, text) and `cefrsp.parquet` (src, split, text, a, b, mean).
Fitted on: CEFR-SP's Wikipedia part, split train, and every other article of OneStopEnglish. Tested on the rest:
CEFR-SP's official test split (its SCoRE part, whose licence is non-commercial, was never fitted to) and the other
articles. `--fit` prints new weights for `generate/difficulty.py`; `configs/stages.yaml` rests on the quartiles.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as parquet

from generate import difficulty

Values = np.ndarray[Any, np.dtype[np.float64]]

ONESTOP_WEIGHT, ONESTOP_GAP, RIDGE = 3.0, 0.8, 10.0
"""An article counts as three sentences, its levels lie 0.8 CEFR levels apart, and weights are held small by 10."""


def main() -> None:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--json", action="store_true")
    arguments.add_argument("--fit", action="store_true")
    given = arguments.parse_args()
    cefr, onestop = (parquet.read_table(given.folder / f"{name}.parquet").to_pylist() for name in ("cefrsp", "onestop"))
    if given.fit:
        print(fit(cefr, onestop))
        return
    figures = {
        "language score": figures_of(lambda text: 1 + 5 * difficulty.language_score(text), cefr, onestop),
        "Flesch-Kincaid": figures_of(difficulty.flesch_kincaid, cefr, onestop),
    }
    caps = quartiles(cefr)
    if given.json:
        print(json.dumps({**figures, "caps": caps}, indent=2))
        return
    names = list(next(iter(figures.values())))
    print(f"{'':<24}" + "".join(f"{name:>18}" for name in figures))
    for name in names:
        print(f"{name:<24}" + "".join(f"{row[name]:>18.3f}" for row in figures.values()))
    print("\nlower quartile of content words' frequency by CEFR level (mean, tenth):")
    for level, (mean, tenth) in caps.items():
        print(f"  {level}: {mean:.2f} {tenth:.2f}")


def figures_of(score: Callable[[str], float], cefr: list[Any], onestop: list[Any]) -> dict[str, float]:
    """Return ρ, accuracy and QWK of `score` on what was held out; cuts between levels are made on what was not."""
    known = taken(onestop)
    held, fitted = ([r for r in onestop if (r["slug"] in known) is known_one] for known_one in (False, True))
    test, train = [r for r in cefr if r["split"] == "test"], [r for r in cefr if r["split"] == "train"]
    parts = {"cefr": test, "cefr wiki": [r for r in test if r["src"] != "SCoRE"]}
    values = {name: [score(r["text"]) for r in rows] for name, rows in parts.items()}
    found = {f"{name} rho": rho(values[name], [r["mean"] for r in rows]) for name, rows in parts.items()}
    train = [r for r in train if r["src"] != "SCoRE"]
    cut = cuts([score(r["text"]) for r in train], [r["a"] for r in train])
    levels = [cut(value) for value in values["cefr"]]
    found["cefr either annotator"] = float(np.mean([v in (r["a"], r["b"]) for v, r in zip(levels, test, strict=True)]))
    found["cefr qwk"] = float(np.mean([qwk(levels, [r[who] for r in test]) for who in "ab"]))
    marks = [score(r["text"]) for r in held]
    found["onestop rho"] = rho(marks, [r["level"] for r in held])
    cut = cuts([score(r["text"]) for r in fitted], [r["level"] for r in fitted])
    found["onestop accuracy"] = float(np.mean([cut(v) == r["level"] for v, r in zip(marks, held, strict=True)]))
    found["onestop qwk"] = qwk([cut(v) for v in marks], [r["level"] for r in held])
    triples: dict[str, dict[int, float]] = {}
    for row, mark in zip(held, marks, strict=True):
        triples.setdefault(row["slug"], {})[row["level"]] = mark
    found["onestop all ordered"] = float(np.mean([t[0] < t[1] < t[2] for t in triples.values() if len(t) == 3]))
    return found


def taken(rows: list[dict[str, Any]]) -> set[str]:
    """Return the articles that are fitted to: every other one by name."""
    return set(sorted({row["slug"] for row in rows})[::2])


def cuts(scores: Sequence[float], levels: list[int]) -> Callable[[float], int]:
    """Return the function from a score to a level that gives every level its share of `scores`."""
    names = sorted(set(levels))
    shares = np.cumsum([levels.count(name) for name in names])[:-1] / len(levels)
    edges = np.quantile(scores, shares)
    return lambda value: names[int(np.searchsorted(edges, value, side="right"))]


def rho(one: Sequence[float], other: Sequence[float]) -> float:
    """Return Spearman's rank correlation."""
    ranks = [_ranks(np.asarray(values, dtype=float)) for values in (one, other)]
    return float(np.corrcoef(*ranks)[0, 1])


def _ranks(values: Values) -> Values:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[inverse]


def qwk(one: Sequence[int], other: Sequence[int]) -> float:
    """Return Cohen's kappa with quadratic weights."""
    low, high = min(*one, *other), max(*one, *other)
    seen = np.zeros((high - low + 1,) * 2)
    for a, b in zip(one, other, strict=True):
        seen[a - low, b - low] += 1
    chance = np.outer(seen.sum(1), seen.sum(0)) / seen.sum()
    weights = np.subtract.outer(np.arange(len(seen)), np.arange(len(seen))) ** 2
    return float(1 - (weights * seen).sum() / (weights * chance).sum())


def fit(cefr: list[Any], onestop: list[Any]) -> str:
    """Return the source of the ridge weights; the two sets differ by a constant that is not kept."""
    rows = [(r["text"], r["mean"], 0.0) for r in cefr if r["split"] == "train" and r["src"] != "SCoRE"]
    known = taken(onestop)
    rows += [(r["text"], 3 + ONESTOP_GAP * r["level"], 1.0) for r in onestop if r["slug"] in known]
    inputs = np.array([(*difficulty.features(text), which) for text, _, which in rows])
    target = np.array([level for _, level, _ in rows])
    weight = np.array([ONESTOP_WEIGHT if which else 1.0 for _, _, which in rows])
    centre, spread = inputs.mean(0), inputs.std(0) + 1e-9
    spread[-1] = 0.1
    scaled = (inputs - centre) / spread
    mean = np.average(scaled, axis=0, weights=weight)
    level = np.average(target, weights=weight)
    moved = scaled - mean
    gram = (moved * weight[:, None]).T @ moved + RIDGE * np.eye(moved.shape[1])
    slopes = np.linalg.solve(gram, (moved * weight[:, None]).T @ (target - level))
    weights = slopes / spread
    intercept = level - mean @ slopes - weights @ centre
    lines = "".join(f"        {w:.5f},  # {n}\n" for w, n in zip(weights[:-1], difficulty.FEATURES, strict=True))
    return f"    {intercept:.5f},\n    (\n{lines}    ),"


def quartiles(cefr: list[Any]) -> dict[str, tuple[float, float]]:
    """Return, for each CEFR level of the Wikipedia part, the lower quartile of the mean and of the lowest tenth."""
    found = {}
    for level, name in enumerate(("A1", "A2", "B1", "B2", "C1", "C2"), start=1):
        rows = [difficulty.capped(r["text"]) for r in cefr if r["src"] != "SCoRE" and round(r["mean"] + 0.01) == level]
        pairs = [(r["zipf_mean"], r["zipf_p10"]) for r in rows]
        found[name] = tuple(float(v) for v in np.quantile(np.array(pairs), 0.25, axis=0))
    return found  # type: ignore[return-value]


if __name__ == "__main__":
    main()
