"""The child process that reads files: limits itself, then answers one request after another until its pipe closes.

What it loads is kept small, because its memory limit counts the whole of its address space.
"""

from __future__ import annotations

import os
import pickle
import resource
import sys
from pathlib import Path
from typing import IO, Any

from ingest.parse.failure import Unreadable
from ingest.parse.readers import read_here
from ingest.parse.sandbox import HEADER


def main() -> None:
    """Answer requests on stdin, on what was stdout; everything that libraries print goes to stderr."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    limit = int(sys.argv[1]) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _answer(answers, "ready", None)
    requests = sys.stdin.buffer
    while header := requests.read(HEADER.size):
        (length,) = HEADER.unpack(header)
        _serve(answers, *pickle.loads(requests.read(length)))


def _serve(answers: IO[bytes], path: str, settings: Any, source: str | None) -> None:  # noqa: ANN401 - pickled settings
    try:
        for item in read_here(Path(path), settings, source, lambda: _answer(answers, "beat", None)):
            _answer(answers, "item", item)
    except Unreadable as error:
        _answer(answers, "failed", (error.reason, error.detail))
    except MemoryError:
        detail = f"needs more than {settings.max_memory_mib} MiB (max_memory_mib)"
        _answer(answers, "failed", ("too_much_memory", detail))
    except RecursionError:
        _answer(answers, "failed", ("too_deep", "nested deeper than can be followed"))
    except Exception as error:
        # Whatever a library raises on a malformed file is that file's failure; its name is what there is to say.
        _answer(answers, "failed", ("reader_error", f"{type(error).__name__}: {error}"[:300]))
    else:
        _answer(answers, "done", None)


def _answer(answers: IO[bytes], kind: str, value: object) -> None:
    data = pickle.dumps((kind, value))
    answers.write(HEADER.pack(len(data)) + data)
    answers.flush()


if __name__ == "__main__":
    main()
