"""Open extraction, and the scorer it is measured with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from ingest.english import load_english
from ingest.extract.tuples import tuples


@pytest.fixture(scope="module")
def openie(script: Callable[[str], ModuleType]) -> ModuleType:
    """The benchmark script, imported."""
    return script("benchmarks/openie.py")


def test_two_verbs_share_their_subject() -> None:
    doc = load_english()("The lake freezes in winter and feeds two rivers.")
    found = {(t.relation, t.arguments) for s in doc.sents for t in tuples(s)}
    assert ("freezes in", ("The lake", "winter")) in found
    assert ("feeds", ("The lake", "two rivers")) in found


def test_confidence_lies_between_zero_and_one() -> None:
    doc = load_english()("It may be that roots, which hold soil, seem to help farmers who want to keep it.")
    assert all(0 <= t.confidence <= 1 for s in doc.sents for t in tuples(s))


def test_a_gold_extraction_scores_itself_perfectly(openie: ModuleType) -> None:
    row = openie.row("depends on", ["the river", "rain", "in spring"])
    score = openie.evaluate({"s": [row]}, {"s": [row]})
    assert (score.precision, score.recall, score.f1) == (1.0, 1.0, 1.0)
    assert score.auc == 1.0


def test_relations_that_share_no_word_score_nothing(openie: ModuleType) -> None:
    assert openie.match(openie.row("feeds", ["a", "b"]), openie.row("drinks", ["a", "b"])) == (0.0, 0.0)


def test_a_pair_is_scored_by_its_words(openie: ModuleType) -> None:
    gold, predicted = openie.row("feeds", ["the river", "two lakes"]), openie.row("feeds", ["the river", "lakes near"])
    assert openie.match(gold, predicted) == (4 / 5, 4 / 5)


def test_precision_pairs_one_to_one_and_recall_does_not(openie: ModuleType) -> None:
    one, two = openie.row("feeds", ["x", "a b"]), openie.row("feeds", ["x", "a c"])
    score = openie.evaluate({"s": [one, two]}, {"s": [one]})
    assert score.precision == 1.0
    assert score.recall == pytest.approx((1 + 3 / 4) / 2)


def test_the_best_threshold_leaves_bad_extractions_out(openie: ModuleType) -> None:
    gold = openie.row("feeds", ["x", "y"])
    bad = openie.row("feeds", ["p", "q"], 0.2)
    score = openie.evaluate({"s": [gold]}, {"s": [gold, bad, bad]})
    assert (score.f1, score.threshold, score.extractions) == (1.0, 1.0, 1)


def test_said_may_be_scored_with_its_arguments_swapped(openie: ModuleType) -> None:
    gold, predicted = openie.row("said", ["rain falls", "the man"]), openie.row("said", ["the man", "rain falls"])
    assert openie.match(gold, predicted) == (1.0, 1.0)


def test_open_extraction_of_real_sentences_reaches_its_mark(openie: ModuleType, shared: Path) -> None:
    gold = openie.read_gold(shared / "data" / "openie" / "carb-dev.tsv")
    lines = (shared / "data" / "openie" / "carb-dev.txt").read_text(encoding="utf-8").splitlines()[:120]
    texts = [line.strip() for line in lines]
    docs = openie.parse(load_english(), texts)
    predicted = {openie.key(text): [r for s in doc.sents for r in openie.ours(s)] for text, doc in docs}
    score = openie.evaluate({openie.key(text): gold[openie.key(text)] for text in texts}, predicted)
    assert score.f1 > 0.47
