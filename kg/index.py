"""What search runs on: a snapshot of a store in arrays, so that no query asks the database once a hop.

    passages ── BM25 postings, vectors
       │ edges (which names stand in which passage, how often, whether as its title or the head of a claim)
    names    ── the store's entities, then titles and capitalised names that two passages share
       │ links (relations of the store, and names of which one is part of the other)

Everything is numbered; a passage's number and a name's number are places in `passages` and `names`. `kg.search` makes a
new snapshot where the store's version has moved.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kg.bm25 import Postings, postings
from kg.console import Quiet
from kg.records import Label
from kg.sources import Bearer, Titles, titles_of
from kg.spot import STOP, Lexicon, PackedLexicon, Strings, capitalised, key, opens_sentence, split, title_names
from kg.vectors import Vectors, quantise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.console import Progress
    from kg.encode import Encodes
    from kg.records import Entity
    from kg.store import Store

TITLE, HEAD = 1, 2
"""What an edge says besides that the name stands there: the passage bears it as title; a claim there is about it."""

RELATION, PART = 1, 2
"""What joins two names: a relation of the store; the one is part of the other (`Curie`, `Marie Curie`)."""

TITLED = 3
"""Passages of a document whose title names what they are about: a page has it, a paper's title is no such name."""

TOGETHER = 512
"""Texts embedded before they are stored."""

SHORT = 240
"""Characters of a passage below which the title of its paper is not indexed with it."""

RARE = 4
"""Names that a shorter name may be part of, before it tells nothing."""


class Csr(NamedTuple):
    """Neighbours of each node: `others[starts[i]:starts[i + 1]]`, and as many `counts` and `flags`."""

    starts: NDArray[np.int64]
    others: NDArray[np.int32]
    counts: NDArray[np.uint8]
    flags: NDArray[np.uint8]

    def of(self, node: int) -> NDArray[np.int32]:
        """Return the neighbours of a node."""
        return self.others[self.starts[node] : self.starts[node + 1]]

    @property
    def degrees(self) -> NDArray[np.int64]:
        """How many neighbours each node has."""
        return np.diff(self.starts)


class Passage(NamedTuple):
    """A passage as the index takes it: its id, its document's title and its text without that title.

    `titled` where the title names what the passage is about, as a page's does; a paper's only says where it stands.
    `document` is the id of the document that it stands in, `file` the name of that document's file.
    """

    id: str
    title: str
    text: str
    titled: bool = False
    document: str = ""
    file: str = ""


class Snapshot(NamedTuple):
    """The arrays that search runs on."""

    version: str
    passages: Strings
    names: Strings
    ids: Strings
    """The entity ids of the first names; the names after them are of no entity."""
    edges: Csr
    """From passages to names."""
    places: Csr
    """From names to passages."""
    links: Csr
    """From names to names."""
    lexicon: PackedLexicon
    postings: Postings
    vectors: Vectors
    """Of passages."""
    documents: Strings
    """The ids of the documents that the passages stand in."""
    owners: NDArray[np.int32]
    """Which document each passage stands in."""
    titles: Titles

    @property
    def frequencies(self) -> NDArray[np.int64]:
        """In how many passages each name stands."""
        return self.places.degrees

    @property
    def nbytes(self) -> dict[str, int]:
        """Bytes by part, the vectors apart."""
        graph = sum(array.nbytes for csr in (self.edges, self.places, self.links) for array in csr)
        words = sum(array.nbytes for array in self.postings[:4])
        strings = sum(rows.nbytes for rows in (self.passages, self.names, self.ids, self.documents))
        titles = self.owners.nbytes + self.titles.lexicon.nbytes + sum(array.nbytes for array in self.titles[1:])
        return {"graph": graph, "bm25": words, "strings": strings, "lexicon": self.lexicon.nbytes, "titles": titles}


def csr(
    size: int,
    rows: Sequence[int],
    others: Sequence[int],
    counts: Sequence[int] | None = None,
    flags: Sequence[int] | None = None,
) -> Csr:
    """Return the neighbours of `size` nodes from edges in any order; each edge is given once."""
    row, other = np.asarray(rows, np.int64), np.asarray(others, np.int32)
    order = np.lexsort((other, row))
    ones = np.ones(len(row), np.uint8)
    number = ones if counts is None else np.minimum(np.asarray(counts), 255).astype(np.uint8)
    flag = np.zeros(len(row), np.uint8) if flags is None else np.asarray(flags, np.uint8)
    starts = np.searchsorted(row[order], np.arange(size + 1)).astype(np.int64)
    return Csr(starts, other[order], number[order], flag[order])


def transpose(edges: Csr, size: int) -> Csr:
    """Return the same edges from their other ends, of which there are `size`."""
    row = np.repeat(np.arange(len(edges.starts) - 1), edges.degrees)
    return csr(size, edges.others, row, edges.counts, edges.flags)  # type: ignore[arg-type]


def embed(store: Store, encoder: Encodes, progress: Progress | None = None) -> None:
    """Store a vector for every passage and every entity that has none of this encoder.

    Some hundreds are stored at a time, so that a run that is cut off loses little.
    """
    passages = passages_of(store)
    entities = list(store.entities())
    embedded(store, encoder, "chunk", [p.id for p in passages], [full_text(p) for p in passages], progress)
    embedded(store, encoder, "entity", [e.id for e in entities], [e.name for e in entities], progress)


def embedded(
    store: Store,
    encoder: Encodes,
    kind: str,
    ids: Sequence[str],
    texts: Sequence[str],
    progress: Progress | None = None,
    keep: bool = True,
) -> NDArray[np.float16]:
    """Return a row for each id, in their order; those that the store lacks are made, and with `keep` stored."""
    stored, matrix = store.vectors(kind, encoder.name)
    row = {identity: i for i, identity in enumerate(stored)}
    lacking = [i for i, identity in enumerate(ids) if identity not in row]
    parts = [lacking[i : i + TOGETHER] for i in range(0, len(lacking), TOGETHER)]
    made = []
    for part in (progress or Quiet()).steps(parts, f"embedding {kind}") if parts else ():
        rows = encoder.encode([texts[i] for i in part]).astype(np.float16)
        made.append(rows)
        if keep:
            store.put_vectors(kind, encoder.name, [ids[i] for i in part], rows)
    if not made:
        return matrix[[row[identity] for identity in ids]] if len(ids) else matrix
    whole = np.concatenate([matrix, *made]) if len(stored) else np.concatenate(made)
    row.update((ids[i], len(stored) + n) for n, i in enumerate(lacking))
    return np.asarray(whole[[row[identity] for identity in ids]], dtype=np.float16)


def full_text(passage: Passage) -> str:
    """Return what is indexed of a passage: its title, then its text.

    A paper's title would be most of a short passage, which every question on the paper's subject would then find.
    """
    leads = passage.title and (passage.titled or len(passage.text) >= SHORT)
    return f"{passage.title}. {passage.text}" if leads else passage.text


def passages_of(store: Store, titles: bool = True) -> list[Passage]:
    """Return the passages of a store by id, titles apart.

    Those that are nothing but their document's title, or a list of references, answer nothing and are left out.
    Without `titles` none has one.
    """
    shown: dict[str, tuple[str, str]] = {}
    cited: set[str] = set()
    for document in store.documents():
        # The rows of a corpus have one file, which tells none from another.
        shown[document.id] = document.title, "" if document.part else PurePath(document.source).name
        cited.update(b.id for b in document.blocks if b.label is Label.REFERENCE)
    rows = [
        (c.id, c.document, _untitled(c.text, shown[c.document][0]))
        for c in store.chunks()
        if sum(block in cited for block in c.blocks) * 2 <= len(c.blocks)
    ]
    many = Counter(owner for _, owner, text in rows if text)
    found = []
    for identity, owner, text in rows:
        title, file = shown[owner] if titles else ("", "")
        if text:
            found.append(Passage(identity, title, text, titles and many[owner] <= TITLED, owner, file))
    return found


def _untitled(text: str, title: str) -> str:
    """Return a passage without the title that leads it."""
    bare = text.strip()
    if title and bare.startswith(title) and (len(bare) == len(title) or bare[len(title)].isspace()):
        return bare[len(title) :].strip()
    return bare


def snapshot(store: Store, encoder: Encodes, progress: Progress | None = None, titles: bool = True) -> Snapshot:
    """Return the snapshot of a store as it is; vectors that it lacks are made, and not stored.

    Without `titles`, for measuring, it is that of passages that have none, and so are all their vectors.
    """
    passages = passages_of(store, titles)
    texts = [full_text(p) for p in passages]
    if titles:
        vectors = embedded(store, encoder, "chunk", [p.id for p in passages], texts, progress, keep=False)
    else:
        vectors = encoder.encode(texts).astype(np.float16)
    number = {p.id: i for i, p in enumerate(passages)}
    entities = list(store.entities())
    of = {m: i for i, e in enumerate(entities) for m in e.mentions}
    named = Counter(
        (number[m.evidence.chunk], of[m.id]) for m in store.mentions() if m.evidence.chunk in number and m.id in of
    )
    place = {e.id: i for i, e in enumerate(entities)}
    relations = list(store.relations())
    heads = {
        (number[c.evidence.chunk], place[r.head]) for r in relations for c in r.claims if c.evidence.chunk in number
    }
    related = {(place[r.head], place[r.tail]) for r in relations}
    return assemble(store.version(), passages, entities, named, heads, related, vectors)


def assemble(
    version: str,
    passages: Sequence[Passage],
    entities: Sequence[Entity],
    named: Counter[tuple[int, int]],
    heads: Iterable[tuple[int, int]],
    related: Iterable[tuple[int, int]],
    vectors: NDArray[Any],
) -> Snapshot:
    """Return the snapshot of passages and entities.

    `named` counts the mentions (passage, entity) that extraction found, `heads` are those that a claim is about,
    `related` the entities that relations join; all by their places in `passages` and `entities`.
    """
    heads = set(heads)
    words = [split(p.text) for p in passages]
    names = [e.name for e in entities]
    known = {key(name): i for i, e in reversed(list(enumerate(entities))) for name in (*e.aliases, e.name)}
    titled: dict[tuple[int, int], None] = {}
    for i, passage in enumerate(passages):
        for title in title_names(passage.title) if passage.titled else ():
            spelled = key(title)
            if spelled and spelled not in known:
                known[spelled] = len(names)
                names.append(title)
            if spelled:
                titled[i, known[spelled]] = None
    for name in shared_names(passages, known):
        known[key(name)] = len(names)
        names.append(name)
    spellings = [(name, i) for i, e in enumerate(entities) for name in (e.name, *e.aliases)]
    lexicon = Lexicon([*spellings, *((name, i) for i, name in enumerate(names) if i >= len(entities))])
    edges: Counter[tuple[int, int]] = Counter()
    about = {n for _, n in titled} | {n for _, n in heads}
    for i, row in enumerate(words):
        found = [(number, row[a:b]) for number, a, b in lexicon.find(row)]
        edges.update((i, number) for number, _ in found)
        # A name within a longer one leads on as well, where it is no mere word: `Iowa` in `north-west Iowa`.
        inner = {number for _, part in found for number in lexicon.within(part)}
        edges.update((i, number) for number in inner if number in about or " " in names[number])
    for edge, count in named.items():
        edges[edge] = max(edges[edge], count)
    flags: dict[tuple[int, int], int] = defaultdict(int)
    for edge in titled:
        flags[edge] |= TITLE
    for edge in heads:
        flags[edge] |= HEAD
    for edge in flags:
        edges[edge] = max(edges[edge], 1)
    pairs = sorted(edges)
    to_names = csr(
        len(passages),
        [p for p, _ in pairs],
        [n for _, n in pairs],
        [edges[e] for e in pairs],
        [flags.get(e, 0) for e in pairs],
    )
    bearers = {p.document or p.id: Bearer(p.title, p.file, p.titled and not p.file) for p in passages}
    documents = {identity: i for i, identity in enumerate(bearers)}
    joined = dict.fromkeys(parts(names), PART) | {pair: RELATION for pair in related if pair[0] != pair[1]}
    both = {(a, b): kind for (one, other), kind in joined.items() for a, b in ((one, other), (other, one))}
    links = sorted(both)
    return Snapshot(
        version=version,
        passages=Strings(p.id for p in passages),
        names=Strings(names),
        ids=Strings(e.id for e in entities),
        edges=to_names,
        places=transpose(to_names, len(names)),
        links=csr(len(names), [a for a, _ in links], [b for _, b in links], None, [both[pair] for pair in links]),
        lexicon=lexicon.packed(),
        postings=postings(terms_of(p) for p in passages),
        vectors=quantise(vectors),
        documents=Strings(documents),
        owners=np.asarray([documents[p.document or p.id] for p in passages], np.int32),
        titles=titles_of(list(bearers.values())),
    )


def terms_of(passage: Passage) -> list[str]:
    """Return the words of a passage that BM25 looks for."""
    return [word.plain for word in split(full_text(passage)) if word.plain not in STOP]


def shared_names(passages: Sequence[Passage], known: dict[str, int]) -> list[str]:
    """Return capitalised names that two passages or more have and that are not `known`, each as first written."""
    upper: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    first: dict[str, str] = {}
    seen: dict[str, set[int]] = defaultdict(set)
    for number, passage in enumerate(passages):
        words = split(passage.text)
        for i, j in capitalised(passage.text, words):
            spelled = " ".join(w.plain for w in words[i:j])
            if j - i > 1 or not opens_sentence(passage.text, words[i]):
                upper[spelled] += 1
                first.setdefault(spelled, passage.text[words[i].start : words[j - 1].end])
                seen[spelled].add(number)
        lower.update(w.plain for w in words if w.text[0].islower())
    return [
        first[spelled]
        for spelled, places in seen.items()
        if len(places) > 1 and spelled not in known and len(spelled) > 1 and lower[spelled] <= upper[spelled]
    ]


def parts(names: Sequence[str]) -> set[tuple[int, int]]:
    """Return (shorter, longer) names where the words of the one begin or end the other and few others."""
    ends: dict[str, set[int]] = defaultdict(set)
    for i, name in enumerate(names):
        words = key(name).split()
        if len(words) > 1 and any(c.isupper() for c in name):
            for cut in range(1, len(words)):
                ends[" ".join(words[:cut])].add(i)
                ends[" ".join(words[cut:])].add(i)
    found = set()
    for i, name in enumerate(names):
        longer = ends.get(key(name), set()) - {i}
        if 0 < len(longer) <= RARE:
            found |= {(i, other) for other in longer}
    return found
