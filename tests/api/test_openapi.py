"""The OpenAPI holds for whatever is sent: no status, type or shape that it does not declare, and nothing breaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from served_api import open_archive

from ui.api.app import build_api

pytestmark = pytest.mark.slow

schemathesis = pytest.importorskip("schemathesis", reason="make setup installs it")

#: The same at each run; what is found is not made smaller, which would take minutes.
_TRIES = settings(
    max_examples=8, derandomize=True, deadline=None, database=None, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with open_archive(tmp_path_factory.mktemp("described")) as archive:
        yield schemathesis.openapi.from_asgi("/api/openapi.json", build_api(archive, {".txt": 1}))


def _try_all(described: Any, mode: Any, excluded: list[Any], *, with_body: bool = False) -> set[str]:
    """Send what fits the schema, or does not, to each route; returns the routes."""
    tried: set[str] = set()
    for result in described.get_all_operations():
        operation = result.ok()
        if with_body and not list(operation.body):
            continue

        @_TRIES
        @given(case=operation.as_strategy(generation_mode=mode))
        def answered(case: Any) -> None:
            tried.add(case.operation.label)
            case.call_and_validate(excluded_checks=excluded)

        answered()
    return tried


def test_what_fits_the_schema_is_answered_as_declared(described: Any) -> None:
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    # What the sentences of 422 say cannot all be said by a schema: an empty question, one of two fields.
    tried = _try_all(described, schemathesis.GenerationMode.POSITIVE, [positive_data_acceptance])
    assert {"POST /api/ask", "POST /api/articles", "GET /metrics", "POST /v1/chat/completions"} <= tried
    assert len(tried) > 20


def test_what_does_not_fit_the_schema_is_refused_as_declared(described: Any) -> None:
    tried = _try_all(described, schemathesis.GenerationMode.NEGATIVE, [], with_body=True)
    assert len(tried) >= 6
