"""An archive as one file, and back: the half of :class:`rag.Archive` that makes backups and takes them in."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from rag.backup.exporting import export
from rag.backup.importing import Importer
from rag.ingest.limits import limits_from
from rag.model import Filters
from rag.reports import ExportReport, ImportReport
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.store.vectors.embedding import Embedder
from rag.store.vectors.indexing import Indexer, ProgressCallback


class Backups:
    """Export and import."""

    _catalog: Catalog
    _settings: Settings
    _embedder: Embedder
    _indexer: Indexer
    _writing: threading.RLock

    if TYPE_CHECKING:  # the façade's

        def _must_write(self) -> None: ...

    def export(
        self,
        path: str | Path,
        *,
        with_vectors: bool = False,
        filters: Filters | None = None,
        progress: ProgressCallback | None = None,
    ) -> ExportReport:
        """Write a backup, a zip, of one moment's state; it works while another process writes to the archive.

        Args:
            path: the file; a backup that is there is replaced once the new one is whole.
            with_vectors: so that importing need not embed again: 1.5 KB a passage.
            filters: only these articles, and what belongs to them.
            progress: told of the articles written.

        Raises:
            UsageError: the file cannot be written, or something other than a backup is in its place.
        """
        return export(
            self._catalog.database,
            Path(path),
            filters=filters or Filters(),
            with_vectors=with_vectors,
            progress=progress,
        )

    def import_backup(
        self, path: str | Path, *, follow: bool = False, progress: ProgressCallback | None = None
    ) -> ImportReport:
        """Take in a backup: what is missing is added, what differs becomes as it is in the backup, the rest stays.

        The file is proved whole before anything is imported. An import that was cut off is finished by importing again.

        Args:
            path: the file.
            follow: from then on follow the addresses that the backup's archive followed. Its folders never are: they
                would be read here. The report names what is followed now, and what is not.
            progress: told of the articles imported.

        Raises:
            UsageError: there is no such file.
            BackupError: it is no sound backup, or that of a newer version; nothing was imported.
            ArchiveBusyError: another process writes to the archive.
        """
        self._must_write()
        limits = limits_from(self._settings)
        importer = Importer(self._catalog, self._writing, self._embedder.name, self._embedder.dimension, limits, follow)
        report = importer.run(Path(path), progress)
        self._indexer.resume(progress)
        return report
