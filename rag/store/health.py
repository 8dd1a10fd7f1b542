"""The doctor: proves an archive sound by reading it back, and mends what is not."""

from __future__ import annotations

from collections.abc import Callable

from rag.errors import ArchiveDamagedError
from rag.model import Health, Problem
from rag.store import lexical
from rag.store.catalog import Catalog
from rag.store.indexing import Indexer, store_problems
from rag.store.integrity import forget_wrong_vectors, lexical_problems, page_problems, vector_problems
from rag.store.opening import VectorHolder


def check(catalog: Catalog, vectors: VectorHolder, indexer: Indexer, *, writable: bool, mend: bool, llm: str) -> Health:
    """Examine an archive.

    Args:
        catalog: its catalog.
        vectors: its vector store, which only the writing process may read.
        indexer: finishes pending work.
        writable: whether this process holds the writer's lock.
        mend: repair what can be repaired, without embedding again what has a vector.
        llm: what is said of the language model.
    """
    dimension = indexer.embedder.dimension
    problems: list[Problem] = []
    notes: list[str] = []

    def examine(find: Callable[[], list[str]], repair: Callable[[], None] | None) -> None:
        found = find()
        if found and mend and repair is not None:
            repair()
            left = find()
            problems.extend(Problem(what, mended=what not in left) for what in found)
            problems.extend(Problem(what) for what in left if what not in found)
        else:
            problems.extend(Problem(what) for what in found)

    def embed_again() -> None:
        forget_wrong_vectors(catalog.database, dimension)
        indexer.resume()

    examine(lambda: page_problems(catalog.database), None)
    examine(lambda: lexical_problems(catalog.database), lambda: lexical.rebuild(catalog.database))
    examine(lambda: vector_problems(catalog.database, dimension), embed_again)
    if writable:
        examine(lambda: pending_problems(catalog), indexer.resume)
        examine(lambda: _store_problems(catalog, vectors), vectors.rebuild)
    else:
        notes.append("the vector store is in use by another process and was not read; the catalog's vectors were")
    articles, passages, pending = catalog.counts()
    return Health(
        articles=articles,
        passages=passages,
        pending=pending,
        problems=tuple(problems),
        llm=llm,
        embedding=indexer.embedder.name,
        notes=tuple(notes),
    )


def pending_problems(catalog: Catalog) -> list[str]:
    """What an interrupted process left undone."""
    pending = catalog.counts()[2]
    buried = len(catalog.tombstones())
    problems = []
    if pending:
        problems.append(f"{pending} articles wait to be embedded")
    if buried:
        problems.append(f"{buried} vectors of removed passages wait to be deleted")
    return problems


def _store_problems(catalog: Catalog, vectors: VectorHolder) -> list[str]:
    try:
        index = vectors.examine()
    except ArchiveDamagedError as error:
        return [str(error)]
    if index is None:
        return ["the vector store is missing"] if catalog.count_vectors() else []
    return store_problems(catalog, index)
