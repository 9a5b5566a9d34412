"""Training: listwise softmax over the candidates of each question, uniform over what answers it.

The weights of the last steps are averaged (Izmailov et al. 2018), which makes networks of different seeds more alike.
The same seed gives the same weights in every process: on one thread, since how many there are changes the order in
which sums are taken. Nothing is read but the cases, so graphs can be mixed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from kg.console import Progress
    from kg.gnn.features import Case
    from kg.gnn.network import Network

EPOCHS, BATCH, RATE, DECAY = 5, 8, 3e-3, 1e-4
AVERAGED = 0.35
"""Share of the steps, the last ones, whose weights are averaged."""

THINNED = 0.5
"""At most this share of the edges is left out of each question, so that graphs denser or thinner do not surprise
(Rong et al. 2020: DropEdge).
"""

NAMES = 0.3
"""Weight of the loss over names beside the loss over passages."""


class Labelled(NamedTuple):
    """A question's candidates, which of them answer it, and which names join those."""

    case: Case
    gold: NDArray[np.bool_]
    hidden: NDArray[np.bool_]
    answers: int
    """Passages that answer it, candidates or not."""


def labelled(found: Case, gold: Sequence[int], hidden: Sequence[int] = ()) -> Labelled:
    """Return a case with its labels; passages and names are given by their places in the snapshot."""
    return Labelled(found, np.isin(found.passages, gold), np.isin(found.names, hidden), len(gold))


@contextmanager
def one_thread() -> Iterator[None]:
    """Hold PyTorch to one thread; also as a decorator."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@one_thread()
def train(
    rows: Sequence[Labelled],
    seed: int,
    rounds: int | None = None,
    epochs: int = EPOCHS,
    start: Network | None = None,
    progress: Progress | None = None,
) -> tuple[Network, list[float]]:
    """Return a network trained on `rows` and the mean loss of each epoch; `rounds=0` is the feature-only control."""
    import torch

    from kg.console import Quiet
    from kg.gnn.network import ROUNDS, Network, batch_of

    usable = [row for row in rows if row.gold.any()]
    torch.manual_seed(seed)
    shuffled = np.random.default_rng(seed)
    network = start or Network(rounds=ROUNDS if rounds is None else rounds)
    steps = max(1, epochs * -(-len(usable) // BATCH))
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=RATE, total_steps=steps + 1, pct_start=0.15)
    averaged = torch.optim.swa_utils.AveragedModel(network)
    losses, taken = [], 0
    network.train()
    for _ in (progress or Quiet()).steps(range(epochs), "training", epochs):
        order = shuffled.permutation(len(usable))
        total = 0.0
        for begin in range(0, len(order), BATCH):
            part = [usable[i] for i in order[begin : begin + BATCH]]
            batch = batch_of([thinned(row.case, shuffled) for row in part])
            passages, names = network(batch)
            gold = torch.from_numpy(np.concatenate([row.gold for row in part]))
            hidden = torch.from_numpy(np.concatenate([row.hidden for row in part]))
            loss = listwise(passages, gold, batch.passage_of, len(part))
            loss = loss + NAMES * listwise(names, hidden, batch.name_of, len(part))
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            taken += 1
            if taken > steps * (1 - AVERAGED):
                averaged.update_parameters(network)
            total += float(loss.detach()) * len(part)
        losses.append(total / max(1, len(usable)))
    trained = cast("Network", averaged.module if taken else network)
    trained.eval()
    return trained, losses


def thinned(found: Case, rng: np.random.Generator) -> Case:
    """Return a case without some of its edges, a share of them from 0 to `THINNED`."""
    kept = rng.random(found.edges.shape[1]) >= rng.uniform(0, THINNED)
    return found._replace(edges=found.edges[:, kept], edge_features=found.edge_features[kept])


def listwise(scores: Tensor, gold: Tensor, group: Tensor, groups: int) -> Tensor:
    """Return the mean cross entropy of each group's softmax with a uniform distribution over its gold."""
    import torch

    highest = torch.full((groups,), -torch.inf).scatter_reduce(0, group, scores.detach(), "amax")
    shifted = scores - highest[group]
    total = torch.zeros(groups).scatter_add(0, group, shifted.exp())
    log = shifted - total.log()[group]
    number = torch.zeros(groups).scatter_add(0, group, gold.float())
    weight = gold.float() / number.clamp(min=1)[group]
    asked = (number > 0).sum().clamp(min=1)
    return -(weight * log).sum() / asked
