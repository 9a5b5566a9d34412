"""Whether all the hops of a sample are needed: nothing joins question and answer but the whole path."""

from __future__ import annotations

from generate.check.case import Case
from generate.lemmas import content, lemmas
from generate.phrases import of_document, words
from kg.records import Entity, Path


def hops_needed(case: Case) -> str | None:
    """No passage, and no chain short of the last hop, joins question and answer; no edge skips a hop."""
    for path in case.prompt.paths:
        broken = _broken(path)
        if broken:
            return broken
        if len(path.hops) > 1 and (failed := _short_cut(case, path)):
            return failed
    kept = [hop.claim.id for hop in case.hops]
    return "one claim twice" if len(set(kept)) < len(kept) else None


def steps_untold(case: Case) -> str | None:
    """No step of a trail leads to what its documents are about: whoever reads the title has taken it already."""
    titles = [f" {' '.join(words(title))} " for _, title in case.prompt.titles]
    for path in case.prompt.paths:
        for middle in path.entities[1:-1]:
            names = (" ".join(words(name)) for name in (middle.name, *middle.aliases))
            if of_document(middle) or any(f" {name} " in title for name in names for title in titles if name):
                return f"the title tells {middle.name}"
    return None


def _broken(path: Path) -> str | None:
    if any(one.tail.id != other.head.id for one, other in zip(path.hops, path.hops[1:], strict=False)):
        return "hops do not join"
    ids = [entity.id for entity in path.entities]
    return "an entity twice" if len(set(ids)) < len(ids) else None


def _short_cut(case: Case, path: Path) -> str | None:
    entities = path.entities
    for place, one in enumerate(entities):
        for other in entities[place + 2 :]:
            if case.joined(one.id, other.id):
                return f"an edge joins {one.name} and {other.name}"
    start, end = (
        _forms_of(entities[0], path.hops[0].claim.head.phrase),
        _forms_of(entities[-1], path.hops[-1].claim.tail.phrase),
    )
    evidence = [hop.claim.evidence for hop in path.hops]
    for passage in {quote.chunk: case.passage(quote) for quote in evidence}.values():
        if _mentions(passage, start) and _mentions(passage, end):
            return "one passage joins both ends"
    found = case.shortcut(path)
    if found:
        return f"joined by {found}"
    # Of an entry of a list of references one step is where a work was published, the next who wrote it.
    early = " ".join(quote.quote for quote in evidence[:-1] if quote.id != evidence[-1].id)
    return "the last hop is not needed" if _mentions(early, end) else None


def _forms_of(entity: Entity, phrase: str) -> list[list[frozenset[str]]]:
    names = {entity.name, *entity.aliases, phrase}
    rows = [[lemmas(word) for word in content(name)] for name in sorted(names)]
    return [row for row in rows if row]


def _mentions(text: str, names: list[list[frozenset[str]]]) -> bool:
    """Tell whether any of `names` stands in `text`, word by word, in whatever number."""
    found = [lemmas(word) for word in content(text)]
    return any(
        all(found[place + step] & form for step, form in enumerate(name))
        for name in names
        for place in range(len(found) - len(name) + 1)
    )
