"""One server for the tests of a file that only read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from served_api import Served, open_archive, served


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with open_archive(tmp_path_factory.mktemp("reading")) as archive, served(archive) as serving:
        yield serving
