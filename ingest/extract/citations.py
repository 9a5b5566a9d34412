"""What a text cites for what: the works named in brackets right after a term, `Gifa [1]`, `DIIS (Pulay, 1982)`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ingest.extract.works import Span, Work

_BRACKETS = re.compile(r"\((?P<dated>[^()]{4,400})\)|\[(?P<numbers>\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\]")
_CITED = re.compile(
    r"\s*(?:e\.g\.,?\s+|see\s+|cf\.\s+)?(?P<name>[^\W\d_][^,;()\d]*?),?\s+(?P<year>(?:1[89]|20)\d\d[a-z]?|n\.\s?d\.)\s*"
)
_NAME = re.compile(
    r"(?<=[\w,] )(?P<name>(?:[A-Z][\w-]*\s+){0,2}(?:[A-Za-z]*[A-Z][\w-]*(?:\.[a-z]{2,3})?|[A-Za-z]+\.js)\+{0,2})"
    r"(?:\s+[vV]?\d[\d.]*)?$"
)
"""A name, and its version, right before brackets: it has a capital, or a file's ending."""

_MOST = 3
"""Works in one pair of brackets: more are a survey of a field, cited for no one term."""


@dataclass(frozen=True)
class Citation:
    """A pair of brackets that cites a work: where it stands, and that of `cited` in it."""

    brackets: Span
    cited: Span
    work: Work


def citations(text: str, offset: int, known: Iterable[Work]) -> Iterator[Citation]:
    """Yield the citations in a text that begins at `offset` of its document; brackets with anything else yield none."""
    works = list(known)
    dated: dict[tuple[str, str], list[Work]] = {}
    for one in works:
        dated.setdefault((one.surname.casefold(), _year(one.year)), []).append(one)
    numbered = {one.number: one for one in works}
    for found in _BRACKETS.finditer(text):
        parts: Mapping[Span, Work | None]
        parts = _dated(found, dated) if found["dated"] else _numbered(found, numbered)
        if 0 < len(parts) <= _MOST and None not in parts.values():
            for span, work in parts.items():
                if work is not None:
                    yield Citation(_at(found.span(), offset), _at(span, offset), work)


def name_before(text: str) -> Span | None:
    """Return the span of the name that a text ends in, where it is one by its letters: `Cytoscape.js`, `VMD` 1.9.4."""
    found = _NAME.search(text)
    return found.span("name") if found else None


def _dated(found: re.Match[str], works: Mapping[tuple[str, str], list[Work]]) -> dict[Span, Work | None]:
    parts: dict[Span, Work | None] = {}
    start = found.start("dated")
    for part in found["dated"].split(";"):
        read = _CITED.fullmatch(part)
        if read is None:
            return {}
        first = re.split(r"\s+et\s+al|\s*&\s|\s+and\s", read["name"])[0].split()
        candidates = works.get((first[-1].casefold(), _year(read["year"])), []) if first else []
        lead = len(part) - len(part.lstrip())
        parts[start + lead, start + len(part.rstrip())] = candidates[0] if len(candidates) == 1 else None
        start += len(part) + 1
    return parts


def _numbered(found: re.Match[str], works: Mapping[int, Work]) -> dict[Span, Work | None]:
    if re.search(r"\d\s*[–-]\s*\d", found["numbers"]):
        return {}
    base = found.start("numbers")
    return {
        (base + number.start(), base + number.end()): works.get(int(number.group()))
        for number in re.finditer(r"\d+", found["numbers"])
    }


def _year(year: str) -> str:
    return "n.d." if year.startswith("n") else year


def _at(span: Span, offset: int) -> Span:
    return span[0] + offset, span[1] + offset
