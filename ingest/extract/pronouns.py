"""What a plain pronoun stands for, where nothing else could be meant; otherwise its claim is dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.extract.tree import NOMINAL, base, is_root, kids, morph

if TYPE_CHECKING:
    from spacy.tokens import Token

RESOLVED = {"it": False, "they": True}
"""The pronouns that are tried, and whether they are plural."""


def antecedent(pronoun: Token) -> Token | None:
    """Return the noun that a subject pronoun stands for, None where there is none or more than one.

    Only the subject of the clause before is trusted (earlier in the sentence, or of the sentence just before), and only
    where no other noun of the same number stands beside it as subject or object.
    """
    plural = RESOLVED.get(str(pronoun.lower_))
    if plural is None or base(pronoun) != "nsubj":
        return None
    found = _single(_subjects_before(pronoun), plural)
    if found is not None or _subjects_before(pronoun):
        return found
    start = int(pronoun.sent.start)
    if start == 0:
        return None
    before = pronoun.doc[start - 1].sent
    return _single([t for t in before if base(t) in ("nsubj", "obj", "obl") and not _subordinate(t)], plural)


def _subjects_before(pronoun: Token) -> list[Token]:
    sentence = pronoun.sent
    return [
        t for t in sentence if t.i < pronoun.i and base(t) in ("nsubj", "obj", "obl") and t.pos_ in (*NOMINAL, "PRON")
    ]


def _single(candidates: list[Token], plural: bool) -> Token | None:
    fitting = [t for t in candidates if t.pos_ in NOMINAL and _plural(t) == plural]
    if not fitting or base(fitting[0]) != "nsubj":
        return None
    if any(t.pos_ == "PRON" and base(t) == "nsubj" for t in candidates):
        return None
    first = fitting[0]
    rivals = [t for t in fitting[1:] if base(t) == "nsubj" or (base(t) == "obj" and first.pos_ != "PROPN")]
    return None if rivals else first


def _plural(token: Token) -> bool:
    return bool(kids(token, "conj")) or morph(token, "Number") == "Plur"


def _subordinate(token: Token) -> bool:
    head, steps = token.head, 0
    while not is_root(head) and steps < 20:
        if base(head) in ("advcl", "acl", "ccomp"):
            return True
        head, steps = head.head, steps + 1
    return False
