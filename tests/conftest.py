"""What every test may ask for: the shared real data and a real Neo4j server, where they are there."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import select
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the checkout (KINDERGRAPH_SHARED says where else); skips where there is none."""
    folder = Path(os.environ.get("KINDERGRAPH_SHARED", REPOSITORY.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"needs the real data in {folder.name}/data, which is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def examples(repository: Path) -> Path:
    """The sample papers."""
    return repository / "examples" / "papers"


@pytest.fixture(scope="session")
def script(repository: Path) -> Callable[[str], ModuleType]:
    """Loads a script of the checkout as a module: `script("benchmarks/openie.py")`."""

    def load(path: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(path.removesuffix(".py").replace("/", "_"), repository / path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        return module

    return load


class Server:
    """A Neo4j server of our own: where it listens, and how to crash it and start it again."""

    user = "neo4j"
    password = "only-for-tests"

    def __init__(self, start: Path, home: Path) -> None:
        self._command, self._home = start, home
        self.bolt, self.http = (_free_port() for _ in range(2))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        return f"neo4j://127.0.0.1:{self.bolt}"

    def start(self) -> None:
        """Start the server and return when it answers."""
        log = (self._home.parent / "neo4j.log").open("wb")
        ports = [str(self.bolt), str(self.http)]
        self._process = subprocess.Popen(
            [str(self._command), str(self._home), *ports, self.password], stdout=log, stderr=log, start_new_session=True
        )
        log.close()
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and self._process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.http), timeout=1):
                return
            select.select([], [], [], 0.2)
        pytest.fail(f"Neo4j did not start: {(self._home.parent / 'neo4j.log').read_text()[-2000:]}")

    def another(self, home: Path) -> Server:
        """Return another server with its own home, not started."""
        return Server(self._command, home)

    def kill(self) -> None:
        """End it as a crash does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="session")
def neo4j_server(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real Neo4j server, started once for all tests; skips where there is none to start."""
    start = shared / "neo4j" / "start"
    if not start.is_file() or shutil.which("java") is None:
        pytest.skip("needs a Neo4j server: ../shared/neo4j and Java 17")
    server = Server(start, tmp_path_factory.mktemp("neo4j") / "home")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def neo4j_uri(neo4j_server: Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty Neo4j database; user and password are in the environment."""
    import neo4j

    monkeypatch.setenv("NEO4J_USERNAME", neo4j_server.user)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_server.password)
    monkeypatch.setenv("NEO4J_URI", neo4j_server.uri)
    auth = (neo4j_server.user, neo4j_server.password)
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=auth) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n")
        for index in driver.execute_query("SHOW INDEXES WHERE type = 'VECTOR'").records:
            driver.execute_query(f"DROP INDEX {index['name']}")
    return neo4j_server.uri
