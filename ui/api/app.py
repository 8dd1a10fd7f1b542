"""The HTTP door as one web app, put together."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI

from rag import Archive
from ui.api import articles, asking, chat, docs_page, feeds, jobs_routes, metrics, owner, searching, status, writing
from ui.api.access import CHECKED, Access
from ui.api.errors import DECLARED, answer_errors
from ui.api.jobs import Jobs
from ui.api.running import Running
from ui.shared.access import ANYONE
from ui.shared.routes_named import RoutesNamed

SCHEMA = "/api/openapi.json"
#: The most bytes of a request's body in JSON: a conversation whose answers carry their quotes.
MAX_JSON_BYTES = 1_000_000

_ABOUT = """Ask a news archive; every sentence of an answer is cited from an article. Offsets count Unicode characters
of an article's text, end exclusive: `text[start:end] == quote`, always. Days are ISO 8601."""


def build_api(
    archive: Archive, limits: Mapping[str, int], *, private: bool = True, access: Access | None = None
) -> FastAPI:
    """All routes for programs; it does not close the archive.

    Args:
        archive: the archive to serve.
        limits: the most megabytes of a file that is sent, by its ending.
        private: whether everyone who can reach it may hear what it holds; else strangers hear only whether it is up.
        access: says who may do what; where None, whoever asks may do all.
    """
    app = FastAPI(
        title="Dateline",
        version=_version(),
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url=SCHEMA,
        redirect_slashes=False,
        dependencies=[CHECKED],
        responses={**DECLARED},
    )
    app.state.archive = archive
    app.state.access = access or Access(ANYONE)
    app.state.running = Running()
    app.state.jobs = Jobs(archive)
    app.state.limits = limits
    app.state.metrics = metrics.Metrics()
    app.add_middleware(RoutesNamed)
    answer_errors(app)
    app.include_router(status.router(archive, told=private))
    for part in (asking, searching, articles, writing, feeds, jobs_routes, chat, metrics, docs_page, owner):
        app.include_router(part.router)
    return app


def max_bytes(method: str, path: str, limits: Mapping[str, int]) -> int:
    """The most bytes of a request's body: of files, as of the largest one, together."""
    if (method, path) == ("POST", "/api/articles"):
        return max(limits.values()) * 1_000_000 + MAX_JSON_BYTES
    return MAX_JSON_BYTES


def _version() -> str:
    try:
        return version("dateline")
    except PackageNotFoundError:  # a copy that is not installed
        return "unknown"
