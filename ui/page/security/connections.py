"""What a connection may cost: one that sends its request by halves is closed, and many of them harm nobody else."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

from rag import is_same_user
from ui.shared.owner_connection import OWNER

#: A connection that has sent no whole head of a request for so long is closed; a browser sends one at once.
HEAD_SECONDS = 15.0
#: The same of a connection that has not shaken hands (TLS), of which nobody is told until it has.
HANDSHAKE_SECONDS = 10.0
#: So many may be at sending one: more, and the one that has been silent longest is closed. A browser has six.
MOST_UNFINISHED = 128
#: So many connections there may be at all. Each open page holds one; the system allows 1,024 open files by default.
MOST = 512


class PatientProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """uvicorn's protocol, with an end to patience: uvicorn itself waits for the head of a request for ever."""

    app_state: dict[str, Any]
    _giving_up: asyncio.TimerHandle | None = None
    _heard = 0.0

    def connection_made(self, transport: Any) -> None:
        """Take a connection; where there are too many, let go of one."""
        super().connection_made(transport)
        own = _is_of_owner(transport)
        if own is False:  # another user's, whom the socket's mode let in all the same
            transport.abort()
        self.app_state = {**self.app_state, OWNER: own is True}  # of each request that comes by it
        self._heard = self.loop.time()
        self._wait()
        unfinished = [each for each in self.connections if getattr(each, "unfinished", False)]
        others = len(unfinished) > 1  # than this one, which has sent nothing yet
        if len(unfinished) > MOST_UNFINISHED or (len(self.connections) > MOST and others):
            min(unfinished, key=lambda each: each._heard).transport.abort()
        elif len(self.connections) > MOST:
            self._make_room()

    def _make_room(self) -> None:
        """Let go of a connection: where one address has more than half of all, of its youngest, else of this one."""
        by_address: dict[str, list[PatientProtocol]] = {}
        for each in self.connections:
            by_address.setdefault(each.client[0] if each.client else "", []).append(each)
        most = max(by_address.values(), key=len)
        let_go = self if self in most or len(most) <= MOST // 2 else max(most, key=lambda each: each._heard)
        let_go.transport.abort()

    @property
    def unfinished(self) -> bool:
        """Whether a request is still to come, or to come whole; of one that is being let go of, nothing is to come."""
        return not self.transport.is_closing() and (self._between_requests or bool(self.cycle.more_body))

    @property
    def _between_requests(self) -> bool:
        return self.cycle is None or bool(self.cycle.response_complete)

    def data_received(self, data: bytes) -> None:
        """Note that something came."""
        self._heard = self.loop.time()
        super().data_received(data)

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._stop_waiting()
        self._giving_up = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None

    def _give_up(self) -> None:
        # A request that came meanwhile is answered first; its end begins the next wait.
        if self._between_requests and not self.transport.is_closing():
            self.transport.abort()


def _is_of_owner(transport: Any) -> bool | None:
    """Whether a connection at the owner's socket is of the owner's; None where it comes by the network."""
    connection = transport.get_extra_info("socket")
    if connection is None or connection.family != getattr(socket, "AF_UNIX", None):
        return None
    return is_same_user(connection)
