"""A server for the tests of this folder, and an archive in each form of the catalog."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from catalog_forms import Opens, fresh, opens_postgres, opens_sqlite, postgres_server


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with postgres_server() as address:
        yield address


@pytest.fixture
def address(server: str) -> str:
    """Of a catalog that is not there yet."""
    return fresh(server)


@pytest.fixture(params=["sqlite", "postgres"])
def opens(request: pytest.FixtureRequest, tmp_path: Path) -> Opens:
    """Opens an archive of one form, the same each time."""
    if request.param == "sqlite":
        return opens_sqlite(tmp_path)
    return opens_postgres(tmp_path, fresh(request.getfixturevalue("server")))
