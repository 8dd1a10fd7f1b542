"""A Chroma server's collections as vector stores."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx

from rag.errors import ArchiveDamagedError, VectorStoreError
from rag.settings.endpoints import is_loopback
from rag.store.vectors.chroma_collection import ChromaCollection, graph_settings
from rag.store.vectors.collections_place import one_line, unreachable

#: What a collection says of itself: how long its vectors are, and who wrote to it last.
_DIMENSION = "dimension"
_STAMP = "stamp"
#: So long a connection may take, at most.
_CONNECT_SECONDS = 5.0
#: So many collections are listed at once.
_PAGE = 100
_ADVICE = "check DATELINE_VECTORS_TOKEN"


class ChromaServer:
    """A Chroma server by address, with bounded waiting. Nothing is asked of it before its first use.

    Args:
        url: its address, with its port and without a password.
        token: ``user:password``, or a token alone; None where the server asks for none.
        timeout: seconds that it may keep silent.
    """

    def __init__(self, url: str, token: str | None, timeout: float) -> None:
        self.shown = f"Chroma at {url}"
        self._url = url
        self._token = token
        self._timeout = timeout
        self._opening = threading.Lock()
        self._connected: Any = None

    def names(self, prefix: str) -> list[str]:
        """The names of its collections that begin so.

        Raises:
            VectorStoreError: it cannot be reached, or refuses; so below.
        """
        with self.errors():
            found: list[str] = []
            while page := self._api().list_collections(limit=_PAGE, offset=len(found)):
                found += [model.name for model in page]
            return sorted(name for name in found if name.startswith(prefix))

    def create(self, name: str, dimension: int, stamp: str) -> ChromaServerCollection:
        """Make a collection for vectors of so many numbers."""
        with self.errors():
            model = self._api().create_collection(
                name=name, configuration=graph_settings(), metadata={_DIMENSION: dimension, _STAMP: stamp}
            )
            return ChromaServerCollection(self, self._of(model))

    def open(self, name: str) -> ChromaServerCollection:
        """Open a collection that is there."""
        return ChromaServerCollection(self, self._found(name))

    def dimension(self, name: str) -> int:
        """How many numbers its vectors have, as was said when it was made."""
        return int((self._found(name).metadata or {}).get(_DIMENSION, 0))

    def stamp(self, name: str) -> str:
        """Who wrote to it last."""
        return str((self._found(name).metadata or {}).get(_STAMP, ""))

    def put_stamp(self, name: str, stamp: str) -> None:
        """Note who writes to it from now on."""
        collection = self._found(name)
        with self.errors():
            collection.modify(metadata={**(collection.metadata or {}), _STAMP: stamp})

    def drop(self, name: str) -> None:
        """Delete a collection with all that is in it."""
        with self.errors():
            self._api().delete_collection(name)

    def close(self) -> None:
        """Close the connections."""
        with self._opening:
            api, self._connected = self._connected, None
        if api is not None:
            api._session.close()

    def _found(self, name: str) -> Any:
        with self.errors():
            return self._of(self._api().get_collection(name))

    def _of(self, model: Any) -> Any:
        from chromadb.api.models.Collection import Collection

        return Collection(client=self._api(), model=model, embedding_function=None)

    def _api(self) -> Any:
        """Chroma's own client of its HTTP interface.

        ``chromadb.HttpClient`` waits without end, already while it is made, and has no setting for it. So the part
        beneath it is made as that makes it, and given connections of ours before anything is asked.
        """
        with self._opening:
            if self._connected is None:
                from chromadb.api import ServerAPI
                from chromadb.config import Settings as ChromaSettings
                from chromadb.config import System

                parts = urlsplit(self._url)
                settings = ChromaSettings(
                    chroma_api_impl="chromadb.api.fastapi.FastAPI",
                    chroma_server_host=self._url,
                    chroma_server_http_port=parts.port,
                    chroma_server_ssl_enabled=parts.scheme == "https",
                    chroma_server_ssl_verify=False,  # of the connections that are thrown away at once
                    chroma_client_auth_provider=None,
                    anonymized_telemetry=False,
                )
                api: Any = System(settings).instance(ServerAPI)  # type: ignore[type-abstract]
                api._session.close()
                api._session = self._session()
                self._connected = api
            return self._connected

    def _session(self) -> httpx.Client:
        headers = {"Content-Type": "application/json", "User-Agent": "dateline"}
        auth: httpx.BasicAuth | None = None
        if self._token and ":" in self._token:
            user, _, password = self._token.partition(":")
            auth = httpx.BasicAuth(user, password)
        elif self._token:
            headers |= {"Authorization": f"Bearer {self._token}", "X-Chroma-Token": self._token}
        return httpx.Client(
            timeout=httpx.Timeout(self._timeout, connect=min(self._timeout, _CONNECT_SECONDS)),
            headers=headers,
            auth=auth,
            verify=self._url.startswith("https:"),  # without, a context of TLS is cheaper to make
            trust_env=not is_loopback(self._url),
            event_hooks={"response": [self._refuse]},
        )

    def _refuse(self, response: httpx.Response) -> None:
        """Say of an answer that is none of Chroma's what is wrong."""
        status = response.status_code
        if status in (401, 403, 407):
            raise VectorStoreError(f"the vector store ({self.shown}) refuses ({status}): {_ADVICE}")
        if status >= 500 or 300 <= status < 400:
            raise VectorStoreError(
                f"the vector store ({self.shown}) answers with {status}: look after the server, or correct "
                "DATELINE_VECTORS"
            )

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn what goes wrong in a call into an error with a next step."""
        try:
            yield
        except (VectorStoreError, ArchiveDamagedError):
            raise
        except httpx.TransportError as error:
            raise unreachable(self.shown, one_line(error)) from error
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise VectorStoreError(
                f"the vector store ({self.shown}) does not answer like Chroma: correct DATELINE_VECTORS"
            ) from error
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except Exception as error:  # Chroma's, of many unrelated kinds: a collection that is gone, vectors too long
            raise ArchiveDamagedError(
                f"the vector store ({self.shown}) cannot be used ({one_line(error)}): run dateline doctor --mend, "
                "which rebuilds it from the catalog without embedding anything again"
            ) from error


class ChromaServerCollection(ChromaCollection):
    """A collection of a Chroma server, through LlamaIndex's vector store."""

    #: Few enough that each call is answered well within the time that a server may keep silent.
    batch = 500

    def __init__(self, server: ChromaServer, collection: Any) -> None:
        self._server = server
        self._collection = collection
        #: Whether a call failed: what it left nobody knows.
        self.failed = False

    @contextmanager
    def _call(self) -> Iterator[None]:
        try:
            with self._server.errors():
                yield
        except (ArchiveDamagedError, VectorStoreError):
            self.failed = True
            raise

    def close(self) -> None:
        """Close the connections."""
        self._server.close()
