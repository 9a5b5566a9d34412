"""Where every command starts, before its own file is read: Ctrl-C is one line from the first moment on."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

STOPPED = 130
"""The exit code of a command that was stopped by hand."""

STOPPED_SAYS = "stopped; what was finished is kept, run the same command again to go on"


def main() -> None:
    """Run the command that this script is named after: `ingest` is `main` of `ingest.cli`."""
    listen()
    try:
        name = os.path.basename(sys.argv[0])  # noqa: PTH119 - nothing is loaded that a command might not need
        import_module(f"{name}.cli").main()
    except KeyboardInterrupt:
        _leave()


def listen() -> None:
    """Let Ctrl-C raise KeyboardInterrupt, but in the middle of an import leave at once, with one line."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stopped)


def _stopped(number: int, frame: FrameType | None) -> None:
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            _leave()  # libraries in C die of an exception there
        frame = frame.f_back
    raise KeyboardInterrupt


def _leave() -> None:
    os.write(2, f"error: {STOPPED_SAYS}\n".encode())
    os._exit(STOPPED)
