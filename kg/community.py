"""Communities of the graph, each with a report of sentences that stand on a page: hierarchical Leiden, no model.

relations, co-mentions ── Leiden ──▸ clusters by level ── coverage ──▸ report

Traag, Waltman and van Eck 2019; the hierarchy is that of Microsoft GraphRAG: a community of more than `LARGEST`
members is divided again, within itself. Where their reports are written by a model, ours are chosen: quotes that say
most of the community's most central members, each with its document and page.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kg.records import Claim, Community, Evidence, content_id

if TYPE_CHECKING:
    from kg.walk import Graph

SEED = 7
LARGEST = 10
"""Members from which a community is divided again, as in Microsoft GraphRAG."""

CO_MENTION = 0.2
"""Weight of standing in one passage, beside 1 for a claim; shared among all that stand there."""

CROWDED = 40
"""Entities of a passage, from which it says nothing of any two of them."""

SENTENCES = (3, 8)
"""Quotes of a report, where there are so many."""

TITLE = 3
"""Members that a community is called by."""

ALIKE = 0.7
"""Share of words from which two quotes say the same."""

LONGEST = 60
"""Words of a quote; a longer one is taken only where nothing else is left."""

LEANING = re.compile(
    r"(?:however|moreover|furthermore|additionally|in addition|also|thus|therefore|hence|conversely|likewise|similarly|"
    r"second|third|finally|lastly|instead|as a result|in particular|for example|interestingly|but|and|so|then|such|"
    r"here|he|she|his|her|we|our|i|(?:\w+\W+){0,4}?(?:this|these|that|those|their|they|its?|there))\b",
    re.IGNORECASE,
)
"""How a sentence opens that leans on the one before it."""

_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[^|]*\w[^|]*[.!?][\W\d]*")
"""What reads as a sentence: rows of tables, and phrases that claims rest on, do not."""


class _Quote(NamedTuple):
    """A sentence that may stand in a report: what it names, its words, whether it says something plainly."""

    evidence: Evidence
    names: frozenset[str]
    words: frozenset[str]
    leaning: bool
    plain: bool


def communities(
    graph: Graph, *, largest: int = LARGEST, co_mention: float = CO_MENTION, seed: int = SEED
) -> tuple[Community, ...]:
    """Return the communities of a graph, by level and then by how much holds them together, the same on every run.

    An edge weighs as many claims as rest on it; `co_mention` is added where two entities stand in one passage (0 leaves
    it out). Entities without any edge belong to none.
    """
    from graspologic_native import hierarchical_leiden

    weights = edges(graph, co_mention)
    if not weights:
        return ()
    rows = [(one, other, weight) for (one, other), weight in sorted(weights.items())]
    found = hierarchical_leiden(rows, max_cluster_size=largest, seed=seed, iterations=3)
    members: dict[tuple[int, int], list[str]] = defaultdict(list)
    above: dict[tuple[int, int], int | None] = {}
    for row in found:
        members[row.level, row.cluster].append(row.node)
        above[row.level, row.cluster] = row.parent_cluster
    ids = {key: content_id("com", key[0], sorted(nodes)) for key, nodes in members.items()}
    quotes = _quotes(graph)
    drafts = []
    for (level, cluster), nodes in members.items():
        parent = above[level, cluster]
        upper = None if parent is None else ids[level - 1, parent]
        community, weight = _community(graph, ids[level, cluster], level, upper, frozenset(nodes), weights, quotes)
        drafts.append((level, -weight, community.id, community))
    return tuple(community for *_, community in sorted(drafts, key=lambda d: d[:3]))


def at_level(found: Sequence[Community], level: int) -> tuple[Community, ...]:
    """Return the communities of a level, and those of the levels above it that are not divided any further."""
    divided = {community.parent for community in found}
    return tuple(c for c in found if c.level == level or (c.level < level and c.id not in divided))


def edges(graph: Graph, co_mention: float = CO_MENTION) -> dict[tuple[str, str], float]:
    """Return the weight of each pair of entities that a claim or a passage joins, the ends in alphabetical order."""
    weights: dict[tuple[str, str], float] = defaultdict(float)
    for relation in graph.relations.values():
        weights[_pair(relation.head, relation.tail)] += len(relation.claims)
    if co_mention > 0:
        standing: dict[str, set[str]] = defaultdict(set)
        for entity in graph.entities.values():
            for chunk in graph.passages(entity.id):
                standing[chunk].add(entity.id)
        for chunk in sorted(standing):
            names = sorted(standing[chunk])
            if 2 <= len(names) <= CROWDED:
                share = 2 * co_mention / len(names)
                for place, one in enumerate(names):
                    for other in names[place + 1 :]:
                        weights[one, other] += share
    return dict(weights)


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _community(
    graph: Graph,
    identity: str,
    level: int,
    parent: str | None,
    nodes: frozenset[str],
    weights: Mapping[tuple[str, str], float],
    quotes: Mapping[str, Sequence[_Quote]],
) -> tuple[Community, float]:
    """Return a community and the weight of its edges."""
    central: dict[str, float] = dict.fromkeys(nodes, 0.0)
    inside = 0.0
    for one in nodes:
        for relation in graph.out.get(one, ()):
            if relation.tail in nodes:
                central[one] += len(relation.claims)
                central[relation.tail] += len(relation.claims)
    for one in sorted(nodes):
        inside += sum(weights.get((one, other), 0.0) for other in nodes)
        central[one] += 0.1 * min(10, len(graph.entities[one].mentions))
    order = sorted(nodes, key=lambda n: (-central[n], graph.entities[n].name, n))
    # What belongs to one document (`authors of “…”`) tells a reader less than what it is about.
    called = sorted(order, key=lambda n: "“" in graph.entities[n].name)
    relations = [r.id for one in nodes for r in graph.out.get(one, ()) if r.tail in nodes]
    community = Community(
        id=identity,
        level=level,
        parent=parent,
        title=", ".join(graph.entities[n].name for n in called[:TITLE]),
        members=tuple(order),
        relations=tuple(sorted(relations)),
        report=_report(order, central, quotes),
    )
    return community, inside


def _quotes(graph: Graph) -> dict[str, list[_Quote]]:
    """Return the sentences that claims rest on, by each entity that they say something of."""
    names: dict[str, set[str]] = defaultdict(set)
    claims: dict[str, Claim] = {}
    for relation in graph.relations.values():
        for claim in relation.claims:
            names[claim.evidence.id] |= {relation.head, relation.tail}
            held = claims.get(claim.evidence.id)
            if held is None or (claim.plain, claim.id) > (held.plain, held.id):
                claims[claim.evidence.id] = claim
    found: dict[str, list[_Quote]] = defaultdict(list)
    for identity in sorted(claims):
        claim = claims[identity]
        if not _SENTENCE.fullmatch(claim.evidence.quote):
            continue
        words = frozenset(w.casefold() for w in _WORD.findall(claim.evidence.quote))
        quote = _Quote(
            claim.evidence, frozenset(names[identity]), words, bool(LEANING.match(claim.evidence.quote)), claim.plain
        )
        for name in quote.names:
            found[name].append(quote)
    return found


def _report(
    members: Sequence[str], central: Mapping[str, float], quotes: Mapping[str, Sequence[_Quote]]
) -> tuple[Evidence, ...]:
    """Choose quotes one by one: the one that adds the most central members not yet spoken of, no two alike."""
    held = frozenset(members)
    about = {q.evidence.id: q for name in members for q in quotes.get(name, ())}
    left = {identity: q for identity, q in about.items() if q.names <= held}
    if len(left) < SENTENCES[0]:
        left = about
    chosen: list[_Quote] = []
    covered: set[str] = set()
    least, most = SENTENCES
    while left and len(chosen) < most:
        best = min(left.values(), key=lambda q: (*_worth(q, held, central, covered), q.evidence.id))
        gain = sum(central[n] for n in best.names & held - covered)
        if gain <= 0 and len(chosen) >= least:
            break
        del left[best.evidence.id]
        if any(_alike(best, other) for other in chosen):
            continue
        chosen.append(best)
        covered |= best.names & held
    return tuple(q.evidence for q in chosen)


def _worth(
    quote: _Quote, held: frozenset[str], central: Mapping[str, float], covered: Iterable[str]
) -> tuple[bool, float, bool]:
    """Return what a quote is chosen by, the smallest first."""
    said = quote.names & held
    # Exact sums: sets have no order, and rounding would follow it.
    gain = math.fsum(central[n] for n in said - set(covered)) + 0.1 * math.fsum(central[n] for n in said)
    whole = (1.0 if len(said) == len(quote.names) else 0.5) * (0.3 if quote.leaning else 1.0)
    return len(quote.words) > LONGEST, -gain * whole, not quote.plain


def _alike(one: _Quote, other: _Quote) -> bool:
    return len(one.words & other.words) > ALIKE * min(len(one.words), len(other.words))
