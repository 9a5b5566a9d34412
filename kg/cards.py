"""How an entity, a path, a sample and the way back to a page look: lines, in colour on a terminal, plain in a pipe."""

from __future__ import annotations

import re
import sys
import textwrap
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any, NamedTuple

from kg.bm25 import terms
from kg.console import printable
from kg.records import Claim, Community, Context, Entity, Evidence, Merge, Path, Relation, SearchResult
from kg.trace import Step, place
from kg.walk import Graph, shortcut

WIDEST = 110
"""Columns that text is wrapped at, in a terminal that is wider."""

MEMBERS = 12
"""Members of a community that are named before the rest is only counted."""

QUOTES = 2
"""Quotes shown of one edge before the rest is only counted."""


class Line(NamedTuple):
    """A line of output: how deep it stands, what it says, and the style it has in a terminal (of rich)."""

    depth: int
    text: str
    style: str = ""


def show(lines: Iterable[Line]) -> None:
    """Print lines on stdout: wrapped and in colour on a terminal, one a line and plain elsewhere."""
    if not sys.stdout.isatty():
        for line in lines:
            print("  " * line.depth + printable(line.text))  # noqa: T201 - this is the terminal
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    width = min(console.width, WIDEST)
    for line in lines:
        indent = "  " * line.depth
        wrapped = textwrap.wrap(
            printable(line.text), width, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False
        ) or [""]
        console.print(Text("\n".join(wrapped), style=line.style))


def entity_card(graph: Graph, entity: Entity) -> Iterator[Line]:
    """Yield what is known of an entity: names, type, where it is defined or first named, and its edges by class."""
    yield Line(0, f"{entity.name}  ·  {entity.type}", "bold")
    yield Line(0, entity.id, "dim")
    if entity.aliases:
        yield Line(0, f"also: {', '.join(entity.aliases)}")
    counted = f"{len(entity.mentions)} mentions in {len(entity.documents)} document{'s' * (len(entity.documents) != 1)}"
    yield Line(0, counted)
    yield from _quoted(entity.evidence, 0)
    for title, edges, far in (("out", graph.out, "tail"), ("in", graph.into, "head")):
        by_class: dict[str, list[Relation]] = defaultdict(list)
        for edge in edges.get(entity.id, ()):
            by_class[edge.relation].append(edge)
        if by_class:
            yield Line(0, "")
            yield Line(0, f"edges {title}", "bold")
        for name in sorted(by_class):
            yield Line(1, name, "cyan")
            for edge in sorted(by_class[name], key=lambda e: (graph.entities[getattr(e, far)].name, e.id)):
                yield Line(2, edge_text(graph, edge))
                for claim in edge.claims[:QUOTES]:
                    yield from _quoted(claim.evidence, 3)
                if len(edge.claims) > QUOTES:
                    yield Line(3, f"… and {len(edge.claims) - QUOTES} more; kg trace {edge.id}", "dim")


def edge_text(graph: Graph, edge: Relation) -> str:
    """Return `rain — fall on → hill (denied)`."""
    head, tail = graph.entities[edge.head].name, graph.entities[edge.tail].name
    marks = [] if edge.affirmed else ["denied"]
    if edge.certainty != "asserted":
        marks.append(edge.certainty.value)
    return f"{head} — {edge.predicate} → {tail}" + (f"  ({', '.join(marks)})" if marks else "")


def path_lines(graph: Graph, path: Path) -> Iterator[Line]:
    """Yield a path in one line, then each step with its quote."""
    text = path.hops[0].head.name
    for hop in path.hops:
        text += f" —{hop.relation.relation}→ {hop.tail.name}"
    yield Line(0, text, "bold")
    found = shortcut(graph, path)
    if found:
        yield Line(1, f"shortcut: one {found.detail.replace(' ', ' (', 1)}) joins its ends; not asked about", "yellow")
    for hop in path.hops:
        yield Line(1, edge_text(graph, hop.relation) + _qualified(hop.claim))
        yield from _quoted(hop.claim.evidence, 2)


def search_lines(graph: Graph, found: SearchResult, explain: bool = False) -> Iterator[Line]:
    """Yield what search found: passages with their places, entities, and with `explain` the paths with their quotes."""
    wanted = frozenset(terms(found.question))
    if explain and found.named:
        titles = " and ".join(f"“{graph.title(document)}”" for document in found.named)
        yield Line(
            0, f"the question names {titles}: searched for without the name, and passages there preferred", "dim"
        )
        yield Line(0, "")
    for number, hit in enumerate(found.hits, 1):
        title = graph.title(hit.document)
        yield Line(0, f"{number:>2}. {title}", "bold")
        yield Line(2, _passage(_flat(hit.text), wanted))
        yield Line(2, f"{_where(hit.source, hit.page, None)}  ·  {hit.id}", "dim")
    if not found.hits:
        yield Line(0, "nothing found")
    if found.entities:
        yield Line(0, "")
        yield Line(0, f"entities: {', '.join(entity.name for entity in found.entities)}")
    if explain:
        yield Line(0, "")
        yield Line(0, "how they connect" if found.paths else "no path connects them", "bold")
        for path in found.paths:
            yield Line(0, " → ".join(entity.name for entity in path.entities), "bold")
            for hop in path.hops:
                yield Line(1, edge_text(graph, hop.relation) + _qualified(hop.claim))
                yield from _quoted(hop.claim.evidence, 2)


def merge_line(merge: Merge) -> Line:
    """Return `CNNs → CNN  (plural, 0.98; same type, shared document)  mrg_…`."""
    found = [f.name.replace("_", " ") for f in merge.detail if f.name != merge.reason]
    why = f"{merge.reason.replace('_', ' ')}, {merge.score:.2f}" + (f"; {', '.join(found)}" if found else "")
    beside = f" beside {merge.beside}" if merge.beside not in ("", merge.kept) else ""
    return Line(0, f"{merge.absorbed} → {merge.kept}  ({why}{beside})  {merge.id}")


def community_lines(graph: Graph, community: Community) -> Iterator[Line]:
    """Yield a community: what it is called by, who belongs to it, and its report with the place of each quote."""
    yield Line(0, community.title, "bold")
    yield Line(0, f"{community.id}  ·  level {community.level}", "dim")
    names = [graph.entities[identity].name for identity in community.members]
    more = f" and {len(names) - MEMBERS:,} more" if len(names) > MEMBERS else ""
    counted = f"{len(community.relations)} edge{'s' * (len(community.relations) != 1)}"
    yield Line(0, f"{len(names)} members, {counted}: {', '.join(names[:MEMBERS])}{more}")
    for quote in community.report:
        yield from _quoted(quote, 1)


def context_lines(found: Context) -> Iterator[Line]:
    """Yield a context: each piece with what it is about, its place, and the id that leads back to the page."""
    yield Line(0, f"{found.scope}: {found.tokens:,} of {found.budget:,} tokens", "dim")
    for number, piece in enumerate(found.pieces, 1):
        yield Line(0, f"[{number}] {piece.about}", "bold")
        yield Line(1, f"“{piece.text}”" if piece.kind == "quote" else piece.text, "italic" * (piece.kind == "quote"))
        yield Line(2, f"{_where(piece.source, piece.page, None)}  ·  {piece.id}", "dim")
    if not found.pieces:
        yield Line(0, "nothing found")


def step_lines(step: Step, depth: int = 0) -> Iterator[Line]:
    """Yield a thing, what is known of it, and what it rests on, each level deeper."""
    yield Line(depth, f"{step.kind}  {step.says}", "bold" if depth == 0 else "")
    yield Line(depth + 1, step.id, "dim")
    for name, value in step.facts:
        yield Line(depth + 1, f"{name}: {value}", "dim")
    for below in step.rests_on:
        yield from step_lines(below, depth + 1)


def sample_lines(row: Mapping[str, Any]) -> Iterator[Line]:
    """Yield a sample as a reader wants it: question, options, answer, reasoning, and the quotes that it rests on."""
    yield Line(0, f"{row['task']} · {row['stage']} · {row['hops']} hop{'s' * (row['hops'] != 1)} · {row['id']}", "dim")
    asked = next((m["content"] for m in row.get("messages", ()) if m["role"] == "user"), row["question"])
    for paragraph in asked.splitlines():
        yield Line(0, paragraph, "bold")
    yield Line(0, f"Answer: {row['answer']}", "green")
    number = {quote["id"]: place for place, quote in enumerate(row["evidence"], 1)}
    yield Line(0, "Reasoning:")
    for step in row["reasoning"]:
        marks = "".join(f" [{number[e]}]" for e in step["evidence"] if e in number)
        yield Line(1, step["text"] + marks)
    yield Line(0, "Evidence:")
    for quote in row["evidence"]:
        yield Line(1, f"[{number[quote['id']]}] “{_flat(quote['quote'])}”", "italic")
        yield Line(2, _where(quote["source"], quote["page"], quote["bbox"]), "dim")


def table(rows: Sequence[tuple[str, object]], depth: int = 1) -> Iterator[Line]:
    """Yield names and values in two columns."""
    width = max((len(name) for name, _ in rows), default=0)
    for name, value in rows:
        yield Line(depth, f"{name:<{width}}  {value:,}" if isinstance(value, int) else f"{name:<{width}}  {value}")


def _quoted(evidence: Evidence, depth: int) -> Iterator[Line]:
    yield Line(depth, f"“{_flat(evidence.quote)}”", "italic")
    yield Line(depth + 1, _where(evidence.source, evidence.page, None), "dim")


def _where(source: str, page: int | None, bbox: Any) -> str:  # noqa: ANN401 - a box as a tuple, or as JSON has it
    return ", ".join(part for part in (PurePath(source).name, place(page, bbox)) if part)


def _qualified(claim: Claim) -> str:
    held = [value for value in (claim.condition, claim.time, claim.scope) if value]
    return f"  [{'; '.join(held)}]" if held else ""


def _passage(text: str, wanted: Collection[str], most: int = 320) -> str:
    """Return the part of a passage that has most of the wanted words, from the beginning of a sentence on."""
    starts = [0, *(match.end() for match in re.finditer(r"[.!?][”\"’)\]]* +(?=[“\"(A-Z0-9])", text))]
    windows = {start: text[start : start + most] for start in starts}
    begin = max(windows, key=lambda start: (len(set(terms(windows[start])) & set(wanted)), -start))
    end = len(text) if len(text) - begin <= most else text.rfind(" ", begin, begin + most)
    return ("… " if begin else "") + text[begin:end] + (" …" if end < len(text) else "")


def _flat(text: str) -> str:
    return " ".join(text.split())
