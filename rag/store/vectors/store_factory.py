"""Which vector store the settings mean."""

from __future__ import annotations

from rag.settings import Settings
from rag.settings.vector_address import read_vector_address
from rag.store.catalog import Catalog
from rag.store.open_archive import Folder
from rag.store.vectors.catalog_vectors import CatalogVectorHolder
from rag.store.vectors.chroma_folders import ChromaFolders
from rag.store.vectors.collections_place import Collections
from rag.store.vectors.shared_vector_holder import SharedVectorHolder, must_be_kept_in_catalog
from rag.store.vectors.vector_holder import VectorHolder
from rag.store.vectors.vector_store import StorePlace


def vectors_of(settings: Settings, folder: Folder, catalog: Catalog) -> VectorHolder:
    """What keeps an archive's vectors as the settings mean it.

    Raises:
        UsageError: several processes write to the catalog, and it has its vectors on a server which the settings do
            not name.
    """
    if not folder.shared:
        return VectorHolder(folder, catalog, choose_store_place(settings, folder))
    address = read_vector_address(settings.vectors)
    if address.kind == "chroma" and address.url is None:  # an embedded one is for one process alone
        if folder.writable:
            must_be_kept_in_catalog(folder.database)
        return CatalogVectorHolder(catalog)
    return SharedVectorHolder(folder, catalog, choose_store_place(settings, folder))


def choose_store_place(settings: Settings, folder: Folder) -> StorePlace:
    """Where an archive's vectors are kept as the settings mean it. Nothing is asked or imported yet."""
    address = read_vector_address(settings.vectors)
    path = None if folder.shared else folder.path
    token = settings.vectors_token.get_secret_value() if settings.vectors_token else None
    if address.kind == "chroma" and address.url is not None:
        from rag.store.vectors.chroma_server import ChromaServer

        server = ChromaServer(address.url, token, settings.vectors_timeout)
        return Collections(server, path, folder.database, shared=True)
    if address.kind == "milvus":
        from rag.store.vectors.milvus_server import MilvusServer

        milvus = MilvusServer(address.url, address.path, token, settings.vectors_timeout)
        # One process at a time can open a folder of Milvus Lite.
        return Collections(milvus, path, folder.database, shared=address.url is not None)
    return ChromaFolders(folder.path, folder.database, settings.chroma_sync_threshold)
