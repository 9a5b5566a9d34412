"""Which sentences may be read at all: whole ones that state something, in running prose."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ingest.extract.tree import base, is_root, kids, morph

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

LONGEST, SHORTEST = 60, 3
ABOUT_DOCUMENT = re.compile(
    r"acknowledg|author contribution|contributors?\b|funding|conflicts? of interest|competing interest|references|"
    r"bibliography|availability|licen[cs]e|ethic|supplement|appendix|declaration|story of the project",
    re.IGNORECASE,
)
MATH = re.compile(r"[=<>≤≥≈∑∏∫√∂∇∞∈±×·^_{}\\|~→←↔⇒�]")
SNAKE = re.compile(r"(?<=\w)_(?=\w{2})")
"""The underscore of a name in code (`ode_functions`), which is no formula."""
ANYWHERE, BEHIND_AN_END = 2.5, 3.2
"""Zipf frequency (log10 of occurrences in a billion words) below which a word in lower case may open a sentence."""
NOTING = frozenset({"note", "notice", "recall", "remember"})
"""Imperatives that say what stands behind them: `Note that X`."""
RUN_IN = re.compile(r"[A-Z][^.,;]{0,60} [—–] [A-Z][a-z]")


def about_document(section: tuple[str, ...]) -> bool:
    """Whether a section speaks of the document itself (acknowledgements, funding, references)."""
    return any(ABOUT_DOCUMENT.search(title) for title in section)


def unfit(sentence: Span, name: str = "") -> str | None:
    """Return why a sentence yields no claims, None where it may be read; `name` is what its document is about."""
    text = str(sentence.text).strip()
    words = [t for t in sentence if not t.is_punct and not t.is_space]
    if len(words) < SHORTEST:
        return "too_short"
    if MATH.search(SNAKE.sub("", text)) or sum(c.isdigit() for c in text) > 0.2 * len(text):
        return "math"
    if len(words) > LONGEST:
        return "too_long"
    if text.endswith(("?", '?"', "?”")):
        return "question"
    first = re.sub(r"^[\"“‘'(•\-–\d.\s]+", "", text)[:1]
    if re.match(r"^[(\[]?\d+[.)]\s", text):
        return "numbered"
    if RUN_IN.match(text):
        return "run_in_heading"
    if not first or not (first.isupper() or _may_open(words[0], name)):
        return "starts_mid_sentence"
    if not re.search(r"[.!;][\"”’)]?$", text):
        return "unfinished"
    if any(text.count(a) != text.count(b) for a, b in ("()", "[]", "“”")) or text.count('"') % 2:
        return "unbalanced"
    if sum(str(t.text)[:1].isupper() for t in words) > 0.6 * len(words) + 1:
        return "heading"
    if _cut_at_point(sentence):
        return "cut_at_point"
    root = next((t for t in sentence if is_root(t)), sentence.root)
    return _root_flaw(root)


def _cut_at_point(sentence: Span) -> bool:
    """Whether a sentence begins or ends at a point inside a name, `geopandas.GeoDataFrame`: no space is there."""
    doc = sentence.doc
    return any(
        0 < place < len(doc)
        and not doc[place - 1].whitespace_
        and str(doc[place - 1].text) == "."
        and str(doc[place].text)[:1].isalpha()
        for place in (sentence.start, sentence.end)
    )


def _may_open(word: Token, name: str) -> bool:
    """Whether a sentence may open with a word in lower case: its document's name, or one that English hardly has.

    Right behind the end of a sentence, where nothing is torn, it may be less rare.
    """
    text = str(word.text)
    if name and text in (name, name.split()[0]):
        return True
    before = word.doc[word.sent.start - 1] if word.sent.start else None
    ended = before is not None and str(before.text) in (".", "!", "?") and bool(before.whitespace_)
    return text.isalpha() and len(text) > 2 and _zipf(text) < (BEHIND_AN_END if ended else ANYWHERE)


@lru_cache(maxsize=4096)
def _zipf(word: str) -> float:
    from wordfreq import zipf_frequency

    return float(zipf_frequency(word, "en"))


def _root_flaw(root: Token) -> str | None:
    subjects = [c for c in root.children if base(c) in ("nsubj", "csubj")]
    if root.pos_ in ("VERB", "AUX") and not subjects:
        form = morph(root, "VerbForm")
        if str(root.lemma_).lower() in NOTING and any(_said(c) for c in kids(root, "ccomp")):
            return None
        if morph(root, "Mood") == "Imp" or (form in ("Inf", "Fin", "") and not kids(root, "expl")):
            return "imperative"
    finite = morph(root, "VerbForm") == "Fin" or kids(root, "aux", "aux:pass", "cop")
    if not finite and not subjects:
        return "no_finite_verb"
    return None


def _said(clause: Token) -> bool:
    return any(str(mark.lower_) == "that" for mark in kids(clause, "mark"))
