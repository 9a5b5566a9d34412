"""Entities from clusters of names, relations from claims; each merge recorded with what speaks for it.

The result depends on the set of mentions and claims alone, not on their order.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from kg.names import form
from kg.records import Certainty, Claim, Entity, Evidence, Feature, Mention, Merge, Rejection, Relation, content_id
from kg.resolve.block import pairs
from kg.resolve.cluster import clusters
from kg.resolve.compare import THRESHOLD, WEIGHED, Compared, compare, never, variation
from kg.resolve.units import Profile, Unit, profiles, vote

_STRENGTH = (Certainty.ASSERTED, Certainty.PROBABLE, Certainty.POSSIBLE)
_DEFINING = ("be defined as", "be a kind of", "be a type of", "be a form of", "be")

Similarity = Callable[[Sequence[tuple[str, str]]], Sequence[float]]
"""Cosine of the embeddings of each pair of names."""


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


def refresh(store: Resolvable) -> Resolution:
    """Resolve all that a store holds, store the graph in place of the one before, and return it."""
    found = resolve(store.mentions(), store.claims(), store.forbidden_merges())
    store.replace_graph(*found)
    return found


def resolve(
    mentions: Iterable[Mention],
    claims: Iterable[Claim],
    forbidden: Collection[tuple[str, str]] = (),
    similarity: Similarity | None = None,
) -> Resolution:
    """Return the graph that these mentions and claims make; `forbidden` names are never one entity.

    `similarity` compares names by their embeddings where the odds hang on it; all-MiniLM-L6-v2 by default, loaded only
    then.
    """
    ordered = sorted({m.id: m for m in mentions}.values(), key=lambda m: m.id)
    said = sorted({c.id: c for c in claims}.values(), key=lambda c: c.id)
    units = profiles(ordered, said)
    weighed = weigh(units, similarity or cosines)
    accepted = {pair: found for pair, found in weighed.items() if found.score >= THRESHOLD}
    entity_of: dict[str, str] = {}
    drafts: list[tuple[str, str, Sequence[Profile]]] = []
    merges: list[Merge] = []
    for identity, name, members in _named(clusters(units, accepted, forbidden), units):
        drafts.append((identity, name, members))
        entity_of.update((m.id, identity) for profile in members for m in profile.mentions)
        merges.extend(_merges(identity, name, members, accepted))
    relations, rejections, definitions = _relate(said, entity_of)
    entities = [_entity(*draft, definitions.get(draft[0])) for draft in drafts]
    return Resolution(
        tuple(sorted(entities, key=lambda e: e.id)),
        tuple(sorted(relations, key=lambda r: r.id)),
        tuple(sorted(merges, key=lambda m: m.id)),
        tuple(sorted(rejections, key=lambda r: (r.subject, r.reason))),
    )


def weigh(units: Mapping[Unit, Profile], similarity: Similarity) -> dict[tuple[Unit, Unit], Compared]:
    """Return each pair of units that some variation explains and nothing forbids, weighed."""
    found: dict[tuple[Unit, Unit], Compared] = {}
    for one, other in pairs(units):
        reason = variation(units[one], units[other])
        if reason is not None and never(units[one], units[other]) is None:
            found[one, other] = compare(units[one], units[other], reason)
    hanging = [pair for pair, weighed in found.items() if weighed.reason in WEIGHED]
    if hanging:
        cosine = similarity([(one.name, other.name) for one, other in hanging])
        for (one, other), value in zip(hanging, cosine, strict=True):
            found[one, other] = compare(units[one], units[other], found[one, other].reason, value)
    return found


def cosines(names: Sequence[tuple[str, str]]) -> list[float]:
    """Return the cosine of the embeddings (all-MiniLM-L6-v2) of each pair of names."""
    from kg.encode import load_encoder

    order = sorted({name for pair in names for name in pair})
    row = {name: place for place, name in enumerate(order)}
    vectors = load_encoder().encode(order)
    return [float(vectors[row[one]] @ vectors[row[other]]) for one, other in names]


def _named(groups: Iterable[Sequence[Unit]], units: Mapping[Unit, Profile]) -> Iterable[tuple[str, str, list[Profile]]]:
    """Yield id, name and units of each entity.

    The name is the most frequent one, a lower-case one where two are; a surname gives way to the full name.
    """
    keyed: dict[str, list[tuple[int, str, tuple[Unit, ...]]]] = defaultdict(list)
    for members in groups:
        count: Counter[str] = Counter()
        for unit in [u for u in members if units[u].why != "short_name"] or members:
            count[unit.name] += len(units[unit].mentions)
        name = min(count, key=lambda n: (-count[n], n[:1].isupper(), n))
        key = min((u.sense for u in members if u.sense), default="") or min(
            (form(u.name) for u in members), key=lambda f: (len(f), f)
        )
        keyed[key].append((-sum(len(units[u].mentions) for u in members), name, tuple(members)))
    for key, same in keyed.items():
        for place, (_, name, members) in enumerate(sorted(same)):
            identity = content_id("ent", key, *((name, members) if place else ()))
            yield identity, name, [units[unit] for unit in members]


def _merges(
    entity: str, kept: str, members: Sequence[Profile], accepted: Mapping[tuple[Unit, Unit], Compared]
) -> Iterable[Merge]:
    """Yield how each name but the kept one came to its entity: the shortest way over accepted pairs, best first."""
    profile_of = {profile.unit: profile for profile in members}
    ways: dict[Unit, list[Unit]] = defaultdict(list)
    for one, other in sorted(p for p in accepted if p[0] in profile_of and p[1] in profile_of):
        ways[one].append(other)
        ways[other].append(one)
    reached: dict[Unit, Unit | None] = {unit: None for unit in sorted(profile_of) if unit.name == kept}
    queue = deque(reached)
    while queue:
        at = queue.popleft()
        for unit in sorted(ways[at], key=lambda u: (-accepted[min(at, u), max(at, u)].score, u)):
            if unit not in reached:
                reached[unit] = at
                queue.append(unit)
    for unit, before in reached.items():
        if before is None or unit.name == kept:
            continue
        found = accepted[min(unit, before), max(unit, before)]
        yield Merge(
            id=content_id("mrg", entity, kept, unit),
            kept=kept,
            absorbed=unit.name,
            reason=found.reason,
            beside=before.name,
            score=found.score,
            detail=tuple(Feature(name=name, value=value) for name, value in found.features),
            evidence=_grounds(profile_of[unit], profile_of[before]),
        )


def _grounds(one: Profile, other: Profile) -> tuple[Evidence, ...]:
    """Return where the two names stand: the place that explains one of them, else one place each, in one document where
    they share one."""
    for profile in (one, other):
        for mention in profile.mentions:
            if mention.long_form:
                return (mention.evidence,)
    shared = one.documents & other.documents
    places = []
    for profile in (one, other):
        rows = [m.evidence for m in profile.mentions if not shared or m.evidence.document in shared]
        places.append(min(rows, key=lambda e: (e.document, e.start, e.id)))
    return tuple(places)


def _relate(
    claims: Iterable[Claim], entity_of: Mapping[str, str]
) -> tuple[list[Relation], list[Rejection], dict[str, Evidence]]:
    """Return edges, claims that make none, and the evidence that best defines each entity."""
    edges: dict[tuple[str, str, str, str, bool], list[Claim]] = defaultdict(list)
    rejections: list[Rejection] = []
    defined: dict[str, tuple[tuple[int, int, str], Evidence]] = {}
    for claim in claims:
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


def _entity(identity: str, name: str, members: Sequence[Profile], definition: Evidence | None) -> Entity:
    mentions = [m for profile in members for m in profile.mentions]
    aliases = {profile.name for profile in members} | {m.long_form for m in mentions if m.long_form}
    first = min(mentions, key=lambda m: (m.evidence.document, m.evidence.start, m.id))
    return Entity(
        id=identity,
        name=name,
        type=vote(mentions)[0],
        aliases=tuple(sorted(aliases - {name})),
        mentions=tuple(sorted(m.id for m in mentions)),
        documents=tuple(sorted({m.evidence.document for m in mentions})),
        evidence=definition or first.evidence,
    )
