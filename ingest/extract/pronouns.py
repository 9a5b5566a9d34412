"""What a plain pronoun stands for, where nothing else could be meant; otherwise its claim is dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.extract.lexicon.adjectives import EVALUATIVE_ADJECTIVES, FREQUENCY_ADJECTIVES
from ingest.extract.lexicon.deixis import DEICTIC_ADJECTIVES
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


def described(noun: Token) -> Token | None:
    """Return the noun that `this model` or `the model` takes up: the one before it that tells which, None where two do.

    It is looked for in the same sentence and the one before (two before for `this`), with the same head word and
    number, and has to have a modifier that names.
    """
    determiner = [str(d.lower_) for d in kids(noun, "det")]
    if determiner not in (["this"], ["these"], ["the"]) or kids(noun, "amod", "compound", "nmod", "acl", "acl:relcl"):
        return None
    start = int(noun.sent.start)
    for _ in range(2 if determiner != ["the"] else 1):
        start = int(noun.doc[start - 1].sent.start) if start else 0
    lemma, plural = str(noun.lemma_).lower(), _plural(noun)
    found: dict[tuple[str, ...], Token] = {}
    for token in noun.doc[start : noun.i]:
        if token.pos_ != "NOUN" or str(token.lemma_).lower() != lemma or _plural(token) != plural:
            continue
        if {str(d.lower_) for d in kids(token, "det")} & {"this", "these", "that", "those", "each", "no", "any"}:
            continue
        told = DEICTIC_ADJECTIVES | EVALUATIVE_ADJECTIVES | FREQUENCY_ADJECTIVES
        parts = kids(token, "compound", "amod", "nmod", "flat")
        naming = tuple(str(t.lower_) for t in parts if t.pos_ != "PRON" and str(t.lower_) not in told)
        if naming:
            found.setdefault(naming, token)
    return next(iter(found.values())) if len(found) == 1 else None


def _subjects_before(pronoun: Token) -> list[Token]:
    sentence = pronoun.sent
    return [
        t for t in sentence if t.i < pronoun.i and base(t) in ("nsubj", "obj", "obl") and t.pos_ in (*NOMINAL, "PRON")
    ]


def _single(candidates: list[Token], plural: bool) -> Token | None:
    fitting = [t for t in candidates if t.pos_ in NOMINAL and _plural(t) == plural]
    if not fitting or base(fitting[0]) != "nsubj":
        return None
    if any(t.pos_ == "PRON" and base(t) == "nsubj" and t.lower_ not in ("we", "i", "you") for t in candidates):
        return None
    first = fitting[0]
    topic = first.pos_ == "PROPN" or {str(d.lower_) for d in kids(first, "det")} & {"the", "this", "these"}
    rivals = [
        t for t in fitting[1:] if base(t) == "nsubj" or t.lemma_ == first.lemma_ or (base(t) == "obj" and not topic)
    ]
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
