"""A workspace out to other tools and back, to the byte: networkx, GraphML, JSONL, Parquet.

    store ── tables ──▸ a file or folder of FORMATS ── read, checked ──▸ an empty workspace of the same digest

`tables` says what a workspace consists of, `networks`, `graphml`, `jsonl` and `parquet` are the formats, `fill` writes
a store from tables. An export appears whole or not at all and carries the digest of every table, so that nothing cut
off or edited is read as if it were whole. What is derived (vectors) and the files
beside the database (page images, web archives) are not part of it.
"""

from __future__ import annotations

from kg.exchange.fill import fill
from kg.exchange.formats import FORMATS, export_to, load
from kg.exchange.networks import from_networkx, to_networkx

__all__ = ["FORMATS", "export_to", "fill", "from_networkx", "load", "to_networkx"]
