"""A reranker behind HTTP: any server with ``/v1/rerank`` of the form that Jina, Cohere, vLLM and llama.cpp share."""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit, urlunsplit

from rag.errors import LlmBusyError, LlmError, LlmGarbageError, LlmRefusedError, LlmUnavailableError
from rag.settings.endpoints import BUSY_STATUSES, BusyWait, base_url, is_loopback, retry_after, shown

if TYPE_CHECKING:
    import httpx

_CONNECT_SECONDS: Final = 10.0
#: Somebody waits for the answer, and six sentences take a server some tenths of a second.
_ANSWER_SECONDS: Final = 30.0
#: Seconds that a busy server is waited for in all, for one request.
BUSY_SECONDS: Final = 15.0
_LOOK_SECONDS: Final = 0.05
#: A reply to a dozen texts has some hundred bytes; one that repeats them, some thousand.
_LARGEST: Final = 1_000_000


class RerankEndpoint:
    """A reranker at an address. Safe to use from several threads; asks on first use.

    Args:
        address: the server's base URL, or that of the call itself.
        model: asked for by this name.
        api_key: sent to this address only.
        timeout: seconds that the server may keep silent, and that its reply may take to come.
        setting: the setting that names it, whose fellows are named where it refuses.
    """

    def __init__(
        self,
        address: str,
        *,
        model: str,
        api_key: str = "",
        timeout: float = _ANSWER_SECONDS,
        setting: str = "DATELINE_READER",
    ) -> None:
        parts = urlsplit(base_url(address))
        self._url = urlunsplit(parts._replace(path=parts.path + "/rerank"))
        self._who = f"the reranker at {shown(self._url)}"
        self._model = model
        self._api_key = api_key
        self._setting = setting
        self._timeout = timeout
        self._lock = threading.Lock()
        self._opened: httpx.Client | None = None
        self.name = self._who

    def __repr__(self) -> str:
        return f"RerankEndpoint({self._model}, {self._who})"

    def scores(self, question: str, texts: Sequence[str], stop: threading.Event | None = None) -> list[float] | None:
        """See :class:`rag.answer.reader.reranker.Reranker`.

        A request that is stopped is not waited for; it ends by itself.
        """
        work: Future[list[float] | None] = Future()

        def ask() -> None:
            try:
                work.set_result(self._asked(question, texts, stop))
            except Exception as error:  # noqa: BLE001 - raised again for whoever waits
                work.set_exception(error)

        # Not of a pool, whose threads a process waits for at its end.
        threading.Thread(target=ask, name="reranking", daemon=True).start()
        while True:
            try:
                return work.result(timeout=_LOOK_SECONDS if stop is not None else None)
            except NotYet:
                if work.done():
                    raise
                if stop is not None and stop.is_set():
                    return None

    def _asked(self, question: str, texts: Sequence[str], stop: threading.Event | None) -> list[float] | None:
        import httpx  # some tenths of a second

        busy = BusyWait(BUSY_SECONDS)
        body = {"model": self._model, "query": question, "documents": list(texts), "top_n": len(texts)}
        while True:
            try:
                with self._client().stream("POST", self._url, json=body) as reply:
                    read = self._read(reply)
            except httpx.TimeoutException as error:
                raise LlmUnavailableError(
                    f"{self._who} kept silent for too long: see whether the server is overloaded"
                ) from error
            except httpx.RequestError as error:
                raise LlmUnavailableError(
                    f"{self._who} cannot be reached: see whether the server runs, and whether the address is right"
                ) from error
            if reply.status_code not in BUSY_STATUSES:
                return self._scores(reply.status_code, read, len(texts))
            asked = retry_after(reply.headers)
            pause = busy.pause(asked)
            if pause is None:
                raise LlmBusyError(f"{self._who} is too busy: ask again later", asked)
            if stop is None:
                time.sleep(pause)
            elif stop.wait(pause):
                return None

    def _read(self, reply: httpx.Response) -> bytes:
        """The body of a reply that is a success; httpx itself would read on for as long as something comes."""
        if not reply.is_success:
            return b""
        import httpx

        read = bytearray()
        begun = time.monotonic()
        for piece in reply.iter_raw():  # as it comes, and no larger than it came
            read += piece
            if len(read) > _LARGEST:
                raise self._garbage()
            if time.monotonic() - begun > self._timeout:
                raise httpx.ReadTimeout("it has not ended")
        return bytes(read)

    def _scores(self, status: int, read: bytes, expected: int) -> list[float]:
        if not 200 <= status < 300:
            raise self._refused(status)
        scores: dict[int, float] = {}
        try:
            for item in json.loads(read)["results"]:
                scores[_whole(item["index"])] = _finite(item["relevance_score"])
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
            raise self._garbage() from error
        if sorted(scores) != list(range(expected)):
            raise self._garbage()
        return [scores[index] for index in range(expected)]

    def _garbage(self) -> LlmGarbageError:
        return LlmGarbageError(
            f"{self._who} does not answer with a relevance_score for each text: see whether the address is right"
        )

    def _refused(self, status: int) -> LlmError:
        if 300 <= status < 400:
            advice = "set the address that it sends on to, if you trust it"
        elif status in (401, 403):
            advice = f"check its key, {self._setting}_API_KEY"
        elif status == 404:
            advice = f"check {self._setting}_MODEL and the address"
        elif status >= 500:
            return LlmUnavailableError(f"{self._who} failed ({status}): look into its log, or ask again")
        else:
            advice = "see its log"
        return LlmRefusedError(f"{self._who} refuses ({status}): {advice}")

    def _client(self) -> httpx.Client:
        import httpx

        with self._lock:
            if self._opened is None:
                self._opened = httpx.Client(
                    headers={
                        "accept-encoding": "identity",
                        **({"authorization": f"Bearer {self._api_key}"} if self._api_key else {}),
                    },
                    timeout=httpx.Timeout(self._timeout, connect=_CONNECT_SECONDS),
                    trust_env=not is_loopback(self._url),
                    follow_redirects=False,  # texts are for the address that was set
                )
            return self._opened


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("no index")
    return value


def _finite(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise ValueError("no score")
    return float(value)
