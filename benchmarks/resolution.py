"""Which names are one thing: `python benchmarks/resolution.py [PAIRS.jsonl] [--names N] [--fit] [--json]`.

Scores `kg.resolve.resolve` on pairs of names labelled by reading, half of them matches and half of them names that look
alike and are two things, beside what `neo4j-graphrag` resolves with: the same name, `rapidfuzz.fuzz.WRatio` from .8
(`FuzzyMatchResolver`), cosine of embeddings from .8 (`SpaCySemanticMatchResolver`, here with all-MiniLM-L6-v2 in place
of a spaCy model that PyPI does not have); they compare names of one type only, so each stands here twice.

A row of the file: `one` and `other` (`name`, `type`, `proper`, `document`, how many `mentions` there and the `start` of
the first, `neighbours` named in the same sentences, the `long_form` where the document explains a short one, names that
the document `also` has with a word of the two), `same`, `half`. Weights and threshold were set on the half `tune`; any
file of the same shape may be given. The quotes are of JOSE and ReScience C papers (CC-BY 4.0) and our own samples; of
Wikipedia passages the file has names and titles alone.

`--names N` times blocking, comparing and joining on N names: those of the file, and new ones of their words.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.records import Argument, Claim, Evidence, Mention, Predicate, content_id

if TYPE_CHECKING:
    from kg.resolve.compare import Compared
    from kg.resolve.graph import Similarity

PAIRS = Path(__file__).parent / "data" / "resolution_pairs.jsonl"
DEFAULT = 0.8
"""The threshold that neo4j-graphrag's resolvers have unless told otherwise."""
DECAY = 0.3
"""Weight decay of `--fit`: there are few pairs and a dozen weights."""

PRIOR = {
    "bias": 0.0,
    "same_form": 3.0,
    "plural": 2.0,
    "inflection": 2.5,
    "spelling": 2.5,
    "linking": 2.0,
    "legal_form": 2.0,
    "word_order": 2.0,
    "abbreviation": 4.0,
    "short_name": 3.0,
    "person_name": 1.5,
    "sound": -1.0,
    "derivation": -0.5,
    "initials": 0.0,
    "same_type": 1.0,
    "naming_conflict": -2.0,
    "shared_document": 1.5,
    "shared_neighbours": 0.5,
    "proper_word": -3.0,
    "proper_plural": -2.0,
    "title_case": -1.0,
    "lone_capital": -2.0,
    "joined": -1.0,
    "joined_proper": -5.0,
    "other_first_name": -4.0,
    "middle_left_out": -4.0,
    "common_noun": -4.0,
    "cosine": 10.0,
}
"""What we held before seeing any pair, in log odds: `--fit` starts here, and stays here where it sees nothing."""

Row = dict[str, Any]


class Score(NamedTuple):
    """Pairwise figures of one system on one half."""

    precision: float
    recall: float
    f1: float
    merged: int
    wrong: int


def read(path: Path) -> list[Row]:
    """Return the labelled pairs."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def mentions(row: Row) -> Iterator[tuple[str, Mention]]:
    """Yield the mentions of a pair's two names, each with the key of its side, and those `also` in their documents."""
    for side in ("one", "other"):
        told = row[side]
        for number in range(int(told.get("mentions", 1))):
            long = told.get("long_form") if number == 0 else None
            yield (
                side,
                mention(
                    told["name"],
                    told["type"],
                    told["document"],
                    bool(told["proper"]),
                    long,
                    (side, number),
                    told.get("start", 0),
                ),
            )
        for number, also in enumerate(told.get("also", ())):
            at = ("also", side, number)
            yield "also", mention(also["name"], also["type"], told["document"], bool(also["proper"]), None, at)


def mention(name: str, kind: str, document: str, proper: bool, long: str | None, at: object, start: int = 0) -> Mention:
    """Return a mention that stands nowhere but in this file."""
    place = Evidence(
        id=content_id("ev", document, name, at),
        document=document,
        source=document,
        sha256="0" * 64,
        chunk=document,
        start=start,
        end=start + max(len(name), 1),
        quote=name,
    )
    return Mention(
        id=content_id("men", place.id, name), name=name, type=kind, evidence=place, proper=proper, long_form=long
    )


def claims(row: Row, found: list[tuple[str, Mention]]) -> Iterator[tuple[Claim, Mention]]:
    """Yield a claim for each neighbour of a side, with the neighbour's mention."""
    for side in ("one", "other"):
        told = row[side]
        own = next(m for s, m in found if s == side)
        for neighbour in told.get("neighbours", ()):
            near = mention(neighbour, "concept", told["document"], False, None, (side, "near"))
            ends = [Argument(mention=m.id, phrase=m.name, start=0, end=1) for m in (own, near)]
            yield (
                Claim(
                    id=content_id("clm", own.id, near.id),
                    head=ends[0],
                    predicate=Predicate(text="stand beside", verb="stand"),
                    relation="OTHER",
                    tail=ends[1],
                    evidence=own.evidence,
                    extractor="benchmark",
                ),
                near,
            )


def ours(rows: list[Row]) -> list[bool]:
    """Return for each pair whether our resolution, given these two names alone, makes one entity of them."""
    from kg.resolve import resolve

    similarity = encoder_similarity()
    decided = []
    for row in rows:
        found = list(mentions(row))
        told = list(claims(row, found))
        entities = resolve(
            [m for _, m in found] + [m for _, m in told], [c for c, _ in told], similarity=similarity
        ).entities
        sides: dict[str, set[str]] = {"one": set(), "other": set(), "also": set()}
        entity_of = {m: e.id for e in entities for m in e.mentions}
        for side, one in found:
            sides[side].add(entity_of[one.id])
        decided.append(bool(sides["one"] & sides["other"]))
    return decided


def together(rows: list[Row]) -> list[bool]:
    """The same with all names of the file resolved at once, so that a false chain would show."""
    from kg.resolve import resolve

    everything: list[Mention] = []
    told: list[Claim] = []
    of: list[dict[str, list[str]]] = []
    for row in rows:
        found = list(mentions(row))
        near = list(claims(row, found))
        everything += [m for _, m in found] + [m for _, m in near]
        told += [c for c, _ in near]
        of.append({side: [m.id for s, m in found if s == side] for side in ("one", "other")})
    entities = resolve(everything, told, similarity=encoder_similarity()).entities
    entity_of = {m: e.id for e in entities for m in e.mentions}
    return [bool({entity_of[m] for m in o["one"]} & {entity_of[m] for m in o["other"]}) for o in of]


def exact(rows: list[Row]) -> list[bool]:
    """One name, letter for letter: neo4j-graphrag's `SinglePropertyExactMatchResolver`."""
    return [row["one"]["name"] == row["other"]["name"] for row in rows]


def lower(rows: list[Row]) -> list[bool]:
    """One name but for case and hyphens."""
    return [_plain(row["one"]["name"]) == _plain(row["other"]["name"]) for row in rows]


def fuzzy(rows: list[Row]) -> list[bool]:
    """`rapidfuzz.fuzz.WRatio` from the default threshold: neo4j-graphrag's `FuzzyMatchResolver`."""
    from rapidfuzz import fuzz, utils

    ratio = [fuzz.WRatio(r["one"]["name"], r["other"]["name"], processor=utils.default_process) / 100 for r in rows]
    return [value >= DEFAULT for value in ratio]


def semantic(rows: list[Row]) -> list[bool]:
    """Cosine of embeddings from the default threshold: neo4j-graphrag's `SpaCySemanticMatchResolver`."""
    values = encoder_similarity()([(row["one"]["name"], row["other"]["name"]) for row in rows])
    return [value >= DEFAULT for value in values]


def of_one_type(system: Callable[[list[Row]], list[bool]]) -> Callable[[list[Row]], list[bool]]:
    """Return the system held to names of one type, as neo4j-graphrag holds its resolvers to one label."""
    return lambda rows: [
        same and row["one"]["type"] == row["other"]["type"] for same, row in zip(system(rows), rows, strict=True)
    ]


SYSTEMS: dict[str, Callable[[list[Row]], list[bool]]] = {
    "ours": ours,
    "ours, all names at once": together,
    "same name": exact,
    "same name but for case and hyphens": lower,
    "fuzzy .8": fuzzy,
    "fuzzy .8, one type": of_one_type(fuzzy),
    "embeddings .8": semantic,
    "embeddings .8, one type": of_one_type(semantic),
}


def score(rows: list[Row], decided: list[bool]) -> Score:
    """Return precision, recall and F1 of the pairs held to be the same."""
    hits = sum(d and r["same"] for d, r in zip(decided, rows, strict=True))
    merged, wanted = sum(decided), sum(r["same"] for r in rows)
    precision, recall = hits / merged if merged else 1.0, hits / wanted if wanted else 0.0
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return Score(round(precision, 4), round(recall, 4), round(f1, 4), merged, merged - hits)


def encoder_similarity() -> Similarity:
    """Return `kg.resolve.graph.cosines` with one encoder held open and each name encoded once."""
    if "similarity" not in _held:
        from kg.encode import load_encoder

        encoder, known = load_encoder(), {}

        def similarity(names: Any) -> list[float]:  # noqa: ANN401 - pairs of names
            new = sorted({name for pair in names for name in pair} - known.keys())
            known.update(zip(new, encoder.encode(new), strict=True) if new else ())
            return [float(known[one] @ known[other]) for one, other in names]

        _held["similarity"] = similarity
    return _held["similarity"]


_held: dict[str, Any] = {}


def weighed(rows: list[Row]) -> list[Compared | None]:
    """Return how resolution weighs each pair; None where no variation explains it, or something forbids it."""
    from kg.resolve.graph import weigh
    from kg.resolve.units import profiles

    result: list[Compared | None] = []
    for row in rows:
        found = list(mentions(row))
        told = list(claims(row, found))
        everything = {m.id: m for m in (*(m for _, m in found), *(m for _, m in told))}
        units = profiles(sorted(everything.values(), key=lambda m: m.id), [c for c, _ in told])
        names = {row["one"]["name"], row["other"]["name"]}
        own = {unit: profile for unit, profile in units.items() if unit.name in names}
        result.append(next(iter(weigh(own, encoder_similarity()).values()), None))
    return result


def fit(rows: list[Row]) -> dict[str, float]:
    """Return the weights that the tune half gives, drawn towards `PRIOR`."""
    import numpy as np

    told = [(w, r["same"]) for w, r in zip(weighed(rows), rows, strict=True) if w is not None]
    names = list(PRIOR)
    x = np.array([[{**dict(w.features), "bias": 1.0}.get(n, 0.0) for n in names] for w, _ in told])
    y = np.array([float(same) for _, same in told])
    prior = np.array([PRIOR[n] for n in names])
    weights = prior.copy()
    for _ in range(4000):
        odds = 1 / (1 + np.exp(-x @ weights))
        weights -= 0.05 * (x.T @ (odds - y) + DECAY * (weights - prior))
    return {name: round(float(value), 1) for name, value in zip(names, weights, strict=True)}


def many(rows: list[Row], count: int, seed: int = 7) -> dict[str, float]:
    """Return seconds and memory of resolving `count` names: those of the file, and mixtures of their words."""
    from kg.resolve.cluster import clusters
    from kg.resolve.compare import THRESHOLD
    from kg.resolve.graph import weigh
    from kg.resolve.units import Profile, Unit

    rng = random.Random(seed)
    real = sorted({row[side]["name"] for row in rows for side in ("one", "other")})
    opening = [w for n in real for w in n.split()[:-1]]
    heads = [n.split()[-1] for n in real]
    names = set(real)
    while len(names) < count:
        name = " ".join((*rng.choices(opening, k=rng.randint(1, 3)), rng.choice(heads)))
        names.add(rng.choice((name, name, name.lower(), name.replace(" ", "-", 1), f"{name}s")))
    units = {}
    for name in sorted(names):
        document = str(rng.randrange(count // 50 + 1))
        stands = (mention(name, "concept", document, name[:1].isupper(), None, 0),)
        profile = Profile(
            Unit(name, ""), "", stands, "concept", 1, 1, name[:1].isupper(), frozenset((document,)), frozenset()
        )
        units[profile.unit] = profile
    similarity = encoder_similarity()
    started, spent = time.perf_counter(), time.process_time()
    found = weigh(units, similarity)
    groups = clusters(units, {p: w for p, w in found.items() if w.score >= THRESHOLD}, ())
    return {
        "names": len(units),
        "pairs explained": len(found),
        "embedded": sum(any(k == "cosine" for k, _ in w.features) for w in found.values()),
        "things": len(groups),
        "seconds": round(time.perf_counter() - started, 1),
        "CPU seconds": round(time.process_time() - spent, 1),
        "peak GiB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
    }


def main() -> int:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("pairs", type=Path, nargs="?", default=PAIRS, help="a file of labelled pairs")
    parser.add_argument("--names", type=int, default=0, help="also time this many names")
    parser.add_argument("--fit", action="store_true", help="print weights fitted to the tune half, and stop")
    parser.add_argument(
        "--wrong", action="store_true", help="also list the pairs of the tune half that ours gets wrong"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = read(options.pairs)
    halves = {half: [r for r in rows if r.get("half", "test") == half] for half in ("tune", "test")}
    if options.fit:
        print(json.dumps(fit(halves["tune"]), indent=2))
        return 0
    report: dict[str, Any] = {
        "pairs": {half: {"same": sum(r["same"] for r in part), "all": len(part)} for half, part in halves.items()},
        "systems": {
            name: {half: score(part, system(part))._asdict() for half, part in halves.items() if part}
            for name, system in SYSTEMS.items()
        },
    }
    if options.names:
        report["many"] = many(rows, options.names)
    if options.json:
        print(json.dumps(report))
        return 0
    for half, told in report["pairs"].items():
        print(f"{half}: {told['all']} pairs, {told['same']} of them one thing")
    print(f"\n{'':36} {'tune':^21}   {'test':^33}")
    print(f"{'system':36} {'P':>6} {'R':>6} {'F1':>6}   {'P':>6} {'R':>6} {'F1':>6} {'merged':>7} {'wrong':>6}")
    for name, found in report["systems"].items():
        cells = [
            f"{found[h][k]:6.3f}" if h in found else " " * 6 for h in halves for k in ("precision", "recall", "f1")
        ]
        tail = f" {found['test']['merged']:7} {found['test']['wrong']:6}" if "test" in found else ""
        print(f"{name:36} {' '.join(cells[:3])}   {' '.join(cells[3:])}{tail}")
    if options.names:
        print("\n" + ", ".join(f"{key} {value:,}" for key, value in report["many"].items()))
    if options.wrong:
        for row, same, why in zip(halves["tune"], ours(halves["tune"]), weighed(halves["tune"]), strict=True):
            if same != row["same"]:
                told = f"{why.reason} {why.score} {dict(why.features)}" if why else "not weighed"
                print(
                    f"{'missed' if row['same'] else 'WRONG '} {row['one']['name']} | {row['other']['name']}  ({told})"
                )
    return 0


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


if __name__ == "__main__":
    sys.exit(main())
