"""What a clause or a noun phrase proposes: a claim in words, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.extract.qualifiers import Standing
from kg.records import Predicate

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True)
class Candidate:
    """A proposed claim: words, not yet phrases. `adjective` tells that the tail is one."""

    head: Token
    predicate: Predicate
    tail: Token
    standing: Standing
    relation: str | None = None
    adjective: bool = False
    indefinite: bool = False
    """The head is `a` thing that its sentence brings in and says this of: it may be named without the clause."""
    without: frozenset[int] = frozenset()
    """The place of that clause."""


Proposal = Candidate | str
