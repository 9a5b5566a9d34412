"""The words that comparing names turns on: small words, endings of firms, opposites, negations."""

from __future__ import annotations


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


LINKS = _set("the a an of in at")
"""Words that may be left out of a name or put into it."""

SMALL = LINKS | {"and", "for", "on", "to"}
"""Words without a letter in an abbreviation, and without a capital in a title."""

TURNED = _set("of for in on")
"""Words round which a name may be turned: `activation of receptors`, `receptor activation`."""

INSTITUTIONS = _set("university college institute school academy bank press society association church")
"""Names with these are not turned: `Washington University` is not the `University of Washington`."""

PLACES = _set("county lake mount river")
"""Words that stand on either side of a place's name."""

LEGAL = _set("ltd limited inc incorporated corp corporation gmbh ag plc llc co")
"""What a firm's name may end in."""

_OPPOSITES = (
    "fast slow, high low, large small, big little, long short, strong weak, hot cold, warm cold, wet dry, old "
    "new, early late, upper lower, inner outer, internal external, input output, positive negative, mean median, "
    "minimum maximum, min max, north south, east west, northern southern, eastern western, left right, top "
    "bottom, front back, male female, man woman, mr mrs, mr miss, king queen, mother father, son daughter, "
    "brother sister, local global, static dynamic, active passive, open closed, public private, linear nonlinear, "
    "primary secondary, forward backward, forward reverse, direct inverse, hard soft, light dark, black white, "
    "light heavy, rich poor, young old, first last, before after, pre post, intra inter, micro macro, hypo hyper, "
    "over under, up down, in out, import export, source target, train test, training test, training validation, "
    "server client, encoder decoder, read write, parallel serial, parallel sequential, discrete continuous, "
    "convex concave, divergent convergent, oxidation reduction, gain loss, rise fall, increase decrease, absolute "
    "relative, upstream downstream, indoor outdoor, urban rural, domestic foreign, sender receiver, host guest, "
    "explicit implicit, symmetric asymmetric, synchronous asynchronous, homogeneous heterogeneous, endogenous "
    "exogenous, undergraduate postgraduate, undergraduate graduate, learning teaching, learner teacher"
)
OPPOSITES = frozenset(frozenset(row.split()) for row in _OPPOSITES.split(", "))
"""Words of which one name has the one and another the other: then they are two things."""

NEGATING = ("un", "non", "in", "im", "ir", "il", "dis", "de", "anti", "counter", "a", "mis")
"""What turns a word into its contrary, set before it."""
