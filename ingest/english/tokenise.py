"""Text to words as Universal Dependencies cuts English: contractions, hyphens and marks apart, numbers whole."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any


def _listed(names: str) -> frozenset[str]:
    return frozenset(names.split())


# A full stop belongs to these words wherever they stand …
_SHORT = _listed(
    """a.d. a.k.a. a.m. al. approx. ave. b.c. blvd. ca. cf. chap. corp. dept. dr. e.g. eds. eqn. eqs. etc. ext. fig.
    figs. ft. hon. i.e. inc. jr. lt. ltd. messrs. mlle. mme. mr. mrs. ms. nos. p.m. ph.d. pp. prof. resp. sgt. sr. st.
    u.k. u.n. u.s. u.s.a. univ. viz. vol. vols. vs."""
)
# … to these where they are written as a name or title is, and to the last before a number only.
_SHORT_TITLED = _listed(
    """Apr. Aug. Bros. Capt. Co. Col. Dec. Feb. Fri. Gen. Gov. Jan. Jul. Jun. Maj. Mar. Mon. Mt. Nov. Oct. Pres. Rep.
    Rev. Sat. Sen. Sep. Sept. Sun. Supt. Thu. Thurs. Tue. Wed."""
)
_SHORT_NUMBERED = _listed("app. art. ch. def. ed. eq. no. op. p. ref. refs. sec. sect. tab. thm. ver.")
_PREFIXES = "non|anti|co|re|pre|mid|pro|cross|post|over|ex|semi|sub|multi|counter|mini|inter|psycho|socio|intra|e"
_UNITS = "[ap]m|[mkµn]?g|[kcmnµ]?m|ml|[km]?hz|ghz|[kmgt]b|ms|[km]?w|kv|ft|lbs?|yrs?|hrs?|min|bn|mins?"
_ENDINGS = r"com|org|net|edu|gov|io|us|tw|de|co\.uk|uk|html?|pdf|docx?|xls|txt|py|cpp|json|csv|md|zip|exe|jpe?g|png"
_LETTER = "(?:[^\\W\\d_]|[\u0300-\u036f])"
_WORD = "(?:[^\\W_]|[\u0300-\u036f])"
_TOKEN = re.compile(
    rf"""
      (?:https?://|ftp://|www\.)[^\s<>"]*[^\s<>".,;:!?')\]}}]          # a URL
    | [\w.+%-]+@[\w.-]*\w                                             # an e-mail address
    | [\w-]+(?:\.[\w-]+)*\.(?i:{_ENDINGS})\b(?:/[^\s<>"]*[\w/])?
    | 10\.\d{{4,9}}/[^\s<>"]*\w                                        # a DOI
    | (?:[:;=][-'^]?[)(\]\[DPpO3/\\|]|\(:|\^_\^|<3)(?!\w)              # a face
    | (?:{_LETTER}\.)+{_LETTER}(?!\w)\.? | [Pp]h\.?D\.?(?!\w)          # U.S., i.e.
    | {_LETTER}{{1,3}}&{_LETTER}{{1,3}}(?!\w)                          # P&L
    | (?<!\w)(?:1-)?\d{{3}}-\d{{3}}-\d{{4}}(?!\w) | (?<!\w)\d{{3}}-\d{{4}}(?!\w)  # a telephone number
    | (?<!\w)\d\d?-\d\d?-\d{{4}}(?!\w) | (?<!\w)\d{{4}}-\d\d-\d\d(?!\w)
    | [a-z]+(?:\.[a-z]+){{2,}}(?!\w)                                  # a dotted name
    | \d+/\d+(?:/\d+)?(?!\w)                                          # a date, a fraction
    | (?:(?<!\w)[+])?\d+(?:\.\d+)?[eE][-+−]?\d+(?!\w)                 # 1e-5
    | (?:[$€£]|(?<!\w)[+])?(?>\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+)(?:[.:]\d+)*+(?:st|nd|rd|th|s)?+(?!{_WORD})
    | (?<!\w)\.\d+(?!{_WORD})
    | \d+(?:[.:]\d+)*(?=(?i:{_UNITS})(?!{_WORD}))                      # 7:30PM, 5mg
    | [’'`](?i:s|m|d|re|ve|ll)(?!\w)
    | (?i:{_PREFIXES})-{_WORD}+(?:[’'`]{_LETTER}+)*
    | {_LETTER}{{3,}}\(e?s\)(?!\w)                                    # case(s)
    | \.{{2,}} | -+> | <- | (?<![<>!=])[<>!=]=(?![<>=]) | -{{2,}}
    | \*+ | =+ | _+ | ~+ | [+]{{2,}} | [!?]+ | [#]{{2,}} | [#]\w+ | <+ | >+ | '' | ``
    | {_WORD}+(?:[_’'`´]{_WORD}+)*[’'](?!\w) | {_WORD}+(?:[_’'`´]{_WORD}+)*
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_CLITIC = re.compile(r"(?i)^(.+?)(n[’'`´]t|[’'`´](?:s|m|d|re|ve|ll))$")
_GAP = re.compile(r"\s+")
_ITEM = re.compile(r"\d{1,2}(?:\.\d+)*\.")
_JOINED = {
    "cannot": 3, "gonna": 3, "gotta": 3, "wanna": 3, "dont": 2, "doesnt": 4, "didnt": 3, "cant": 2, "wont": 2,
    "isnt": 2, "wasnt": 3, "arent": 3, "couldnt": 5, "wouldnt": 5, "shouldnt": 6, "havent": 4, "hasnt": 3, "lemme": 3,
    "gimme": 3, "ive": 1, "thats": 4, "theres": 5, "whats": 4, "youre": 3, "youll": 3, "youve": 3, "im": 1,
}  # fmt: skip


@lru_cache(maxsize=200_000)
def split(chunk: str, first: bool = False, following: str = "") -> tuple[str, ...]:
    """Return the words of text without spaces; joined again, they are the text.

    `first`: nothing stands before it on its line. `following`: the kind of the character that comes next after the
    space: "0" a digit, "A" a capital, "a" a small letter, "." anything else, "" nothing in this paragraph.
    """
    if first and _ITEM.fullmatch(chunk):
        return (chunk,)
    words: list[str] = []
    for match in _TOKEN.finditer(chunk):
        words.extend(_apart(match.group()))
    return tuple(_abbreviations(words, following))


def _apart(token: str) -> list[str]:
    if token[:1].isalpha():
        if token[-1] in "’'" and len(token) > 1:
            return [*_apart(token[:-1]), token[-1]]
        if clitic := _CLITIC.match(token):
            return [*_apart(clitic[1]), clitic[2]]
        if at := _JOINED.get(token.lower()) if not token.isupper() else None:
            return [token[:at], token[at:]]
    elif token[0] in "$€£" and len(token) > 1:
        return [token[0], token[1:]]
    return [token]


def _abbreviations(words: list[str], following: str) -> list[str]:
    """Give a full stop back to the abbreviation or initial it belongs to."""
    kept: list[str] = []
    for number, word in enumerate(words):
        before = kept[-1] if kept else ""
        last = number == len(words) - 1
        degrees = kept[-2:-1] == ["°"]
        if word == "." and before[-1:].isalpha() and not degrees and _short(before, following if last else "."):
            kept[-1] = before + "."
        else:
            kept.append(word)
    return kept


def _short(word: str, following: str) -> bool:
    dotted = word.lower() + "."
    if len(word) == 1:
        return word.isupper() and following in ("A", "a", ".") and word != "I"
    if not following:  # the full stop of a paragraph's last sentence
        return False
    if dotted in _SHORT:
        return True
    if word[0].isupper() and word[0] + word[1:].lower() + "." in _SHORT_TITLED:
        return True
    return dotted in _SHORT_NUMBERED and (following == "0" or (following == "." and dotted in ("eq.", "sec.", "ref.")))


def _kind(text: str, at: int) -> str:
    """The kind of the character at a place in a text, as `split` asks for it."""
    if at >= len(text):
        return ""
    letter = text[at]
    if letter.isdigit():
        return "0"
    return ("A" if letter.isupper() else "a") if letter.isalpha() else "."


class UdTokenizer:
    """A spaCy tokenizer: every character of the text is in a token or is the one space after it."""

    def __init__(self, vocab: Any) -> None:  # noqa: ANN401
        self.vocab = vocab

    def __call__(self, text: str) -> Any:  # noqa: ANN401
        """Return the text's Doc; spacing beyond one space between words has tokens of its own, as spaCy has it."""
        from spacy.tokens import Doc

        words: list[str] = []
        spaces: list[bool] = []
        first = True
        for match in re.finditer(r"\S+|\s+", text):
            part = match.group()
            if part[0].isspace():
                first = "\n" in part
                if words and part[0] == " ":
                    spaces[-1] = True
                    part = part[1:]
                if part:
                    words.append(part)
                    spaces.append(False)
            else:
                gap = _GAP.match(text, match.end())
                paragraph_ends = gap is not None and gap.group().count("\n") > 1
                following = "" if gap is None or paragraph_ends else _kind(text, gap.end())
                words.extend(split(part, first, following))
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
