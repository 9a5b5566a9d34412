"""Connects to a Neo4j server, and says in one line why it cannot."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kg.errors import UserError, missing_extra

if TYPE_CHECKING:
    from neo4j import Driver

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
OLDEST = (5, 26)
"""The first version whose Cypher takes labels as parameters for good."""

ANSWER = 4.0
"""Seconds in which a server must answer."""

RETRIES = 45.0
"""Seconds for which a transaction that lost a deadlock, or its server, is tried again."""


@contextmanager
def connect(uri: str) -> Iterator[Driver]:
    """Yield a driver to the server at `uri`, as NEO4J_USERNAME (neo4j) with NEO4J_PASSWORD, closed again at the end.

    Raises UserError within five seconds where no server answers, where it refuses the password, or is too old; and in
    place of what is done with the driver where the server goes away and is not back in `RETRIES` seconds.
    """
    try:
        import neo4j
    except ImportError as error:
        raise missing_extra("neo4j", "neo4j") from error
    logging.getLogger("neo4j").addHandler(logging.NullHandler())  # what went wrong is said once, by us
    from neo4j.exceptions import (
        AuthError,
        ConfigurationError,
        DatabaseError,
        DriverError,
        Neo4jError,
        ServiceUnavailable,
        SessionExpired,
        TransientError,
    )

    where = urlsplit(uri)
    if where.scheme not in SCHEMES or not where.hostname:
        raise UserError(f"{uri}: not a Neo4j address; give one such as neo4j://localhost:7687")
    shown = f"{where.scheme}://{where.hostname}:{where.port or 7687}"
    user = where.username or os.environ.get("NEO4J_USERNAME", "neo4j")
    password = where.password or os.environ.get("NEO4J_PASSWORD", "")
    try:
        driver = neo4j.GraphDatabase.driver(
            shown,
            auth=(user, password),
            connection_timeout=ANSWER,
            connection_acquisition_timeout=ANSWER,
            max_transaction_retry_time=RETRIES,
            notifications_min_severity="OFF",
        )
    except (ConfigurationError, ValueError) as error:
        raise UserError(f"{shown}: not a Neo4j address ({error}); give one such as neo4j://localhost:7687") from error
    with driver:
        try:
            driver.verify_connectivity()
            found = driver.execute_query(
                "CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions[0] AS version"
            ).records
        except AuthError as error:
            raise UserError(
                f"{shown}: it refuses the user {user} with this password; set NEO4J_USERNAME and NEO4J_PASSWORD"
            ) from error
        except (DriverError, Neo4jError, OSError) as error:
            raise UserError(
                f"{shown}: no Neo4j server answers there ({type(error).__name__}); "
                "start one with `docker compose up -d neo4j`, or set NEO4J_URI"
            ) from error
        version = str(found[0]["version"]) if found else "0"
        if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
            oldest = ".".join(map(str, OLDEST))
            raise UserError(f"{shown}: this is Neo4j {version}; use {oldest} or newer")
        try:
            yield driver
        except (ServiceUnavailable, SessionExpired, TransientError, DatabaseError) as error:
            why = str(error).partition("\n")[0] or type(error).__name__
            raise UserError(
                f"{shown}: the server went away or failed ({why}); "
                "see that it runs, then run the same command again: what is there is kept, the rest follows"
            ) from error
