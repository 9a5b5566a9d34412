"""Keeps samples even over topics, documents, tasks, stages, hops and answers, as far as the graph allows."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from generate import across
from generate.cells import CELL, table_of
from generate.facts import is_common
from generate.gaps import BOTH, ENDS, WHOLE, argument_of
from generate.records import Prompt, Sample, Stage
from generate.settings import GenerateSettings
from kg.records import REFERENCES, Hop

OF_TABLE = 6
"""Samples of one task on one table; half as many where it takes several of its cells."""
SAME_FACTS, SAME_END = 2, 3
"""Samples on the same facts, and ending in the same fact, where there is nothing else left to ask."""
TRAILS = frozenset({"find", "choose", "variables", "evidence"})
"""Tasks that ask for the same thing in other words: the end of a trail of facts."""

Cell = tuple[str, Stage, int]
"""A task, the stage it is asked for, and the hops: what is taken in turns."""

FEWEST = 3
"""Samples that any topic or document may have, however few are asked for."""

DOCUMENT = 3
"""Samples of one topic that weigh as much as a document's even share."""

COMMON = 6
"""Samples of one topic that weigh as much as a fact of common things, which a reader may know without the document."""

AGAIN = 4
"""Samples of one topic that weigh as much as a sentence that a question has been put on already."""

AWAY = 12
"""Samples of one topic that weigh as much as facts that have nothing to do with what was searched for."""

STUBBORN = 6
"""Turns without a kept sample that weigh as much as one kept."""


def _facts(edges: Iterable[tuple[str, str]]) -> str:
    """Return the same key for the same edges, whichever way they are walked."""
    return " | ".join(sorted(" – ".join(sorted(edge)) for edge in edges))


def _same(hops: Iterable[Hop]) -> str:
    return _facts((hop.head.name, hop.tail.name) for hop in hops)


def _hops(prompt: Prompt) -> list[Hop]:
    return [hop for path in prompt.paths for hop in path.hops]


def _gaps(prompt: Prompt) -> list[str]:
    """Return the places in the documents of what is asked for: gaps of a sentence, or a table's row and cell.

    A gap has one place, whichever sentences it is read with.
    """
    hop, form = _hops(prompt)[-1], prompt.form.removesuffix(WHOLE).split()
    if hop.claim.extractor == CELL:
        first = _hops(prompt)[0].claim
        ends = () if prompt.hops > 1 else (first.head, first.tail)
        return [f"{first.evidence.document} {end.start}" for end in ends]
    if prompt.task != across.TASK and not prompt.form.endswith(WHOLE):
        return []
    found = ENDS if form[-1] == BOTH else [end for end in ENDS if form[-1].startswith(end)]
    return [f"{hop.claim.evidence.document} {argument_of(hop, end).start}" for end in found]


def of_references(prompt: Prompt) -> bool:
    """Return whether a prompt rests on nothing but references."""
    return all(hop.claim.extractor == REFERENCES for hop in _hops(prompt))


@dataclass
class Balance:
    """What has been kept so far, counted. It changes by `keep` and `tried` alone."""

    settings: GenerateSettings
    documents: int
    kept: int = 0
    by: dict[str, Counter[str]] = field(default_factory=dict)
    letters: dict[int, Counter[int]] = field(default_factory=dict)
    idle: Counter[Cell] = field(default_factory=Counter)

    def count(self, kind: str, name: str) -> int:
        """Return how many kept samples have `name` as their `kind` (topic, document, task …)."""
        return self.by.get(kind, Counter())[name]

    def next_cell(self, cells: Sequence[Cell]) -> Cell:
        """Return the cell whose stage, task and hops have been served least; a stubborn one waits longer."""

        def served(cell: Cell) -> float:
            task, stage, hops = cell
            counts = self.count("stage", stage), self.count("task", task), self.count("hops", str(hops))
            return sum(counts) + self.count("cell", str(cell)) + self.idle[cell] / STUBBORN

        return min(cells, key=served)

    def best(self, prompts: Sequence[Prompt]) -> int:
        """Return the place of the prompt whose topic, documents and answer were used least, nearest what was asked."""

        even = max(self.kept / max(self.documents, 1), 1)

        def used(place: int) -> tuple[float, int, int]:
            prompt = prompts[place]
            document = max((self.count("document", document) for document, _ in prompt.titles), default=0)
            answer = self.count("answer", f"{prompt.task} {prompt.answer.lower()}")
            topic = self.count("topic", prompt.topic)
            ground = self.count("ground", prompt.ground) if prompt.ground is not None else 0
            away = AWAY * (1 - prompt.near)
            hops = _hops(prompt)
            quotes = {hop.claim.evidence.id for hop in hops}
            again = AGAIN * max(self.count("quote", quote) for quote in quotes)
            common = COMMON * sum(map(is_common, hops)) / len(hops)
            load = common + away + ground + topic + answer + again + DOCUMENT * document / even
            return load, self.count("form", prompt.form), place

        return min(range(len(prompts)), key=used)

    def asked_enough(self, prompt: Prompt) -> bool:
        """Tell whether the facts, or their quote, have had all their samples: the next would teach nothing new."""
        hops = _hops(prompt)
        if of_references(prompt):
            return self.count("quote", hops[0].claim.evidence.id) > 0 if len(hops) == 1 else self._of_facts(prompt) > 0
        if any(self.count("gap", gap) for gap in _gaps(prompt)):
            return True
        if hops[0].claim.extractor == CELL:
            most = OF_TABLE if prompt.hops == 1 else OF_TABLE // 2
            return self.count("table", f"{prompt.task} {table_of(hops[0])}") >= most
        if prompt.task == across.TASK or prompt.form.endswith(WHOLE):
            return self._told(hops[-1])
        if len(hops) == 1:
            return self.count("quote", hops[0].claim.evidence.id) >= SAME_FACTS
        return self._of_facts(prompt) >= SAME_FACTS

    def _told(self, hop: Hop) -> bool:
        """Return whether the sentence of a hop has been asked for, alone or behind others."""
        quote = hop.claim.evidence.id
        return self.count("quote", quote) + self.count("led", quote) > 0

    def _of_facts(self, prompt: Prompt) -> int:
        return self.count("facts", _same(_hops(prompt)))

    def _of_end(self, prompt: Prompt) -> int:
        return self.count("end", _same(prompt.paths[-1].hops[-1:]))

    def over_share(self, prompt: Prompt) -> bool:
        """Tell whether a trail, a document or the topic of `prompt` have had their share.

        Where questions were searched for each has an even share, and nothing else; a topic that is named has all.
        """
        references = self.count("references", "all")
        if of_references(prompt) and references >= self._most(self.settings.reference_share):
            return True
        hops = _hops(prompt)
        walked = prompt.task in TRAILS and self.count("trail", _same(hops))
        told = all(map(self._told, hops))
        if walked or told or self._of_end(prompt) >= SAME_END:
            return True
        if self.settings.topic is not None:
            return False
        if prompt.ground is not None:
            return self.count("ground", prompt.ground) >= math.ceil(self.settings.n / len(self.settings.questions))
        share = max(self.settings.document_share, 2 / max(self.documents, 1))
        documents = any(self.count("document", document) >= self._most(share) for document, _ in prompt.titles)
        return documents or self.count("topic", prompt.topic) >= self._most(self.settings.topic_share)

    def _most(self, share: float) -> int:
        return max(math.ceil(share * self.settings.n), FEWEST)

    def letter(self, options: int, drawn: int) -> int:
        """Return the place for the right answer among `options`: the least used, `drawn` to break ties."""
        used = self.letters.get(options, Counter())
        return min(range(options), key=lambda place: (used[place], (place - drawn) % options))

    def tried(self, cell: Cell) -> None:
        """Note a turn of `cell` that kept nothing."""
        self.idle[cell] += 1

    def keep(self, sample: Sample, prompt: Prompt, cell: Cell) -> None:
        """Count a kept sample of a prompt."""
        self.kept += 1
        self.idle[cell] = 0
        names = [("stage", sample.stage), ("task", sample.task), ("hops", str(sample.hops)), ("cell", str(cell))]
        names += [("topic", sample.topic), ("form", sample.form), ("answer", f"{sample.task} {sample.answer.lower()}")]
        names += [("facts", _facts((edge.head, edge.tail) for edge in sample.path))]
        names += [("end", _facts([(sample.path[-1].head, sample.path[-1].tail)]))]
        names += [("trail", _facts((edge.head, edge.tail) for edge in sample.path))] if sample.task in TRAILS else []
        alone = sample.hops == 1 or of_references(prompt)
        names += [("led", quote.id) for quote in sample.evidence[-1:] if sample.task == across.TASK]
        names += [("gap", gap) for gap in _gaps(prompt)]
        tables = (table_of(hop) for hop in _hops(prompt)[:1] if hop.claim.extractor == CELL)
        names += [("table", f"{sample.task} {table}") for table in tables]
        names += [("quote", quote.id) for quote in sample.evidence if alone]
        names += [("document", document) for document in {quote.document for quote in sample.evidence}]
        names += [("persona", sample.persona.id)] if sample.persona else []
        names += [("references", "all")] if of_references(prompt) else []
        names += [("ground", sample.ground)] if sample.ground is not None else []
        for kind, name in names:
            self.by.setdefault(kind, Counter())[name] += 1
        if sample.options:
            places = self.letters.setdefault(len(sample.options), Counter())
            places[sample.options.index(sample.answer)] += 1
