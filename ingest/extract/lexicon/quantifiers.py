"""Quantifiers: words that say how many, and nouns that only measure."""

from __future__ import annotations

from ingest.extract.lexicon.notation import words

VAGUE_QUANTIFIERS = words(
    "some few several any many most much various certain numerous enough more less fewer half multiple different "
    "respective countless"
)
"""Dropping one of these from a subject makes a claim about all of them: such subjects are refused."""

UNIVERSALS = words("all every each both")

NEGATIVE_QUANTIFIERS = words("no none neither nobody nothing little hardly scarcely")

APPROXIMATE_NEGATIONS = words("hardly scarcely barely rarely seldom nearly almost")

MEASURES = words("variety range number set series collection array selection combination mix lot handful couple group")
"""`a variety of X` speaks of X."""

MARGINAL_HEADS = words(
    "total sum average mean majority rest lack presence absence use number amount percentage share choice set "
    "range kind type level degree extent handful bunch host wealth plethora myriad dozen couple lot deal variety "
    "series array multitude abundance fraction proportion portion piece bit half quarter third percent % hundred "
    "thousand million"
)
"""`a handful of X`, `the lack of X`: measures and absences, no things of their own."""
