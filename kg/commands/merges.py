"""`kg unmerge`: take a merge back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kg.commands.options import Workspace
from kg.errors import UserError

if TYPE_CHECKING:
    from kg.records import Merge
    from kg.store import Store


def unmerge(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME_OR_ID", help="The name to set free, or a merge's id.")
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the merges, and what was taken back.")] = False,
    workspace: Workspace = None,
) -> None:
    """Take a merge back, for good: the two names are two entities from now on.

    \b
    Examples:
      kg unmerge --list
      kg unmerge CNN
    """
    from kg.cards import Line, show
    from kg.resolve import refresh
    from kg.workspace import open_store

    if listed or name is None:
        with open_store(workspace) as store:
            merges, apart = sorted(store.merges(), key=lambda m: (m.kept, m.absorbed)), store.forbidden_merges()
        lines = [Line(0, f"{m.absorbed} → {m.kept}  ({m.reason.replace('_', ' ')})  {m.id}") for m in merges]
        lines += [Line(0, f"{one} | {other}  (kept apart)", "dim") for one, other in sorted(apart)]
        show(lines or [Line(0, "no merges")])
        return
    with open_store(workspace, write=True) as store:
        merge = _merge_of(store, name)
        store.forbid_merge(merge.kept, merge.absorbed)
        refresh(store)
    typer.echo(f"{merge.absorbed} and {merge.kept} are two entities from now on")


def _merge_of(store: Store, name: str) -> Merge:
    merges = list(store.merges())
    found = [m for m in merges if m.id == name] or [m for m in merges if m.absorbed == name]
    if len(found) == 1:
        return found[0]
    if found:
        choices = ", ".join(f"{m.id} ({m.kept})" for m in found)
        raise UserError(f"{name}: several merges; give the id of one: {choices}")
    absorbed = ", ".join(m.absorbed for m in merges if m.kept == name)
    hint = f"it took in {absorbed}: name one of those" if absorbed else "`kg unmerge --list` lists what can be"
    raise UserError(f"{name}: was merged into nothing; {hint}")
