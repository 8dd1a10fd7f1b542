"""What comes back from a served archive: a result, the events of a stream, or an error, which is raised again here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import httpx
from pydantic import ValidationError

from rag import errors, schema
from rag.client.http_calls import EVENTS
from rag.errors import AccessError, DatelineError, QueryError, ServerBusyError, ServerError, UsageError
from rag.settings.endpoints import is_loopback, retry_after
from rag.text.lines import whole_letters
from rag.text.urls import web_address

T = TypeVar("T")

#: The engine's errors, by the word that the server has for them.
_BY_KIND = {
    errors.kind_of(kind): kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, DatelineError)
}
_CONNECT_SECONDS = 10.0
#: A written answer by a small model, with others before it in line.
_LONGEST_SECONDS = 900.0


def connection(url: str, key: str | None) -> dict[str, Any]:
    """How httpx connects.

    Args:
        url: where the archive is served.
        key: the password, or a key.

    Raises:
        UsageError: the address is none, or the key cannot be sent.
    """
    try:
        web = httpx.URL(url).scheme in ("http", "https") and web_address(url) is not None
    except (httpx.InvalidURL, UnicodeError):
        web = False
    if not web:
        raise UsageError(f"{url!r} is not an address: give one that begins with http:// or https://")
    key = (key or "").strip()  # as read from a file, with the end of its line
    if not whole_letters(key).isprintable() or key != whole_letters(key):  # what it says is shown to nobody
        raise UsageError("the key or password has signs that no request can carry, such as the end of a line: check it")
    return {
        "base_url": url.rstrip("/"),
        "headers": {"Authorization": f"Bearer {key}".encode()} if key else {},
        "timeout": httpx.Timeout(_LONGEST_SECONDS, connect=_CONNECT_SECONDS),
        "trust_env": not is_loopback(url),  # what runs on this machine is asked past any proxy
    }


def result_of(response: httpx.Response, read: Callable[[bytes], T]) -> T:
    """The result of a request whose answer has been read whole.

    Raises:
        DatelineError: the server's, as the same class; or a :class:`rag.errors.ServerError`.
    """
    if response.is_success:
        try:
            return read(response.content)
        except ValidationError as error:
            raise ServerError(f"{response.request.url} does not answer as Dateline does: check the address") from error
    raise error_of(response)


def error_of(response: httpx.Response) -> DatelineError:
    """The error that a response tells."""
    try:
        told = schema.ErrorOut.model_validate_json(response.content).error
    except ValidationError:
        where = f"{response.request.url} answered {response.status_code}"
        return ServerError(f"{where}, and not as Dateline does: check the address, and what stands before it")
    seconds = retry_after(response.headers)
    return raised(told, response.status_code, seconds)


def raised(told: schema.ErrorDetailOut, status: int, seconds: float | None = None) -> DatelineError:
    """An error as it was told, to be raised again."""
    known = _BY_KIND.get(told.type)
    if known is QueryError:
        place = told.place or 1
        return QueryError(told.message.removeprefix(f"Character {place} of the query: "), place)
    if known is errors.LlmBusyError:
        return errors.LlmBusyError(told.message, seconds)
    if known is not None:
        return known(told.message)
    if status in (401, 403):
        return AccessError(told.message)
    if status == 429:
        return ServerBusyError(told.message, seconds)
    return UsageError(told.message) if 400 <= status < 500 else ServerError(told.message)


def unreachable(url: object, error: httpx.HTTPError) -> ServerError:
    """What is raised where nobody answers."""
    why = str(error) or type(error).__name__
    return ServerError(f"{url} cannot be reached ({why}): check the address, and whether dateline serve runs there")


def events_of(lines: Iterable[str]) -> Iterator[schema.Shape]:
    """The events of a stream.

    Raises:
        DatelineError: that with which it ended.
        ServerError: it ended in its midst.
    """
    reader = EventReader()
    for line in lines:
        if (event := reader.take(line)) is not None:
            yield event
    reader.must_be_over()


class EventReader:
    """Reads a stream line by line."""

    def __init__(self) -> None:
        self._name = ""
        self._over = False

    def take(self, line: str) -> schema.Shape | None:
        """The event that a line completes, if it does.

        Raises:
            DatelineError: that with which the stream ends.
        """
        field, _, value = line.partition(": ")
        if field == "event":
            self._name = value
        if field != "data":
            return None
        if self._name == "error":
            raise raised(schema.ErrorOut.model_validate(json.loads(value)).error, 500)
        shape = EVENTS.get(self._name)
        self._over = self._over or shape is schema.AnswerDoneOut
        return None if shape is None else shape.model_validate_json(value)  # a newer server has others

    def must_be_over(self) -> None:
        """Refuse a stream that ended without its answer.

        Raises:
            ServerError: it did.
        """
        if not self._over:
            raise ServerError("the server went away in the midst of the answer: ask again")
