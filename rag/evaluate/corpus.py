"""A temporary archive that holds an evaluation corpus."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rag.archive import Archive
from rag.errors import EvaluationDataError
from rag.evaluate.data import read_documents
from rag.evaluate.temporary_archive import temporary_archive
from rag.evaluate.vector_cache import CachedEmbedder
from rag.llm.chat_factory import ModelChooser, choose_model
from rag.model import Article, Draft
from rag.settings import Settings
from rag.store.vectors.embedder_factory import choose_embedder
from rag.store.vectors.embedding import Embedder
from rag.store.vectors.indexing import ProgressCallback
from rag.text.language import detect_language

_SOURCE = "eval/"


@dataclass(frozen=True, slots=True)
class Corpus:
    """An archive with what its articles are called in the evaluation data."""

    archive: Archive
    embedder: Embedder
    articles: int
    index_seconds: float
    prefix: str

    def document(self, article: Article) -> str:
        """The evaluation data's id of an article."""
        return article.source.removeprefix(self.prefix)


def with_every_article(settings: Settings) -> Settings:
    """The settings with copies left apart: what an evaluation calls an article is to be found as that article."""
    return settings.model_copy(update={"merge_copies": False})


@contextmanager
def open_corpus(
    folder: Path,
    settings: Settings,
    *,
    cache: bool,
    choose: ModelChooser = choose_model,
    progress: ProgressCallback | None = None,
) -> Iterator[Corpus]:
    """Put the corpus of an evaluation folder into a temporary archive, which is removed afterwards.

    Args:
        folder: holds ``corpus.jsonl``, or a folder ``articles/`` that is added as a user would.
        settings: for the archive; its ``cache`` keeps vectors between runs.
        cache: whether vectors are looked up there.
        choose: which language model the settings mean.
        progress: told of adding and embedding.

    Raises:
        EvaluationDataError: the folder holds neither.
    """
    settings = with_every_article(settings)
    local = choose_embedder(settings)
    cached = CachedEmbedder(local, settings.cache / "vectors.sqlite") if cache else None
    try:
        with temporary_archive(settings, cached or local, choose) as archive:
            started = time.perf_counter()
            if (folder / "corpus.jsonl").is_file():
                prefix = _SOURCE
                archive.add_drafts(_drafts(folder), progress=progress)
            elif (folder / "articles").is_dir():
                prefix = "articles/"
                archive.add(folder / "articles", progress=progress)
            else:
                raise EvaluationDataError(f"{folder} holds neither corpus.jsonl nor a folder articles/")
            seconds = time.perf_counter() - started
            try:
                yield Corpus(archive, cached or local, archive.count(), seconds, prefix)
            finally:
                archive.delete_vectors()  # which a server would keep
    finally:
        if cached is not None:
            cached.close()


def _drafts(folder: Path) -> Iterator[tuple[str, Draft]]:
    for document in read_documents(folder):
        if document.text.strip():
            language = detect_language(document.text)
            yield (
                _SOURCE + document.id,
                Draft(
                    document.title,
                    document.text,
                    outlet=document.outlet,
                    authors=document.authors,
                    published=document.published,
                    url=document.url,
                    language=language,
                    published_from="field" if document.published is not None else None,
                ),
            )
