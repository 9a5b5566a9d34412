"""`kg unmerge`, `kg apart`: take a merge back, and say beforehand what is not one thing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from kg.commands.options import AsJson, Workspace
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
    as_json: AsJson = False,
) -> None:
    """Take a merge back, for good: the two names are two entities from now on.

    Without a name, or with --list, it lists the merges: how the one name varies the other, and the odds that they are
    one thing. With the name of a merge it shows what speaks for it as it is taken back; --json lists all of that.

    \b
    Examples:
      kg unmerge --list
      kg unmerge --list --json
      kg unmerge CNN
    """
    from kg.cards import Line, merge_line, show
    from kg.resolve import refresh
    from kg.workspace import open_store

    if listed or name is None:
        with open_store(workspace) as store:
            merges, apart = sorted(store.merges(), key=lambda m: (m.kept, m.absorbed)), store.forbidden_merges()
        if as_json:
            typer.echo(
                json.dumps(
                    {"merges": [m.model_dump(mode="json") for m in merges], "apart": sorted(apart)}, ensure_ascii=False
                )
            )
            return
        lines = [merge_line(merge) for merge in merges]
        lines += [Line(0, f"{one} | {other}  (kept apart)", "dim") for one, other in sorted(apart)]
        show(lines or [Line(0, "no merges")])
        return
    with open_store(workspace, write=True) as store:
        merge = _merge_of(store, name)
        store.forbid_merge(merge.kept, merge.absorbed)
        refresh(store)
    typer.echo(f"{merge.absorbed} and {merge.kept} are two entities from now on")


def apart(
    one: Annotated[str, typer.Argument(metavar="A", help="A name.")],
    other: Annotated[str, typer.Argument(metavar="B", help="Another name.")],
    workspace: Workspace = None,
) -> None:
    """Keep two names apart from now on, whether they stand in the graph already or not.

    \b
    Example:
      kg apart "random forest" "Random Forest"
    """
    from kg.resolve import refresh
    from kg.workspace import open_store

    with open_store(workspace, write=True) as store:
        store.forbid_merge(one, other)
        refresh(store)
    typer.echo(f"{one} and {other} are never one entity from now on")


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
