"""Which pairs of names are looked at: those that share a key, each a way in which one name may vary another.

No pair is compared that shares none, so that the cost grows with the number of names, not with its square. The keys are
those of `kg.resolve.compare.variation`: a pair that shares no key could not be explained there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping

from kg.names import heard, root, singular_form, tokens
from kg.resolve.compare import initials, letters_of, person_keys, turns
from kg.resolve.lexicon import LEGAL, LINKS
from kg.resolve.units import Profile, Unit

CROWD = 40
"""Units of one key that are all compared with each other; of more, each only with the `CROWD` most frequent."""


def pairs(units: Mapping[Unit, Profile]) -> Iterator[tuple[Unit, Unit]]:
    """Yield each pair of units that shares a key once, in an order that depends on the units alone."""
    buckets: dict[Hashable, list[Unit]] = defaultdict(list)
    for unit in sorted(units, key=lambda u: (-len(units[u].mentions), u)):
        for key in frozenset(keys(units[unit])):
            buckets[key].append(unit)
    found = {
        (one, other) if one < other else (other, one)
        for members in buckets.values()
        if len(members) > 1
        for place, other in enumerate(members)
        for one in members[: min(place, CROWD)]
    }
    yield from sorted(found)


def keys(profile: Profile) -> Iterator[Hashable]:
    """Yield what a unit is looked up by; two units with nothing in common here are never compared."""
    name, sense = profile.name, profile.unit.sense
    if sense:
        yield "form", sense
    yield "form", singular_form(name)
    if sense:
        return
    words = tokens(name)
    yield "words", words
    if len(words) > 1:
        yield "words", tuple(w for w in words if w not in LINKS)
        yield from (("words", turned) for turned in turns(words))
        if words[-1] in LEGAL:
            yield "words", words[:-1]
        yield "heard", tuple(map(heard, words))
        yield "roots", tuple(map(root, words))
        yield from (("person", *key) for key in person_keys(profile))
        yield from (("initials", place, letters) for place, letters in _abbreviated(profile, initials(name)))
    elif short := letters_of(name):
        yield from (("initials", place, letters) for place, letters in _abbreviated(profile, (short,)))


def _abbreviated(profile: Profile, letters: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((place, row) for row in letters for place in profile.documents)
