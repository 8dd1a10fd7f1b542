"""Milvus's collections as vector stores: a server's or a cluster's by address, or those of Milvus Lite in a folder."""

from __future__ import annotations

import logging
import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from rag.errors import ArchiveDamagedError, UsageError, VectorStoreError
from rag.settings.endpoints import is_loopback
from rag.store.vectors.collections_place import ServerConnection, one_line, unreachable
from rag.store.vectors.milvus_collection import COSINE, MilvusCollection, collection_schema

#: So long a connection may take, at most.
_CONNECT_SECONDS = 5.0
#: What a collection's alias begins with that says who wrote to it last: Milvus Lite alters no properties.
_STAMP = "stamp_"
#: Milvus Lite is told by its file's name.
_LITE = ".db"
_NEEDS = "DATELINE_VECTORS=milvus:… needs pymilvus and milvus-lite: pip install 'dateline[milvus]'"
#: How many have a folder of Milvus Lite open in this process; the last one closes it, for others to have it.
_open_folders: dict[Path, int] = {}
_folders = threading.Lock()


class MilvusServer(ServerConnection):
    """A Milvus by address or in a folder, with bounded waiting. Nothing is asked of it before its first use.

    Args:
        url: a server's address; None for Milvus Lite.
        folder: of Milvus Lite; one process at a time can open it. ``milvus.db`` within it, where its name has no .db.
        token: ``user:password``, or a token alone; None where the server asks for none.
        timeout: seconds that it may keep silent.
    """

    def __init__(self, url: str | None, folder: Path | None, token: str | None, timeout: float) -> None:
        self.lite = folder if folder is None or folder.suffix == _LITE else folder / f"milvus{_LITE}"
        super().__init__(f"Milvus at {url}" if self.lite is None else f"Milvus Lite in {folder}")
        self.timeout = timeout
        self._url = url
        self._token = token

    def names(self, prefix: str) -> list[str]:
        """The names of its collections that begin so.

        Raises:
            VectorStoreError: it cannot be reached, or refuses; so below.
        """
        with self.errors():
            names = self.client().list_collections(**self.bounded())
            return sorted(name for name in names if name.startswith(prefix))

    def create(self, name: str, dimension: int, stamp: str) -> MilvusCollection:
        """Make a collection for vectors of so many numbers."""
        with self.errors():
            client = self.client()
            index = client.prepare_index_params()
            # Milvus Lite's own graph is slower than to compare with all vectors, and that is exact.
            graph: dict[str, Any] = {"index_type": "FLAT"}
            if self.lite is None:
                graph = {"index_type": "HNSW", "params": {"M": 32, "efConstruction": 200}}
            index.add_index(field_name="vector", metric_type=COSINE, **graph)
            client.create_collection(
                name,
                schema=collection_schema(dimension),
                index_params=index,
                consistency_level="Strong",
                **self.bounded(),
            )
            client.create_alias(name, f"{_STAMP}{stamp}", **self.bounded())
        return self.open(name)

    def open(self, name: str) -> MilvusCollection:
        """Open a collection that is there."""
        with self.errors():
            self.client().load_collection(name, **self.bounded())
        return MilvusCollection(self, name)

    def dimension(self, name: str) -> int:
        """How many numbers its vectors have."""
        fields = {field["name"]: field for field in self._described(name)["fields"]}
        return int(fields.get("vector", {}).get("params", {}).get("dim", 0))

    def stamp(self, name: str) -> str:
        """Who wrote to it last."""
        stamps = self._stamps(name)
        return stamps[-1].removeprefix(_STAMP) if len(stamps) == 1 else ""

    def put_stamp(self, name: str, stamp: str) -> None:
        """Note who writes to it from now on."""
        before = self._stamps(name)
        with self.errors():
            self.client().create_alias(name, f"{_STAMP}{stamp}", **self.bounded())
            for alias in before:
                self.client().drop_alias(alias, **self.bounded())

    def drop(self, name: str) -> None:
        """Delete a collection with all that is in it."""
        for alias in self._stamps(name):
            with self.errors():
                self.client().drop_alias(alias, **self.bounded())
        with self.errors():
            self.client().drop_collection(name, **self.bounded())

    def bounded(self) -> dict[str, Any]:
        """What bounds a call."""
        return {"timeout": self.timeout}

    def _connect(self) -> Any:
        milvus_client = _imported()
        if self.lite is None:
            return milvus_client(
                self._url,
                token=self._token or "",
                timeout=min(self.timeout, _CONNECT_SECONDS),
                dedicated=True,
                # A proxy of the environment could only send elsewhere what is meant for this machine.
                grpc_options={"grpc.enable_http_proxy": 0} if is_loopback(str(self._url)) else {},
            )
        with _folders:
            self.lite.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            client = milvus_client(str(self.lite), dedicated=True, grpc_options={"grpc.enable_http_proxy": 0})
            _open_folders[self.lite] = _open_folders.get(self.lite, 0) + 1
            return client

    def _described(self, name: str) -> dict[str, Any]:
        with self.errors():
            described: dict[str, Any] = self.client().describe_collection(name, **self.bounded())
            return described

    def _stamps(self, name: str) -> list[str]:
        if self.lite is None:
            aliases = self._described(name).get("aliases", ())  # which servers before 2.4 tell, too
        else:
            with self.errors():
                aliases = self.client().list_aliases(name, **self.bounded())["aliases"]
        return [alias for alias in aliases if alias.startswith(_STAMP)]

    def _disconnect(self, client: Any) -> None:
        """Close the connection; and Milvus Lite's folder, where nobody else in this process has it open."""
        with suppress(Exception):  # whatever a connection that is gone throws
            client.close()
        if self.lite is not None:
            with _folders:
                _open_folders[self.lite] -= 1
                if not _open_folders[self.lite]:
                    from milvus_lite.server_manager import server_manager_instance

                    server_manager_instance.release_server(str(self.lite))

    def _told(self, error: Exception) -> VectorStoreError | ArchiveDamagedError:
        said = str(getattr(error, "message", "") or error)
        code = getattr(getattr(error, "code", None), "name", "")  # a status of gRPC, where it is one
        words = f"{code} {said}".lower()
        if self.lite is not None and "open local milvus failed" in words:
            return VectorStoreError(
                f"the vector store ({self.shown}) does not open: another process has it, or its files are damaged, in "
                "which case move them away; its vectors are in the catalog"
            )
        if any(word in words for word in ("unauthenticated", "auth check failure", "permission", "permission_denied")):
            return VectorStoreError(f"the vector store ({self.shown}) refuses: check DATELINE_VECTORS_TOKEN")
        gone = "not found" in words or "not exist" in words or "can't find" in words
        if gone or (self.lite is not None and "unavailable" not in words and "timeout" not in words):
            return ArchiveDamagedError(
                f"the vector store ({self.shown}) cannot be used ({one_line(Exception(said))}): run dateline doctor "
                "--mend, which rebuilds it from the catalog without embedding anything again"
            )
        return unreachable(self.shown, one_line(Exception(said)))


def _imported() -> Any:
    """Milvus's client, imported without what its import does besides.

    Raises:
        UsageError: it is not installed.
    """
    before = os.environ.get("PYTHON_DOTENV_DISABLED")
    os.environ["PYTHON_DOTENV_DISABLED"] = "1"  # pymilvus puts a .env into the environment, of whatever folder
    try:
        from pymilvus import MilvusClient
    except ImportError as error:
        raise UsageError(_NEEDS) from error
    finally:
        if before is None:
            del os.environ["PYTHON_DOTENV_DISABLED"]
        else:
            os.environ["PYTHON_DOTENV_DISABLED"] = before
    for name in ("pymilvus", "milvus_lite", "grpc"):  # gRPC's server, which Milvus Lite is, writes stack traces
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what fails is raised, and told in our words
    return MilvusClient
