"""Entities from mentions, relations from claims: which names are one thing is decided here, and each merge recorded.

A *unit* is a name in one sense (`PCA` may stand for two things). Units join, in this order, by spelling, by plural and
by abbreviation, unless the user has forbidden it (`kg unmerge`) or their types say that they are two things (`Turkey`,
`turkey`). An abbreviation holds in the document that explains it, and elsewhere where none explains it otherwise. The
result depends on the set of mentions and claims alone, not on their order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

from kg.names import form, singular_form
from kg.records import Certainty, Claim, Entity, Evidence, Mention, Merge, Rejection, Relation, content_id

NAMING = frozenset({"person", "place", "organization", "organisation", "animal", "plant"})
"""Types that a common noun of another type does not share with a name of the same letters."""

_STRENGTH = (Certainty.ASSERTED, Certainty.PROBABLE, Certainty.POSSIBLE)
_DEFINING = ("be defined as", "be a kind of", "be a type of", "be a form of", "be")


class Resolution(NamedTuple):
    """The graph, the merges that made it, and the claims that could not become edges."""

    entities: tuple[Entity, ...]
    relations: tuple[Relation, ...]
    merges: tuple[Merge, ...]
    rejections: tuple[Rejection, ...]


class Resolvable(Protocol):
    """As much of a store as resolution needs."""

    def mentions(self) -> Iterable[Mention]: ...

    def claims(self) -> Iterable[Claim]: ...

    def forbidden_merges(self) -> Collection[tuple[str, str]]: ...

    def replace_graph(
        self,
        entities: Sequence[Entity],
        relations: Sequence[Relation],
        merges: Sequence[Merge],
        rejections: Sequence[Rejection] = (),
    ) -> None: ...


class _Unit(NamedTuple):
    name: str
    sense: str


def refresh(store: Resolvable) -> Resolution:
    """Resolve all that a store holds, store the graph in place of the one before, and return it."""
    found = resolve(store.mentions(), store.claims(), store.forbidden_merges())
    store.replace_graph(*found)
    return found


def resolve(
    mentions: Iterable[Mention], claims: Iterable[Claim], forbidden: Collection[tuple[str, str]] = ()
) -> Resolution:
    """Return the graph that these mentions and claims make; `forbidden` names are never one entity."""
    ordered = sorted({m.id: m for m in mentions}.values(), key=lambda m: m.id)
    senses = _senses(ordered)
    units: dict[_Unit, list[Mention]] = defaultdict(list)
    for mention in ordered:
        units[_Unit(mention.name, senses(mention))].append(mention)
    groups = _join(units, forbidden)
    entity_of: dict[str, str] = {}
    drafts: list[tuple[str, str, Sequence[_Unit]]] = []
    merges: list[Merge] = []
    for identity, name, members in _named(groups, units):
        drafts.append((identity, name, members))
        entity_of.update((m.id, identity) for unit in members for m in units[unit])
        merges.extend(_merge(identity, name, unit) for unit in members if unit.name != name)
    relations, rejections, definitions = _relate(claims, entity_of)
    entities = [_entity(*draft, units, definitions.get(draft[0])) for draft in drafts]
    return Resolution(
        tuple(sorted(entities, key=lambda e: e.id)),
        tuple(sorted(relations, key=lambda r: r.id)),
        tuple(sorted(merges, key=lambda m: m.id)),
        tuple(sorted(rejections, key=lambda r: (r.subject, r.reason))),
    )


def _senses(mentions: Iterable[Mention]) -> Callable[[Mention], str]:
    """Return what tells which long form, as its singular form, a mention stands for; empty where none."""
    found: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for mention in mentions:
        if mention.long_form:
            found[mention.name][mention.evidence.document][singular_form(mention.long_form)] += 1
    everywhere: dict[str, str | None] = {}
    for short, documents in found.items():
        forms = {long for counts in documents.values() for long in counts}
        everywhere[short] = forms.pop() if len(forms) == 1 else None

    def sense(mention: Mention) -> str:
        short = mention.name
        if short not in found and short.endswith("s") and short[:-1] in found:
            short = short[:-1]
        if short not in found:
            return ""
        if mention.long_form:
            return singular_form(mention.long_form)
        here = found[short].get(mention.evidence.document)
        return everywhere[short] or (min(here, key=lambda long: (-here[long], long)) if here else "")

    return sense


class _Joined:
    """Disjoint sets of units that refuse to put two forbidden names together."""

    def __init__(self, units: Iterable[_Unit], forbidden: Collection[tuple[str, str]]) -> None:
        self._root = {unit: unit for unit in units}
        self._members: dict[_Unit, list[_Unit]] = {unit: [unit] for unit in self._root}
        self._apart: dict[str, set[str]] = defaultdict(set)
        for one, other in forbidden:
            self._apart[one].add(other)
            self._apart[other].add(one)

    def join(self, one: _Unit, other: _Unit) -> bool:
        """Put two sets together; return whether they are together now."""
        a, b = self._root[one], self._root[other]
        if a == b:
            return True
        if self._apart and any(
            not self._apart[unit.name].isdisjoint(u.name for u in self._members[b])
            for unit in self._members[a]
            if unit.name in self._apart
        ):
            return False
        if len(self._members[a]) < len(self._members[b]):
            a, b = b, a
        for unit in self._members.pop(b):
            self._root[unit] = a
            self._members[a].append(unit)
        return True

    def groups(self) -> list[list[_Unit]]:
        return [sorted(members) for members in self._members.values()]


def _join(units: Mapping[_Unit, Sequence[Mention]], forbidden: Collection[tuple[str, str]]) -> list[list[_Unit]]:
    joined = _Joined(sorted(units), forbidden)
    spelled: dict[tuple[str, str], list[_Unit]] = defaultdict(list)
    for unit in sorted(units, key=lambda u: (-len(units[u]), u)):
        spelled[form(unit.name), unit.sense].append(unit)

    def attach(unit: _Unit, others: Sequence[_Unit]) -> None:
        any(not _conflict(units[unit], units[other]) and joined.join(unit, other) for other in others)

    for same in (spelled[key] for key in sorted(spelled)):
        for place, unit in enumerate(same):
            attach(unit, same[:place])
    for key in sorted(spelled):
        for unit in spelled[key]:
            one = (singular_form(unit.name), unit.sense)
            if one != key and one in spelled and not _is_name(units[unit]):
                attach(unit, spelled[one])
    long_forms: dict[str, list[_Unit]] = defaultdict(list)
    for unit in sorted(units, key=lambda u: (-len(units[u]), u)):
        if not unit.sense:
            long_forms[singular_form(unit.name)].append(unit)
    short_forms: dict[str, list[_Unit]] = defaultdict(list)
    for unit in sorted(unit for unit in units if unit.sense):
        short_forms[unit.sense].append(unit)
    for sense in sorted(short_forms):
        for place, unit in enumerate(short_forms[sense]):
            any(joined.join(unit, other) for other in (*long_forms.get(sense, ()), *short_forms[sense][:place]))
    return joined.groups()


def _vote(mentions: Iterable[Mention]) -> tuple[str, int, int]:
    """Return the type that most mentions have, how many do, and how many voted; a short form's definition abstains."""
    rows = list(mentions)
    votes = Counter(m.type for m in rows if not m.long_form) or Counter(m.type for m in rows)
    kind = min(votes, key=lambda t: (-votes[t], t))
    return kind, votes[kind], votes.total()


def _conflict(one: Sequence[Mention], other: Sequence[Mention]) -> bool:
    """Return whether names of the same letters are two things: each at least twice, and clearly, of another type."""
    (a, for_a, of_a), (b, for_b, of_b) = _vote(one), _vote(other)
    sure = min(for_a, for_b) >= 2 and 3 * for_a >= 2 * of_a and 3 * for_b >= 2 * of_b
    return sure and a != b and bool(NAMING & {a, b})


def _is_name(mentions: Sequence[Mention]) -> bool:
    """Return whether a name is a proper one of a kind that has no plural (`Williams` is not two of `William`)."""
    return sum(m.proper for m in mentions) * 2 > len(mentions) and _vote(mentions)[0] in NAMING


def _named(
    groups: Iterable[Sequence[_Unit]], units: Mapping[_Unit, Sequence[Mention]]
) -> Iterable[tuple[str, str, Sequence[_Unit]]]:
    """Yield id, name and units of each entity. The name is the most frequent one, a lower-case one where two are."""
    keyed: dict[str, list[tuple[int, str, Sequence[_Unit]]]] = defaultdict(list)
    for members in groups:
        count: Counter[str] = Counter()
        for unit in members:
            count[unit.name] += len(units[unit])
        name = min(count, key=lambda n: (-count[n], n[:1].isupper(), n))
        key = min((u.sense for u in members if u.sense), default="") or min(
            (form(u.name) for u in members), key=lambda f: (len(f), f)
        )
        keyed[key].append((-count.total(), name, members))
    for key, same in keyed.items():
        for place, (_, name, members) in enumerate(sorted(same)):
            yield content_id("ent", key, *((name, members) if place else ())), name, members


def _merge(entity: str, kept: str, unit: _Unit) -> Merge:
    reason: Literal["same_form", "plural", "abbreviation"] = "abbreviation"
    if form(kept) == form(unit.name):
        reason = "same_form"
    elif singular_form(kept) == singular_form(unit.name):
        reason = "plural"
    return Merge(id=content_id("mrg", entity, kept, unit), kept=kept, absorbed=unit.name, reason=reason)


def _relate(
    claims: Iterable[Claim], entity_of: Mapping[str, str]
) -> tuple[list[Relation], list[Rejection], dict[str, Evidence]]:
    """Return edges, claims that make none, and the evidence that best defines each entity."""
    edges: dict[tuple[str, str, str, str, bool], list[Claim]] = defaultdict(list)
    rejections: list[Rejection] = []
    defined: dict[str, tuple[tuple[int, int, str], Evidence]] = {}
    for claim in sorted({c.id: c for c in claims}.values(), key=lambda c: c.id):
        head, tail = entity_of.get(claim.head.mention), entity_of.get(claim.tail.mention)
        if head is None or tail is None or head == tail:
            reason = "self_loop" if head is not None and head == tail else "argument_unknown"
            detail = f"{claim.head.phrase} / {claim.predicate.text} / {claim.tail.phrase}"
            rejections.append(Rejection(subject=claim.id, step="resolve", reason=reason, detail=detail[:120]))
            continue
        edges[head, claim.relation, claim.predicate.text, tail, claim.affirmed].append(claim)
        if claim.relation == "IS_A" and claim.plain and claim.predicate.text in _DEFINING:
            rank = (_DEFINING.index(claim.predicate.text), claim.evidence.start, claim.id)
            if head not in defined or rank < defined[head][0]:
                defined[head] = (rank, claim.evidence)
    relations = [
        Relation(
            id=content_id("rel", *edge),
            head=edge[0],
            relation=edge[1],
            predicate=edge[2],
            tail=edge[3],
            affirmed=edge[4],
            certainty=min((c.certainty for c in rows), key=_STRENGTH.index),
            claims=tuple(rows),
        )
        for edge, rows in edges.items()
    ]
    return relations, rejections, {entity: evidence for entity, (_, evidence) in defined.items()}


def _entity(
    identity: str,
    name: str,
    members: Sequence[_Unit],
    units: Mapping[_Unit, Sequence[Mention]],
    definition: Evidence | None,
) -> Entity:
    mentions = [m for unit in members for m in units[unit]]
    aliases = {unit.name for unit in members} | {m.long_form for m in mentions if m.long_form}
    first = min(mentions, key=lambda m: (m.evidence.document, m.evidence.start, m.id))
    return Entity(
        id=identity,
        name=name,
        type=_vote(mentions)[0],
        aliases=tuple(sorted(aliases - {name})),
        mentions=tuple(sorted(m.id for m in mentions)),
        documents=tuple(sorted({m.evidence.document for m in mentions})),
        evidence=definition or first.evidence,
    )
