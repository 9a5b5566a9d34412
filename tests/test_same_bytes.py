"""The same documents give the same graph in every process, whatever order Python's sets have there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from kg.store import Store
from kg.workspace import open_store

TEXT = """The University of Auckland

The course is held at the University of Auckland (New Zealand) and at EMBL Heidelberg (Germany, https://www.embl.org/).
Rain feeds the river and the lake. The river may feed the old well. Wells and springs depend on rain in the hills.
Groundwater (GW) is water under the ground. GW feeds springs, wells, and the roots of trees.
"""


def held(store: Store) -> list[object]:
    return [store.digest(), store.contents(), store.graph_content()]


def test_no_order_of_hashes_is_seen_in_a_graph(tmp_path: Path) -> None:
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "ingest.yaml").write_text("embed: false\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    found = []
    for seed in ("0", "3"):
        run = subprocess.run(
            [sys.executable, "-c", "from ingest.cli import main; main()", "a.txt", "--workspace", seed],
            cwd=tmp_path,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        with open_store(tmp_path / seed) as store:
            found.append(held(store))
    assert found[0] == found[1]
