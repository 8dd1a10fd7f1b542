"""Which vector store the settings mean."""

from __future__ import annotations

from rag.settings import Settings
from rag.settings.vector_address import read_vector_address
from rag.store.open_archive import Folder
from rag.store.vectors.chroma_folders import ChromaFolders
from rag.store.vectors.collections_place import Collections
from rag.store.vectors.vector_store import StorePlace


def choose_store_place(settings: Settings, folder: Folder) -> StorePlace:
    """Where an archive's vectors are kept as the settings mean it. Nothing is asked or imported yet."""
    address = read_vector_address(settings.vectors)
    token = settings.vectors_token.get_secret_value() if settings.vectors_token else None
    if address.kind == "chroma" and address.url is not None:
        from rag.store.vectors.chroma_server import ChromaServer

        server = ChromaServer(address.url, token, settings.vectors_timeout)
        return Collections(server, folder.path, folder.database, shared=True)
    if address.kind == "milvus":
        from rag.store.vectors.milvus_server import MilvusServer

        milvus = MilvusServer(address.url, address.path, token, settings.vectors_timeout)
        # One process at a time can open a folder of Milvus Lite.
        return Collections(milvus, folder.path, folder.database, shared=address.url is not None)
    return ChromaFolders(folder.path, folder.database, settings.chroma_sync_threshold)
