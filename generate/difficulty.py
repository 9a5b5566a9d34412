"""How hard a text is: a language score and a reasoning score, each with the stage it belongs to.

Language. Two things are measured, for two uses:
- `language`, 0 (a child's first sentences) to 1 (a specialist's), on all the words: a linear score of word frequency
  and sentence form, fitted to levels that people gave (CEFR-SP's Wikipedia part and OneStopEnglish;
  `benchmarks/readability.py` fits and tests it). It orders samples.
- `language_stage`, the youngest stage whose caps hold. Here the names of the things taught count for nothing: they are
  vocabulary that the sample gives, with the sentence that explains them, as a picture book gives *tractor* and
  *giraffe*. If they counted, a question on a research paper could never be put to a beginner, however plainly it is
  asked. A run in curly quotes (a title, a quoted sentence) is one word of its sentence and no vocabulary, likewise.

Reasoning. The floor is the kind of relation: measured on graded school problems, the kind of operation follows the
grade and the number of steps does not. Hops, paths to hold together and operands move the score, never the stage.

What is not covered: clauses are counted by their subordinating words, not parsed; syllables by spelling.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path

from generate import stages
from generate.records import Difficulty, Stage
from kg.errors import UserError

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?:])[\"”’)\]]*\s+|\n+")
_QUOTED = re.compile(r"“[^”]*”")
_VOWELS = re.compile(r"[aeiouy]+")


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


SUBORDINATORS = _listed(
    "because although though unless until while whereas whether since if when whenever where wherever after before "
    "once that which who whom whose why how than as"
)
_ASKING = _listed("which who why how where when whose")
_NEVER_A_CLAUSE_BEFORE_A_NOUN = _listed("after before since until")
_HARDLY_EVER = _listed("than as that")
_DETERMINERS = _listed("a an the this that these those his her its our their your my some any no each every")
_BE = _listed("is are was were be been being am")
_PREPOSITIONS = _listed(
    "of in to for with on at by from about into over through during between against among without within"
)
_PERSONS = _listed("i you we he she my your me us")
_OTHERS = _listed(
    "i you he she it we they me him us them and or but nor so not n't do does did have has had will would can could "
    "may might shall should must there here then what s t"
)
FUNCTION_WORDS = SUBORDINATORS | _DETERMINERS | _BE | _PREPOSITIONS | _OTHERS
_ABSTRACT_ENDINGS = ("tion", "sion", "ment", "ity", "ness", "ance", "ence", "ism")


def sentences(text: str) -> list[str]:
    """Return the sentences and lines of `text` that hold a word, each quoted run drawn together into `“”`."""
    folded = _QUOTED.sub("“”", text)
    return [part for part in _SENTENCE_END.split(folded) if _WORD.search(part) or "“”" in part]


def words(text: str) -> list[str]:
    """Return the words of `text`, as written."""
    return _WORD.findall(text)


def measure(
    text: str,
    relations: Iterable[str],
    hops: int,
    operands: int = 2,
    *,
    paths: int = 1,
    task: Stage = Stage.PERCEPTION,
    terms: Iterable[str] = (),
    names: Iterable[str] = (),
) -> Difficulty:
    """Return how hard `text` is to read, and the reasoning over `relations` behind it.

    `hops` counts the edges, `paths` the separate paths, `operands` the things to hold in mind (entities, options);
    `task` is the floor of the task, `terms` are the names of the things taught, which the caps leave out,
    `names` those that count as one word of a sentence.
    """
    relations = tuple(relations)
    measures = {**capped(text, terms, names), "hops": float(hops), "paths": float(paths), "operands": float(operands)}
    reasoning_stage = stages.floor(relations, task)
    steps = min(max(hops, 1) - 1, 3) / 3
    load = min(max(operands, 2) - 2, 6) / 6
    branching = min(max(paths, 1) - 1, 3) / 3
    return Difficulty(
        language=language_score(text),
        reasoning=round(0.6 * reasoning_stage.index / 5 + 0.2 * steps + 0.1 * load + 0.1 * branching, 4),
        language_stage=stages.language_stage(measures),
        reasoning_stage=reasoning_stage,
        measures=measures,
    )


# ── what the caps are about ──────────────────────────────────────────────────────────────────────────────────────────


ORDINARY = (5.0,) * 4
"""Frequencies of ordinary words set beside those of a text, so that one rare word of four does not speak for all."""

GIVEN_SYLLABLES = 1.3
"""What a word of a term weighs in the grade: as much as a word of easy prose, so that a short question has a grade."""


def capped(text: str, terms: Iterable[str] = (), names: Iterable[str] = ()) -> dict[str, float]:
    """Return the measures that the caps of a stage are about, `terms` left out of vocabulary and syllables.

    Keys are those of `stages.Caps`: `aoa_*` only where the user supplied norms.
    """
    given = {word.lower() for term in terms for word in words(term)}
    lines = sentences(text)
    lengths = [_length(_drawn_together(line, names)) for line in lines]
    plain = [word.lower() for line in lines for word in words(line)]
    other = [word for word in plain if word not in given and not _variant(word, given)]
    content = [word for word in other if word not in FUNCTION_WORDS]
    frequencies = sorted([*(zipf(word) for word in set(content)), *ORDINARY])
    weight = sum(syllables(word) for word in other) + GIVEN_SYLLABLES * (len(plain) - len(other))
    spread = weight / len(plain) if plain else 1.0
    mean_length = sum(lengths) / len(lengths) if lengths else 0.0
    found = {
        "words": mean_length,
        "longest": float(max(lengths, default=0)),
        "subordinators": sum(map(subordinators, lines)) / len(lines) if lines else 0.0,
        "grade": grade(mean_length, spread),
    }
    found["zipf_mean"] = sum(frequencies) / len(frequencies)
    found["zipf_p10"] = _quantile(frequencies, 0.1)
    found.update(_ages(content))
    return {name: round(value, 3) for name, value in found.items()}


def _length(sentence: str) -> int:
    return len(words(sentence)) + sentence.count("“”")


def _drawn_together(sentence: str, names: Iterable[str]) -> str:
    """Return `sentence` with each name of several words as one: a name is one thing to know, however long."""
    for name in sorted({name for name in names if " " in name}, key=lambda name: (-len(name), name)):
        sentence = re.sub(rf"\b{re.escape(name)}(?:e?s)?\b", "“”", sentence, flags=re.IGNORECASE)
    return sentence


def _variant(word: str, given: set[str]) -> bool:
    """Tell whether `word` is a plural or singular of a given word."""
    return (
        f"{word}s" in given
        or f"{word}es" in given
        or word.removesuffix("s") in given
        or word.removesuffix("es") in given
    )


def subordinators(sentence: str) -> int:
    """Return how many words of `sentence` open a subordinate clause.

    A question word that opens the sentence does not; *after the rain* is a phrase, and *than*, *as*, *that* are too
    often something else to be counted.
    """
    tokens = [word.lower() for word in words(sentence)]
    count = 0
    for place, token in enumerate(tokens):
        if token not in SUBORDINATORS or token in _HARDLY_EVER or (place == 0 and token in _ASKING):
            continue
        following = tokens[place + 1] if place + 1 < len(tokens) else ""
        if token in _NEVER_A_CLAUSE_BEFORE_A_NOUN and (not following or following in _DETERMINERS):
            continue
        count += 1
    return count


def grade(words_a_sentence: float, syllables_a_word: float) -> float:
    """Return the Flesch-Kincaid grade."""
    return 0.39 * words_a_sentence + 11.8 * syllables_a_word - 15.59


def flesch_kincaid(text: str) -> float:
    """Return the Flesch-Kincaid grade of all the words of `text`: the yardstick that the language score is held to."""
    lines, tokens = sentences(text), words(text)
    if not lines or not tokens:
        return 0.0
    return grade(len(tokens) / len(lines), sum(map(syllables, tokens)) / len(tokens))


@lru_cache(maxsize=65536)
def syllables(word: str) -> int:
    """Return the syllables of a word, by its spelling: vowel groups, less a silent end."""
    letters = word.lower().replace("’", "'").removesuffix("'s")
    count = len(_VOWELS.findall(letters))
    if re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$|[^aeiouyszxc]es$", letters) and count > 1:
        count -= 1
    return max(count, 1)


@lru_cache(maxsize=65536)
def zipf(word: str) -> float:
    """Return how common a word is: log10 of its uses in a billion words, 0 where it is unknown."""
    from wordfreq import zipf_frequency

    return float(zipf_frequency(word.replace("’", "'"), "en"))


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _ages(content: Iterable[str]) -> dict[str, float]:
    norms = _norms(stages.table().age_of_acquisition)
    ages = sorted(norms[word] for word in content if word in norms)
    return {"aoa_mean": sum(ages) / len(ages), "aoa_p90": _quantile(ages, 0.9)} if ages else {}


@cache
def _norms(path: str | None) -> dict[str, float]:
    if path is None:
        return {}
    try:
        header, *rows = [line.split("\t") for line in Path(path).read_text(encoding="utf-8").splitlines() if line]
        word, age = header.index("word"), header.index("aoa")
        return {row[word].lower(): float(row[age]) for row in rows}
    except (OSError, ValueError, IndexError) as error:
        raise UserError(
            f"configs/stages.yaml: age_of_acquisition: {path}: {error}; "
            "give a tab-separated file with the columns word and aoa"
        ) from None


# ── the language score ───────────────────────────────────────────────────────────────────────────────────────────────


def features(text: str) -> tuple[float, ...]:
    """Return what the language score is made of, in the order of `FEATURES`, on all the words of `text`."""
    lines = sentences(text) or [""]
    tokens = words(text)
    lower = [word.lower() for word in tokens]
    if not lower:
        return (0.0,) * len(FEATURES)
    starts = {words(line)[0] for line in lines if words(line)}
    content = [
        word.lower() for word in tokens if word.lower() not in FUNCTION_WORDS and (word[0].islower() or word in starts)
    ]
    frequencies = sorted(zipf(word) for word in content) or [5.0]
    count, rows = len(lower), len(lines)
    return (
        sum(frequencies) / len(frequencies),
        _quantile(frequencies, 0.1),
        _quantile(frequencies, 0.25),
        frequencies[0],
        sum(value < 4 for value in frequencies) / len(frequencies),
        sum(value < 3 for value in frequencies) / len(frequencies),
        math.log1p(count / rows),
        count / rows,
        sum(map(syllables, lower)) / count,
        sum(map(len, lower)) / count,
        sum(len(word) > 7 for word in lower) / count,
        sum(word in FUNCTION_WORDS for word in lower) / count,
        sum(map(subordinators, lines)) / rows,
        text.count(",") / rows,
        sum(word in _PREPOSITIONS for word in lower) / rows,
        sum(a in _BE and b.endswith(("ed", "en")) for a, b in itertools.pairwise(lower)) / rows,
        sum(word.endswith(_ABSTRACT_ENDINGS) for word in lower) / count,
        sum(word in _PERSONS for word in lower) / count,
    )


FEATURES = (
    "zipf_mean",
    "zipf_p10",
    "zipf_p25",
    "zipf_least",
    "below_zipf_4",
    "below_zipf_3",
    "log_words",
    "words",
    "syllables",
    "letters",
    "long_words",
    "function_words",
    "subordinators",
    "commas",
    "prepositions",
    "passives",
    "abstract_nouns",
    "persons",
)


def language_score(text: str) -> float:
    """Return how hard `text` is to read, 0 (A1) to 1 (C2), on all its words."""
    intercept, weights = _WEIGHTS
    level = intercept + sum(w * x for w, x in zip(weights, features(text), strict=True))
    return round(min(max((level - 1) / 5, 0.0), 1.0), 4)


_WEIGHTS: tuple[float, tuple[float, ...]] = (
    0.75597,
    (
        0.04121,  # zipf_mean
        -0.10518,  # zipf_p10
        -0.22029,  # zipf_p25
        -0.07609,  # zipf_least
        0.94796,  # below_zipf_4
        0.01836,  # below_zipf_3
        0.86521,  # log_words
        0.01247,  # words
        0.44369,  # syllables
        0.17303,  # letters
        -0.14310,  # long_words
        -0.06683,  # function_words
        -0.00074,  # subordinators
        -0.04475,  # commas
        -0.01883,  # prepositions
        0.01179,  # passives
        0.44266,  # abstract_nouns
        -0.75566,  # persons
    ),
)
"""Fitted by `benchmarks/readability.py --fit`: intercept and weights for a CEFR level from 1 to 6."""
