"""Addresses of OpenAI-compatible servers: how they are completed, shown, and how long they ask to wait."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from rag.settings.hosts import is_this_machine

if TYPE_CHECKING:  # the openai package takes a second or two to import
    import openai

#: A longer wait than a day is a server's mistake (or its way to say never); it is asked again the next day.
LONGEST_WAIT_SECONDS = 86_400.0
#: What servers say when they are busy: too many requests, unavailable, and overloaded.
BUSY_STATUSES = (429, 503, 529)
#: A busy server that does not say how long is asked again after so long, and each time after twice as long.
_FIRST_WAIT_SECONDS = 1.0
#: A server that asks for no wait at all is not asked again and again without end: each wait counts as so long.
_LEAST_WAIT_SECONDS = 0.1
_CALLS = ("/chat/completions", "/completions", "/embeddings", "/models", "/rerank")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is served. ``model`` None: whatever the server offers first."""

    url: str
    api_key: str = field(repr=False)
    model: str | None
    #: As users know it.
    who: str
    #: Whether the settings mean OpenAI by it: what the environment holds for OpenAI goes nowhere else.
    is_openai: bool = False


def base_url(address: str) -> str:
    """The base URL for a client: ``/v1`` where the address names a server only, no call at its end."""
    parts = urlsplit(address.strip())
    path = parts.path.rstrip("/")
    for call in _CALLS:
        path = path.removesuffix(call)
    return urlunsplit((parts.scheme, parts.netloc, path or "/v1", parts.query, ""))


def keep_environment_out(client: openai.OpenAI | openai.AsyncOpenAI) -> None:
    """Have a client send nothing of what the environment holds for OpenAI but the key that it was given.

    The openai package reads organisation, project and ``OPENAI_CUSTOM_HEADERS`` (which may hold a gateway's key)
    from the environment, and sends them to whatever server it is pointed at.
    """
    client.organization = client.project = client.admin_api_key = None
    client._custom_headers = {}  # there is no public way to take them off again


def shown(address: str) -> str:
    """Host and port of an address: fit for logs, as there can be no secret in them."""
    parts = urlsplit(address)
    host = parts.hostname or "?"
    return f"{host}:{parts.port}" if parts.port else host


def is_loopback(address: str) -> bool:
    """Whether a URL is this machine's own, where no proxy has a place."""
    host = urlsplit(address).hostname or ""
    # Names below localhost are nobody else's (RFC 6761): a proxy could only send what is meant for them elsewhere.
    return is_this_machine(host) or host.removesuffix(".").endswith(".localhost")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a server asks to wait (RFC 9110, 10.2.3: seconds or a date), a day at most; None where it says
    nothing.

    Args:
        headers: by names in small letters.
    """
    value = headers.get("retry-after", "").strip()
    try:
        if "retry-after-ms" in headers:
            seconds = float(headers["retry-after-ms"]) / 1000
        elif value.isdecimal():
            seconds = float(value)
        else:
            moment = parsedate_to_datetime(value)
            seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - time.time()
    except (ValueError, OverflowError):
        return None
    return min(max(0.0, seconds), LONGEST_WAIT_SECONDS)


class BusyWait:
    """How long one request waits for a server that says it is busy: as it asks, else ever longer, in all only so long.

    Args:
        patience: seconds in all.
    """

    def __init__(self, patience: float) -> None:
        self._left = patience
        self._next = _FIRST_WAIT_SECONDS

    def pause(self, asked: float | None) -> float | None:
        """The seconds to wait before the next try; None where that is more than is left.

        Args:
            asked: what the server asks for (:func:`retry_after`); None where it says nothing.
        """
        pause = self._next if asked is None else asked
        if pause > self._left:
            return None
        self._left -= max(pause, _LEAST_WAIT_SECONDS)
        self._next *= 2
        return pause
