"""Why a file could not be read."""

from __future__ import annotations


class Unreadable(Exception):  # noqa: N818 - reads as what the file is
    """A file that yields no document. `reason` is a snake_case name, `detail` one line for the person who gave it."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
