"""What generation hands on: a `Prompt` says what is to be asked and what it rests on, a `Sample` is the finished row.

Path, Persona, Stage ── ask ──▸ Prompt ── realise ──▸ Sample ── check ──▸ Sample | Rejection
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Literal

from pydantic import Field

from kg.records import Box, Entity, Evidence, Path, Record

SCHEMA_VERSION = 1


class Stage(StrEnum):
    """The six developmental stages, youngest first."""

    PERCEPTION = "perception"
    LANGUAGE = "language"
    CONCRETE = "concrete"
    CAUSAL = "causal"
    ABSTRACT = "abstract"
    REFLECTIVE = "reflective"

    @property
    def index(self) -> int:  # type: ignore[override]
        """0 for perception … 5 for reflective."""
        return list(Stage).index(self)


class Persona(Record):
    """Someone for whom a sample is written."""

    id: str
    occupation: str
    age_band: Literal["child", "teen", "young_adult", "adult", "senior"]
    interests: tuple[str, ...]
    voice: str
    text: str


class Prompt(Record):
    """The skeleton of a sample, made from the graph alone: the form of the question, its answer, what it rests on.

    `paths` holds one path for most tasks; comparing, analogy and rule induction hold several. `answer` is the entity
    (or the word, for true/false and ordering) that the question asks for. `distractors` are entities of the same type
    and neighbourhood. `form` names the question form that the relation classes of the path allow. `hops` counts the
    edges of all paths, those of a list asked for whole as one; `titles` holds (document id, title) for every
    document that the question may name; `choices` are the words of the wrong options, as some claim has them, one a
    distractor; `ground` is the question or topic whose search led here, `near` (0 to 1) how near to it the facts are.
    """

    task: str
    form: str
    stage: Stage
    hops: int
    topic: str
    paths: tuple[Path, ...] = Field(min_length=1)
    answer: str
    answer_entity: Entity | None = None
    distractors: tuple[Entity, ...] = ()
    choices: tuple[str, ...] = ()
    titles: tuple[tuple[str, str], ...] = ()
    persona: Persona | None = None
    ground: str | None = None
    near: float = 1.0
    seed: int = 0

    @property
    def sha256(self) -> str:
        """The digest of everything that the words will be made from."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class Message(Record):
    """A turn of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


class ReasoningStep(Record):
    """One sentence of the chain, with the ids of the evidence that it follows from."""

    text: str
    evidence: tuple[str, ...]


class Draft(Record):
    """A prompt in words: `options` in the order shown (none for an open question), `answer` one of them where given."""

    question: str
    answer: str
    options: tuple[str, ...] = ()
    reasoning: tuple[ReasoningStep, ...]


class PathEdge(Record):
    """One hop as exported, by name: a sample has as many as its `hops` say.

    An `inverse` one runs against its relation, as its predicate says: either in the passive (*be fed by*), or with the
    mark of SPARQL's inverse paths: *^depend on* leads to what does. The tail of a list that is asked for whole is all
    of it: *frogs, newts and toads*.
    """

    head: str
    predicate: str
    relation: str
    tail: str
    evidence: tuple[str, ...]
    inverse: bool = False


class Quote(Record):
    """Evidence as exported; `chunk` is the passage that it stands in."""

    id: str
    document: str
    source: str
    sha256: str
    chunk: str = ""
    page: int | None
    bbox: Box | None
    start: int
    end: int
    quote: str

    @classmethod
    def of(cls, evidence: Evidence) -> Quote:
        """Return `evidence` as it is exported."""
        return cls(**evidence.model_dump())


class PersonaRef(Record):
    """Whom the sample is for, and what of the sample that changed."""

    id: str
    text: str
    role: str = "topic and framing"


class Difficulty(Record):
    """Measured, not intended: see `generate.difficulty`."""

    language: float
    reasoning: float
    language_stage: Stage
    reasoning_stage: Stage
    measures: dict[str, float] = Field(default_factory=dict)


class Sample(Record):
    """One line of the samples file. `ground` is what was searched for to find its facts, None where nothing was."""

    id: str
    messages: tuple[Message, ...]
    question: str
    answer: str
    options: tuple[str, ...] = ()
    reasoning: tuple[ReasoningStep, ...]
    task: str
    form: str
    stage: Stage
    hops: int
    topic: str
    ground: str | None = None
    path: tuple[PathEdge, ...]
    evidence: tuple[Quote, ...]
    persona: PersonaRef | None
    realised_by: Literal["grammar", "model"]
    model: str | None
    prompt_sha256: str
    difficulty: Difficulty
    checks: dict[str, bool]
    seed: int
    licence: str
    schema_version: int = SCHEMA_VERSION
