"""A network in a safetensors file, with what it reads and what it was trained on.

The shipped one lies beside this module; `kg train` writes one for a graph of its own to the workspace's `files/`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import UserError
from kg.gnn.features import EDGE, LINK, NAME, PASSAGE

if TYPE_CHECKING:
    from kg.gnn.network import Network

SHIPPED = Path(__file__).with_name("weights.safetensors")
OWN = "network.safetensors"
"""The file in a workspace's `files/`."""

READS = json.dumps([PASSAGE, NAME, EDGE, LINK])
"""The features in their order: weights for others are of no use."""


def save(network: Network, path: Path, about: Mapping[str, Any]) -> None:
    """Write a network to a file, whole or not at all; `about` is any JSON that tells where it comes from."""
    from safetensors.torch import save_file

    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    facts = json.dumps({"reads": READS, "rounds": len(network.to_names), "about": about}, sort_keys=True)
    tensors = {name: tensor.contiguous() for name, tensor in network.state_dict().items()}
    # One entry: safetensors writes several in another order in every process.
    save_file(tensors, unfinished, {"facts": facts})
    unfinished.chmod(0o644)
    unfinished.replace(path)


def load(path: Path = SHIPPED) -> tuple[Network, dict[str, Any]]:
    """Return a network, ready to score, and what was said about it. Raises UserError where the file is none."""
    from safetensors import SafetensorError, safe_open

    from kg.gnn.network import Network

    try:
        with safe_open(path, framework="pt") as file:
            facts = json.loads((file.metadata() or {}).get("facts", "{}"))
            weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a dict
    except (OSError, SafetensorError) as error:
        raise UserError(f"{path}: not a network ({error}); run `kg train`, or delete the file") from error
    if facts.get("reads") != READS:
        raise UserError(f"{path}: trained on other features than this program has; run `kg train`, or delete the file")
    network = Network(rounds=int(facts["rounds"]))
    network.load_state_dict(weights)
    network.eval()
    return network, facts["about"]


def of_workspace(files: Path | None) -> Path:
    """Return the network of a workspace's own graph where there is one, else the shipped one."""
    own = None if files is None else files / OWN
    return own if own is not None and own.is_file() else SHIPPED
