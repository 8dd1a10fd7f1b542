"""Serving the page: one archive, one address, until it is told to stop."""

from __future__ import annotations

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

from rag import Archive, DatelineError, Progress, Settings, UsageError, load_settings
from ui.api.access import Access
from ui.api.app import build_api, max_bytes
from ui.api.errors import RefusedError
from ui.mcp.http import MAX_BYTES as MAX_MCP_BYTES
from ui.mcp.http import McpDoor
from ui.page.add.upload import Uploads
from ui.page.app import build_app
from ui.page.runtime.errors import as_sentence
from ui.page.runtime.observed import Observed
from ui.page.search.search_export import Exports
from ui.page.security.attempts import Attempts
from ui.page.security.bodies import Bodies
from ui.page.security.connections import PatientProtocol
from ui.page.security.guard import Guard, PageMiddleware
from ui.page.security.hosts import Hosts, addresses
from ui.page.security.login import SignIn
from ui.page.security.owner_socket import owner_socket
from ui.page.security.routes import EXPORT, UPLOAD, OnlyRoutes, Routes
from ui.page.security.session import Sessions
from ui.page.templating import render
from ui.page.theme import dateline_theme
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
    "in, or listen on 127.0.0.1 alone (no --host, and no DATELINE_HOSTS)"
)
_IN_THE_CLEAR = (
    "Browsers send the password and the articles unencrypted to this page: where the network is not your own, put a "
    "proxy with TLS before it."
)

_log = logging.getLogger("dateline.serve")


def _static(pattern: str) -> list[str]:
    return sorted(file.name for file in _STATIC.glob(pattern))


def build_server(archive: Archive, settings: Settings | None = None) -> FastAPI:
    """The page and the HTTP door as one web app; it does not close the archive.

    Args:
        archive: the archive to serve.
        settings: the address that it will listen on, the names that it answers to, the password.
    """
    settings = settings or load_settings()
    hosts, password = Hosts(settings.host, settings.hosts), settings.password
    access = Access()
    mcp = None if settings.mcp == "off" else McpDoor(archive, write=settings.mcp == "write")

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with mcp.running() if mcp else contextlib.nullcontext():
            yield

    app = FastAPI(title="Dateline", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)

    limits = upload_limits(settings)
    app.add_api_route(UPLOAD, Uploads(archive, limits).take, methods=["POST"])
    app.add_api_route(EXPORT, Exports(archive).take, methods=["POST"])
    app.mount("/dateline", StaticFiles(directory=_STATIC), name="dateline")
    gr.mount_gradio_app(
        app,
        build_app(archive, settings),
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
    routes = Routes(max(limits.values()) * 1_000_000)

    def most(method: str, path: str) -> int:
        if is_for_assistants(path):
            return MAX_MCP_BYTES
        return max_bytes(method, path, limits) if is_for_programs(path) else routes.most(method, path)

    # The last one that is added is asked first. A stranger does not even hear which routes there are.
    app.add_middleware(PageMiddleware, head=render("page", "head", _static("*.css"), _static("*.js")))
    app.add_middleware(OnlyRoutes, routes=routes)
    # Where there is a password, strangers may ask whether it is up, too.
    api = build_api(archive, limits, private=password is None, access=access)
    app.add_middleware(_ForPrograms, api=api, mcp=mcp, access=access)
    if password:
        app.add_middleware(SignIn, sessions=Sessions(password.get_secret_value()), attempts=Attempts())
    app.add_middleware(Bodies, most=most)
    app.add_middleware(Guard, hosts=hosts)
    app.add_middleware(_ForOwner, api=api)
    app.add_middleware(Observed, count=api.state.metrics.count)
    return app


class _ForOwner:
    """Wraps all the rest (ASGI): the owner's own commands ask the HTTP door past guard and password."""

    def __init__(self, app: ASGIApp, api: ASGIApp) -> None:
        self._app = app
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope["type"] == "http" and is_owner(scope)
        await (self._api if asked else self._app)(scope, receive, send)


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
                self._access.check(Request(scope), self._mcp.role)
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
    if not hosts.private and settings.password is None:
        raise UsageError(_OPEN_TO_ALL)
    sys.setswitchinterval(_SWITCH_SECONDS)
    listener = listen(settings.host, port)
    with contextlib.closing(listener), Archive.open(settings.archive, resume=False, settings=settings) as archive:
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
            here, *others = addresses(hosts, used)
            for_others = f" here and at {' and '.join(others)} for others" if others else ""
            if not hosts.private:
                print_line(_IN_THE_CLEAR)
            told = f"Dateline is at {here}{for_others} (Ctrl-C stops it)"
            if at is None:
                print_line(told)
            else:
                at(here, told)
            if pull:
                archive.llm.pull()
            working.start()

        with owner_socket(archive) as for_owner:
            listeners = [listener, *([for_owner] if for_owner is not None else [])]
            _Server(server_config(build_server(archive, settings)), ready, archive.end_work).run(sockets=listeners)
        stopping.set()
        archive.llm.close()
        if working.ident is not None:
            working.join(_LONGEST_BATCH_SECONDS)


def server_config(app: FastAPI) -> uvicorn.Config:
    """How the server treats connections, whoever runs it."""
    return uvicorn.Config(
        app,
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

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], ending: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready
        self._ending = ending

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # First: the end of the loop waits for the threads of requests, and those for what the archive is doing.
        self._ending()
        await super().shutdown(sockets=sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._captured_signals.clear()
