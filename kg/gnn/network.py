"""The network: rounds of messages between passages and names, gated by how each name stands in each passage.

Passages tell their names, names tell each other along relations, names tell their passages; after three rounds each has
heard of what lies three hops away. Some 50,000 parameters. The feature-only control is the same network with 0 rounds.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from kg.gnn.features import EDGE, LINK, NAME, PASSAGE

with warnings.catch_warnings():
    # On import it compiles a few functions of its own by a way that PyTorch has deprecated.
    warnings.simplefilter("ignore", DeprecationWarning)
    from torch_geometric.nn import MessagePassing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.gnn.features import Case

WIDTH, ROUNDS = 32, 3
PREFERENCE = 4.0
"""What a passage's score gains where the question names its document; not learned, so that a network that has met few
such questions prefers it too.
"""


class Batch(NamedTuple):
    """The candidates of several questions side by side; `passage_of` and `name_of` tell whose each is."""

    passages: Tensor
    names: Tensor
    edges: Tensor
    edge_features: Tensor
    links: Tensor
    link_features: Tensor
    preferred: Tensor
    passage_of: Tensor
    name_of: Tensor


class Messages(MessagePassing):  # type: ignore[misc]
    """One kind of message: from nodes of one sort to nodes of another, gated by the edge."""

    def __init__(self, width: int, edge: int) -> None:
        super().__init__(aggr=None)
        self.gate = nn.Linear(2 * width + edge, width)
        self.value = nn.Linear(width + edge, width)
        self.merge = nn.Linear(4 * width, width)
        self.norm = nn.LayerNorm(width)

    def forward(self, source: Tensor, target: Tensor, edges: Tensor, features: Tensor) -> Tensor:
        """Return the targets' states after hearing from the sources along `edges` (row of sources, row of targets)."""
        width = source.shape[1]
        # A linear map of two nodes and an edge is the sum of three maps, and there are far fewer nodes than edges.
        by_target, by_source, by_edge = torch.split(self.gate.weight, [width, width, features.shape[1]], dim=1)
        said, noted = torch.split(self.value.weight, [width, features.shape[1]], dim=1)
        heard = self.propagate(
            edges,
            gate=(source @ by_source.T, target @ by_target.T),
            value=(source @ said.T, None),
            gate_edge=nn.functional.linear(features, by_edge, self.gate.bias),
            value_edge=nn.functional.linear(features, noted, self.value.bias),
            size=(len(source), len(target)),
        )
        changed: Tensor = self.norm(target + torch.relu(self.merge(torch.cat([target, heard], dim=1))))
        return changed

    def message(self, gate_i: Tensor, gate_j: Tensor, value_j: Tensor, gate_edge: Tensor, value_edge: Tensor) -> Tensor:
        """Return what one edge carries."""
        return torch.sigmoid(gate_i + gate_j + gate_edge) * (value_j + value_edge)

    def aggregate(self, inputs: Tensor, index: Tensor, dim_size: int) -> Tensor:
        """Return the mean, the maximum and the sum of what each target hears; zeros where it hears nothing."""
        shape = (dim_size, inputs.shape[1])
        total = inputs.new_zeros(shape).index_add_(0, index, inputs)
        number = torch.bincount(index, minlength=dim_size).clamp(min=1).unsqueeze(1)
        highest: Tensor = Highest.apply(inputs, index, dim_size)  # type: ignore[no-untyped-call]
        return torch.cat([total / number, highest, total], dim=1)


class Highest(torch.autograd.Function):
    """The maximum of what each target hears; its gradient here takes a fifth of the time of PyTorch's own."""

    @staticmethod
    def forward(ctx: Any, inputs: Tensor, index: Tensor, size: int) -> Tensor:  # noqa: ANN401
        """Return the highest of the rows that `index` gives each of `size` targets; zeros where there is none."""
        places = index.unsqueeze(1).expand_as(inputs)
        empty = inputs.new_zeros((size, inputs.shape[1]))
        highest = empty.scatter_reduce(0, places, inputs, "amax", include_self=False)
        ctx.save_for_backward(inputs, index, highest)
        return highest

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None]:  # noqa: ANN401
        """Return the gradient: all of it to the row that was highest."""
        inputs, index, highest = ctx.saved_tensors
        return gradients[0].index_select(0, index) * (inputs == highest.index_select(0, index)), None, None


class Network(nn.Module):
    """Scores every passage and every name of a batch of questions."""

    def __init__(self, width: int = WIDTH, rounds: int = ROUNDS, passage: int = len(PASSAGE)) -> None:
        super().__init__()
        self.passage_in = nn.Sequential(nn.Linear(passage, width), nn.ReLU(), nn.Linear(width, width))
        self.name_in = nn.Sequential(nn.Linear(len(NAME), width), nn.ReLU(), nn.Linear(width, width))
        self.to_names = nn.ModuleList(Messages(width, len(EDGE)) for _ in range(rounds))
        self.along_links = nn.ModuleList(Messages(width, len(LINK)) for _ in range(rounds))
        self.to_passages = nn.ModuleList(Messages(width, len(EDGE)) for _ in range(rounds))
        self.passage_out = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.passage_skip = nn.Linear(passage, 1)
        self.name_out = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.name_skip = nn.Linear(len(NAME), 1)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return a score for each passage and one for each name."""
        passages, names = self.passage_in(batch.passages), self.name_in(batch.names)
        back = batch.edges.flip(0)
        for to_names, along_links, to_passages in zip(self.to_names, self.along_links, self.to_passages, strict=True):
            names = to_names(passages, names, batch.edges, batch.edge_features)
            names = along_links(names, names, batch.links, batch.link_features)
            passages = to_passages(names, passages, back, batch.edge_features)
        passage_scores = self.passage_out(passages) + self.passage_skip(batch.passages)
        name_scores = self.name_out(names) + self.name_skip(batch.names)
        return passage_scores.squeeze(1) + PREFERENCE * batch.preferred, name_scores.squeeze(1)


def batch_of(cases: Sequence[Case]) -> Batch:
    """Return the candidates of several questions in one graph of as many parts."""
    passages = np.cumsum([0, *(len(c.passages) for c in cases)])
    names = np.cumsum([0, *(len(c.names) for c in cases)])
    edges = [c.edges + np.array([[passages[i]], [names[i]]]) for i, c in enumerate(cases)]
    links = [c.links + names[i] for i, c in enumerate(cases)]
    rows = np.arange(len(cases))
    return Batch(
        passages=torch.from_numpy(np.concatenate([c.passage_features for c in cases])),
        names=torch.from_numpy(np.concatenate([c.name_features for c in cases])),
        edges=torch.from_numpy(np.concatenate(edges, axis=1)),
        edge_features=torch.from_numpy(np.concatenate([c.edge_features for c in cases])),
        links=torch.from_numpy(np.concatenate(links, axis=1)),
        link_features=torch.from_numpy(np.concatenate([c.link_features for c in cases])),
        preferred=torch.from_numpy(np.concatenate([c.preferred for c in cases])),
        passage_of=torch.from_numpy(np.repeat(rows, np.diff(passages))),
        name_of=torch.from_numpy(np.repeat(rows, np.diff(names))),
    )


def scores(network: Network, found: Case) -> tuple[np.ndarray, np.ndarray]:
    """Return the network's scores for the passages and the names of one question."""
    with torch.inference_mode():
        passages, names = network(batch_of([found]))
    return passages.numpy(), names.numpy()
