"""Files to documents. `read` is all that the rest of the program calls.

    READERS[suffix](path) ──▸ Read(drafts) ──▸ assemble ──▸ Document(text, blocks)

A new format is a module with one function from a path to `Read`s, and one line in `ingest.parse.readers.READERS`. A
file is read in a child process (`sandbox`), because a document made to do harm can take down whatever opens it.
"""

from __future__ import annotations

from ingest.parse.failure import Unreadable
from ingest.parse.sandbox import read

__all__ = ["Unreadable", "read"]
