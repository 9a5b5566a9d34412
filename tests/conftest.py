"""What every test may ask for: the shared real data, where it is there."""

from __future__ import annotations

import os
from pathlib import Path

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
