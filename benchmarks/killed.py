"""Nothing is lost by SIGKILL: commands killed at random moments, started again until done, beside unbroken runs.

    python benchmarks/killed.py FOLDER [--kills 100] [-n 2000] [--command ingest generate export] [--seed 0] [--json]

`ingest FOLDER`, `generate -n N` and `curriculum export` each run once unbroken, then again and again: started, killed
with their whole process group at a moment drawn uniformly from the time that the unbroken run took, started again, and
so on until done; then from the beginning, until each was killed `--kills` times. What must be equal at the end: the
file or folder written, everything in the store (its digest, each document's claims, the graph, the vectors, the ledger)
and what `kg verify` says. An export is looked at after every kill too: where its folder stands, it must be the export
that stood there before, or the whole new one. Where a kill fell is read off the stack of the process just before.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

START = """
import faulthandler, signal, sys
faulthandler.register(signal.SIGUSR1, file=open(sys.argv.pop(1), "w"), all_threads=False)
from importlib import import_module
import_module(sys.argv.pop(1) + ".cli").main()
"""
"""Runs a command in a process that writes down its stack when it is asked."""

STEPS = (
    ("sqlite_store/", "replace_document", "storing a document"),
    ("sqlite_store/", "replace_graph", "storing the graph"),
    ("sqlite_store/", "change_graph", "storing the graph"),
    ("sqlite_store/", "put_vectors", "storing vectors"),
    ("sqlite_store/", "append", "storing samples"),
    ("sqlite_store/", "prepare", "making the store"),
    ("ingest/parse/sandbox.py", "", "reading"),
    ("ingest/chunk.py", "", "cutting"),
    ("ingest/extract/", "", "extracting"),
    ("kg/resolve/", "", "resolving"),
    ("kg/index.py", "", "embedding"),
    ("generate/pipeline.py", "write", "writing the file"),
    ("generate/pipeline.py", "kept", "making samples"),
    ("generate/ledger.py", "begin", "opening the run"),
    ("generate/personas.py", "", "reading personas"),
    ("kg/encode.py", "", "loading the encoder"),
    ("kg/walk.py", "", "loading the graph"),
    ("generate/report.py", "", "counting"),
    ("curriculum/prerequisites.py", "", "finding prerequisites"),
    ("curriculum/order.py", "", "ordering"),
    ("kg/whole.py", "", "syncing and renaming"),
    ("curriculum/export.py", "", "writing shards"),
)
"""File and function of the innermost frame of ours that says what the process was at."""

STACK_SECONDS = 0.05
"""How long a process has to write its stack down."""

State = dict[str, str]


class Killed(NamedTuple):
    """What came of one command."""

    command: str
    seconds: float
    """Of the unbroken run."""
    rounds: int
    runs: int
    kills: int
    fell: dict[str, int]
    differences: list[str]


def main() -> None:
    """Print what came of it; leave with 1 where anything differs."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--kills", type=int, default=100, help="of each command")
    arguments.add_argument("-n", type=int, default=2000)
    arguments.add_argument("--command", nargs="+", choices=("ingest", "generate", "export"))
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--json", action="store_true")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        wanted = given.command or ("ingest", "generate", "export")
        found = list(all_of(wanted, given.folder.resolve(), given.n, given.kills, given.seed, Path(scratch)))
    if given.json:
        print(json.dumps([row._asdict() for row in found], indent=2))
    else:
        for row in found:
            show(row)
    sys.exit(any(row.differences for row in found))


def show(row: Killed) -> None:
    """Print what came of one command."""
    print(f"{row.command}  (unbroken: {row.seconds:.1f} s)")
    print(f"  {row.kills} kills in {row.runs} runs, {row.rounds} times to the end")
    for step, count in sorted(row.fell.items(), key=lambda pair: -pair[1]):
        print(f"    {count:>4}  {step}")
    print(f"  differences: {len(row.differences)}")
    for line in row.differences:
        print(f"    {line}")


def all_of(wanted: tuple[str, ...], folder: Path, n: int, kills: int, seed: int, scratch: Path) -> Iterator[Killed]:
    """Yield what came of each command, in turn; each goes on from what the unbroken run of the one before left."""
    drawn = random.Random(seed)
    here, base = scratch / "here", scratch / "base"
    here.mkdir()
    workspace, samples, out = here / "workspace", here / "samples.jsonl", here / "out"

    def nothing() -> None:
        shutil.rmtree(here)
        here.mkdir()

    def again() -> None:
        shutil.rmtree(here)
        shutil.copytree(base, here)

    def stored() -> State:
        return state(workspace)

    def written() -> State:
        return {**state(workspace), "samples": digest(samples)}

    ingest = ["ingest", str(folder), "--workspace", str(workspace)]
    generate = ["generate", "-n", str(n), "--seed", "7", "--workspace", str(workspace), "--out", str(samples)]
    export = ["curriculum", "export", "--workspace", str(workspace), "--out", str(out)]
    if "ingest" in wanted:
        yield killed(ingest, kills, drawn, nothing, stored)
    nothing()
    run(ingest)
    shutil.copytree(here, base)
    if "generate" in wanted:
        yield killed(generate, kills, drawn, again, written)
    if "export" not in wanted:
        return
    again()
    run(generate)
    run([*export, "--schedule", "random", "--form", "text"])
    earlier = tree(out)
    shutil.rmtree(base)
    shutil.copytree(here, base)
    yield killed(export, kills, drawn, again, lambda: {"out": tree(out)}, lambda: [tree(out)], [earlier, ""])


def killed(
    command: list[str],
    kills: int,
    drawn: random.Random,
    fresh: Callable[[], None],
    end: Callable[[], State],
    between: Callable[[], list[str]] = list,
    allowed: list[str] | None = None,
) -> Killed:
    """Kill `command` so many times. `fresh` puts things as they were before it, `end` says how they are after it.

    After each kill, `between` must give nothing but what is `allowed`, or what the end has.
    """
    fresh()
    begun = time.monotonic()
    code = run(command)
    seconds = time.monotonic() - begun
    unbroken = end()
    fell: Counter[str] = Counter()
    differences: list[str] = []
    rounds = runs = 0
    while sum(fell.values()) < kills:
        fresh()
        rounds += 1
        done = False
        while not done:
            runs += 1
            found = run(command, drawn.uniform(0, seconds) if sum(fell.values()) < kills else None)
            done = isinstance(found, int)
            if isinstance(found, str):
                fell[found] += 1
                halves = [one for one in between() if one not in (*(allowed or ()), *unbroken.values())]
                differences += [f"round {rounds}: half of an export after a kill at {found}" for _ in halves]
            elif found != code:
                differences.append(f"round {rounds}: left with {found}, not {code}")
        now = end()
        differences += [f"round {rounds}: {key}" for key in unbroken if now.get(key) != unbroken[key]]
    name = " ".join(part for part in command if not part.startswith("/"))
    return Killed(name, round(seconds, 1), rounds, runs, sum(fell.values()), dict(fell), differences)


def run(command: list[str], after: float | None = None) -> int | str:
    """Run a command to its end and return its exit code; killed `after` so many seconds, return what it was at."""
    with tempfile.TemporaryDirectory() as scratch:
        stack = Path(scratch) / "stack"
        process = subprocess.Popen(
            [sys.executable, "-c", START, str(stack), *command],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            _, told = process.communicate(timeout=after)
        except subprocess.TimeoutExpired:
            if stack.exists():
                os.kill(process.pid, signal.SIGUSR1)
                time.sleep(STACK_SECONDS)
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return step(stack.read_text() if stack.exists() else "")
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: left with {process.returncode}: {told.decode()}")
    return process.returncode


def step(stack: str) -> str:
    """Return what a process was at: by the innermost frame that `STEPS` names."""
    for line in stack.splitlines():
        for file, function, name in STEPS:
            if file in line and line.rstrip().endswith(f" in {function}" if function else ""):
                return name
    return "importing" if "importlib" in stack else "starting, or leaving"


def state(workspace: Path) -> State:
    """Return digests of all that a store holds, and what `kg verify` says of it."""
    from kg.encode import MINILM
    from kg.verify import verify
    from kg.workspace import open_store

    with open_store(str(workspace)) as store:
        checked = verify(store)
        runs = [(run.fingerprint, run.state.value, *store.outcomes(run.id)) for run in store.runs()]
        return {
            "digest": store.digest(),
            "documents": plain(store.contents()),
            "graph": store.graph_content(),
            "vectors": plain([[i, m.tobytes().hex()] for i, m in (store.vectors(k, MINILM) for k in KINDS)]),
            "ledger": plain([[str(part) for part in run] for run in runs]),
            "verify": plain([checked.sound, checked.spans]),
        }


KINDS = ("chunk", "entity")


def plain(value: Any) -> str:  # noqa: ANN401 - any JSON
    """Return the digest of a value."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=list).encode()).hexdigest()


def digest(file: Path) -> str:
    """Return the digest of a file, or what is the matter with it."""
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "not there"


def tree(folder: Path) -> str:
    """Return the digest of all files of a folder, nothing where it does not stand."""
    if not folder.exists():
        return ""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return plain([[path.relative_to(folder).as_posix(), digest(path)] for path in files])


if __name__ == "__main__":
    main()
