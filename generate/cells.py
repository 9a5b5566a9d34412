"""Cells of a table as facts: how a question names them, what number stands in them, what of it nobody foresees."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from generate import form
from generate.lemmas import content, lemmas
from generate.morphology import listing
from generate.phrases import words
from generate.unguessed import exact
from kg.records import Hop

CELL = "cell"
"""The `extractor` of what stands in the cells of tables (`generate.grids`)."""
ROW = "row"
"""The type of what a row is of, where nothing stands above the rows' names."""
HAVE = "have"
"""The predicate of a cell whose column has no name."""
DIFFERENCE, LETTERS = "difference", "letters"
"""Forms of questions whose answer is reckoned: it stands in no cell."""
FEWEST = 2
"""Rows of a table, at least, below its head."""
LONGEST = 12
"""Words that stand in a cell, at most."""
_NUMBER = re.compile(r"[<>~≈]?[+−–-]?\$?(\d[\d.,]*)\s?(?:%|(?:[kcmµn]?[a-zA-Z]{1,3}[²³]?(?:/[a-z]{1,3}[²³]?)?))?")
_COMMA = re.compile(r",(?!\d{3}(?!\d))")
"""A decimal comma, which in English is none."""
_SUMS = re.compile(r"\b(?:total|sum|mean|average|avg|overall|all|median|subtotal)\b", re.IGNORECASE)


def number(text: str) -> str | None:
    """Return the digits of a cell that is one number, with its unit or without; None where it is not."""
    found = _NUMBER.fullmatch(text)
    return found[1] if found else None


def by_column(hops: Iterable[Hop]) -> list[list[Hop]]:
    """Return the columns of all tables, each with its cells in the order of the rows."""
    found: dict[tuple[str, str], list[Hop]] = defaultdict(list)
    for hop in hops:
        found[table_of(hop), under(hop)].append(hop)
    return list(found.values())


def table_of(hop: Hop) -> str:
    """Return what tells the table of a cell from all others."""
    return f"{hop.claim.evidence.document} {hop.claim.scope}"


def named(hop: Hop) -> str:
    """Return how a row is named: by its name, one that is a number with what it counts: *lecture 01*."""
    name, kind = hop.claim.head.phrase, hop.head.type
    if kind == ROW or re.search(r"[^\W\d]", name):
        return quoted(name)
    return f"{kind.lower() if kind.istitle() else quoted(kind)} {name}"


def quoted(text: str) -> str:
    """Return the words of a table in quotation marks."""
    return f"“{text.rstrip('.').replace('“', '‘').replace('”', '’')}”"


def said(hops: Iterable[Hop]) -> str:
    """Return what a table has for some rows under one column, in the order of its rows."""
    rows = sorted(hops, key=lambda hop: hop.claim.head.start)
    what = f"what is given{asked_under(rows[0])} is"
    return (
        f"In {rows[0].claim.scope}, {what} {listing([f'{quoted(h.claim.tail.phrase)} for {named(h)}' for h in rows])}."
    )


def asked_under(hop: Hop) -> str:
    """Return the column of a cell as a question names it, with a space before it; nothing where it has no name."""
    return f" under {quoted(under(hop))}" if under(hop) else ""


def on_one_quote(hops: Sequence[Hop]) -> list[Hop]:
    """Return cells of one table, resting on the longest of their quotes, which has all of them."""
    longest = max((hop.claim.evidence for hop in hops), key=lambda quote: quote.end)
    return [hop.model_copy(update={"claim": hop.claim.model_copy(update={"evidence": longest})}) for hop in hops]


def under(hop: Hop) -> str:
    """Return the name of a cell's column, empty where the table has none."""
    return "" if hop.claim.predicate.text == HAVE else hop.claim.predicate.text


def unforeseen(hop: Hop, column: Sequence[Hop]) -> bool:
    """Return whether nobody foresees a cell: a number that is not round, or words that no other row has.

    `column` are all cells of its column. What the row's own name tells is foreseen.
    """
    said, all_said = hop.claim.tail.phrase, Counter(other.claim.tail.phrase.lower() for other in column)
    often = all_said[said.lower()]
    if digits := number(said):
        return exact(digits) and 2 * often <= len(column) and not _COMMA.search(said)
    if number(hop.claim.head.phrase) and 2 * column.index(hop) < len(column):
        return False  # what comes first in an order is what anyone would begin with
    own = {form for word in content(hop.claim.head.phrase) for form in lemmas(word)}
    told = any(lemmas(word) & own for word in content(said))
    fit = said[:1].isalpha() and len(words(said)) <= LONGEST and not form.flaw(said, sentence=False)
    return fit and often == 1 and len(column) > FEWEST and len(content(said)) > 1 and not told and "etc" not in said


def comparable(column: Sequence[Hop]) -> bool:
    """Return whether the cells of a column are numbers of one unit, and none of them a sum or mean of others."""
    if any(_SUMS.search(hop.claim.head.phrase) or value(hop) is None for hop in column):
        return False
    return len({_unit(hop.claim.tail.phrase) for hop in column}) == 1


def reckoned(form: str, cells: Sequence[Hop]) -> str | None:
    """Return the difference of two cells, or a sum of more with signs by turns; None where that cannot be written so.

    A difference is more than nothing; a unit would have to be said with it, and so would a decimal comma.
    """
    numbers, shown = [value(hop) for hop in cells], " ".join(hop.claim.tail.phrase for hop in cells)
    known = [number for number in numbers if number is not None]
    if len(known) < len(cells) or _unit(shown) or _COMMA.search(shown):
        return None
    turns = form == DIFFERENCE or len(cells) > 2
    found = sum((-number if turns and place % 2 else number for place, number in enumerate(known)), Decimal())
    grouped = "," if "," in shown else ""
    return None if form == DIFFERENCE and found <= 0 else f"{found:{grouped}f}".replace("-", "−")


def value(hop: Hop) -> Decimal | None:
    """Return the number of a cell: *1,490* is a thousand and more, *3,8* and *3.8* are less than four."""
    text = hop.claim.tail.phrase
    digits = number(text)
    if digits is None:
        return None
    whole = re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits)
    try:
        found = Decimal(digits.replace(",", "" if whole else "."))
    except InvalidOperation:
        return None
    return -found if text[0] in "−–-" else found


def _unit(text: str) -> str:
    return re.sub(r"[\d.,\s+−–-]", "", text)
