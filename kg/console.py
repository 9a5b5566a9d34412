"""The terminal, for every command: how one starts, shows that it works, says what it did, and fails.

A command module holds an `application`, its functions, and `main = lambda: run(app)`. An application of one function is
called by its bare name (`ingest papers/`, `generate --hops 3`); one made with `several=True` names its functions even
where it has only one (`curriculum export`), which Typer alone would not.
"""

from __future__ import annotations

import errno
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Protocol, TypeVar

import typer

from kg.errors import UserError
from kg.start import STOPPED, STOPPED_SAYS, listen

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

T = TypeVar("T")

LONGEST_LIST = 12
"""Lines of one table in a summary before the rest is only counted: a summary fits on a screen."""


def application(help: str = "", several: bool = False) -> typer.Typer:
    """Return an empty command, to which `@app.command()` adds functions whose docstrings are their help.

    `help` describes a command of several functions. A paragraph whose first line is a backspace (`\\b` here) keeps
    its line breaks: an example stands in one.
    """
    app = typer.Typer(
        help=help,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        no_args_is_help=several,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    if several:
        app.callback(help=help)(_nothing)
    return app


def _nothing() -> None:
    """Stand before a named function."""


def run(app: typer.Typer, arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and leave: 0 done, 1 done in part, 2 a `UserError` (one line on stderr), 130 stopped by hand."""
    if sys.stdout is None:  # closed by whoever started the command
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - it stays until the end
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that knows no arrows or emoji gets a question mark in their place.
        sys.stdout.reconfigure(errors="replace")
    listen()
    given = sys.argv[1:] if arguments is None else list(arguments)
    if not given and app.info.no_args_is_help is True:
        given = ["--help"]
    try:
        code = app(args=given, standalone_mode=False)
        sys.stdout.flush()
    except UserError as error:
        fail(str(error))
    except BrokenPipeError:
        # Whoever read the output has seen enough; nothing more may be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except (typer.Abort, KeyboardInterrupt):
        code = STOPPED
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EIO) or error.filename:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        fail(f"standard output: cannot be written ({error.strerror}); what was asked for is done, free some space", 1)
    except Exception as error:
        # Typer raises its own kind of click errors (unknown option, missing argument) with a `format_message`.
        message = getattr(error, "format_message", None)
        if message is None:
            raise
        fail(f"{message().rstrip('.')}; see --help", code=getattr(error, "exit_code", 2))
    if code == STOPPED:
        fail(STOPPED_SAYS, code=STOPPED)
    sys.exit(code if isinstance(code, int) else 0)


def fail(line: str, code: int = 2) -> NoReturn:
    """Print one line on stderr and leave with `code`."""
    print(f"error: {printable(' '.join(line.split()))}", file=sys.stderr)  # noqa: T201 - this is the terminal
    sys.exit(code)


_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """Return text as one line that does nothing to a terminal: what names and documents smuggle in is spelled out."""
    return _UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class Progress(Protocol):
    """What a long step needs of the terminal."""

    def steps(self, items: Iterable[T], name: str, total: int | None = None) -> Iterator[T]:
        """Yield `items`, counting them under `name`."""
        ...

    def note(self, text: str) -> None:
        """Show `text` beside the bar that runs, such as `812 kept, 88 rejected`."""
        ...


class Quiet:
    """Progress that shows nothing: for tests, pipes and logs."""

    def steps(self, items: Iterable[T], name: str, total: int | None = None) -> Iterator[T]:
        """Yield `items`."""
        yield from items

    def note(self, text: str) -> None:
        """Show nothing."""


class _Shown:
    """Progress as bars with counts and rates."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task = None if not bars.task_ids else bars.task_ids[-1]

    def steps(self, items: Iterable[T], name: str, total: int | None = None) -> Iterator[T]:
        if total is None and isinstance(items, Sized):
            total = len(items)
        task = self._task = self._bars.add_task(name, total=total, note="", rate="")
        for count, item in enumerate(items, start=1):
            yield item
            speed = self._bars.tasks[self._bars.task_ids.index(task)].speed
            self._bars.update(task, completed=count, rate=f"{speed:,.1f}/s" if speed else "")
        self._bars.update(task, total=self._bars.tasks[self._bars.task_ids.index(task)].completed)

    def note(self, text: str) -> None:
        if self._task is not None:
            self._bars.update(self._task, note=text)


@contextmanager
def progress(shown: bool | None = None) -> Iterator[Progress]:
    """Yield bars on stderr where it is a terminal (or `shown` says so), else a `Quiet`."""
    if not (sys.stderr.isatty() if shown is None else shown):
        yield Quiet()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with Bars(*columns, console=Console(stderr=True)) as bars:
        yield _Shown(bars)


def summary(
    title: str,
    counts: Mapping[str, object],
    rejected: Mapping[str, int] | None = None,
    failed: Mapping[str, str] | None = None,
    seconds: Mapping[str, float] | None = None,
) -> None:
    """Print on stdout what a command did: its counts, then rejections by reason, failures by file, seconds by step.

    One screen: of a long list the largest are named and the rest counted.
    """
    lines = [printable(title)]
    width = max((len(name) for name in counts), default=0)
    lines += [f"  {printable(name):<{width}}  {_number(value)}" for name, value in counts.items()]
    lines += _listed("rejected", {k: f"{v:,}" for k, v in sorted((rejected or {}).items(), key=lambda kv: -kv[1])})
    lines += _listed("failed", failed or {})
    if seconds:
        lines.append("  seconds: " + ", ".join(f"{name} {value:,.1f}" for name, value in seconds.items()))
    print("\n".join(lines))  # noqa: T201 - this is the terminal


def _listed(name: str, rows: Mapping[str, str]) -> list[str]:
    if not rows:
        return []
    shown = [(printable(key), printable(value)) for key, value in list(rows.items())[:LONGEST_LIST]]
    width = max(len(key) for key, _ in shown)
    lines = [f"  {name}:"] + [f"    {key:<{width}}  {value}" for key, value in shown]
    if len(rows) > len(shown):
        lines.append(f"    … and {len(rows) - len(shown):,} more")
    return lines


def _number(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return printable(str(value))
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
