"""Pairs to clusters, without false chains: what may not stand together does not, however it is reached.

The best pair joins first. Two clusters join only where no name of the one is forbidden beside, or by its own nature
never the same as (`kg.resolve.compare.never`), a name of the other. A name that fits two things that are not one
(`George Bush` beside `George H. W. Bush` and `George W. Bush`) joins neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from kg.resolve.compare import Compared, never
from kg.resolve.units import Profile, Unit

EXACT = frozenset(("same_form", "plural", "abbreviation"))
"""Variations of the whole name, which are never in doubt between two things."""


def clusters(
    units: Mapping[Unit, Profile],
    accepted: Mapping[tuple[Unit, Unit], Compared],
    forbidden: Collection[tuple[str, str]],
) -> list[list[Unit]]:
    """Return the units in groups, each one thing; `accepted` pairs are tried by score, then by name."""
    joined = _Joined(units, forbidden)
    doubtful = _torn(units, accepted)
    for pair in sorted(accepted, key=lambda p: (accepted[p].reason not in EXACT, -accepted[p].score, p)):
        if pair not in doubtful:
            joined.join(*pair)
    return joined.groups()


def _torn(units: Mapping[Unit, Profile], accepted: Mapping[tuple[Unit, Unit], Compared]) -> set[tuple[Unit, Unit]]:
    """Return the pairs of a unit that inexact pairs tie to two units which are never one thing."""
    ties: dict[Unit, set[Unit]] = defaultdict(set)
    for (one, other), found in accepted.items():
        if found.reason not in EXACT:
            ties[one].add(other)
            ties[other].add(one)
    torn = {
        unit
        for unit, others in ties.items()
        if len(others) > 1 and any(never(units[a], units[b]) for a in others for b in others if a < b)
    }
    return {pair for pair, found in accepted.items() if found.reason not in EXACT and torn & set(pair)}


class _Joined:
    """Disjoint sets of units that refuse to put two names together that are to stay apart."""

    def __init__(self, units: Mapping[Unit, Profile], forbidden: Iterable[tuple[str, str]]) -> None:
        self._units = units
        self._root = {unit: unit for unit in units}
        self._members: dict[Unit, list[Unit]] = {unit: [unit] for unit in units}
        self._apart: dict[str, set[str]] = defaultdict(set)
        for one, other in forbidden:
            self._apart[one].add(other)
            self._apart[other].add(one)

    def join(self, one: Unit, other: Unit) -> None:
        """Put two sets together unless a member of one may not stand beside a member of the other."""
        a, b = self._root[one], self._root[other]
        if a == b or any(self._barred(x, y) for x in self._members[a] for y in self._members[b]):
            return
        if len(self._members[a]) < len(self._members[b]):
            a, b = b, a
        for unit in self._members.pop(b):
            self._root[unit] = a
            self._members[a].append(unit)

    def _barred(self, one: Unit, other: Unit) -> bool:
        if other.name in self._apart.get(one.name, ()):
            return True
        if one.sense and other.sense and one.sense != other.sense:
            return True
        return never(self._units[one], self._units[other]) is not None

    def groups(self) -> list[list[Unit]]:
        """Return the sets, each sorted."""
        return [sorted(members) for members in self._members.values()]
