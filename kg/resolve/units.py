"""A unit is a name in one sense: `PCA` may stand for two things, `Hughes` for another person in each document.

A short form stands for its long form in the document that explains it, and elsewhere where none explains it otherwise;
so does a name that contains it (`PCA plot`). A surname stands for the one full name of its document that ends in it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from kg.names import form, singular_form, tokens, words
from kg.records import Claim, Mention
from kg.resolve.persons import compatible, heard_as, is_full_name

NAMING = frozenset({"person", "place", "organization", "organisation", "animal", "plant"})
"""Types that a common noun of another type does not share with a name of the same letters."""

UNKNOWN = frozenset(("artifact", "concept"))
"""Types that a name gets where nothing tells its type."""


_BRACKETED = re.compile(r"(.*\S)\s*\(([A-Z][A-Za-z]{1,9})\)$")


class Unit(NamedTuple):
    """A name and what it stands for, as a form; `sense` is empty where it stands for itself."""

    name: str
    sense: str


class Sense(NamedTuple):
    """What a mention stands for, and why: `abbreviation` or `short_name`; both empty where for itself."""

    form: str = ""
    why: str = ""


class FullName(NamedTuple):
    """A person's full name, and where its document first has it: who is called by surname has been introduced."""

    name: str
    start: int


class Profile(NamedTuple):
    """What is known of a unit when it is compared with another one."""

    unit: Unit
    why: str
    mentions: tuple[Mention, ...]
    type: str
    agreed: int
    voted: int
    proper: bool
    documents: frozenset[str]
    neighbours: frozenset[str]

    @property
    def name(self) -> str:
        """The name."""
        return self.unit.name

    @property
    def sure(self) -> bool:
        """Whether its type is clear: at least two mentions, two thirds of them, say so."""
        return self.agreed >= 2 and 3 * self.agreed >= 2 * self.voted


def profiles(mentions: Sequence[Mention], claims: Iterable[Claim]) -> dict[Unit, Profile]:
    """Return what is known of each unit; its neighbours are what claims say something of it with."""
    sense_of = senses(mentions)
    units: dict[Unit, list[Mention]] = defaultdict(list)
    whys: dict[Unit, str] = {}
    unit_of: dict[str, Unit] = {}
    for mention in mentions:
        sense = sense_of(mention)
        unit = Unit(mention.name, sense.form)
        units[unit].append(mention)
        unit_of[mention.id] = unit
        whys[unit] = min(filter(None, (whys.get(unit), sense.why)), default="")
    near: dict[Unit, set[str]] = defaultdict(set)
    for claim in claims:
        one, other = unit_of.get(claim.head.mention), unit_of.get(claim.tail.mention)
        if one is not None and other is not None and one != other:
            near[one].add(other.sense or singular_form(other.name))
            near[other].add(one.sense or singular_form(one.name))
    found = {}
    for unit in sorted(units):
        rows = units[unit]
        kind, agreed, voted = vote(rows)
        found[unit] = Profile(
            unit=unit,
            why=whys[unit],
            mentions=tuple(rows),
            type=kind,
            agreed=agreed,
            voted=voted,
            proper=sum(m.proper for m in rows) * 2 > len(rows),
            documents=frozenset(m.evidence.document for m in rows),
            neighbours=frozenset(near[unit]),
        )
    return found


def vote(mentions: Iterable[Mention]) -> tuple[str, int, int]:
    """Return the type that most mentions have, how many do, and how many voted; a short form's definition abstains."""
    rows = list(mentions)
    votes = Counter(m.type for m in rows if not m.long_form) or Counter(m.type for m in rows)
    kind = min(votes, key=lambda t: (-votes[t], t))
    return kind, votes[kind], votes.total()


def senses(mentions: Iterable[Mention]) -> Callable[[Mention], Sense]:
    """Return what tells which form a mention stands for."""
    rows = list(mentions)
    long_forms = _long_forms(rows)
    full_names = _full_names(rows)

    def sense(mention: Mention) -> Sense:
        long = explained(mention)[1]
        if long:
            return Sense(singular_form(long), "abbreviation")
        short, document = mention.name, mention.evidence.document
        long = long_forms(short, document)
        if long:
            return Sense(singular_form(long), "abbreviation")
        parts = short.split()
        if len(parts) > 1:
            spelled = [long_forms(part, document) or part for part in parts]
            return Sense(singular_form(" ".join(spelled)), "abbreviation") if spelled != parts else Sense()
        full = full_names.get((document, form(short))) if mention.proper else None
        if full is None or mention.evidence.start < full.start:
            return Sense()
        return Sense(singular_form(full.name), "short_name")

    return sense


def abbreviates(short: str, long: str) -> bool:
    """Return whether a long form that a text gives is to be believed: two letters open its words, where it has several.

    `(US, …)` after `University of Wisconsin` is a country.
    """
    parts = words(long)
    letters = short.casefold().rstrip("s") if not short.isupper() else short.casefold()
    return len(letters) != 2 or len(parts) < 2 or all(any(p.startswith(c) for p in parts) for c in letters)


def explained(mention: Mention) -> tuple[str, str]:
    """Return the short form that a mention explains, and its long form; both empty where it explains none.

    It may be told apart from its name (`long_form`), or stand in brackets behind it (`neural networks (NNs)`).
    """
    if mention.long_form:
        return (mention.name, mention.long_form) if abbreviates(mention.name, mention.long_form) else ("", "")
    found = _BRACKETED.match(mention.name)
    if found is None:
        return "", ""
    long, short = found.group(1), found.group(2).removesuffix("s")
    opening = "".join(word[0] for word in words(long))
    return (short, long) if short.casefold() == opening else ("", "")


def _long_forms(mentions: Iterable[Mention]) -> Callable[[str, str], str]:
    """Return what tells the long form of a short one in a document, empty where it has none there."""
    found: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    spelled: dict[str, str] = {}
    for mention in mentions:
        short, long = explained(mention)
        if short:
            key = singular_form(long)
            found[short][mention.evidence.document][key] += 1
            spelled[key] = min(spelled.get(key, long), long)
    everywhere: dict[str, str] = {}
    for short, documents in found.items():
        forms = {long for counts in documents.values() for long in counts}
        everywhere[short] = forms.pop() if len(forms) == 1 else ""

    def long_form(short: str, document: str) -> str:
        if short not in found and short.endswith("s") and short[:-1] in found:
            short = short[:-1]
        if short not in found:
            return ""
        here = found[short].get(document)
        key = everywhere[short] or (min(here, key=lambda long: (-here[long], long)) if here else "")
        return spelled[key] if key else ""

    return long_form


def _full_names(mentions: Iterable[Mention]) -> Mapping[tuple[str, str], FullName]:
    """Return the full name of each (document, form of a surname) that has exactly one there.

    A name shaped like a person's counts against another one even where its type is not known, and so does any other
    name that the surname is a part of: where there is a `Parker School`, `Parker` may be the school.
    """
    rows = list(mentions)
    part_of: dict[tuple[str, str], set[str]] = defaultdict(set)
    ending: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    persons: set[tuple[str, str]] = set()
    elsewhere: dict[tuple[str, str], Counter[bool]] = defaultdict(Counter)
    for mention in rows:
        parts = mention.name.split()
        if len(parts) > 1 and mention.name[:1].isupper():
            for part in parts:
                part_of[mention.evidence.document, form(part)].add(mention.name)
        place = (mention.evidence.document, form(parts[-1]) if parts else "")
        if len(parts) > 1 and mention.type in UNKNOWN | {"person"} and is_full_name(mention.name):
            start = mention.evidence.start
            ending[place][mention.name] = min(ending[place].get(mention.name, start), start)
            persons |= {(place[0], mention.name)} if mention.type == "person" else set()
        elif len(parts) == 1 and mention.proper:
            elsewhere[place][mention.type in NAMING - {"person"}] += 1
    found = {}
    for place, names in ending.items():
        votes = elsewhere[place]
        longest = max(names, key=lambda n: (len(tokens(n)), len(n), n))
        one = all(compatible(heard_as(longest), heard_as(name)) for name in names)
        known = any((place[0], name) in persons for name in names)
        others = (n for n in part_of[place] if n not in names and not any(name in n for name in names))
        if one and known and len(place[1]) > 2 and votes[True] <= votes[False] and not any(others):
            found[place] = FullName(longest, min(names.values()))
    return found
