"""Walks over the graph: paths of exactly k typed, directed edges, no entity twice, with a claim's quote for each edge.

A path is worth asking about only where its steps are needed. `shortcut` names the paths whose two ends an edge or a
single passage joins already; `Graph.walks` yields those as rejections. Everything runs on a snapshot in memory.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal, NamedTuple

from kg.errors import UserError
from kg.names import form, singular, singular_form, words
from kg.records import Chunk, Entity, Hop, Mention, Path, Rejection, Relation

if TYPE_CHECKING:
    from kg.store import Store

Claims = Literal["plain", "any"]
"""`plain`: only edges that some affirmed, asserted, unqualified claim carries. `any`: denied and hedged ones too."""

LONGEST = 4
"""Hops: how far `count` goes; longer paths are walked but not counted."""


class Tally(NamedTuple):
    """How many paths there are, how many of them no shortcut joins, and whether the count ran to the end."""

    paths: int
    sound: int
    complete: bool


class Graph:
    """A snapshot of a graph: entities and relations by id, edges by their ends, and which passage names what."""

    def __init__(
        self,
        entities: Iterable[Entity],
        relations: Iterable[Relation],
        mentions: Iterable[Mention] = (),
        chunks: Iterable[Chunk] = (),
        titles: Mapping[str, str] | None = None,
    ) -> None:
        self.entities: Mapping[str, Entity] = {e.id: e for e in sorted(entities, key=lambda e: e.id)}
        self.relations: Mapping[str, Relation] = {r.id: r for r in sorted(relations, key=lambda r: r.id)}
        self.titles: Mapping[str, str] = titles or {}
        self.out: Mapping[str, tuple[Relation, ...]] = _by(self.relations.values(), lambda r: r.head)
        self.into: Mapping[str, tuple[Relation, ...]] = _by(self.relations.values(), lambda r: r.tail)
        self._chunk_texts = {c.id: c.text for c in chunks}
        self._mentioned = {m.id: m.evidence.chunk for m in mentions}
        self._passages: dict[str, frozenset[str]] = {}

    @classmethod
    def load(cls, store: Store) -> Graph:
        """Return the graph of a store. Raises UserError where it is empty, or older than the store's documents."""
        if store.stale():
            raise UserError("graph: it is older than its documents, as `ingest` was cut off; run `ingest` again")
        titles = {d.id: d.title or ("" if d.part else PurePath(d.source).name) for d in store.documents()}
        if not titles:
            raise UserError("graph: empty; run `ingest papers/` first")
        return cls(store.entities(), store.relations(), store.mentions(), store.chunks(), titles)

    @property
    def chunks(self) -> Collection[str]:
        """The ids of all passages."""
        return self._chunk_texts.keys()

    def title(self, document: str) -> str:
        """Return a document's title, else its file's name; empty for an untitled row of a corpus, or where unknown."""
        return self.titles.get(document, "")

    # ── finding ──

    def find(self, name: str) -> Entity:
        """Return the entity of an id, name or alias. Raises UserError with the nearest names where there is none."""
        found = self.known(name)
        if found is None:
            near = ", ".join(f"`{other}`" for other in self.near(name))
            raise UserError(
                f"{name}: no entity of this name; " + (f"did you mean {near}?" if near else "see `kg stats`")
            )
        return found

    def known(self, name: str) -> Entity | None:
        """Return the entity of an id, name or alias, however it is spelled; None where there is none."""
        if name in self.entities:
            return self.entities[name]
        found = self._named.get(name) or self._spelled.get(form(name)) or self._spelled.get(singular_form(name))
        return None if found is None else self.entities[found]

    def near(self, name: str, most: int = 3) -> tuple[str, ...]:
        """Return the entity names that look most like `name`."""
        from rapidfuzz import fuzz, process

        names = list(self._named)
        found = process.extract(
            name.casefold(), names, scorer=fuzz.WRatio, processor=str.casefold, limit=4 * most, score_cutoff=60
        )
        chosen = dict.fromkeys(self.entities[self._named[match]].name for match, _, _ in found)
        return tuple(chosen)[:most]

    def misspelt(self, name: str, alike: float = 75) -> tuple[str, ...]:
        """Return the entity names of which `name` may be a slip of the pen, word by word: `alike` is out of 100."""
        from rapidfuzz import fuzz

        typed = name.casefold().split()
        near = ((other, other.casefold().split()) for other in self.near(name))
        return tuple(
            other
            for other, meant in near
            if len(meant) == len(typed) and all(fuzz.ratio(a, b) >= alike for a, b in zip(typed, meant, strict=True))
        )

    @cached_property
    def _named(self) -> dict[str, str]:
        """Entity ids by exact name, then alias; the entity with more mentions first."""
        names: dict[str, str] = {}
        ordered = sorted(self.entities.values(), key=lambda e: (-len(e.mentions), e.id))
        for entity in ordered:
            names.setdefault(entity.name, entity.id)
        for entity in ordered:
            for alias in entity.aliases:
                names.setdefault(alias, entity.id)
        return names

    @cached_property
    def _spelled(self) -> dict[str, str]:
        spelled: dict[str, str] = {}
        for name, identity in self._named.items():
            spelled.setdefault(form(name), identity)
            spelled.setdefault(singular_form(name), identity)
        return spelled

    # ── passages ──

    def passages(self, entity: str) -> frozenset[str]:
        """Return the ids of the chunks that mention an entity: as extraction found, or by a name in the text."""
        if entity not in self._passages:
            node = self.entities[entity]
            found = {self._mentioned[m] for m in node.mentions if m in self._mentioned}
            for name in (node.name, *node.aliases):
                # A short name in capitals (IT, WHO) is a common word in lower case: extraction has found it or not.
                if not (name.isupper() and len(name) <= 5):
                    found |= self._containing(tuple(singular(word) for word in words(name)))
            self._passages[entity] = frozenset(found)
        return self._passages[entity]

    def _containing(self, name: tuple[str, ...]) -> set[str]:
        postings = [self._postings.get(word, frozenset()) for word in name]
        if not postings:
            return set()
        phrase = f" {' '.join(name)} "
        return {chunk for chunk in frozenset.intersection(*postings) if phrase in self._plain_texts[chunk]}

    @cached_property
    def _plain_texts(self) -> dict[str, str]:
        return {
            chunk: f" {' '.join(singular(word) for word in words.__wrapped__(text))} "
            for chunk, text in self._chunk_texts.items()
        }

    @cached_property
    def _postings(self) -> dict[str, frozenset[str]]:
        postings: dict[str, set[str]] = defaultdict(set)
        for chunk, text in self._plain_texts.items():
            for word in set(text.split()):
                postings[word].add(chunk)
        return {word: frozenset(chunks) for word, chunks in postings.items()}

    # ── walking ──

    def walks(
        self,
        hops: int,
        rng: random.Random,
        relations: Collection[str] | None = None,
        start: str | None = None,
        claims: Claims = "plain",
    ) -> Iterator[Path | Rejection]:
        """Yield every path of exactly `hops` edges once, in random order, in place of the unsound ones a Rejection.

        `relations` limits the classes, `start` (an id or a name) the first entity. Starts take turns, and so do the
        branches behind them, thin branches before hubs: a few walks see much of the graph, all walks all of it.
        """
        if hops < 1:
            raise UserError(f"hops: {hops}; give 1 or more")
        edges_from = self._edges_that_reach(hops, relations, claims)
        starts = [self.find(start).id] if start is not None else sorted(edges_from[-1])
        rng.shuffle(starts)
        for edges in _turns(self._branches((node,), edges_from, rng) for node in starts):
            path = self._path(edges, rng, claims)
            yield path if isinstance(path, Rejection) else shortcut(self, path) or path

    def paths(self, a: str, b: str, hops: int, claims: Claims = "plain") -> Iterator[Path]:
        """Yield the paths of exactly `hops` edges from `a` to `b` (ids or names), shortcut or not, in a fixed order."""
        first, last = self.find(a).id, self.find(b).id
        away = self._distances(last, hops)
        fixed = random.Random(0)
        stack: list[tuple[Relation, ...]] = [()]
        while stack:
            edges = stack.pop()
            here = edges[-1].tail if edges else first
            if len(edges) == hops:
                path = self._path(edges, fixed, claims)
                if isinstance(path, Path):
                    yield path
                continue
            left, seen = hops - len(edges) - 1, {first, *(e.tail for e in edges)}
            for edge in reversed(self.out.get(here, ())):
                ends = edge.tail == last
                near = away.get(edge.tail, hops + 1) <= left
                if near and ends == (left == 0) and edge.tail not in seen and _usable(edge, None, claims):
                    stack.append((*edges, edge))

    def count(
        self,
        hops: int,
        relations: Collection[str] | None = None,
        claims: Claims = "plain",
        limit: int = 200_000,
    ) -> Tally:
        """Return how many paths of exactly `hops` edges there are; the count stops after `limit`."""
        if not 1 <= hops <= LONGEST:
            raise UserError(f"hops: {hops}; paths of 1 to {LONGEST} hops are counted")
        tally: Counter[bool] = Counter()
        for found in self.walks(hops, random.Random(0), relations, claims=claims):
            if tally.total() == limit:
                return Tally(limit, tally[True], complete=False)
            tally[isinstance(found, Path)] += 1
        return Tally(tally.total(), tally[True], complete=True)

    def _edges_that_reach(
        self, hops: int, relations: Collection[str] | None, claims: Claims
    ) -> list[Mapping[str, Sequence[Relation]]]:
        """Return, for 1, 2 … `hops` edges to go, the edges out of each entity behind which there are that many."""
        usable = {node: [e for e in edges if _usable(e, relations, claims)] for node, edges in self.out.items()}
        levels: list[Mapping[str, Sequence[Relation]]] = [{node: edges for node, edges in usable.items() if edges}]
        while len(levels) < hops:
            kept = ((node, [e for e in edges if e.tail in levels[-1]]) for node, edges in usable.items())
            levels.append({node: edges for node, edges in kept if edges})
        return levels

    def _branches(
        self,
        nodes: tuple[str, ...],
        edges_from: Sequence[Mapping[str, Sequence[Relation]]],
        rng: random.Random,
    ) -> Iterator[tuple[Relation, ...]]:
        """Yield the edge sequences that go on from the last of `nodes`, the branches taking turns."""
        hops = len(edges_from)
        edges = [e for e in edges_from[-1].get(nodes[-1], ()) if e.tail not in nodes]
        # Random order in which an edge into a node of degree d comes first about 1/sqrt(d) as often.
        edges.sort(key=lambda e: rng.random() ** (self._degree(e.tail) ** 0.5), reverse=True)
        if hops == 1:
            yield from ((edge,) for edge in edges)
            return

        def behind(edge: Relation) -> Iterator[tuple[Relation, ...]]:
            return ((edge, *rest) for rest in self._branches((*nodes, edge.tail), edges_from[:-1], rng))

        yield from _turns(behind(edge) for edge in edges)

    def _degree(self, entity: str) -> int:
        return len(self.out.get(entity, ())) + len(self.into.get(entity, ()))

    def _distances(self, last: str, most: int) -> dict[str, int]:
        """Return how many edges each entity is away from `last`, as far as `most`."""
        away, queue = {last: 0}, deque([last])
        while queue:
            node = queue.popleft()
            if away[node] == most:
                continue
            for edge in self.into.get(node, ()):
                if edge.head not in away:
                    away[edge.head] = away[node] + 1
                    queue.append(edge.head)
        return away

    def _path(self, edges: tuple[Relation, ...], rng: random.Random, claims: Claims) -> Path | Rejection:
        """Return the path with a claim for each edge, of two passages or more where it has two edges or more."""
        choices = [[c for c in edge.claims if claims == "any" or c.plain] for edge in edges]
        chosen = [rng.choice(rows) for rows in choices]
        if len(edges) > 1 and len({c.evidence.chunk for c in chosen}) == 1:
            passage = chosen[0].evidence.chunk
            elsewhere = ((i, c) for i, rows in enumerate(choices) for c in rows if c.evidence.chunk != passage)
            place, other = next(elsewhere, (0, None))
            if other is None:
                return _rejection(edges, "single_passage", passage)
            chosen[place] = other
        return Path(
            hops=tuple(
                Hop(head=self.entities[edge.head], relation=edge, tail=self.entities[edge.tail], claim=claim)
                for edge, claim in zip(edges, chosen, strict=True)
            )
        )


def shortcut(graph: Graph, path: Path) -> Rejection | None:
    """Return a Rejection where an edge, either way, or one passage joins the ends of a path of several hops."""
    if len(path.hops) == 1:
        return None
    edges = tuple(hop.relation for hop in path.hops)
    first, last = path.entities[0].id, path.entities[-1].id
    for a, b in ((first, last), (last, first)):
        for edge in graph.out.get(a, ()):
            if edge.tail == b:
                return _rejection(edges, "shortcut", f"edge {edge.id}")
    both = graph.passages(first) & graph.passages(last)
    return _rejection(edges, "shortcut", f"passage {min(both)}") if both else None


def _rejection(edges: tuple[Relation, ...], reason: str, detail: str) -> Rejection:
    return Rejection(subject=" ".join(edge.id for edge in edges), step="walk", reason=reason, detail=detail)


def _usable(edge: Relation, relations: Collection[str] | None, claims: Claims) -> bool:
    if relations is not None and edge.relation not in relations:
        return False
    return claims == "any" or any(claim.plain for claim in edge.claims)


def _by(relations: Iterable[Relation], end: Callable[[Relation], str]) -> dict[str, tuple[Relation, ...]]:
    rows: dict[str, list[Relation]] = defaultdict(list)
    for relation in relations:
        rows[end(relation)].append(relation)
    return {node: tuple(edges) for node, edges in rows.items()}


def _turns(branches: Iterable[Iterator[tuple[Relation, ...]]]) -> Iterator[tuple[Relation, ...]]:
    """Yield one from each branch in turn until all are empty; a branch is not opened before its first turn."""
    going: deque[Iterator[tuple[Relation, ...]]] = deque()
    for branch in branches:
        first = next(branch, None)
        if first is not None:
            yield first
            going.append(branch)
    while going:
        branch = going.popleft()
        found = next(branch, None)
        if found is not None:
            yield found
            going.append(branch)
