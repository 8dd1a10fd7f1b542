"""A server for the tests of this folder, and an archive in each form of the catalog."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from catalog_forms import Opens, fresh, opens_postgres, opens_sqlite, postgres_server
from vector_servers import ChromaProcess

#: The engines of an archive: those of its catalog, and of its vectors. What two of them the soaks alone put together is
#: tried apart: vectors on a server by tests/store/test_vector_server.py, Milvus by tests/store/test_milvus.py.
FORMS = (
    "sqlite",
    pytest.param("sqlite + chroma server", marks=pytest.mark.soak),
    "postgres",
    "postgres + chroma server",
    pytest.param("postgres + milvus lite", marks=pytest.mark.soak),
    "postgres + milvus server",
)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with postgres_server() as address:
        yield address


@pytest.fixture
def address(server: str) -> str:
    """Of a catalog that is not there yet."""
    return fresh(server)


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaProcess]:
    process = ChromaProcess(tmp_path_factory.mktemp("chroma"))
    process.start()
    yield process
    process.stop()


@pytest.fixture(params=FORMS)
def opens(request: pytest.FixtureRequest, tmp_path: Path) -> Opens:
    """Opens an archive of one form, the same each time."""
    catalog, _, keeps = request.param.partition(" + ")
    vectors = "chroma"
    if keeps == "chroma server":
        vectors = request.getfixturevalue("chroma").url
    elif keeps == "milvus server":
        vectors = f"milvus:{request.getfixturevalue('milvus_server').url}"
    elif keeps:
        vectors = f"milvus:{tmp_path / 'vectors.db'}"
    if catalog == "sqlite":
        return opens_sqlite(tmp_path, vectors)
    return opens_postgres(tmp_path, fresh(request.getfixturevalue("server")), vectors)
