"""What a reverse proxy says of a request: who asks, from where, and by TLS or not. Strangers may say what they like."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, Final, cast

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from rag import address_of

#: A proxy on this machine is believed about addresses and TLS, as whoever can connect from here is no stranger.
HERE: Final = ("127.0.0.1", "::1")
_SCOPE: Final = "dateline.named_by_proxy"


class Proxies:
    """Wraps the app (ASGI): takes ``X-Forwarded-For`` and ``X-Forwarded-Proto`` of proxies that are trusted, and the
    user's name of those that were named as such. It stands outermost: only there is the connection's own address."""

    def __init__(self, app: ASGIApp, trusted: Sequence[str] = (), user_header: str | None = None) -> None:
        """Args:
        app: what is wrapped.
        trusted: addresses and networks of proxies; where there are none, those of this machine for the two headers,
            and nobody for names.
        user_header: the header with the user's name.
        """
        self._app = app
        self._networks = [ip_network(each) for each in trusted]
        self._header = user_header.lower().encode() if user_header else None
        self._forwarded = cast(
            ASGIApp, ProxyHeadersMiddleware(cast(Any, self._app), trusted_hosts=list(trusted or HERE))
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note who was named, and hand on the request as it was before the proxy."""
        if scope["type"] == "http" and self._header is not None:
            scope = {**scope, _SCOPE: self._named(scope, self._header)}
        await self._forwarded(scope, receive, send)

    def _named(self, scope: Scope, header: bytes) -> str | None:
        client = scope.get("client")
        address = address_of(client[0]) if client else None
        if address is None or not any(_holds(network, address) for network in self._networks):
            return None
        values = [value for name, value in scope["headers"] if name.lower() == header]
        # Of two one was not the proxy's; who is named twice is nobody.
        return values[0].decode("utf-8", "replace").strip() if len(values) == 1 else "" if values else None


def named_by_proxy(scope: MutableMapping[str, Any]) -> str | None:
    """Whom a trusted proxy named as the user; None where it named nobody."""
    found: str | None = scope.get(_SCOPE)
    return found


def _holds(network: IPv4Network | IPv6Network, address: Any) -> bool:
    return address.version == network.version and address in network
