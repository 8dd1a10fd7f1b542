"""Embeddings from any OpenAI-compatible server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np

from rag.errors import EmbeddingError
from rag.settings.endpoints import (
    BUSY_STATUSES,
    BusyWait,
    base_url,
    is_loopback,
    keep_environment_out,
    retry_after,
    shown,
)
from rag.store.vectors.calibration import calibrate
from rag.store.vectors.embedding import Vectors

if TYPE_CHECKING:
    import httpx
    import openai

#: Texts in a request: OpenAI takes 2,048, others fewer; beyond some dozens nothing is gained.
BATCH_TEXTS: Final = 64
_CONNECT_SECONDS: Final = 10.0
_ANSWER_SECONDS: Final = 120.0
#: Seconds that a busy server is waited for in all, for one request.
BUSY_SECONDS: Final = 60.0
#: Of a reply: vectors of 4,096 numbers for as many texts as are sent at once have a tenth of it.
_LARGEST_BYTES: Final = 64_000_000


class RemoteEmbedder:
    """Vectors from an endpoint of OpenAI's kind. Safe to use from several threads; asks on first use.

    ``dimension`` and ``cosine_range`` are the model's own, found by embedding a dozen sentences once.
    """

    def __init__(
        self, address: str, *, model: str, api_key: str = "", timeout: float = _ANSWER_SECONDS, is_openai: bool = False
    ) -> None:
        self._url = base_url(address)
        self._model = model
        self._api_key = api_key
        self._timeout = timeout
        self._is_openai = is_openai
        self._who = shown(self._url)
        self._lock = threading.Lock()
        self._opened: openai.OpenAI | None = None
        self.name = f"openai:{model}@{self._who}"

    def __repr__(self) -> str:
        return f"RemoteEmbedder({self.name})"

    @cached_property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._measured[0]

    @cached_property
    def cosine_range(self) -> tuple[float, float]:
        """What cosines mean with this model; see :class:`rag.store.vectors.embedding.Embedder`."""
        return self._measured[1]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts to be found; shape ``(len(texts), dimension)``.

        Raises:
            EmbeddingError: the endpoint does not do it; the sentence says what to look after.
        """
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        starts = range(0, len(texts), BATCH_TEXTS)
        return np.concatenate([self._embed(texts[start : start + BATCH_TEXTS]) for start in starts])

    def embed_query(self, text: str) -> Vectors:
        """Embed one question; shape ``(dimension,)``."""
        vector: Vectors = self._embed([text])[0]
        return vector

    @cached_property
    def _measured(self) -> tuple[int, tuple[float, float]]:
        return calibrate(self._embed, self._embed)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        import openai  # a second to import

        # An empty text is an error at some servers, and has no meaning at any.
        wanted = [text.replace("\0", " ") if text.strip() else "." for text in texts]
        call: Callable[..., Any] = self._client().embeddings.create
        busy = BusyWait(BUSY_SECONDS)
        while True:
            try:
                reply = call(model=self._model, input=wanted, encoding_format="float")
                return self._vectors(reply, len(wanted))
            except openai.APIStatusError as error:
                if error.status_code not in BUSY_STATUSES or error.code == "insufficient_quota":
                    raise self._refused(error) from error
                pause = busy.pause(retry_after(error.response.headers))
                if pause is None:
                    raise EmbeddingError(
                        f"the embeddings at {self._who} are too busy for now: resume later with dateline doctor --mend"
                    ) from error
                time.sleep(pause)
            except openai.APITimeoutError as error:
                raise EmbeddingError(
                    f"the embeddings at {self._who} kept silent for too long: see whether the server is overloaded"
                ) from error
            except openai.APIConnectionError as error:
                raise EmbeddingError(
                    f"the embeddings at {self._who} cannot be reached: see whether the server runs, and whether the "
                    "address is right"
                ) from error
            except (openai.OpenAIError, ValueError, TypeError, AttributeError) as error:
                raise EmbeddingError(
                    f"{self._who} does not answer with embeddings in OpenAI's format: see whether the address is right"
                ) from error

    def _vectors(self, reply: Any, expected: int) -> Vectors:
        items = sorted(reply.data, key=lambda item: item.index)
        array = np.asarray([item.embedding for item in items], dtype=np.float32)
        if array.ndim != 2 or len(array) != expected:
            raise ValueError("not one vector for each text")
        lengths = np.linalg.norm(array, axis=1, keepdims=True)
        if not np.isfinite(array).all() or not lengths.all():
            raise EmbeddingError(f"{self._who} returned vectors that are not finite, or null: try another model")
        unit: Vectors = (array / lengths).astype(np.float32)
        return unit

    def _refused(self, error: openai.APIStatusError) -> EmbeddingError:
        status = error.status_code
        if status < 400:
            return EmbeddingError(f"{self._who} sends on to another address ({status}): set that one, if you trust it")
        if status in (401, 403):
            advice = "check its key, DATELINE_EMBEDDINGS_API_KEY or, for OpenAI, OPENAI_API_KEY"
        elif status == 404:
            advice = "check DATELINE_EMBEDDINGS_MODEL and the address"
        elif status == 429:
            advice = "the quota of this key is used up"
        else:
            advice = "see its log"
        return EmbeddingError(f"the embeddings at {self._who} refuse ({status}): {advice}")

    def _bound(self, reply: httpx.Response) -> None:
        """Have a reply end, in size and in time: httpx would read on for as long as something comes."""
        import httpx

        coming, until = cast(httpx.SyncByteStream, reply.stream), time.monotonic() + self._timeout

        class Bounded(httpx.SyncByteStream):
            def __iter__(self) -> Iterator[bytes]:
                size = 0
                for piece in coming:
                    size += len(piece)
                    if size > _LARGEST_BYTES or time.monotonic() > until:
                        raise httpx.ReadTimeout("the reply does not end")
                    yield piece

            def close(self) -> None:
                coming.close()

        reply.stream = Bounded()

    def _client(self) -> openai.OpenAI:
        import httpx
        import openai

        with self._lock:
            if self._opened is None:
                self._opened = openai.OpenAI(
                    base_url=self._url,
                    api_key=self._api_key or "none",  # the package insists on one
                    max_retries=0,
                    http_client=openai.DefaultHttpxClient(
                        timeout=httpx.Timeout(self._timeout, connect=_CONNECT_SECONDS),
                        trust_env=not is_loopback(self._url),
                        follow_redirects=False,  # texts are for the address that was set
                        event_hooks={"response": [self._bound]},
                    ),
                )
                if not self._is_openai:
                    keep_environment_out(self._opened)
            return self._opened
