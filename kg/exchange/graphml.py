"""GraphML: the graph of `networks` in one file, which Gephi, yEd and networkx open.

Every attribute is declared once under an id of its own, as the GraphML schema asks. Gephi takes `label` and `weight`
for its own of those names; yEd draws what its properties mapper is told to, `label` for one.

Plain attributes are for the eye: what XML forbids in a text is U+FFFD there, and whole in the `json` beside them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from kg.errors import UserError
from kg.exchange.manifest import manifest_of
from kg.exchange.networks import from_networkx, network
from kg.exchange.tables import Incoming, Manifest, Outgoing

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, escaped or not."""


def write(path: Path, outgoing: Outgoing) -> Manifest:
    """Write the graph, and everything else that the store holds as attributes of the graph."""
    import networkx

    graph = network(outgoing)
    manifest = manifest_of(graph.graph["manifest"], str(path))
    for attributes in (*(d for _, d in graph.nodes(data=True)), *(d for _, _, d in graph.edges(data=True))):
        attributes.update((name, _plain(value)) for name, value in attributes.items() if name != "json")
    networkx.write_graphml(graph, path)
    return manifest


def read(path: Path) -> Incoming:
    """Return what `write` wrote. Raises UserError where the file is not XML, or no export."""
    import networkx

    try:
        graph = networkx.read_graphml(path, edge_key_type=str, force_multigraph=True)
    except (SyntaxError, ValueError, KeyError, networkx.NetworkXError) as error:
        raise UserError(f"{path}: not GraphML, or cut off ({error}); export again") from None
    if "manifest" not in graph.graph:
        raise UserError(f"{path}: GraphML, but not an export of a workspace; give what `kg export` wrote")
    held = from_networkx(graph)
    return Incoming(manifest_of(graph.graph["manifest"], str(path)), lambda table: held.get(table, ()))


def _plain(value: Any) -> Any:  # noqa: ANN401 - a text or a number
    return _FORBIDDEN.sub("\ufffd", value) if isinstance(value, str) else value
