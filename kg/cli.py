"""`kg`: look at the graph, walk it, trace anything back to its page, read every quote again, take a merge back."""

from __future__ import annotations

from collections.abc import Callable

from kg import console
from kg.commands import browse, check, communities, exchange, look, merges, samples, search, server

app = console.application((__doc__ or "") + "\n\nExample: kg show groundwater", several=True)

COMMANDS: dict[str, Callable[..., None]] = {
    "stats": look.stats,
    "show": look.show_entity,
    "paths": look.paths,
    "search": search.search,
    "train": search.train,
    "communities": communities.communities,
    "trace": check.trace,
    "verify": check.verify,
    "unmerge": merges.unmerge,
    "apart": merges.apart,
    "sample": samples.sample,
    "init": server.init,
    "sync": server.sync,
    "browse": browse.browse,
    "export": exchange.export,
    "import": exchange.import_,
}

for name, command in COMMANDS.items():
    app.command(name=name)(command)


def main() -> None:
    """Run the command."""
    console.run(app)
