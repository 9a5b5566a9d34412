"""The parser's network: one encoder, and heads for sentence ends, tags, lemmas, arcs, labels and mentions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from ingest.english.encoder import LAYERS, WIDTH, Encoder
from ingest.english.pieces import AFFIXES, BUCKETS

ARC, LABEL, SPAN, AFFIX = 320, 128, 128, 48


@dataclass(frozen=True, slots=True)
class Inventory:
    """The names of every class that the heads choose from, in the order of their outputs."""

    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    feats: tuple[str, ...]
    lemma: tuple[str, ...]
    deprel: tuple[str, ...]
    kind: tuple[str, ...]

    def sizes(self) -> list[int]:
        """How many tags of each layer there are: the widths that the tag head's output splits into."""
        return [len(self.upos), len(self.xpos), len(self.feats), len(self.lemma)]


class Rows(NamedTuple):
    """A batch for the encoder: windows of text padded to one length, and where their words stand in it."""

    pieces: Tensor  # windows, positions
    shapes: Tensor  # windows, positions
    lengths: Tensor  # windows
    first: Tensor  # words: the flat position of the first piece
    last: Tensor  # words: the flat position of the last piece
    affixes: Tensor  # words, AFFIXES
    final: Tensor  # words: true at the last word of a window


class Biaffine(nn.Module):
    """A score for each pair of a row of `left` and a row of `right`, once or for each of `outputs` labels."""

    def __init__(self, width: int, outputs: int = 1) -> None:
        super().__init__()
        self.outputs = outputs
        self.weight = nn.Parameter(torch.zeros(outputs, width + 1, width + 1))

    def forward(self, left: Tensor, right: Tensor) -> Tensor:
        """`left`: …, m, width and `right`: …, n, width to scores …, m, n (one output only)."""
        left, right = with_one(left), with_one(right)
        return (left @ self.weight[0]) @ right.transpose(-1, -2)

    def paired(self, left: Tensor, right: Tensor) -> Tensor:
        """`left`, `right`: n, width, row by row, to scores n, outputs."""
        left, right = with_one(left), with_one(right)
        mixed = left @ self.weight.permute(1, 0, 2).reshape(left.shape[1], -1)
        return torch.bmm(mixed.view(left.shape[0], self.outputs, -1), right[:, :, None]).squeeze(2)


class Parser(nn.Module):
    """Windows of words in; vectors, then each head's scores out."""

    def __init__(self, inventory: Inventory, dropout: float = 0.3) -> None:
        super().__init__()
        self.inventory = inventory
        self.encoder = Encoder()
        self.mix = nn.Parameter(torch.zeros(2, LAYERS + 1))
        self.affix = nn.Embedding(AFFIXES * BUCKETS, AFFIX)
        self.affix_in = nn.Linear(AFFIXES * AFFIX, WIDTH)
        self.norms = nn.ModuleList(nn.LayerNorm(WIDTH) for _ in range(2))
        self.tag_in = nn.Linear(WIDTH, WIDTH)
        self.tag_out = nn.Linear(WIDTH, sum(inventory.sizes()))
        self.end_in = nn.Linear(2 * WIDTH, 128)
        self.end_out = nn.Linear(128, 1)
        self.root = nn.Parameter(torch.zeros(1, WIDTH))
        self.syntax_in = nn.Linear(WIDTH, 2 * ARC + 2 * LABEL)
        self.arc = Biaffine(ARC)
        self.label = Biaffine(LABEL, len(inventory.deprel))
        self.span_in = nn.Linear(WIDTH, 4 * SPAN)
        self.span_kind = nn.Linear(SPAN, len(inventory.kind))
        self.span_start, self.span_end = Biaffine(SPAN), Biaffine(SPAN)
        self.dropout = dropout
        nn.init.normal_(self.affix.weight, std=0.1)
        # Syntax starts from the upper layers and tags from the middle ones; training moves both.
        with torch.no_grad():
            self.mix[0, 2:5] += 1.0
            self.mix[1, 4:] += 1.0

    def _drop(self, x: Tensor) -> Tensor:
        return functional.dropout(x, self.dropout, self.training)

    def words(self, rows: Rows) -> tuple[Tensor, Tensor]:
        """Return each word's vector for tagging and for syntax, over the windows of the batch in order."""
        outputs = [x.flatten(0, 1) for x in self.encoder(rows.pieces, rows.shapes, rows.lengths)]
        ends = torch.stack([(x[rows.first] + x[rows.last]) / 2 for x in outputs])
        weights = functional.softmax(self.mix.float(), dim=1).to(ends.dtype)
        tagging, syntax = (weights @ ends.flatten(1)).view(2, *ends.shape[1:])
        offsets = torch.arange(AFFIXES) * BUCKETS
        letters = self.affix_in(self._drop(self.affix(rows.affixes + offsets).flatten(1)))
        return self._drop(self.norms[0](tagging + letters)), self._drop(self.norms[1](syntax + letters))

    def tags(self, tagging: Tensor) -> list[Tensor]:
        """Return scores of part of speech, fine tag, features and lemma rule for each word."""
        scores = self.tag_out(self._drop(functional.gelu(self.tag_in(tagging)))).float()
        return list(torch.split(scores, self.inventory.sizes(), dim=1))

    def ends(self, tagging: Tensor, final: Tensor) -> Tensor:
        """Return for each word the score that a sentence ends after it, seeing the word that follows."""
        following = torch.cat((tagging[1:], tagging[:1])).masked_fill(final[:, None], 0)
        hidden = functional.gelu(self.end_in(torch.cat((tagging, following), dim=1)))
        scores: Tensor = self.end_out(self._drop(hidden))
        return torch.squeeze(scores, 1).float()

    def arcs(self, syntax: Tensor, index: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Score heads within sentences: `arc_scores`, with the label halves of dependents and of heads beside them."""
        dependents, heads, label_dependents, label_heads = self.halves(syntax)
        return self.arc_scores(dependents, heads, index), label_dependents, label_heads

    def halves(self, syntax: Tensor) -> list[Tensor]:
        """Return each word as arc dependent, arc head, label dependent, label head; the last row is the root's."""
        hidden = self._drop(functional.gelu(self.syntax_in(torch.cat((syntax, self.root)))))
        return list(torch.split(hidden, [ARC, ARC, LABEL, LABEL], dim=1))

    def arc_scores(self, dependents: Tensor, heads: Tensor, index: Tensor) -> Tensor:
        """Return scores (sentences, words, 1 + words: the root first).

        `index`: sentences by words, the flat number of each word, -1 where a shorter sentence is padded.
        """
        rooted = functional.pad(index, (1, 0), value=-1)
        padded = functional.pad(index < 0, (1, 0), value=False)
        scores: Tensor = self.arc(dependents[index], heads[rooted])
        return scores.float().masked_fill(padded[:, None, :], -1e4)

    def labels(self, dependents: Tensor, heads: Tensor) -> Tensor:
        """Return label scores for words, each with the head that stands beside it."""
        scores: Tensor = self.label.paired(dependents, heads)
        return scores.float()

    def mentions(self, syntax: Tensor, index: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return each word's mention kind scores, and, by sentence, those of the first and last word of its mention."""
        kinds, head, start, end = self.span_halves(syntax)
        return kinds, *self.span_scores(head, start, end, index)

    def span_halves(self, syntax: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return each word's mention kind scores, and the word as a mention's head, first and last word."""
        kind, head, start, end = torch.split(self._drop(functional.gelu(self.span_in(syntax))), SPAN, dim=1)
        scores: Tensor = self.span_kind(kind)
        return scores.float(), head, start, end

    def span_scores(self, head: Tensor, start: Tensor, end: Tensor, index: Tensor) -> tuple[Tensor, Tensor]:
        """Return, by sentence, for each word as head the scores of each word as first and as last of its mention."""
        padded = (index < 0)[:, None, :]
        starts = self.span_start(head[index], start[index]).float().masked_fill(padded, -1e4)
        return starts, self.span_end(head[index], end[index]).float().masked_fill(padded, -1e4)


def with_one(x: Tensor) -> Tensor:
    """Add a feature that is always one, so that a product has a bias."""
    return functional.pad(x, (0, 1), value=1.0)
