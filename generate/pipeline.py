"""Plans prompts, puts them in words, checks the words, and keeps samples until there are enough.

    plan ──▸ realise ──▸ assemble ──▸ check ──▸ near-duplicates ──▸ kept | turned away, by name

The same graph, settings and seed give the same samples, byte for byte, whatever was interrupted on the way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from random import Random

from generate import assemble
from generate.balance import Balance, Cell, of_references
from generate.beside import beside
from generate.check import Case, check
from generate.coverage import Covered
from generate.duplicates import Seen
from generate.facts import Facts, survey
from generate.grids import tabulated
from generate.ground import grounds, settled
from generate.ledger import Ledger, Turned, begin, outcomes
from generate.personas import Matcher, chosen, personas
from generate.plan import Stream, cells
from generate.realise import realise
from generate.records import Persona, Prompt, Sample, Stage
from generate.report import Report, report
from generate.settings import GenerateSettings
from generate.tasks import TASKS
from generate.think import Thinking
from generate.told import Told
from kg.console import Progress, Quiet
from kg.records import Document, Entity, Label, Path, Rejection
from kg.search import Searcher
from kg.store import Run, RunState, Store
from kg.thought.records import Reasoning
from kg.walk import Graph, shortcut
from kg.whole import whole


def generate(
    store: Store,
    settings: GenerateSettings,
    progress: Progress | None = None,
    restart: bool = False,
    files: FilePath | None = None,
    heard: Callable[[Reasoning], None] | None = None,
) -> tuple[Run, Report]:
    """Keep `settings.n` samples in the store, or as many as its graph supports, and say what became of all others.

    A run that was cut off is gone on with; one that was finished is only reported. `restart` drops either and begins
    anew. `files` is the workspace's folder of that name, where a network trained on its graph may lie; `heard` gets
    every graph of thoughts, for which a finished run is gone through again. Raises UserError where there is no graph, a
    name is unknown, or a run with other settings is open.
    """
    turns = cells(settings)
    graph = Graph.load(store)
    settings = settled(settings, graph)
    if settings.persona is not None and settings.persona not in {person.id for person in personas()}:
        settings = settings.model_copy(update={"persona": _matcher().named(settings.persona).id})
    found = grounds(settings, graph, lambda: Searcher.open(store, progress=progress, files=files))
    run = begin(store, settings, restart)
    if run.state is RunState.OPEN or heard is not None:
        pairs = beside(store.documents(), store.chunks(), store.mentions(), graph.entities.values())
        mastheads = {document.id: _masthead(document) for document in store.documents()}
        facts = replace(
            survey(graph),
            beside=tuple(pairs),
            cells=tuple(tabulated(store.documents(), store.chunks())),
            told=Told.of(store.chunks(), mastheads),
        )
        facts = facts.within(found) if found else facts
        if settings.reasoner == "got":
            facts = replace(facts, reasoner=Thinking(heard))
        maker = Maker(store, graph, facts, settings, _matcher())
        ledger = Ledger(store, run, settings.commit_every)
        kept = 0
        for kept, _ in enumerate((progress or Quiet()).steps(maker.kept(turns, ledger), "generate", settings.n), 1):
            if progress and kept % 10 == 0:
                progress.note(f"{maker.turned:,} turned away")
        ledger.commit()
        if run.state is RunState.OPEN:
            store.close_run(run.id, RunState.FINISHED)
    covered = Covered(graph, (relation for ground in found for relation in ground.weights))
    return run, report(outcomes(store, run), settings.n, covered)


def _matcher() -> Matcher:
    from kg.encode import Encoder

    return Matcher(personas(), Encoder())


WORDINGS = 8
"""Wordings of a prompt that are tried for its stage."""


@dataclass
class Maker:
    """One run at work: the graph and its facts, what has been kept, and how a prompt becomes a sample."""

    store: Store
    graph: Graph
    facts: Facts
    settings: GenerateSettings
    matcher: Matcher
    turned: int = 0

    def __post_init__(self) -> None:
        self.licences: Mapping[str, str] = {d.id: d.licence for d in self.store.documents()}
        self.passages: Mapping[str, str] = {chunk.id: chunk.text for chunk in self.store.chunks()}
        self.pairs = {(edge.head, edge.tail) for edge in self.graph.relations.values()}
        self.reserve: list[tuple[Cell, Prompt]] = []
        self.seen = Seen(self.settings.duplicate_share)
        self.balance = Balance(self.settings, len(self.licences))

    def kept(self, turns: list[Cell], ledger: Ledger) -> Iterator[Sample]:
        """Yield samples until there are enough or every stream has run dry; each turn is written in the ledger.

        A prompt whose document or topic has had its share waits until nothing else is left.
        """
        streams = {cell: Stream.of(cell, self.facts, self.settings) for cell in turns}
        while streams and self.balance.kept < self.settings.n:
            cell = self.balance.next_cell(list(streams))
            stream = streams[cell]
            prompt = stream.draw(self.balance, self.settings.look_ahead)
            for turned in _passed(stream):
                ledger.outcome("", lambda turned=turned: turned)  # type: ignore[misc]
                self.turned += turned.count
            if prompt is None:
                del streams[cell]
            elif self.balance.over_share(prompt):
                self.reserve.append((cell, prompt))
            else:
                yield from self._taken(prompt, cell, ledger)
        self.reserve.sort(key=lambda waiting: of_references(waiting[1]))  # they come when nothing else is left
        while self.reserve and self.balance.kept < self.settings.n:
            ahead = [prompt for _, prompt in self.reserve[: self.settings.look_ahead]]
            cell, prompt = self.reserve.pop(self.balance.best(ahead))
            yield from self._taken(prompt, cell, ledger)

    def _taken(self, prompt: Prompt, cell: Cell, ledger: Ledger) -> Iterator[Sample]:
        """Yield the sample of a prompt, if one is kept, and count what came of it."""
        found = ledger.outcome(prompt.sha256, lambda: self.made(prompt))
        if isinstance(found, Turned):
            self.turned += found.count
            self.balance.tried(cell)
            return
        self.balance.keep(found, prompt, cell)
        self.seen.keep(found)
        yield found

    def made(self, prompt: Prompt) -> Sample | Turned:
        """Return the finished sample of a prompt, or why there is none.

        Where only the stage is missed, other words for the same question are tried.
        """
        if self.balance.asked_enough(prompt):
            enough = Rejection(subject=prompt.topic, step="balance", reason="asked_enough")
            return Turned(rejection=enough, prompt=prompt.sha256)
        for again in range(WORDINGS):
            found = self._sample(prompt.model_copy(update={"seed": prompt.seed + again}))
            if not (isinstance(found, Rejection) and found.reason in {"below_stage", "above_stage"}):
                break
        if isinstance(found, Sample):
            found = found.model_copy(update={"prompt_sha256": prompt.sha256})
        return Turned(rejection=found, prompt=prompt.sha256) if isinstance(found, Rejection) else found

    def _sample(self, prompt: Prompt) -> Sample | Rejection:
        draft = realise(prompt)
        if isinstance(draft, Rejection):
            return draft
        if draft.options:
            drawn = Random(f"{prompt.seed}:place").randrange(len(draft.options))
            draft = assemble.placed(draft, self.balance.letter(len(draft.options), drawn), prompt.seed)
        plain = assemble.sample(prompt, draft, TASKS[prompt.task].floor, self.licences)
        case = Case(plain, prompt, self.passages, self.facts.told, self._joined, self._shortcut, self.settings.stage)
        checked = check(case)
        if isinstance(checked, Rejection):
            return checked
        twin = self.seen.duplicate(checked)
        if twin is not None:
            return Rejection(subject=checked.id, step="check", reason="near_duplicate", detail=twin)
        return assemble.addressed(checked, draft, self._persona(prompt, checked.stage))

    def _joined(self, one: str, other: str) -> bool:
        return (one, other) in self.pairs or (other, one) in self.pairs

    def _shortcut(self, path: Path) -> str | None:
        found = shortcut(self.graph, path)
        return found.detail if found else None

    def _persona(self, prompt: Prompt, stage: Stage) -> Persona:
        if self.settings.persona is not None:
            return self.matcher.named(self.settings.persona)
        near = self.matcher.nearest(_topic(prompt), stage, self.settings.persona_choice)
        cap = max(round(self.settings.persona_share * self.settings.n), 2)
        used = self.balance.by.get("persona")
        return chosen(near, used or Counter(), cap, Random(f"{prompt.seed}:persona"))


def _masthead(document: Document) -> str:
    """Return where a document says who wrote it and where it appeared: its front matter, and what runs on its pages."""
    own = (block for block in document.blocks if block.label in (Label.FRONT_MATTER, Label.FURNITURE))
    return " ".join(document.text[block.start : block.end] for block in own)


def _topic(prompt: Prompt) -> Entity:
    """Return the entity that a prompt is about."""
    ends = [entity for path in prompt.paths for entity in path.entities]
    return next((entity for entity in ends if entity.name == prompt.topic), ends[0])


def _passed(stream: Stream) -> list[Turned]:
    """Return what the task turned away since it was last asked, by reason, and forget it."""
    rows = [
        Turned(rejection=Rejection(subject=" ".join(map(str, stream.cell)), step="ask", reason=reason), count=count)
        for reason, count in sorted(stream.passed.items())
    ]
    stream.passed.clear()
    return rows


def write(store: Store, run: Run, out: FilePath) -> int:
    """Write the kept samples of a run to a JSONL file, whole or not at all, and return how many there are."""
    kept = [found.json_text for found in store.outcomes(run.id) if found.kind == "sample"]
    with whole(out, False, FilePath.is_file) as fresh, fresh.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in kept)
    return len(kept)
