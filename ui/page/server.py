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
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from rag import Accounts, Archive, DatelineError, Progress, Settings, UsageError
from ui.page.runtime.errors import as_sentence
from ui.page.security.connections import HANDSHAKE_SECONDS, PatientProtocol
from ui.page.security.hosts import Hosts, addresses
from ui.page.security.open_files import allow_more_files
from ui.page.security.owner_socket import owner_socket
from ui.page.security.tls import tls_files
from ui.page.web_app import build_web_app

#: So many ports are tried, from the one that was asked for.
PORTS = 50
#: Open pages hold a connection for ever: after so many seconds they are cut.
_GRACE_SECONDS = 2
#: So long the end waits for the batch that is being embedded; what is left is resumed the next time.
_LONGEST_BATCH_SECONDS = 30

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
        archive.answer_in_processes()
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

        config = server_config(build_web_app(archive, settings, accounts), tls)
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
