"""The archive of an evaluation: where the settings have archives kept, made for a while."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.archive import Archive
from rag.llm.chat_factory import ModelChooser
from rag.settings import Settings
from rag.store.open_archive import temporary_catalog
from rag.store.vectors.embedding import Embedder


@contextmanager
def temporary_archive(settings: Settings, embedder: Embedder, choose: ModelChooser) -> Iterator[Archive]:
    """An archive that is removed afterwards: a folder, or a catalog of its own in the database of the settings.

    Args:
        settings: for the archive.
        embedder: what its vectors come from.
        choose: which language model the settings mean.
    """
    with contextlib.ExitStack() as kept:
        folder = kept.enter_context(tempfile.TemporaryDirectory(prefix="dateline-eval-"))
        catalog = kept.enter_context(temporary_catalog(settings.catalog)) if settings.catalog is not None else None
        own = settings.model_copy(update={"archive": Path(folder) / "archive", "catalog": catalog})
        yield kept.enter_context(Archive.open(settings=own, embedder=embedder, choose=choose))
