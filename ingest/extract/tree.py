"""Small questions asked of a dependency tree in Universal Dependencies: children, subtrees, the text of some tokens.

Every function takes spaCy tokens that carry `dep_`, `pos_`, `morph` and `lemma_`; labels are compared as written, so
`nsubj` does not mean `nsubj:pass`.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

RELATIVE_WORDS = frozenset({"who", "whom", "whose", "which", "that"})
NOMINAL = frozenset({"NOUN", "PROPN"})


def kids(token: Token, *labels: str) -> list[Token]:
    """Return the children of `token` whose label is one of `labels`, in the order of the sentence."""
    return [child for child in token.children if child.dep_ in labels]


def base(token: Token) -> str:
    """Return the label without its subtype: `nsubj` for `nsubj:pass`."""
    return str(token.dep_).partition(":")[0]


def is_root(token: Token) -> bool:
    """Whether nothing governs `token`."""
    return bool(token.head.i == token.i)


def subtree(token: Token, without: Iterable[Token] = ()) -> list[Token]:
    """Return `token` and all it governs, in order, leaving out the subtrees of `without`."""
    dropped = {t.i for t in without}
    found: list[Token] = []
    stack = [token]
    while stack:
        top = stack.pop()
        found.append(top)
        stack.extend(child for child in top.children if child.i not in dropped)
    return sorted(found, key=lambda t: int(t.i))


def morph(token: Token, feature: str) -> str:
    """Return the value of a morphological feature, '' where the token has none."""
    values = token.morph.get(feature, [])
    return str(values[0]) if values else ""


def is_relative(token: Token) -> bool:
    """Whether `token` is a relative pronoun."""
    if token.lower_ not in RELATIVE_WORDS or token.pos_ not in ("PRON", "DET"):
        return False
    return morph(token, "PronType") in ("Rel", "") or str(token.tag_).startswith("W")


def relative_clause(token: Token) -> Token | None:
    """Return the verb of the relative clause that `token` heads or is joined to by `and`, else None."""
    seen = 0
    while token.dep_ == "conj" and seen < 20:
        token, seen = token.head, seen + 1
    return token if token.dep_ == "acl:relcl" else None


def written(tokens: Iterable[Token]) -> str:
    """Return tokens as written, in the order of the sentence; where some were left out there is one space."""
    ordered = sorted((t for t in tokens if not t.is_space), key=lambda t: int(t.i))
    parts: list[str] = []
    for token, following in zip(ordered, [*ordered[1:], None], strict=True):
        near = following is not None and following.i == token.i + 1
        parts.append(str(token.text) + ("" if near and not token.whitespace_ else " "))
    return "".join(parts).strip()


def contiguous(tokens: list[Token]) -> bool:
    """Whether sorted `tokens` follow one another without a gap."""
    return all(b.i == a.i + 1 for a, b in pairwise(tokens))
