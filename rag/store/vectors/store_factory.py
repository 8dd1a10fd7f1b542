"""Which vector store the settings mean."""

from __future__ import annotations

from rag.errors import UsageError
from rag.settings import Settings
from rag.settings.vector_address import read_vector_address
from rag.store.catalog import Catalog
from rag.store.open_archive import Folder
from rag.store.vectors.catalog_vectors import CatalogVectorHolder
from rag.store.vectors.chroma_folders import ChromaFolders
from rag.store.vectors.collections_place import Collections
from rag.store.vectors.vector_holder import VectorHolder
from rag.store.vectors.vector_store import StorePlace


def vectors_of(settings: Settings, folder: Folder, catalog: Catalog) -> VectorHolder:
    """What keeps an archive's vectors as the settings mean it.

    Raises:
        UsageError: the settings name a vector store for a catalog that several processes write to: a store is looked
            after by one.
    """
    if not folder.shared:
        return VectorHolder(folder, catalog, choose_store_place(settings, folder))
    address = read_vector_address(settings.vectors)
    if address.kind != "chroma" or address.url is not None:
        raise UsageError(
            "DATELINE_VECTORS and DATELINE_CATALOG do not go together yet: a catalog in PostgreSQL compares its own "
            "vectors; leave DATELINE_VECTORS out"
        )
    return CatalogVectorHolder(catalog)


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
