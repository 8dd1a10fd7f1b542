"""A Chroma server's collections as vector stores."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import httpx

from rag.errors import ArchiveDamagedError, VectorStoreError
from rag.settings.endpoints import is_loopback
from rag.store.vectors.chroma_collection import ChromaCollection, graph_settings
from rag.store.vectors.collections_place import ServedCollection, ServerConnection, one_line, unreachable

#: What a collection says of itself: how long its vectors are, and who wrote to it last.
_DIMENSION = "dimension"
_STAMP = "stamp"
#: So long a connection may take, at most.
_CONNECT_SECONDS = 5.0
#: So many collections are listed at once.
_PAGE = 100
_ADVICE = "check DATELINE_VECTORS_TOKEN"


class ChromaServer(ServerConnection):
    """A Chroma server by address, with bounded waiting. Nothing is asked of it before its first use.

    Args:
        url: its address, with its port and without a password.
        token: ``user:password``, or a token alone; None where the server asks for none.
        timeout: seconds that it may keep silent.
    """

    def __init__(self, url: str, token: str | None, timeout: float) -> None:
        super().__init__(f"Chroma at {url}")
        self._url = url
        self._token = token
        self._timeout = timeout

    def names(self, prefix: str) -> list[str]:
        """The names of its collections that begin so.

        Raises:
            VectorStoreError: it cannot be reached, or refuses; so below.
        """
        with self.errors():
            found: list[str] = []
            while page := self.client().list_collections(limit=_PAGE, offset=len(found)):
                found += [model.name for model in page]
            return sorted(name for name in found if name.startswith(prefix))

    def create(self, name: str, dimension: int, stamp: str) -> ChromaServerCollection:
        """Make a collection for vectors of so many numbers."""
        with self.errors():
            model = self.client().create_collection(
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
            self.client().delete_collection(name)

    def _found(self, name: str) -> Any:
        with self.errors():
            return self._of(self.client().get_collection(name))

    def _of(self, model: Any) -> Any:
        from chromadb.api.models.Collection import Collection

        return Collection(client=self.client(), model=model, embedding_function=None)

    def _connect(self) -> Any:
        """Chroma's own client of its HTTP interface.

        ``chromadb.HttpClient`` waits without end, already while it is made, and has no setting for it. So the part
        beneath it is made as that makes it, and given connections of ours before anything is asked.
        """
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
        return api

    def _disconnect(self, client: Any) -> None:
        client._session.close()

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

    def _told(self, error: Exception) -> VectorStoreError | ArchiveDamagedError:
        if isinstance(error, httpx.TransportError):
            return unreachable(self.shown, one_line(error))
        if isinstance(error, json.JSONDecodeError | KeyError | TypeError):
            return VectorStoreError(
                f"the vector store ({self.shown}) does not answer like Chroma: correct DATELINE_VECTORS"
            )
        # Chroma's, of many unrelated kinds: a collection that is gone, vectors too long.
        return ArchiveDamagedError(
            f"the vector store ({self.shown}) cannot be used ({one_line(error)}): run dateline doctor --mend, "
            "which rebuilds it from the catalog without embedding anything again"
        )


class ChromaServerCollection(ServedCollection, ChromaCollection):
    """A collection of a Chroma server, through LlamaIndex's vector store."""

    #: Few enough that each call is answered well within the time that a server may keep silent.
    batch = 500

    def __init__(self, server: ChromaServer, collection: Any) -> None:
        super().__init__(server)
        self._collection = collection
