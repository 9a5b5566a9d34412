"""Names of people: which look like one, and whether two of them may be one person's."""

from __future__ import annotations

from collections.abc import Sequence

from kg.names import heard, tokens


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


PARTICLES = _set("de da di du del della der den van von la le el al bin ibn ap")


def heard_as(name: str) -> tuple[str, ...]:
    """Return the words of a name as they sound."""
    return tuple(map(heard, tokens(name)))


def is_full_name(name: str) -> bool:
    """Return whether a name looks like a person's: two to five words, capitals or initials, particles in between."""
    parts = name.split()
    if not 2 <= len(parts) <= 5 or any(c.isdigit() for c in name):
        return False
    if parts[-1].casefold() in HUMAN:
        return False
    if any(len(p) > 2 and p.isupper() and "." not in p for p in parts) or parts[-2].casefold() in REIGNING:
        return False
    return all(p[:1].isupper() for p in (parts[0], parts[-1])) and all(
        p[:1].isupper() or p.casefold() in PARTICLES for p in parts
    )


HUMAN = _set(
    "people person man men woman women boy boys girl girls child children minister ministers president family "
    "brothers sisters sons army party team"
)
"""Last words of descriptions that are taken for persons' names: `Korean People`."""

REIGNING = _set("duke duchess prince princess king queen emperor empress tsar pope saint st. st grand")
"""Titles that stand before a first name: `Grand Duke Nicholas` has no surname."""

TITLES = _set("dr prof professor sir dame president senator king queen emperor pope saint")
"""Titles that may be left out of a name."""

NICKNAMES = tuple(
    frozenset(map(heard, row.split()))
    for row in (
        "peter pete",
        "joseph joe joey",
        "william will willie bill billy",
        "robert rob bob bobby robbie",
        "john johnny jack",
        "james jim jimmy",
        "michael mike mick",
        "thomas tom tommy",
        "richard dick rick richie",
        "charles charlie chuck",
        "edward ed eddie ted",
        "daniel dan danny",
        "david dave",
        "christopher chris",
        "matthew matt",
        "andrew andy",
        "samuel sam",
        "benjamin ben",
        "anthony tony",
        "steven stephen steve",
        "elizabeth liz beth",
        "katherine kate kathy",
        "margaret maggie meg",
        "alexander alex",
        "nicholas nick",
        "timothy tim",
        "gregory greg",
        "kenneth ken",
        "ronald ron",
        "donald don",
    )
)


def compatible(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether two full names, as `heard_as` gives them, may be one person's.

    Surname and first name agree. An initial stands for any name that it opens, a nickname for the name it is short for
    (`NICKNAMES`); middle names may be left out, but where both have some they agree one by one.
    """
    if len(one) < 2 or len(other) < 2 or one[-1] != other[-1]:
        return False
    if not (_stands_for(one[0], other[0]) or any({one[0], other[0]} <= same for same in NICKNAMES)):
        return False
    between, among = one[1:-1], other[1:-1]
    if not between or not among:
        return True
    return len(between) == len(among) and all(map(_stands_for, between, among))


def _stands_for(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])
