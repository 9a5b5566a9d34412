"""Entity mentions of our parser of English, against what people marked: precision, recall, F1.

    python benchmarks/ner.py FOLDER [--part test] [--json]

FOLDER has the shape of `../shared/data`: `treebank/gum-PART.conllu.xz`, whose mentions are nested and typed (every noun
phrase that refers, pronouns too), and `ner/*-dev.txt` of CrossNER (word and BIO tag a line, an empty line after each
sentence), where only the places of names are compared: its types are those of one science, ours are GUM's ten. A
mention counts where both ends agree; `typed` where its kind does too. Words and sentences are those of the data.

No trained entity recogniser of English installs from PyPI with its weights (spaCy's, Stanza's, Flair's and GLiNER's are
downloaded from elsewhere, NLTK's too), so the peers are what needs none: for mentions, each noun and pronoun with its
whole subtree in our own parse; for names, each run of capitalised words, the first word of a sentence left out where it
is found in lower case elsewhere in the data.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ingest.english import load_english
from ingest.english.conllu import read_treebank

Spans = set[tuple[int, int, int, str]]
"""Sentence, first word, the word after the last, kind."""

NOUNS = frozenset({"NOUN", "PROPN", "PRON"})
INSIDE = frozenset({"compound", "flat", "fixed", "goeswith"})
"""Labels of nouns that are part of another's phrase."""


class Score(NamedTuple):
    """Percentages, and how many there are."""

    precision: float
    recall: float
    f1: float
    gold: int
    said: int


def main() -> None:
    """Print the scores."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--part", default="test", help="of the treebank: test (reported) or dev")
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    nlp = load_english()
    found = {f"GUM {given.part}, mentions": mentions(nlp, given.folder / "treebank" / f"gum-{given.part}.conllu.xz")}
    for path in sorted((given.folder / "ner").glob("*-dev.txt")):
        found[f"{path.stem}, names"] = names(nlp, path)
    if given.json:
        print(json.dumps({k: {n: s._asdict() for n, s in v.items()} for k, v in found.items()}, indent=2))
        return
    for title, scores in found.items():
        print(title)
        for name, score in scores.items():
            print(
                f"  {name:<32} precision {score.precision:5.1f}  recall {score.recall:5.1f}  F1 {score.f1:5.1f}"
                f"  ({score.gold:,} marked, {score.said:,} said)"
            )


def mentions(nlp: Any, path: Path) -> dict[str, Score]:  # noqa: ANN401 - a spaCy pipeline
    """Return the scores of nested mentions on a part of GUM."""
    sentences = [s for s in read_treebank(path) if s.mentions is not None]
    docs = parsed(nlp, [([w.form for w in s.words], [not w.glued for w in s.words]) for s in sentences])
    gold: Spans = {(n, m.start, m.end, m.kind) for n, s in enumerate(sentences) for m in s.mentions or ()}
    said: Spans = {(n, m.start, m.end, m.label_) for n, doc in enumerate(docs) for m in doc.spans["mentions"]}
    scores = {"ours": score(bare(gold), bare(said)), "ours, typed": score(gold, said)}
    scores["peer: subtrees of nouns"] = score(
        bare(gold), {span for n, doc in enumerate(docs) for span in trees(n, doc)}
    )
    kinds = Counter(kind for *_, kind in gold)
    for kind, _ in kinds.most_common():
        scores[f"ours, {kind}"] = score({s for s in gold if s[3] == kind}, {s for s in said if s[3] == kind})
    return scores


def names(nlp: Any, path: Path) -> dict[str, Score]:  # noqa: ANN401 - a spaCy pipeline
    """Return the scores of flat names, their kinds left aside, on a file of CrossNER."""
    sentences = read_bio(path)
    docs = parsed(nlp, [(words, [True] * len(words)) for words, _ in sentences])
    gold: Spans = {(n, a, b, "") for n, (_, spans) in enumerate(sentences) for a, b in spans}
    said: Spans = {(n, e.start, e.end, "") for n, doc in enumerate(docs) for e in doc.ents}
    wider: Spans = {(n, m.start, m.end, "") for n, doc in enumerate(docs) for m in doc.spans["mentions"]}
    common = {word for words, _ in sentences for word in words if word.islower()}
    runs = {(n, a, b, "") for n, (words, _) in enumerate(sentences) for a, b in capitals(words, common)}
    return {
        "ours, names": score(gold, said),
        "ours, names and mentions": score(gold, said | wider),
        "peer: capitalised words": score(gold, runs),
    }


def parsed(nlp: Any, sentences: Sequence[tuple[list[str], list[bool]]]) -> list[Any]:  # noqa: ANN401
    """Return a Doc for each sentence, whose words are given."""
    from spacy.tokens import Doc

    docs = []
    for words, spaces in sentences:
        starts: list[bool | int | None] = [n == 0 for n in range(len(words))]
        docs.append(Doc(nlp.vocab, words=words, spaces=spaces, sent_starts=starts))
    return list(nlp.pipe(docs))


def trees(number: int, doc: Any) -> Iterable[tuple[int, int, int, str]]:  # noqa: ANN401 - a spaCy Doc
    """Yield what stands under each noun and pronoun: the peer's mentions."""
    for token in doc:
        if token.pos_ in NOUNS and token.dep_.partition(":")[0] not in INSIDE:
            yield number, token.left_edge.i, token.right_edge.i + 1, ""


def capitals(words: Sequence[str], common: set[str]) -> Iterable[tuple[int, int]]:
    """Yield the runs of capitalised words: the peer's names."""
    named = [word[:1].isupper() and not (n == 0 and word.lower() in common) for n, word in enumerate(words)]
    start = None
    for n, is_name in enumerate([*named, False]):
        if is_name and start is None:
            start = n
        elif not is_name and start is not None:
            yield start, n
            start = None


def read_bio(path: Path) -> list[tuple[list[str], list[tuple[int, int]]]]:
    """Return the words of each sentence and the places of its entities."""
    sentences: list[tuple[list[str], list[tuple[int, int]]]] = []
    for part in path.read_text(encoding="utf-8").strip().split("\n\n"):
        rows = [line.split("\t") for line in part.splitlines() if "\t" in line]
        at: dict[int, int] = defaultdict(int)
        start = 0
        for n, (_, tag) in enumerate(rows):
            start = n if tag.startswith("B") else start
            if tag != "O":
                at[start] = n + 1
        sentences.append(([word for word, _ in rows], sorted(at.items())))
    return [row for row in sentences if row[0]]


def bare(spans: Spans) -> Spans:
    """Return spans without their kinds."""
    return {(n, a, b, "") for n, a, b, _ in spans}


def score(gold: Spans, said: Spans) -> Score:
    """Return precision, recall and F1 in percent."""
    both = len(gold & said)
    precision, recall = 100 * both / max(len(said), 1), 100 * both / max(len(gold), 1)
    f1 = 200 * both / max(len(gold) + len(said), 1)
    return Score(round(precision, 1), round(recall, 1), round(f1, 1), len(gold), len(said))


if __name__ == "__main__":
    main()
