"""The page and the doors for programs as one web app, and what every request goes through on its way in."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

# Before Gradio is imported: nothing that the page does may leave the machine.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("DO_NOT_TRACK", "1")

import gradio as gr
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from rag import Accounts, Archive, Settings, load_settings, system_user
from ui.api.access import Access
from ui.api.app import build_api, max_bytes
from ui.api.errors import RefusedError
from ui.mcp.http import MAX_BYTES as MAX_MCP_BYTES
from ui.mcp.http import McpDoor
from ui.page.add.upload import Uploads
from ui.page.app import build_app
from ui.page.ask.kept_on_server import KeptOnServer
from ui.page.runtime.observed import Observed
from ui.page.runtime.plain_blocks import PlainBlocks
from ui.page.search.search_export import Exports
from ui.page.security.bodies import Bodies
from ui.page.security.credentials import NamedAccounts, OnePassword
from ui.page.security.guard import Guard, PageMiddleware
from ui.page.security.hosts import Hosts
from ui.page.security.key_rates import KeyRates
from ui.page.security.login import OpenToAll, SignIn
from ui.page.security.proxies import Proxies
from ui.page.security.routes import EXPORT, UPLOAD, OnlyRoutes, Routes
from ui.page.templating import render
from ui.page.theme import dateline_theme
from ui.shared.access import Principal, enter, is_allowed, principal_of
from ui.shared.http_errors import error_response, is_for_assistants, is_for_programs
from ui.shared.owner_connection import is_owner
from ui.shared.upload_limits import upload_limits

_STATIC = Path(__file__).parent / "static"


def _static(pattern: str) -> list[str]:
    return sorted(file.name for file in _STATIC.glob(pattern))


def build_web_app(archive: Archive, settings: Settings | None = None, accounts: Accounts | None = None) -> ASGIApp:
    """The page and the HTTP door as one web app; it does not close the archive.

    Args:
        archive: the archive to serve.
        settings: the address that it will listen on, the names that it answers to, the password.
        accounts: of those who may sign in, and of keys; where None, all who can reach it or know the password may do
            everything.
    """
    settings = settings or load_settings()
    hosts, password = Hosts(settings.host, settings.hosts), settings.password
    access = Access()
    signs_in = accounts is not None or password is not None
    mcp = None if settings.mcp == "off" else McpDoor(archive, write=settings.mcp == "write")

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with contextlib.AsyncExitStack() as running:
            if mcp:
                await running.enter_async_context(mcp.running())
            if readers:
                await running.enter_async_context(readers.router.lifespan_context(readers))
            yield

    app = FastAPI(title="Dateline", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)

    limits = upload_limits(settings)
    app.add_api_route(UPLOAD, Uploads(archive, limits).take, methods=["POST"])
    app.add_api_route(EXPORT, Exports(archive).take, methods=["POST"])
    keeps = settings.keep_conversations and accounts is not None
    KeptOnServer(accounts if keeps else None).add_to(app)
    app.mount("/dateline", StaticFiles(directory=_STATIC), name="dateline")
    _mount(app, build_app(archive, settings, signs_in=signs_in))
    readers = None
    if accounts is not None:  # else everyone may write
        readers = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        _mount(readers, build_app(archive, settings, role="read", signs_in=True))
        app.add_middleware(_ReadersPage, readers=readers)
    routes = Routes(max(limits.values()) * 1_000_000)

    def most(method: str, path: str) -> int:
        if is_for_assistants(path):
            return MAX_MCP_BYTES
        return max_bytes(method, path, limits) if is_for_programs(path) else routes.most(method, path)

    # The last one that is added is asked first. A stranger does not even hear which routes there are.
    app.add_middleware(PageMiddleware, head=render("page", "head", _static("*.css"), _static("*.js"), keeps))
    app.add_middleware(OnlyRoutes, routes=routes)
    # Where there is a password, strangers may ask whether it is up, too.
    api = build_api(archive, limits, private=not signs_in, access=access)
    app.add_middleware(_ForPrograms, api=api, mcp=mcp, access=access)
    if accounts is not None:
        app.add_middleware(SignIn, credentials=NamedAccounts(accounts), rates=KeyRates(settings.key_requests))
    elif password is not None:
        credentials = OnePassword(password.get_secret_value())
        app.add_middleware(SignIn, credentials=credentials, rates=KeyRates(settings.key_requests))
    else:
        app.add_middleware(OpenToAll)
    app.add_middleware(Bodies, most=most)
    app.add_middleware(Guard, hosts=hosts)
    app.add_middleware(_ForOwner, api=api)
    app.add_middleware(Observed, count=api.state.metrics.count)
    return Proxies(app, settings.trusted_proxies, settings.user_header)


def _mount(app: FastAPI, page: PlainBlocks) -> None:
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=dateline_theme(),
    )
    mounted: Any = app.routes[-1]  # that of the app that Gradio made
    page.tell_of_unknown_events(mounted.app)


class _ForOwner:
    """Wraps all the rest (ASGI): the owner's own commands ask the HTTP door past guard and password."""

    def __init__(self, app: ASGIApp, api: ASGIApp) -> None:
        self._app = app
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and is_owner(scope):
            with enter(scope, Principal(system_user(), "admin", "account"), "cli") as entered:
                await self._api(entered, receive, send)
        else:
            await self._app(scope, receive, send)


class _ReadersPage:
    """Wraps the page (ASGI): who may only read gets a page of which nothing that writes is a part."""

    def __init__(self, app: ASGIApp, readers: ASGIApp) -> None:
        self._app = app
        self._readers = readers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        principal = principal_of(scope)
        reads = scope["type"] == "http" and not is_allowed(principal, "write")
        # The page's own files, and exports, are the same for all.
        theirs = reads and not scope["path"].startswith("/dateline/")
        await (self._readers if theirs else self._app)(scope, receive, send)


class _ForPrograms:
    """Wraps the page (ASGI): hands what programs ask to the HTTP door, and what assistants do to that of MCP."""

    def __init__(self, app: ASGIApp, api: ASGIApp, mcp: McpDoor | None, access: Access) -> None:
        self._page = app
        self._api = api
        self._mcp = mcp
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_for_programs(scope["path"]):
            await self._page(scope, receive, send)
        elif self._mcp is None or not is_for_assistants(scope["path"]):
            await self._api(scope, receive, send)
        else:
            try:
                self._access.check(Request(scope), "read")  # which tools there are is said by the role
            except RefusedError as error:
                refused = error_response(scope["path"], error.status, error.message, headers=error.headers)
                await refused(scope, receive, send)
            else:
                await self._mcp(scope, receive, send)
