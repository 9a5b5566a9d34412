"""Trains the network that ships, on questions asked of several graphs together; `CARD.md` names them.

python -m kg.gnn.ship WORKSPACE … [--seed 0] [--out FILE]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from kg.encode import load_encoder
from kg.gnn import checkpoint
from kg.gnn.train import one_thread, train
from kg.gnn.tune import QUESTIONS, Material, rows_of
from kg.index import passages_of, snapshot
from kg.workspace import open_store

EACH = 8
"""Questions asked of a small graph, a passage."""


@one_thread()
def main() -> None:
    """Train, and write the weights: beside this module, or to `--out`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspaces", nargs="+", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=checkpoint.SHIPPED)
    given = parser.parse_args()
    rows, asked = [], {}
    for folder in given.workspaces:
        with open_store(folder) as store:
            material = Material(snapshot(store, load_encoder()), passages_of(store))
        found = rows_of(material, load_encoder(), min(QUESTIONS, EACH * len(material.passages)), given.seed)
        rows += [row for _, row in found]
        asked[folder.name] = len(found)
    network, losses = train(rows, given.seed)
    about = {"questions": asked, "seed": given.seed, "loss": [round(loss, 4) for loss in losses]}
    checkpoint.save(network, given.out, about)


if __name__ == "__main__":
    main()
