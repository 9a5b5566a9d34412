"""Finds ill-formed text: what no careful person would print, whoever or whatever wrote it."""

from __future__ import annotations

import re
from itertools import pairwise

from generate.difficulty import words

_QUOTED = re.compile(r"“[^”]*”")
_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"), ("“", "”"))
_ALLOWED_TWICE = frozenset({"that", "had"})
_DOUBLED_MARKS = re.compile(r"[,;:!?]{2,}|(?<!\.)\.\.(?!\.)|\.{4,}|[.?!][,;]|,\.|[.!]\?|\?[.!]")
_LOOSE_SPACE = re.compile(r"\s[,;:?!)\]]|\s\.(?:\s|$)|[(\[]\s|\S  +\S")
_CITATION = re.compile(
    r"\[\s*\d+(?:\s*[,–-]\s*\d+)*\s*\]|\(\s*[^()]*\b(?:1[89]|20)\d\d[a-z]?\s*\)|\bet al\b|\[@|\b(?:ibid|op\. cit)\b"
)
_MARKUP = re.compile(
    r"</?[a-zA-Z][^<>]*>|\\[a-zA-Z]+|\$[^$\s]+\$|\*\*|```|~~|[^\W_]__+[^\W_]|^#+\s|https?:|www\.|&[a-z]+;|\||[\ufffd\ufffe\u00ad\u200b]|[\ue000-\uf8ff]|\(cid:"
)
_CONTEXT_BOUND = re.compile(
    r"\b(?:we|(?-i:us)|our|ours|my|mine|herein|aforementioned|latter|former)\b"
    r"|\b(?:see|shown in|as in) (?:fig|table|section)\b"
    r"|\b(?:above|below|following|previous|next) (?:section|figure|table|equation|example|chapter|paragraph)"
    r"|\b(?:figure|fig\.|table|section|equation|eq\.|chapter|appendix) \(?\d",
    re.IGNORECASE,
)
_OPENING_PRONOUN = re.compile(
    r"^(?:it|they|he|she|these|those|this|such|its|their|his|her)\b(?! (?:is|was) (?:not )?(?:true|false|so)\b)",
    re.IGNORECASE,
)
_DEMONSTRATIVE = re.compile(r"^(?:this|these|those|such|its|their|his|her|it|they|them)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"\b(a|an) [‘'“\"(]?([A-Za-z][\w-]*)", re.IGNORECASE)
_CONSONANT_SOUND = re.compile(r"^(?:uni(?!n|m)|use|usu|uti|ubi|ura|eu|ewe|one\b|once|u-|ukr|urin|utop)", re.IGNORECASE)
_SILENT_H = re.compile(r"^(?:hour|honest|honou?r|heir)", re.IGNORECASE)
_SPELT = re.compile(r"[FHLMNRSX][B-DF-HJ-NP-TV-XZ]+(?![a-z])")
"""An initialism without a vowel is said letter by letter, and these letters begin with one: *an HDF file*."""
_PLURAL = re.compile(
    r"\ban? (?:[a-z-]+ )?(?:optima|maxima|minima|data|criteria|phenomena|hypotheses|analyses|schemata)\b"
)
"""One of several things: *a local optima*."""
_LONGEST_WORD = 24


def flaw(text: str, sentence: bool = True) -> str | None:
    """Return what is wrong with `text`, None where nothing is.

    `sentence` asks for a capital and a final mark; an option or a short answer needs neither. Names of documents in
    curly quotes are as their authors wrote them, so only their quotation marks count.
    """
    if not re.search(r"\w", text):
        return "empty"
    plain = _QUOTED.sub("“Title”", text)
    if any(text.count(left) != text.count(right) for left, right in _PAIRS) or plain.count('"') % 2:
        return "unbalanced"
    for reason, pattern in _PATTERNS.items():
        if pattern.search(plain):
            return reason
    if _doubled_word(plain):
        return "doubled_word"
    if _wrong_article(plain) or _PLURAL.search(plain):
        return "wrong_article"
    if any(len(part) > _LONGEST_WORD for word in words(plain) for part in word.split("-")):
        return "run_together"
    return _sentence_flaw(plain) if sentence else _phrase_flaw(plain)


_PATTERNS = {
    "doubled_mark": _DOUBLED_MARKS,
    "loose_space": _LOOSE_SPACE,
    "citation": _CITATION,
    "markup": _MARKUP,
    "context_bound": _CONTEXT_BOUND,
}


def _sentence_flaw(text: str) -> str | None:
    if not re.match(r"[“\"(]?[A-Z0-9]", text):
        return "lowercase_start"
    if not re.search(r"[.?!]['\"”)]?$", text.rstrip()):
        return "no_final_mark"
    return "no_referent" if _OPENING_PRONOUN.match(text) else None


def _phrase_flaw(text: str) -> str | None:
    if len(text.strip()) < 2:
        return "empty"
    if _DEMONSTRATIVE.match(text):
        return "no_referent"
    if re.search(r"(?:^|\s)(?:and|or|of|the|a|an|to|in|with|for|by|than|that|which)$|[,;:(–-]$", text, re.IGNORECASE):
        return "cut_short"
    return "cut_short" if re.match(r"(?:and|or|of|than|that|which|but)\s|[,;:)]", text, re.IGNORECASE) else None


def _doubled_word(text: str) -> bool:
    rows = [word.lower() for word in re.findall(r"[^\W_]+(?:['’-][^\W_]+)*|[.,;:?!()“”]", text)]
    return any(a == b and a.isalpha() and a not in _ALLOWED_TWICE for a, b in pairwise(rows))


def _wrong_article(text: str) -> bool:
    """Tell whether *a* stands before a vowel sound or *an* before a consonant; initialisms may be said either way."""
    for article, word in _ARTICLE.findall(text):
        if article == "A" and not text.startswith("A ") and f". A {word}" not in text:
            continue
        if article.lower() == "a" and _SPELT.match(word):
            return True
        if word[:2].isupper() or any(char.isdigit() for char in word) or len(word) == 1:
            continue
        vowel = (word[0].lower() in "aeiou" and not _CONSONANT_SOUND.match(word)) or _SILENT_H.match(word) is not None
        if vowel != (article.lower() == "an"):
            return True
    return False
