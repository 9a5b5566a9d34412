"""Files are read in a child process, under limits of memory, time and output.

The child is kept for the next file, so that a folder of small files does not pay for a new one each time; it is killed
where it oversteps, and the next file gets a fresh one. When the program ends, however it ends, the child's pipe closes
and it leaves.
"""

from __future__ import annotations

import atexit
import os
import pickle
import select
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from ingest.parse.failure import Unreadable
from ingest.settings import IngestSettings
from kg.records import Document, Rejection

HEADER = struct.Struct("!Q")
START_SECONDS = 60.0
LARGEST_MESSAGE = 1 << 31


def read(path: Path, settings: IngestSettings, source: str | None = None) -> Iterator[Document | Rejection]:
    """Yield the documents of one file, and a `Rejection` for each row of a corpus that holds none.

    `source` is the name that the documents carry, the path where it is left out. Raises `Unreadable` with the reason
    where the file cannot be read within the limits; what was yielded before that stands.
    """
    worker = _worker(settings)
    deadline = time.monotonic() + settings.max_seconds
    try:
        worker.send((str(path), settings, source))
        while True:
            kind, value = worker.receive(deadline)
            if kind == "beat":
                deadline += settings.page_seconds
            elif kind == "item":
                began = time.monotonic()
                yield value
                deadline += time.monotonic() - began + settings.page_seconds
            elif kind == "done":
                return
            else:
                raise Unreadable(*value)
    except TimeoutError as error:
        worker.kill()
        raise Unreadable("too_slow", f"not read within {settings.max_seconds:g} s (max_seconds)") from error
    except (EOFError, BrokenPipeError, ConnectionError) as error:
        code = worker.kill()
        raise Unreadable(*_death(code, settings)) from error
    except GeneratorExit:
        worker.kill()
        raise


def _death(code: int | None, settings: IngestSettings) -> tuple[str, str]:
    if code in (-9, -6, 134, 137):
        return (
            "too_much_memory",
            f"needs more than {settings.max_memory_mib} MiB (max_memory_mib), or is made to do harm",
        )
    return "reader_died", f"the reader was ended by it (exit code {code})"


class _Worker:
    """The child process, and the pipes to and from it."""

    def __init__(self, memory_mib: int) -> None:
        self.memory_mib = memory_mib
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ingest.parse.child", str(memory_mib)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        self.receive(time.monotonic() + START_SECONDS)

    @property
    def alive(self) -> bool:
        """True while it can be asked."""
        return self._process.poll() is None

    def send(self, message: Any) -> None:  # noqa: ANN401 - anything that pickles
        """Ask for a file to be read."""
        data = pickle.dumps(message)
        stdin = self._pipe(self._process.stdin)
        stdin.write(HEADER.pack(len(data)) + data)
        stdin.flush()

    def receive(self, deadline: float) -> tuple[str, Any]:
        """Return its next message. Raises TimeoutError after `deadline` (monotonic), EOFError where it died."""
        (length,) = HEADER.unpack(self._read(HEADER.size, deadline))
        if length > LARGEST_MESSAGE:
            raise EOFError
        kind, value = pickle.loads(self._read(length, deadline))
        return kind, value

    def _read(self, length: int, deadline: float) -> bytes:
        descriptor = self._pipe(self._process.stdout).fileno()
        data = bytearray()
        while len(data) < length:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([descriptor], [], [], left)[0]:
                raise TimeoutError
            part = os.read(descriptor, min(length - len(data), 1 << 20))
            if not part:
                raise EOFError
            data += part
        return bytes(data)

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        if pipe is None:
            raise EOFError
        return pipe

    def kill(self) -> int | None:
        """End it, and return its exit code (negative: the signal)."""
        try:
            code: int | None = self._process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            code = None
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue
        return code


_held: list[_Worker] = []


def _worker(settings: IngestSettings) -> _Worker:
    if _held and (not _held[0].alive or _held[0].memory_mib != settings.max_memory_mib):
        close()
    if not _held:
        _held.append(_Worker(settings.max_memory_mib))
    return _held[0]


def close() -> None:
    """End the child process, if there is one; the next file starts another."""
    while _held:
        _held.pop().kill()


atexit.register(close)
