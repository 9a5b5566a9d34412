"""`kg browse`: where Neo4j Browser is, and the saved queries and style sheet for it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from kg.commands.options import AsJson, Server
from kg.errors import UserError

LOCAL = "neo4j://localhost:7687"
HTTP_PORT, HTTPS_PORT = 7474, 7473
"""Where Neo4j serves its Browser if it is not told otherwise; a Bolt address does not say."""


def browse(
    query: Annotated[str | None, typer.Option(help="Print this saved query, ready to run.")] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A parameter of the query.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the queries and the style sheet here, to drop on the Browser's window.")
    ] = None,
    store: Server = "neo4j",
    http_port: Annotated[
        int | None,
        typer.Option(
            help=f"Where the server serves the Browser; Neo4j's own default, {HTTP_PORT}, if not given "
            f"({HTTPS_PORT} and https for addresses such as neo4j+s://).",
            min=1,
            max=65535,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say where Neo4j Browser is and list the saved queries; print one, or write all for the Browser to take in.

    The host is that of --store or NEO4J_URI, else this machine; the server itself is not asked.

    \b
    Examples:
      kg browse
      kg browse --store neo4j://localhost:7688 --http-port 7475
      kg browse --out browser
      kg browse --query neighbourhood --set name=rain
    """
    from kg import browse as saved

    if query is not None:
        chosen, given = saved.query(query), _pairs(set_ or ())
        if as_json:
            parameters = saved.values(chosen, given)
            typer.echo(json.dumps({"query": chosen.cypher, "parameters": parameters}, ensure_ascii=False))
        else:
            typer.echo(saved.ready(chosen, given).rstrip())
        return
    if set_:
        raise UserError("--set: of which query? Give --query too")
    address = browser_address(os.environ.get("NEO4J_URI", LOCAL) if store == "neo4j" else store, http_port)
    found = saved.queries().values()
    if as_json:
        typer.echo(json.dumps({"address": address, "queries": [each._asdict() for each in found]}, ensure_ascii=False))
        return
    from kg.cards import Line, show, table

    lines = [Line(0, f"Neo4j Browser  {address}", "bold"), Line(0, "")]
    if out is None:
        lines.append(Line(0, "kg browse --out FOLDER  writes these queries and their colours for the Browser"))
    else:
        written = " and ".join(str(path) for path in saved.save(out))
        lines.append(Line(0, f"drop {written} on its window, one after the other: the queries are under the star"))
    lines += [Line(0, ""), Line(0, "queries", "bold")]
    lines += table([(each.name, _described(each)) for each in found])
    show(lines)


def browser_address(uri: str, http_port: int | None = None) -> str:
    """Return where the Browser of a server is, told which server to connect to.

    `uri` is a Bolt address; where it asks for encryption, the Browser is asked for over https.
    """
    try:
        parts = urlsplit(uri)
        host, port = parts.hostname, parts.port or 7687
    except ValueError:
        host = None
    if not host or "://" not in uri:
        raise UserError(f"{uri}: no address of a server; give one such as {LOCAL}")
    host = f"[{host}]" if ":" in host else host
    web, usual = ("https", HTTPS_PORT) if "+s" in parts.scheme else ("http", HTTP_PORT)
    return f"{web}://{host}:{http_port or usual}/browser/?connectURL={parts.scheme}://{host}:{port}"


def _described(query: object) -> str:
    from kg.browse import Query

    assert isinstance(query, Query)
    asked = ", ".join(f"{name}={value}" for name, value in query.values.items())
    return query.title + (f"  [{asked}]" if asked else "")


def _pairs(given: list[str] | tuple[()]) -> dict[str, str]:
    pairs = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise UserError(f"--set {text}: give NAME=VALUE")
        pairs[name] = value
    return pairs
