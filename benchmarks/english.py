"""How well, and how fast, English is parsed: `python benchmarks/english.py FOLDER [--json] [--part test]`.

FOLDER has the shape of `../shared/data/treebank`: `NAME-test.conllu.xz` files. With gold tokens and sentences: part of
speech, features, lemmas, heads (UAS), heads with full labels (LAS), mentions where the treebank marks them. From raw
text, as CoNLL 2018 counts: words, sentences, and LAS with universal labels (what stands before a colon). Speed is that
of `nlp.pipe` over the treebank's words, and over the raw documents, by the time of one core. There is no peer: no
trained pipeline of English installs from PyPI with its weights; `--english NAME` scores any that is installed.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from ingest.english import load_english
from ingest.english.conllu import Sentence, read_treebank, text_of


def main() -> None:
    """Print the scores of every treebank in the folder."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--part", default="test", help="test (reported) or dev (what the recipe may look at)")
    options.add_argument("--english", default=None, help="another spaCy pipeline, by name")
    options.add_argument("--weights", type=Path, default=None, help="another file of weights of our own parser")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    import torch

    torch.set_num_threads(1)
    started = time.process_time()
    nlp = load_english(chosen.english)
    if chosen.weights is not None:
        from ingest.english.pipeline import english

        nlp = english(chosen.weights)
    loading = time.process_time() - started
    paths = sorted(p for p in chosen.folder.iterdir() if f"-{chosen.part}.conllu" in p.name)
    if not paths:
        sys.exit(f"{chosen.folder}: holds no *-{chosen.part}.conllu or .conllu.xz; name a folder that does")
    results: dict[str, Any] = {"load_seconds": round(loading, 2), "treebanks": {}}
    for path in paths:
        name = path.name.split("-")[0]
        sentences = read_treebank(path)
        results["treebanks"][name] = {"gold": gold_scores(nlp, sentences), "raw": raw_scores(nlp, sentences)}
    results["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    if chosen.json:
        print(json.dumps(results, indent=1))
    else:
        show(results)


def show(results: dict[str, Any]) -> None:
    """Print the scores as lines."""
    for name, parts in results["treebanks"].items():
        for part, scores in parts.items():
            for key, value in scores.items():
                print(f"{name:8} {part:5} {key:20} {value:9.2f}")
    print(f"load {results['load_seconds']} s, peak memory {results['peak_mb']} MB")


def paragraphs_of(sentences: list[Sentence]) -> list[list[Sentence]]:
    """Return the sentences by paragraph."""
    groups: list[list[Sentence]] = []
    for sentence in sentences:
        if not groups or sentence.new_document or sentence.new_paragraph:
            groups.append([])
        groups[-1].append(sentence)
    return groups


def gold_scores(nlp: Any, sentences: list[Sentence]) -> dict[str, float]:  # noqa: ANN401
    """Return percentages with the treebank's own words and sentences, and the speed."""
    from spacy.tokens import Doc

    docs = []
    for group in paragraphs_of(sentences):
        words = [w for s in group for w in s.words]
        starts: list[bool | int | None] = [n == 0 for s in group for n in range(len(s.words))]
        docs.append(
            Doc(nlp.vocab, words=[w.form for w in words], spaces=[not w.glued for w in words], sent_starts=starts)
        )
    list(nlp.pipe(["Nothing of a first call is counted."]))
    began = time.process_time()
    parsed = list(nlp.pipe(docs))
    spent = time.process_time() - began
    right = dict.fromkeys(("upos", "xpos", "feats", "lemma", "uas", "las", "las_universal"), 0)
    total = 0
    spans: dict[str, set[tuple[int, int, str]]] = {"gold": set(), "said": set()}
    marked = any(s.mentions is not None for s in sentences)
    for group, doc in zip(paragraphs_of(sentences), parsed, strict=True):
        at = 0
        for sentence in group:
            for n, word in enumerate(sentence.words):
                token = doc[at + n]
                head = 0 if token.head.i == token.i else token.head.i - at + 1
                attached = head == word.head
                right["upos"] += token.pos_ == word.upos
                right["xpos"] += token.tag_ == word.xpos
                right["feats"] += (str(token.morph) or "_") == word.feats
                right["lemma"] += token.lemma_ == word.lemma
                right["uas"] += attached
                right["las"] += attached and token.dep_ == word.deprel
                right["las_universal"] += attached and _universal(token.dep_) == _universal(word.deprel)
            for mention in sentence.mentions or ():
                spans["gold"].add((total + at + mention.start, total + at + mention.end, mention.kind))
            at += len(sentence.words)
        for span in doc.spans.get("mentions", ()):
            spans["said"].add((total + span.start, total + span.end, span.label_))
        total += at
    scores = {key: 100 * value / total for key, value in right.items()}
    if marked and spans["said"]:
        bare = {key: {(a, b) for a, b, _ in found} for key, found in spans.items()}
        scores["mention_f1"] = _f1(len(bare["gold"] & bare["said"]), len(bare["gold"]), len(bare["said"]))
        scores["mention_typed_f1"] = _f1(len(spans["gold"] & spans["said"]), len(spans["gold"]), len(spans["said"]))
    return {key: round(value, 2) for key, value in scores.items()} | {"words_per_second": round(total / spent)}


def raw_scores(nlp: Any, sentences: list[Sentence]) -> dict[str, float]:  # noqa: ANN401
    """Return F1 of words, sentences and labelled arcs from raw text, and the speed."""
    documents: list[list[Sentence]] = []
    for sentence in sentences:
        if not documents or sentence.new_document:
            documents.append([])
        documents[-1].append(sentence)
    texts = [text_of(document) for document in documents]
    list(nlp.pipe(texts[:2]))  # what a first call builds is not counted
    began = time.process_time()
    docs = list(nlp.pipe(texts))
    spent = time.process_time() - began
    counts = {key: [0, 0, 0] for key in ("words", "sentences", "uas", "las_universal")}
    words = 0
    for document, doc in zip(documents, docs, strict=True):
        gold_words, gold_sentences = _gold_arcs(document)
        said_words, said_sentences = _said_arcs(doc)
        words += len(said_words)
        both = gold_words.keys() & said_words.keys()
        _count(counts["words"], len(both), gold_words, said_words)
        _count(counts["sentences"], len(gold_sentences & said_sentences), gold_sentences, said_sentences)
        attached = [span for span in both if gold_words[span][0] == said_words[span][0]]
        _count(counts["uas"], len(attached), gold_words, said_words)
        labelled = sum(gold_words[span][1] == said_words[span][1] for span in attached)
        _count(counts["las_universal"], labelled, gold_words, said_words)
    scores = {f"{key}_f1": round(_f1(*value), 2) for key, value in counts.items()}
    return scores | {"words_per_second": round(words / spent)}


Arcs = dict[tuple[int, int], tuple[tuple[int, int] | None, str]]


def _gold_arcs(sentences: list[Sentence]) -> tuple[Arcs, set[tuple[int, int]]]:
    """Each word's characters (spaces not counted), its head's and its label; and each sentence's characters."""
    arcs: Arcs = {}
    ends: set[tuple[int, int]] = set()
    at = 0
    for sentence in sentences:
        spans = []
        for word in sentence.words:
            size = len(word.form.replace(" ", ""))
            spans.append((at, at + size))
            at += size
        for span, word in zip(spans, sentence.words, strict=True):
            arcs[span] = (spans[word.head - 1] if word.head else None, _universal(word.deprel))
        ends.add((spans[0][0], at))
    return arcs, ends


def _said_arcs(doc: Any) -> tuple[Arcs, set[tuple[int, int]]]:  # noqa: ANN401
    spans: dict[int, tuple[int, int]] = {}
    at = 0
    for token in doc:
        if not token.is_space:
            spans[token.i] = (at, at + len(token.text))
            at += len(token.text)
    arcs = {
        span: (None if doc[i].head.i == i else spans.get(doc[i].head.i), _universal(doc[i].dep_))
        for i, span in spans.items()
    }
    inside = [[t.i for t in sentence if not t.is_space] for sentence in doc.sents]
    return arcs, {(spans[tokens[0]][0], spans[tokens[-1]][1]) for tokens in inside if tokens}


def _universal(label: str) -> str:
    return label.split(":")[0].lower()


def _count(into: list[int], both: int, gold: Any, said: Any) -> None:  # noqa: ANN401
    into[0] += both
    into[1] += len(gold)
    into[2] += len(said)


def _f1(both: int, gold: int, said: int) -> float:
    return 200 * both / max(1, gold + said)


if __name__ == "__main__":
    main()
