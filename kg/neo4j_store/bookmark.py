"""The number of the last transaction, out of the bookmark that a Neo4j server gives at the end of another.

Every change has a number of its own, one more than the last; reading has none. The Community edition tells it nowhere
else. A bookmark is no matter of programs, and its form may change: one of another form is not understood, and what has
happened since is then not known.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection

PREFIX = "FB:"
HEAD, DATABASE, TAIL = b"\x91\xcc\x10", 16, b"\x90"
"""One database, by the 16 bytes of its id, the number, and an empty list, as PackStream (Bolt's binary JSON) has it."""

WIDTHS = {0xC8: 1, 0xC9: 2, 0xCA: 4, 0xCB: 8}
"""Bytes of a whole number, by the byte before it; up to 127 it stands alone."""


def transaction_of(bookmarks: Collection[str]) -> int | None:
    """Return the number of the transaction that a bookmark is of; None where there is not one of the form we know."""
    if len(bookmarks) != 1:
        return None
    (text,) = bookmarks
    if not text.startswith(PREFIX):
        return None
    try:
        told = base64.b64decode(text.removeprefix(PREFIX) + "==", validate=False)
    except binascii.Error:
        return None
    if not told.startswith(HEAD) or not told.endswith(TAIL):
        return None
    number = told[len(HEAD) + DATABASE : -len(TAIL)]
    if len(number) == 1 and number[0] < 0x80:
        return number[0]
    if len(number) > 1 and WIDTHS.get(number[0]) == len(number) - 1:
        return int.from_bytes(number[1:], "big", signed=True)
    return None
