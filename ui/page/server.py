"""Serving the page: one archive, one address, until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import FrameType
from typing import Any

# Before Gradio is imported: nothing that the page does may leave the machine.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("DO_NOT_TRACK", "1")

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from rag import Accounts, Archive, DatelineError, Progress, Settings, UsageError, load_settings, system_user
from ui.api.access import Access
from ui.api.app import build_api, max_bytes
from ui.api.errors import RefusedError
from ui.mcp.http import MAX_BYTES as MAX_MCP_BYTES
from ui.mcp.http import McpDoor
from ui.page.add.upload import Uploads
from ui.page.app import build_app
from ui.page.runtime.errors import as_sentence
from ui.page.runtime.observed import Observed
from ui.page.runtime.plain_blocks import PlainBlocks
from ui.page.search.search_export import Exports
from ui.page.security.bodies import Bodies
from ui.page.security.connections import HANDSHAKE_SECONDS, PatientProtocol
from ui.page.security.credentials import NamedAccounts, OnePassword
from ui.page.security.guard import Guard, PageMiddleware
from ui.page.security.hosts import Hosts, addresses
from ui.page.security.key_rates import KeyRates
from ui.page.security.login import OpenToAll, SignIn
from ui.page.security.open_files import allow_more_files
from ui.page.security.owner_socket import owner_socket
from ui.page.security.proxies import Proxies
from ui.page.security.routes import EXPORT, UPLOAD, OnlyRoutes, Routes
from ui.page.security.tls import tls_files
from ui.page.templating import render
from ui.page.theme import dateline_theme
from ui.shared.access import Principal, enter, is_allowed, principal_of
from ui.shared.http_errors import error_response, is_for_assistants, is_for_programs
from ui.shared.owner_connection import is_owner
from ui.shared.upload_limits import upload_limits

#: So many ports are tried, from the one that was asked for.
PORTS = 50
#: Open pages hold a connection for ever: after so many seconds they are cut.
_GRACE_SECONDS = 2
#: So long the end waits for the batch that is being embedded; what is left is resumed the next time.
_LONGEST_BATCH_SECONDS = 30

_STATIC = Path(__file__).parent / "static"

#: So long a thread keeps Python's lock where others want it; 5 ms are usual. Who reads an article needs it several
#: times, and waits each time for each of those who compute: with 30 asking .3 s at 5 ms, .12 at 1; there were no fewer
#: answers (``bench/load.py``).
_SWITCH_SECONDS = 0.001

_OPEN_TO_ALL = (
    "the page would be open to everyone who can reach it: set DATELINE_PASSWORD, with which those who may use it sign "
    "in, or make accounts (dateline users add NAME), or listen on 127.0.0.1 alone (no --host, and no DATELINE_HOSTS)"
)
_BOTH = (
    "this archive has accounts or keys, and DATELINE_PASSWORD is set, by which everyone could do everything: unset it, "
    "or remove them (dateline users list, dateline keys list)"
)
_NOBODY_NAMED = (
    "DATELINE_USER_HEADER is set, and this archive has no accounts that a proxy could name: make one with dateline "
    "users add NAME, or unset it"
)
_IN_THE_CLEAR = (
    "Browsers send the password and the articles unencrypted to this page: where the network is not your own, put a "
    "proxy with TLS before it."
)

_log = logging.getLogger("dateline.serve")


def _static(pattern: str) -> list[str]:
    return sorted(file.name for file in _STATIC.glob(pattern))


def build_server(archive: Archive, settings: Settings | None = None, accounts: Accounts | None = None) -> ASGIApp:
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
    app.add_middleware(PageMiddleware, head=render("page", "head", _static("*.css"), _static("*.js")))
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


def serve(
    settings: Settings,
    *,
    pull: bool = False,
    print_line: Callable[[str], None],
    at: Callable[[str, str], None] | None = None,
) -> None:
    """Open an archive, serve its page until Ctrl-C or SIGTERM, and close it.

    Args:
        settings: the archive's folder, the address and the port to listen on (where it is taken, the next free one;
            0 takes any), and the language model.
        pull: fetch the local model in the background, if the settings mean it and it is not there. The page is up
            meanwhile and answers with quotes; else it only offers to fetch it.
        print_line: told which port is used instead of a taken one, and such; and, in a sentence, the page's address
            once it answers, where ``at`` is None.
        at: told the page's address once it answers, and the sentence that says so.

    Raises:
        DatelineError: the archive does not open, no port is free, the settings name a model without its key, or would
            open the page to others without a password.
    """
    hosts, port = Hosts(settings.host, settings.hosts), settings.port
    tls = tls_files(settings)
    with contextlib.ExitStack() as closing:
        accounts = accounts_in_use(settings)
        if accounts is not None:
            closing.callback(accounts.close)
        if not hosts.private and settings.password is None and accounts is None:
            raise UsageError(_OPEN_TO_ALL)
        sys.setswitchinterval(_SWITCH_SECONDS)
        allow_more_files()
        listener = closing.enter_context(contextlib.closing(listen(settings.host, port)))
        archive = closing.enter_context(Archive.open(resume=False, settings=settings))
        used = int(listener.getsockname()[1])
        if port and used != port:
            print_line(f"Port {port} is taken, using {used}.")
        state = archive.llm.state()
        if state.phase == "failed" and state.kind == "openai":
            raise UsageError(state.sentence)
        if state.phase == "failed":
            print_line(f"{as_sentence(state.sentence)} Until then answers are quotes.")
        elif state.phase == "missing" and pull:
            print_line("The local model is fetched in the background (DATELINE_LLM=none does without).")
        stopping = threading.Event()
        working = threading.Thread(target=_finish_and_warm, args=(archive, stopping), name="resume", daemon=True)

        def ready() -> None:
            here, *others = addresses(hosts, used, "https" if tls else "http")
            for_others = f" here and at {' and '.join(others)} for others" if others else ""
            if not hosts.private and not tls:
                print_line(_IN_THE_CLEAR)
            told = f"Dateline is at {here}{for_others} (Ctrl-C stops it)"
            if at is None:
                print_line(told)
            else:
                at(here, told)
            if pull:
                archive.llm.pull()
            working.start()

        config = server_config(build_server(archive, settings, accounts), tls)
        with owner_socket(archive) as for_owner:
            _Server(config, ready, archive.end_work, for_owner).run(sockets=[listener])
        stopping.set()
        archive.llm.close()
        if working.ident is not None:
            working.join(_LONGEST_BATCH_SECONDS)


def accounts_in_use(settings: Settings) -> Accounts | None:
    """The archive's accounts and keys; None where there are none, and nobody has to say who they are.

    Raises:
        UsageError: there is a password for all, too, or a proxy is to name accounts, and there are none.
    """
    accounts = Accounts.of_archive(settings.archive) if settings.archive.expanduser().is_dir() else None
    if accounts is not None and not accounts.in_use():
        accounts.close()
        accounts = None
    if accounts is not None and settings.password is not None:
        accounts.close()
        raise UsageError(_BOTH)
    if accounts is None and settings.user_header is not None:
        raise UsageError(_NOBODY_NAMED)
    return accounts


def server_config(app: ASGIApp, tls: tuple[Path, Path] | None = None) -> uvicorn.Config:
    """How the server treats connections, whoever runs it.

    Args:
        app: what is served.
        tls: the files of the certificate and its key.
    """
    cert, key = tls or (None, None)
    return uvicorn.Config(
        app,
        ssl_certfile=cert,
        ssl_keyfile=key,
        proxy_headers=False,  # ui.page.security.proxies, which has to know the connection's own address, too
        log_level="critical",
        access_log=False,
        http=PatientProtocol,
        ws="none",
        timeout_graceful_shutdown=_GRACE_SECONDS,
        server_header=False,
    )


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on the port, or on the next free one.

    Raises:
        UsageError: the address is not this machine's, or none of the ports can be had.
    """
    try:
        families = [info[0] for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
    except OSError as error:
        raise UsageError(f"{host} is not an address of this machine: give 127.0.0.1 or another one") from error
    family = socket.AF_INET if socket.AF_INET in families else families[0]
    last = min(port + PORTS - 1, 65535) if port else 0
    for candidate in range(port, last + 1):
        listener = socket.socket(family, socket.SOCK_STREAM)
        try:
            if os.name == "posix":  # elsewhere it would take a port from who has it
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, candidate))
            listener.listen(128)
        except PermissionError as error:
            listener.close()
            raise UsageError(f"port {candidate} may not be used by you: choose one above 1023") from error
        except OSError as error:
            listener.close()
            if not _taken(error):
                raise UsageError(f"cannot listen on {host} ({error.strerror}): give another address") from error
        else:
            return listener
    raise UsageError(f"the ports {port} to {last} are all taken: choose another with --port")


def _taken(error: OSError) -> bool:
    return error.errno in (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE))


class _StoppedError(Exception):
    """The server ends while work is going on."""


def _finish_and_warm(archive: Archive, stopping: threading.Event) -> None:
    """Finish what an earlier process left undone, and load what the first question would wait for."""

    def go_on(_: Progress) -> None:
        if stopping.is_set():
            raise _StoppedError

    try:
        archive.quote("What happened?")
        archive.llm.warm()
        if archive.writable:
            archive.resume(go_on)
    except _StoppedError:
        pass
    except DatelineError as error:
        _log.warning("pending work was not finished: %s", error)
    except Exception:  # noqa: BLE001 - the page stays up; the log says what happened
        _log.exception("pending work was not finished")


class _Server(uvicorn.Server):
    """Says when it answers, and ends on a signal without passing it on: the archive is still to be closed."""

    def __init__(
        self,
        config: uvicorn.Config,
        ready: Callable[[], None],
        ending: Callable[[], None],
        for_owner: socket.socket | None = None,
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._ending = ending
        self._for_owner = for_owner

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        loop = asyncio.get_running_loop()
        if self.config.ssl is None:
            await super().startup(sockets=sockets)
        else:
            await super().startup(sockets=[])  # uvicorn would give each handshake a minute
            for each in sockets or () if self.started else ():
                self.servers.append(
                    await loop.create_server(
                        self._connection,
                        sock=each,
                        ssl=self.config.ssl,
                        ssl_handshake_timeout=HANDSHAKE_SECONDS,
                        backlog=self.config.backlog,
                    )
                )
        if self._for_owner is not None and self.started:
            # Not among the others: nobody speaks TLS there.
            self.servers.append(await loop.create_server(self._connection, sock=self._for_owner))
        if self.started:
            self._ready()

    def _connection(self) -> PatientProtocol:
        return PatientProtocol(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # First: the end of the loop waits for the threads of requests, and those for what the archive is doing.
        self._ending()
        await super().shutdown(sockets=sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._captured_signals.clear()
