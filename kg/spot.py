"""Names where they stand in a text: capitalised runs, and what a dictionary of names holds, the longest match first.

Spelling is compared by `key`: case, accents, plurals and possessives aside. A name that is one capitalised word matches
capitalised words only, so that *Reading* the town is not every *reading*.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from kg.names import singular

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONGEST_NAME = 8
"""Words: longer names are not looked for."""

# fmt: off
STOP = frozenset((
    "a", "about", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been", "being", "both", "but",
    "by", "can", "could", "did", "do", "does", "for", "from", "had", "has", "have", "he", "her", "his", "how", "i",
    "if", "in", "into", "is", "it", "its", "may", "more", "most", "no", "not", "of", "on", "one", "only", "or",
    "other", "our", "out", "over", "s", "she", "so", "some", "such", "than", "that", "the", "their", "them", "then",
    "there", "these", "they", "this", "those", "through", "to", "under", "up", "was", "we", "were", "what", "when",
    "where", "which", "while", "who", "whom", "whose", "why", "will", "with", "would", "you", "your",
))
# fmt: on
"""Words that no query is about."""

_TOKEN = re.compile(r"[^\W_](?:[\w'’.&-]*[^\W_])?")
_POSSESSIVE = re.compile(r"['’]s?$")
_JOINS = frozenset(("of", "de", "la", "del", "da", "di", "du", "von", "van", "der", "al", "for"))
_ENDS = frozenset(".!?:;\n")
_STROKES = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE"}
)
_BRACKETED = re.compile(r"\s*\([^)]*\)\s*$")
_PLACE = re.compile(r"(?<=\w)(?:, (?:[^\W\d_a-z][\w’'.-]*(?: |$)?){1,3}){1,2}$")


class Word(NamedTuple):
    """A word of a text: as written, as compared, and where it stands."""

    text: str
    plain: str
    start: int
    end: int


@lru_cache(maxsize=262144)
def plain(word: str) -> str:
    """Return a word as it is compared: lower case, singular, no possessive, no accents."""
    return singular(_POSSESSIVE.sub("", unaccented(word)).casefold())


def unaccented(word: str) -> str:
    """Return a word with its Latin letters bare, as people type them: `Tekezé`, `Łódź` → `Tekeze`, `Lodz`."""
    if word.isascii():
        return word
    bare: list[str] = []
    for letter in unicodedata.normalize("NFD", word.translate(_STROKES)):
        # Marks of other scripts make other letters: the one that tells `が` from `か`.
        if not (unicodedata.combining(letter) and bare and bare[-1].isascii()):
            bare.append(letter)
    return unicodedata.normalize("NFC", "".join(bare))


def split(text: str) -> list[Word]:
    """Return the words of a text in order."""
    return [Word(m.group(), plain(m.group()), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def key(name: str) -> str:
    """Return what all spellings of a name share."""
    return " ".join(plain(m.group()) for m in _TOKEN.finditer(name))


def title_names(title: str) -> tuple[str, ...]:
    """Return what a page of this title may be called: the title, and the title without what tells it from its like.

    That is in brackets, `Brand (play)`, or the place where a place is, `West Chicago, Illinois`.
    """
    bare = _PLACE.sub("", _BRACKETED.sub("", title))
    return (title, bare) if bare and bare != title else (title,)


def fold(text: str) -> int:
    """Return 63 bits of a text's BLAKE2b: what the index knows words and names by."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


def capitalised(text: str, words: list[Word]) -> Iterator[tuple[int, int]]:
    """Yield runs of capitalised words as places `words[i:j]`, `of`, `the` … between them allowed; no two overlap."""
    place = 0
    while place < len(words):
        if not words[place].text[0].isupper():
            place += 1
            continue
        end = place + 1
        while end < len(words):
            ahead = end
            while ahead < len(words) and ahead < end + 2 and _joins(words, ahead):
                ahead += 1
            if ahead >= len(words) or not (
                words[ahead].text[0].isupper() or (ahead == end and words[ahead].text[0].isdigit())
            ):
                break
            between = text[words[end - 1].end : words[ahead].start]
            if any(not (c.isalpha() or c in " ’'-") for c in between):
                break
            end = ahead + 1
        # The first word of a sentence may have its capital for that alone.
        begin = place + (words[place].plain in STOP and opens_sentence(text, words[place]))
        if begin < end:
            yield begin, end
        place = end


def _joins(words: list[Word], place: int) -> bool:
    return words[place].text in _JOINS or (words[place].text == "the" and words[place - 1].text == "of")


def opens_sentence(text: str, word: Word) -> bool:
    """Return whether a word is the first of its sentence."""
    before = text[: word.start].rstrip("\"'“‘([ ")
    return not before or before[-1] in _ENDS


class Lexicon:
    """A dictionary of names, each with a number."""

    def __init__(self, names: Iterable[tuple[str, int]], longest: int = LONGEST_NAME) -> None:
        """Take spellings, of `longest` words at most, and the number of the thing that each names; of two things of one
        spelling the first wins.
        """
        self._numbers: dict[str, int] = {}
        self._cased: dict[str, bool] = {}
        self._longest: dict[str, int] = {}
        for name, number in names:
            found = split(name)
            parts = [word.plain for word in found]
            if not parts or len(parts) > longest or all(p in STOP or p.isdigit() for p in parts):
                continue
            spelled = " ".join(parts)
            cased = len(parts) == 1 and any(c.isupper() for c in found[0].text)
            self._cased[spelled] = cased and self._cased.get(spelled, True)
            self._numbers.setdefault(spelled, number)
            self._longest[parts[0]] = max(self._longest.get(parts[0], 0), len(parts))

    def find(self, words: list[Word], strict: bool = True) -> Iterator[tuple[int, int, int]]:
        """Yield (number, i, j) for each name in `words[i:j]`, the longest at each place, none overlapping.

        `strict` holds one-word names to their capital.
        """
        place = 0
        while place < len(words):
            for length in range(min(self.longest(words[place].plain), len(words) - place), 0, -1):
                number, cased = self.number(" ".join(w.plain for w in words[place : place + length]))
                if number < 0 or (strict and cased and not any(c.isupper() for c in words[place].text)):
                    continue
                yield number, place, place + length
                place += length - 1
                break
            place += 1

    def within(self, words: list[Word]) -> Iterator[int]:
        """Yield the numbers of the names within a longer one, which is all of `words`: `Iowa` in `north-west Iowa`.

        The longest at each place, none overlapping, and only such as have a capital.
        """
        place = 0
        while place < len(words):
            most = min(self.longest(words[place].plain), len(words) - place, len(words) - 1)
            for length in range(most, 0, -1):
                number, _ = self.number(" ".join(w.plain for w in words[place : place + length]))
                if number >= 0 and words[place].text[0].isupper():
                    yield number
                    place += length - 1
                    break
            place += 1

    def longest(self, word: str) -> int:
        """Return how many words the longest name has that begins with `word`."""
        return self._longest.get(word, 0)

    def number(self, spelled: str) -> tuple[int, bool]:
        """Return the number of a name, -1 where there is none, and whether it needs its capital."""
        return self._numbers.get(spelled, -1), self._cased.get(spelled, False)

    def packed(self) -> PackedLexicon:
        """Return the same dictionary in a tenth of the space, four times slower to ask."""
        import numpy as np

        spelled = {fold(name): (number, self._cased[name]) for name, number in self._numbers.items()}
        first = {fold(word): length for word, length in self._longest.items()}
        order, words = sorted(spelled), sorted(first)
        return PackedLexicon(
            np.asarray(order, np.int64),
            np.asarray([spelled[k][0] for k in order], np.int32),
            np.asarray([spelled[k][1] for k in order], np.bool_),
            np.asarray(words, np.int64),
            np.asarray([first[k] for k in words], np.uint8),
        )


class PackedLexicon(Lexicon):
    """A dictionary of names as sorted hashes."""

    def __init__(self, *arrays: NDArray[Any]) -> None:
        self._spelled, self._of, self._needs, self._words, self._lengths = arrays
        self.nbytes = sum(array.nbytes for array in arrays)

    def longest(self, word: str) -> int:
        """Return how many words the longest name has that begins with `word`."""
        wanted = fold(word)
        place = int(self._words.searchsorted(wanted))
        return int(self._lengths[place]) if place < len(self._words) and self._words[place] == wanted else 0

    def number(self, spelled: str) -> tuple[int, bool]:
        """Return the number of a name, -1 where there is none, and whether it needs its capital."""
        wanted = fold(spelled)
        place = int(self._spelled.searchsorted(wanted))
        if place < len(self._spelled) and self._spelled[place] == wanted:
            return int(self._of[place]), bool(self._needs[place])
        return -1, False


class Strings(Sequence[str]):
    """Many short strings in one: 8 bytes a string where Python takes 50."""

    def __init__(self, strings: Iterable[str]) -> None:
        import numpy as np

        rows = [text.encode("utf-8", "surrogatepass") for text in strings]
        self._whole = b"".join(rows)
        self._starts = np.cumsum([0, *map(len, rows)], dtype=np.int64)
        self.nbytes = len(self._whole) + self._starts.nbytes

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...

    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        if isinstance(place, slice):
            return tuple(self[i] for i in range(*place.indices(len(self))))
        if not 0 <= place < len(self):
            raise IndexError(place)
        return self._whole[self._starts[place] : self._starts[place + 1]].decode("utf-8", "surrogatepass")
