"""Writes down every outcome of a run by its position, so that a run that was killed goes on as if it had not been.

The run is planned again from its seed on resuming; what is written down is taken instead of made. An outcome is
committed with others, so a kill costs at most `commit_every` of them, which are then made again, the same.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterator

from generate.records import SCHEMA_VERSION, Sample
from generate.settings import GenerateSettings
from kg.config import config_file
from kg.errors import UserError
from kg.records import Record, Rejection
from kg.store import Outcome, Run, RunState, Store

CONFIGS = ("stages.yaml", "relations.yaml", "personas.yaml")
"""Files that a run's samples depend on beside its settings."""


class Turned(Record):
    """What a run turned away: `count` prompts for one reason; `prompt` is the digest of one that was put in words."""

    rejection: Rejection
    count: int = 1
    prompt: str = ""


class Ledger:
    """An open run: gives back what is written down, then writes down what is made."""

    def __init__(self, store: Store, run: Run, commit_every: int) -> None:
        """`commit_every` counts outcomes."""
        self._store, self._run, self._every = store, run, commit_every
        self._recorded = deque(store.outcomes(run.id))
        self._pending: list[Outcome] = []
        self._position = 0

    def outcome(self, prompt: str, made: Callable[[], Sample | Turned]) -> Sample | Turned:
        """Return the outcome at the next position, whose prompt has the digest `prompt`.

        Raises UserError where another prompt is written down there: the program has changed since the run was begun.
        """
        if self._recorded:
            found = read(self._recorded.popleft())
            if (found.prompt_sha256 if isinstance(found, Sample) else found.prompt) != prompt:
                raise UserError(
                    "generate: the unfinished run was begun by another version of the program; "
                    "add --restart to drop it and begin again"
                )
        else:
            found = made()
            self._pending.append(_written(self._position, found))
        self._position += 1
        if len(self._pending) >= self._every:
            self.commit()
        return found

    def commit(self) -> None:
        """Make everything so far last."""
        if self._pending:
            self._store.append(self._run.id, self._pending)
            self._pending = []


def _written(position: int, found: Sample | Turned) -> Outcome:
    if isinstance(found, Sample):
        return Outcome(position=position, kind="sample", id=found.id, json_text=found.model_dump_json())
    return Outcome(position=position, kind="rejection", id=found.rejection.subject, json_text=found.model_dump_json())


def read(outcome: Outcome) -> Sample | Turned:
    """Return what an outcome says."""
    kind = Sample if outcome.kind == "sample" else Turned
    return kind.model_validate_json(outcome.json_text)


def outcomes(store: Store, run: Run) -> Iterator[Sample | Turned]:
    """Yield all outcomes of a run."""
    yield from map(read, store.outcomes(run.id))


# ── which run this is ────────────────────────────────────────────────────────────────────────────────────────────────


def identity(settings: GenerateSettings, graph: str) -> str:
    """Return all that decides a run's bytes, as JSON: settings, files of configuration, graph, schema version."""
    files = {name: hashlib.sha256(config_file(name).read_bytes()).hexdigest()[:16] for name in CONFIGS}
    whole = {**settings.model_dump(mode="json"), **files, "graph": graph, "schema_version": SCHEMA_VERSION}
    del whole["commit_every"]
    return json.dumps(whole, sort_keys=True)


def begin(store: Store, settings: GenerateSettings, restart: bool) -> Run:
    """Return the run to go on with: a new one, the open one, or the finished one with these settings on this graph.

    `restart` drops either and begins anew. Raises UserError where a run with other settings is open.
    """
    own = identity(settings, store.digest())
    fingerprint = hashlib.sha256(own.encode()).hexdigest()
    unfinished = store.open_run()
    if unfinished is not None and (restart or unfinished.fingerprint != fingerprint):
        if not restart:
            raise UserError(_refusal(store, unfinished, own))
        store.close_run(unfinished.id, RunState.ABANDONED)
        unfinished = None
    if unfinished is not None:
        return unfinished
    same = [run for run in store.runs() if run.fingerprint == fingerprint and run.state is RunState.FINISHED]
    if same and not restart:
        return same[-1]
    for run in same:
        store.close_run(run.id, RunState.ABANDONED)
    return store.start_run(fingerprint, own)


def _refusal(store: Store, unfinished: Run, own: str) -> str:
    before, now = json.loads(unfinished.settings), json.loads(own)
    kept = sum(outcome.kind == "sample" for outcome in store.outcomes(unfinished.id))
    changed = [
        f"{key} {_short(before.get(key))} → {_short(now.get(key))}" for key in now if before.get(key) != now[key]
    ]
    return (
        f"generate: a run of -n {before['n']} --seed {before['seed']} is unfinished ({kept} kept) and this one "
        f"differs: {', '.join(changed)}; run it as it was to finish it, or add --restart to drop it"
    )


def _short(value: object) -> str:
    text = "all" if value is None else str(value)
    return f"{text[:8]}…" if len(text) > 24 else text
