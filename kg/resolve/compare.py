"""Whether two names are one thing: how the one varies the other, what speaks for it, what forbids it, and the odds.

`variation` names how one spelling comes of the other, None where none of the ways known leads there: two names that
merely look alike are never weighed. `never` names what forbids a merge whatever else speaks for it. What is left gets
a score, the logistic function over a few features with the fixed `WEIGHTS`, fitted to the tune half of
`benchmarks/data/resolution_pairs.jsonl` by `benchmarks/resolution.py --fit`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kg.names import form, heard, root, singular_form, tokens, words
from kg.records import Reason
from kg.resolve.lexicon import INSTITUTIONS, LEGAL, LINKS, NEGATING, OPPOSITES, PLACES, SMALL, TURNED
from kg.resolve.persons import NICKNAMES, TITLES, compatible, heard_as, is_full_name
from kg.resolve.units import NAMING, UNKNOWN, Profile

THRESHOLD = 0.72
"""Score from which two names are one thing."""

WEIGHTS: Mapping[str, float] = {
    "bias": 0.4,
    "same_form": 3.3,
    "plural": 0.4,
    "inflection": 1.5,
    "spelling": 2.5,
    "linking": 2.4,
    "legal_form": 2.2,
    "word_order": 2.2,
    "abbreviation": 4.5,
    "short_name": -0.6,
    "person_name": 2.0,
    "sound": -1.0,
    "derivation": 0.7,
    "initials": 3.5,
    "same_type": 0.5,
    "naming_conflict": -0.3,
    "shared_document": 3.7,
    "shared_neighbours": 1.4,
    "proper_word": -2.4,
    "proper_plural": -0.2,
    "title_case": -1.9,
    "lone_capital": -2.0,
    "joined": -0.9,
    "joined_proper": -4.1,
    "other_first_name": -4.3,
    "middle_left_out": -3.6,
    "common_noun": -5.5,
    "cosine": 7.9,
}

PERSONAL: frozenset[Reason] = frozenset(("short_name", "person_name"))
"""Variations of people's names."""

WEIGHED: frozenset[Reason] = frozenset(("derivation", "initials"))
"""Variations whose score takes the similarity of the two embeddings."""

COSINE_AT = 0.85
"""Similarity of embeddings that speaks neither for nor against."""


class Compared(NamedTuple):
    """Two names weighed against each other: the variation, the features with their values, and the score."""

    reason: Reason
    features: tuple[tuple[str, float], ...]
    score: float


def variation(one: Profile, other: Profile) -> Reason | None:
    """Return how the name of one comes of the other's, None where it does not."""
    if one.unit.sense != other.unit.sense:
        return _sense(one, other) or _sense(other, one)
    a, b = one.name, other.name
    if form(a) == form(b):
        return "same_form"
    if singular_form(a) == singular_form(b):
        return "plural"
    if one.unit.sense:
        # Both stand for one long form: `CNN` and `ConvNet`, or two surnames spelled alike.
        return "short_name" if one.why == "short_name" else "abbreviation"
    x, y = tokens(a), tokens(b)
    if x == y and (_lone_proper(one) or _lone_proper(other)):
        # `Maria` and `María` in one text are more often two people than two spellings.
        return None
    if x == y:
        same = [w.casefold() for w in words(a)] != [w.casefold() for w in words(b)] and len(words(a)) == len(words(b))
        return "inflection" if same and _accents(a) == _accents(b) else "spelling"
    if _persons(one, other) and compatible(_called(one.name), _called(other.name)):
        return "person_name"
    return _sequence(one, other) or _initials(one, other) or _initials(other, one)


def never(one: Profile, other: Profile) -> str | None:
    """Return what forbids that two names are one thing.

    `types` that are both clear and one of them that of names; a `proper_plural` (`Williams` is no two of `William`,
    nor `Windows` of `window`); other `capitals` of two letters (`mS`, `ms`); other `numbers`, other single `letters`,
    `opposites`, a `negation`, other `persons`.
    """
    if one.unit.sense or other.unit.sense:
        return None
    if one.sure and other.sure and one.type != other.type and NAMING & {one.type, other.type}:
        return "types"
    if form(one.name) == form(other.name):
        return "capitals" if len(one.name.strip(".")) <= 2 and one.name.casefold() != one.name != other.name else None
    if singular_form(one.name) == singular_form(other.name):
        return "proper_plural" if _lone_proper(one) or _lone_proper(other) else None
    x, y = set(tokens(one.name)), set(tokens(other.name))
    left, right = x - y, y - x
    if {t for t in left if _numbered(t)} != {t for t in right if _numbered(t)}:
        return "numbers"
    if any(frozenset((a, b)) in OPPOSITES for a in left for b in right):
        return "opposites"
    if any(_negates(a, b) or _negates(b, a) for a in left for b in right) or (left ^ right) & {"not", "non", "no"}:
        return "negation"
    if _persons(one, other):
        return None if compatible(_called(one.name), _called(other.name)) else "persons"
    if len(left) == len(right) and any(len(t) == 1 for t in left) and any(len(t) == 1 for t in right):
        return "letters"
    return None


def compare(one: Profile, other: Profile, reason: Reason, cosine: float | None = None) -> Compared:
    """Return the weighed pair. Without `cosine` the embeddings speak neither for nor against."""
    features = {"bias": 1.0, reason: 1.0, **_circumstances(one, other, reason)}
    if reason in WEIGHED and cosine is not None:
        features["cosine"] = round(cosine, 2) - COSINE_AT
    score = 1 / (1 + math.exp(-sum(WEIGHTS[name] * value for name, value in features.items())))
    shown = tuple((name, round(value, 3)) for name, value in sorted(features.items()) if name != "bias")
    return Compared(reason, shown, round(score, 4))


def _circumstances(one: Profile, other: Profile, reason: Reason) -> dict[str, float]:
    """Return the features that do not hang on the spelling."""
    found: dict[str, float] = {}
    if one.type == other.type:
        found["same_type"] = 1.0
    elif NAMING & {one.type, other.type} and not (reason in PERSONAL and UNKNOWN & {one.type, other.type}):
        found["naming_conflict"] = 1.0
    if one.documents & other.documents:
        found["shared_document"] = 1.0
    elif near := len(one.neighbours & other.neighbours):
        # Within a document everything is near everything.
        found["shared_neighbours"] = math.log1p(near)
    if reason not in ("abbreviation", "short_name", "initials"):
        if _lone_proper(one) or _lone_proper(other):
            found["proper_word" if one.proper and other.proper else "common_noun"] = 1.0
        elif reason == "plural" and one.proper and other.proper and not _acronym(one.name):
            found["proper_plural"] = 1.0
        elif reason == "same_form" and _titled(one) != _titled(other):
            found["title_case"] = 1.0
            if len(words(one.name)) == 1 and "shared_document" not in found:
                # `Background` the album, `background` of anything.
                found["lone_capital"] = 1.0
        if reason == "same_form" and _whole(one.name) != _whole(other.name):
            found["joined_proper" if one.proper or other.proper else "joined"] = 1.0
    if reason == "person_name":
        called = _called(one.name), _called(other.name)
        if called[0][0] != called[1][0]:
            found["other_first_name"] = 1.0
        if len(called[0]) != len(called[1]):
            found["middle_left_out"] = 1.0
    return found


def _sense(short: Profile, long: Profile) -> Reason | None:
    """A unit with a sense is the unit without one that spells it."""
    if not short.unit.sense or long.unit.sense or singular_form(long.name) != short.unit.sense:
        return None
    return "short_name" if short.why == "short_name" else "abbreviation"


def _sequence(one: Profile, other: Profile) -> Reason | None:
    """Compare two names word by word."""
    x, y = tokens(one.name), tokens(other.name)
    content = [t for t in x if t not in LINKS]
    if content == [t for t in y if t not in LINKS] and len(content) > 1:
        linked = _hinges(one.name, x) == _hinges(other.name, y)
        return "linking" if linked or (one.name[:1].isupper() and other.name[:1].isupper()) else None
    short, long = sorted((x, y), key=len)
    if short == long[:-1] and long[-1] in LEGAL and one.name[:1].isupper() and other.name[:1].isupper():
        return "legal_form"
    if _turned(x) & _turned(y):
        return "word_order"
    if len(x) != len(y) or len(x) < 2:
        return None
    if sum(a != b for a, b in zip(x, y, strict=True)) == 1 and list(map(heard, x)) == list(map(heard, y)):
        return "sound"
    small = not (one.proper or other.proper) and one.name.islower() and other.name.islower()
    if small and x[-1] == y[-1] and list(map(root, x)) == list(map(root, y)):
        return "derivation"
    return None


def _hinges(name: str, parts: Sequence[str]) -> int:
    """Count what ties the parts of a name together: a small word, a comma or a bracket (`Theatre, Christchurch`)."""
    return sum(t in ("of", "in", "at") for t in parts) + name.count(",") + name.count("(")


def _turned(name: Sequence[str]) -> set[tuple[str, ...]]:
    """Return the orders that a name's words may stand in: `activation of receptors` is `receptor activation`."""
    found = {tuple(t for t in name if t not in ("the", "a", "an"))}
    places = [at for at, t in enumerate(name) if t in TURNED]
    if len(places) == 1 and 0 < places[0] < len(name) - 1 and not INSTITUTIONS & set(name):
        at = places[0]
        found.add(tuple(t for t in (*name[at + 1 :], *name[:at]) if t not in ("the", "a", "an")))
    if len(name) == 2 and PLACES & set(name):
        found.add((name[1], name[0]))
    return found


def turns(name: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """Return the orders of a name's words under which names that vary in order alone meet, for blocking."""
    return frozenset(_turned(name))


def _initials(short: Profile, long: Profile) -> Reason | None:
    """`RMSD` beside `root mean square deviation` in one document that never says so.

    Two letters fit too much by chance: they count for names alone (`UK`).
    """
    letters = letters_of(short.name)
    if not letters or not short.documents & long.documents or letters not in initials(long.name):
        return None
    named = long.proper and all(w[:1].isupper() for w in long.name.split() if w not in SMALL)
    return "initials" if len(letters) > 2 or named else None


def letters_of(name: str) -> str:
    """Return the letters of an abbreviation in small ones, without a plural's; empty for any other name."""
    letters = name[:-1] if name.endswith("s") else name
    return letters.casefold() if len(letters) > 1 and letters.isupper() and letters.isalpha() else ""


def initials(name: str) -> frozenset[str]:
    """Return the first letters of a name's words, small words left out or kept; empty for one of a single word."""
    parts = words(name)
    if len(parts) < 2:
        return frozenset()
    return frozenset(("".join(p[0] for p in parts), "".join(p[0] for p in parts if p not in SMALL)))


def _titled(profile: Profile) -> bool:
    return all(word[:1].isupper() for word in profile.name.split() if word not in SMALL)


def _whole(name: str) -> tuple[str, ...]:
    """Return the words of a name but for single letters, which dots may or may not set apart (`U.S.`)."""
    return tuple(word for word in words(name) if len(word) > 2)


def _lone_proper(profile: Profile) -> bool:
    """Whether a name is one word and proper: the commonest words are somebody's name (`Stone`, `Blues`)."""
    return profile.proper and len(words(profile.name)) == 1 and not _acronym(profile.name)


def _persons(one: Profile, other: Profile) -> bool:
    """Whether two names are both shaped as persons' full names, and one of them is known to be one."""
    types = {one.type, other.type}
    return "person" in types and types <= UNKNOWN | {"person"} and _full(one) and _full(other)


def _full(profile: Profile) -> bool:
    return profile.proper and is_full_name(profile.name)


def _called(name: str) -> tuple[str, ...]:
    """Return a full name as it sounds, without its title."""
    parts = heard_as(name)
    return parts[1:] if len(parts) > 2 and parts[0] in TITLES else parts


def person_keys(profile: Profile) -> frozenset[tuple[str, str]]:
    """Return surname with each initial that a full name may have, for blocking; empty where it is no person's."""
    if profile.type not in UNKNOWN | {"person"} or not _full(profile):
        return frozenset()
    name = _called(profile.name)
    firsts = {name[0]}.union(*(same for same in NICKNAMES if name[0] in same))
    return frozenset((name[-1], first[0]) for first in firsts)


def _negates(one: str, other: str) -> bool:
    return len(other) > 3 and any(one == prefix + other for prefix in NEGATING)


def _numbered(token: str) -> bool:
    return any(c.isdigit() for c in token)


def _acronym(name: str) -> bool:
    return len(name) > 1 and name.rstrip("s").isupper()


def _accents(name: str) -> bool:
    return any(ord(c) > 127 for c in name)
