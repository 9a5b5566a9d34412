"""Text to words as Universal Dependencies cuts English: contractions, hyphens and marks apart, numbers and URLs whole."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_ABBREVIATIONS = frozenset(
    """a.d. a.k.a. a.m. al. approx. apr. art. aug. ave. b.c. blvd. ca. cf. ch. chap. co. col. corp. dec. dept. dr. e.g.
    ed. eds. eq. eqn. eqs. esp. est. etc. ext. feb. fig. figs. gen. gov. hon. i.e. inc. jan. jr. jul. jun. lt. ltd. mar.
    mr. mrs. ms. mt. no. nos. nov. oct. op. p. p.m. ph.d. pp. pres. prof. ref. refs. rep. resp. rev. sec. sect. sen. sep.
    sept. sgt. sr. st. tab. u.k. u.n. u.s. u.s.a. univ. vol. vols. viz. vs.""".split()
)
_TOKEN = re.compile(
    r"""
      (?:https?://|www\.)[^\s<>"]*[^\s<>".,;:!?')\]}]            # a URL
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+                               # an e-mail address
    | [\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|gov|io|co\.uk|uk|html?|pdf|doc|xls|txt|py|cpp|json|csv)\b(?:/[^\s<>"]*[\w/])?
    | [:;=8][-'^]?[)(\]\[DPpoO3/\\|](?!\w)                       # a face
    | <3
    | (?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?                      # U.S., i.e.
    | [$€£]?\d+(?:[.,:]\d+)*(?:st|nd|rd|th|s)?(?![^\W_])         # a number
    | \d+(?:[.,]\d+)*                                            # a number that touches letters
    | \.{2,} | -{2,} | \*+ | =+ | _+ | ~+ | [!?]+ | \#+(?!\w) | <+ | >+
    | [^\W_]+(?:[_’'`´][^\W_]+)*[’'](?!\w) | [^\W_]+(?:[_’'`´][^\W_]+)*
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_CLITIC = re.compile(r"(?i)^(.+?)(n[’'`´]t|[’'`´](?:s|m|d|re|ve|ll))$")
_JOINED = {
    "cannot": 3, "gonna": 3, "gotta": 3, "wanna": 3, "dont": 2, "doesnt": 4, "didnt": 3, "cant": 2, "wont": 2,
    "isnt": 2, "wasnt": 3, "arent": 3, "couldnt": 5, "wouldnt": 5, "shouldnt": 6, "havent": 4, "hasnt": 3, "lemme": 3,
    "gimme": 3,
}  # fmt: skip


@lru_cache(maxsize=200_000)
def split(chunk: str) -> tuple[str, ...]:
    """Return the words of text without spaces; joined again, they are the text."""
    words: list[str] = []
    for match in _TOKEN.finditer(chunk):
        words.extend(_apart(match.group()))
    return tuple(_abbreviations(words))


def _apart(token: str) -> list[str]:
    if token[:1].isalpha():
        if token[-1] in "’'":
            return [*_apart(token[:-1]), token[-1]]
        if clitic := _CLITIC.match(token):
            return [*_apart(clitic[1]), clitic[2]]
        if at := _JOINED.get(token.lower()):
            return [token[:at], token[at:]]
    elif token[0] in "$€£" and len(token) > 1:
        return [token[0], token[1:]]
    return [token]


def _abbreviations(words: list[str]) -> list[str]:
    """Give a full stop back to the abbreviation or initial it belongs to."""
    kept: list[str] = []
    for word in words:
        before = kept[-1] if kept else ""
        if word == "." and before and (before.lower() + "." in _ABBREVIATIONS or (len(before) == 1 and before.isupper())):
            kept[-1] = before + "."
        else:
            kept.append(word)
    return kept


class UdTokenizer:
    """A spaCy tokenizer: every character of the text is in a token or is the one space after it."""

    def __init__(self, vocab: Any) -> None:  # noqa: ANN401
        self.vocab = vocab

    def __call__(self, text: str) -> Any:  # noqa: ANN401
        """Return the text's Doc; spacing beyond one space between words stands in tokens of its own, as spaCy has it."""
        from spacy.tokens import Doc

        words: list[str] = []
        spaces: list[bool] = []
        for match in re.finditer(r"\S+|\s+", text):
            part = match.group()
            if part[0].isspace():
                if words and part[0] == " " and not spaces[-1]:
                    spaces[-1] = True
                    part = part[1:]
                if part:
                    words.append(part)
                    spaces.append(False)
            else:
                words.extend(split(part))
                spaces.extend([False] * (len(words) - len(spaces)))
        return Doc(self.vocab, words=words, spaces=spaces)

    # spaCy asks its tokenizers to be storable; this one holds nothing.
    def to_bytes(self, **_: object) -> bytes:
        """Return nothing."""
        return b""

    def from_bytes(self, _data: bytes, **_kwargs: object) -> UdTokenizer:
        """Return itself."""
        return self

    def to_disk(self, _path: object, **_kwargs: object) -> None:
        """Write nothing."""

    def from_disk(self, _path: object, **_kwargs: object) -> UdTokenizer:
        """Return itself."""
        return self
