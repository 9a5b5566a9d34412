"""How a list of words is written down: as one string."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the words of a text with spaces between them."""
    return frozenset(text.split())


def phrases(text: str) -> frozenset[str]:
    """Return the phrases of a text with bars between them."""
    return frozenset(text.split("|"))


def triples(text: str) -> frozenset[tuple[str, ...]]:
    """Return the rows of a text with bars between them, each as the tuple of its words."""
    return frozenset(tuple(row.split()) for row in text.split("|"))
