"""What a user can mend: one line that says where, what, and what to do next.

    UserError            wrong input, wrong settings, a missing extra; the commands print it and exit with 2
    └── WorkspaceBusy    another process writes the same workspace

Anything else that is raised is a bug and shows its traceback. Bad data never raises: it becomes a `Rejection`.
"""

from __future__ import annotations


class UserError(Exception):
    """A one-line message for the person at the terminal: `where: what; what to do next`."""


class WorkspaceBusy(UserError):  # noqa: N818 - it is what the user reads
    """A second writer was refused."""


def missing_extra(package: str, extra: str) -> UserError:
    """Return the error for an optional package that is not installed, with the line that installs it."""
    return UserError(f"{package} is not installed; run: pip install 'kindergraph[{extra}]'")
