"""The parser as a spaCy pipeline: one tokenizer, one component that sets everything it knows on the Doc."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.english.analyse import Analysed, Run, analyse
from ingest.english.encoder import keep_heap
from ingest.english.ends import load_ends
from ingest.english.lemmas import apply_rule
from ingest.english.pieces import WordPieces
from ingest.english.tokenise import UdTokenizer
from ingest.english.weights import OURS, load_parser
from kg.errors import UserError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span
    from spacy.vocab import Vocab

COMPONENT = "kindergraph_english"
MENTIONS = "mentions"


@cache
def load_english(name: str | None = None) -> Language:
    """Return the spaCy pipeline that reads English: ours, or any installed one by its name or folder.

    Ours sets tag_, pos_, morph, lemma_, head, dep_ (Universal Dependencies), sentence starts, `doc.spans["mentions"]`
    (nested, with GUM's types: abstract, animal, event, object, organization, person, place, plant, substance, time) and
    `doc.ents` (those mentions that are names, flat). A Doc that comes with sentence starts keeps them.
    """
    import spacy

    if name is None:
        return english(OURS)
    try:
        return spacy.load(name)
    except OSError as error:
        raise UserError(
            f"english: no spaCy pipeline named {name!r} is installed; install it, or drop the setting to use our own"
        ) from error


def english(weights: Path) -> Language:
    """Return our pipeline with the weights of one file."""
    import spacy
    from spacy.language import Language

    if not Language.has_factory(COMPONENT):
        Language.factory(COMPONENT, default_config={"weights": str(OURS)}, func=_component)
    nlp: Language = spacy.blank("en")
    nlp.tokenizer = UdTokenizer(nlp.vocab)
    nlp.add_pipe(COMPONENT, config={"weights": str(weights)})
    # What is loaded now stays; looking it over at each collection would take a tenth of the time of parsing.
    gc.collect()
    gc.freeze()
    return nlp


def _component(nlp: Language, name: str, weights: str) -> Reader:
    return Reader(nlp.vocab, Path(weights))


class Reader:
    """The spaCy component; it holds the network and the word pieces open."""

    def __init__(self, vocab: Vocab, weights: Path) -> None:
        from spacy import symbols

        keep_heap()
        self.parser = load_parser(weights)
        self.ends = load_ends(self.parser.encoder.pieces)
        self._pieces = WordPieces()
        self._strings = vocab.strings
        names = self.parser.inventory
        self._pos = [symbols.IDS[tag] for tag in names.upos]
        self._tag = [vocab.strings.add(tag) for tag in names.xpos]
        self._morph = [vocab.morphology.add("" if feats == "_" else feats) for feats in names.feats]
        self._dep = [vocab.strings.add(label) for label in names.deprel]
        self._space = (vocab.strings.add("_SP"), symbols.IDS["SPACE"], vocab.morphology.add(""))

    def __call__(self, doc: Doc) -> Doc:
        """Analyse one Doc."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """Analyse Docs, so many at a time."""
        group: list[Doc] = []
        for doc in docs:
            group.append(doc)
            if len(group) >= batch_size:
                yield from self._analyse(group)
                group = []
        yield from self._analyse(group)

    def _analyse(self, docs: list[Doc]) -> list[Doc]:
        runs: list[Run] = []
        places: list[tuple[Doc, list[int]]] = []
        for doc in docs:
            for tokens in _paragraphs(doc):
                known = self._pieces([doc[i].text for i in tokens])
                runs.append(Run(known, _glued(doc, tokens), _given_ends(doc, tokens)))
                places.append((doc, tokens))
        found: dict[int, list[Analysed]] = {}
        for sentence in analyse(self.parser, self.ends, runs):
            found.setdefault(sentence.run, []).append(sentence)
        parts: dict[int, list[tuple[list[int], Analysed]]] = {}
        for number, (doc, tokens) in enumerate(places):
            parts.setdefault(id(doc), []).extend((tokens, sentence) for sentence in found[number])
        for doc in docs:
            self._set(doc, parts.get(id(doc), []))
        return docs

    def _set(self, doc: Doc, sentences: list[tuple[list[int], Analysed]]) -> None:
        from spacy import attrs

        count = len(doc)
        doc.spans[MENTIONS] = []
        if not count:
            return
        tag, pos, morph, lemma, dep, head = (np.zeros(count, dtype=np.uint64) for _ in range(6))
        heads = np.full(count, -1, dtype=np.int64)
        mentions: list[tuple[int, int, str, int]] = []
        names = self.parser.inventory
        for tokens, sentence in sentences:
            at = tokens[sentence.start : sentence.start + len(sentence.heads)]
            for n, i in enumerate(at):
                upos, xpos, feats, rule = sentence.tags[n]
                pos[i], tag[i], morph[i] = self._pos[upos], self._tag[xpos], self._morph[feats]
                lemma[i] = self._strings.add(apply_rule(doc[i].text, names.lemma[rule]))
                dep[i] = self._dep[sentence.labels[n]]
                heads[i] = at[sentence.heads[n] - 1] if sentence.heads[n] else i
            for first, last, kind in sentence.mentions:
                name = next((n for n in range(first, last + 1) if not first < sentence.heads[n] <= last + 1), first)
                mentions.append((at[first], at[last] + 1, names.kind[kind], at[name]))
        # A token that is only spacing hangs on the word before it, a leading one on the word after.
        words = np.flatnonzero(heads >= 0)
        for i in np.flatnonzero(heads < 0).tolist():
            near = np.searchsorted(words, i)
            heads[i] = (words[near - 1] if near else words[0]) if len(words) else max(0, i - 1)
            tag[i], pos[i], morph[i] = self._space
            lemma[i] = self._strings.add(doc[i].text)
            dep[i] = self._strings.add("dep" if heads[i] != i else "ROOT")
        head[:] = (heads - np.arange(count)).astype(np.uint64)
        names_of = [attrs.TAG, attrs.POS, attrs.MORPH, attrs.LEMMA, attrs.DEP, attrs.HEAD]
        values: Any = np.stack((tag, pos, morph, lemma, dep, head), axis=1)
        doc.from_array(names_of, values)
        spans = sorted(mentions, key=lambda m: (m[0], -m[1]))
        doc.spans[MENTIONS] = [_span(doc, first, end, kind) for first, end, kind, _ in spans]
        doc.ents = _flat([_name(doc, *mention) for mention in spans if doc[mention[3]].pos_ == "PROPN"])


def _name(doc: Doc, start: int, end: int, kind: str, head: int) -> Span:
    """The name inside a mention: the proper nouns about its head, with `of`, `the`, hyphens and numbers among them."""

    def named(i: int) -> bool:
        return doc[i].pos_ == "PROPN" or (i > head and doc[i].pos_ == "NUM" and doc[i].head.i == head)

    first = last = head
    while first > start and (named(first - 1) or (first - 1 > start and doc[first - 1].tag_ == "HYPH")):
        first -= 1
    at = head + 1
    while at < end and (named(at) or doc[at].tag_ == "HYPH" or doc[at].lower_ in ("of", "the")):
        last = at if named(at) else last
        at += 1
    return _span(doc, first, last + 1, kind)


def _span(doc: Doc, start: int, end: int, label: str) -> Span:
    from spacy.tokens import Span

    return Span(doc, start, end, label=label)


def _flat(spans: list[Any]) -> list[Any]:
    """Keep the longest of spans that overlap."""
    kept: list[Any] = []
    taken: set[int] = set()
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start)):
        if taken.isdisjoint(range(span.start, span.end)):
            kept.append(span)
            taken.update(range(span.start, span.end))
    return kept


def _paragraphs(doc: Doc) -> Iterator[list[int]]:
    """The words of each paragraph as token numbers: a blank line, or a form feed, ends one."""
    tokens: list[int] = []
    for token in doc:
        if not token.is_space:
            tokens.append(token.i)
        elif tokens and (token.text.count("\n") > 1 or "\f" in token.text):
            yield tokens
            tokens = []
    if tokens:
        yield tokens


def _glued(doc: Doc, tokens: list[int]) -> list[bool]:
    """Whether the next word follows with no space; the last word counts as spaced."""
    beyond = [*tokens[1:], -1]
    return [following == i + 1 and not doc[i].whitespace_ for i, following in zip(tokens, beyond, strict=True)]


def _given_ends(doc: Doc, tokens: list[int]) -> list[bool] | None:
    if not doc.has_annotation("SENT_START"):
        return None
    return [bool(doc[i].is_sent_start) for i in tokens[1:]] + [True]
