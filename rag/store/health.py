"""The doctor: proves an archive sound by reading it back, and mends what is not."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import replace

import numpy as np

from rag.errors import ArchiveDamagedError, EmbeddingError, VectorStoreError
from rag.llm.health_check import try_model
from rag.reports import Health, Problem
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.store.lexical import lexical_index as lexical
from rag.store.search.surface_proof import rebuild_surface, surface_problems
from rag.store.sqlite.integrity import forget_wrong_vectors, lexical_problems, vector_problems
from rag.store.vectors.embedding import Embedder
from rag.store.vectors.indexing import Indexer
from rag.store.vectors.store_differences import store_problems
from rag.store.vectors.vector_holder import VectorHolder


def check(
    catalog: Catalog,
    vectors: VectorHolder,
    indexer: Indexer,
    *,
    writable: bool,
    mend: bool,
    writing: AbstractContextManager[object],
    llm: str,
) -> Health:
    """Examine an archive.

    Args:
        catalog: its catalog.
        vectors: its vector store, which only the writing process may read.
        indexer: finishes pending work.
        writable: whether this process holds the writer's lock.
        mend: repair what can be repaired, without embedding again what has a vector.
        writing: held while the vector store is made anew: what others commit meanwhile would be missed.
        llm: what is said of the language model.
    """
    dimension = indexer.embedder.dimension
    problems: list[Problem] = []
    notes: list[str] = []

    def examine(find: Callable[[], list[str]], repair: Callable[[], object] | None) -> None:
        found = find()
        if found and mend and repair is not None:
            with suppress(VectorStoreError):  # which is then found again
                repair()
            left = find()
            problems.extend(Problem(what, mended=what not in left) for what in found)
            problems.extend(Problem(what) for what in left if what not in found)
        else:
            problems.extend(Problem(what) for what in found)

    def embed_again() -> None:
        forget_wrong_vectors(catalog.database, dimension)
        indexer.resume()

    def mend_store() -> None:
        with writing:
            vectors.mend()
        indexer.resume()

    examine(catalog.database.storage_problems, None)
    examine(lambda: lexical_problems(catalog.database), lambda: lexical.rebuild(catalog.database))
    examine(lambda: surface_problems(catalog.database), lambda: rebuild_surface(catalog.database))
    examine(lambda: vector_problems(catalog.database, dimension), embed_again)
    if writable:
        examine(lambda: pending_problems(catalog), indexer.resume)
        examine(lambda: _store_problems(catalog, vectors), mend_store)
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
        vectors=vectors.where,
        notes=tuple(notes),
    )


def with_models(health: Health, embedder: Embedder, settings: Settings) -> Health:
    """Add to a report whether the embedding and the language model work, by trying them.

    An embedding that fails makes the report not ok. So does a language model that the settings ask for by name
    (``openai``, ``local``, an address); one that ``auto`` has found is only noted, as quotes need none.
    """
    faults = list(health.faults)
    notes = list(health.notes)
    fault = _embedding_fault(embedder)
    if fault is not None:
        faults.append(f"the embedding does not work: {fault}")
    trial = try_model(settings)
    if trial.ok is False:
        said = f"the language model does not work: {trial.said}"
        (notes if settings.llm == "auto" else faults).append(said)
    return replace(
        health,
        llm=trial.said if trial.ok else health.llm,
        llm_ok=trial.ok,
        embedding_ok=fault is None,
        faults=tuple(faults),
        notes=tuple(notes),
    )


def _embedding_fault(embedder: Embedder) -> str | None:
    try:
        vector = embedder.embed_query("Does this work?")
    except EmbeddingError as error:
        return str(error)
    if vector.shape != (embedder.dimension,) or not math.isclose(float(np.linalg.norm(vector)), 1, abs_tol=0.01):
        return f"{embedder.name} does not give vectors of length one in {embedder.dimension} dimensions"
    return None


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
        store = vectors.examine()
        if store is None:
            return ["the vector store is missing"] if catalog.count_vectors() else []
        return store_problems(catalog, store, several_writers=vectors.several_writers)
    except (ArchiveDamagedError, VectorStoreError) as error:
        return [str(error)]
