"""An archive as one file, and back."""

from __future__ import annotations

from pathlib import Path

from rag.backup.exporting import export
from rag.backup.importing import Importer
from rag.backup.moving import Move
from rag.errors import UsageError
from rag.ingest.limits import limits_from
from rag.model import Filters
from rag.reports import ExportReport, ImportReport, MoveReport
from rag.settings import Settings
from rag.store.archive_store import ArchiveStore
from rag.store.vectors.indexing import ProgressCallback


class BackupService:
    """Makes backups and takes them in; each method is that of :class:`rag.Archive`.

    Args:
        store: the archive's.
        settings: how large what is imported may be.
    """

    def __init__(self, store: ArchiveStore, settings: Settings) -> None:
        self._store = store
        self._settings = settings

    def export(
        self,
        path: str | Path,
        *,
        with_vectors: bool = False,
        filters: Filters | None = None,
        progress: ProgressCallback | None = None,
    ) -> ExportReport:
        """Write a backup, a zip, of one moment's state; it works while another process writes to the archive."""
        if filters is not None and filters.as_of is not None:
            raise UsageError(
                "a backup holds articles as they are, with all their versions, not as of a day: give the last day of "
                "publication (until) instead"
            )
        return export(
            self._store.catalog.database,
            Path(path),
            filters=filters or Filters(),
            with_vectors=with_vectors,
            progress=progress,
        )

    def move_to(self, target: ArchiveStore, progress: ProgressCallback | None = None) -> MoveReport:
        """Move all that there is to another archive, and compare the two."""
        self._store.must_write()
        target.must_write()
        return Move(self._store, target).run(progress)

    def import_backup(
        self, path: str | Path, *, follow: bool = False, progress: ProgressCallback | None = None
    ) -> ImportReport:
        """Take in a backup: what is missing is added, what differs becomes as it is in the backup, the rest stays."""
        self._store.must_write()
        limits = limits_from(self._settings)
        importer = Importer(
            self._store.catalog,
            self._store.writing,
            self._store.embedder.name,
            self._store.embedder.dimension,
            limits,
            follow,
        )
        report = importer.run(Path(path), progress)
        self._store.indexer.resume(progress)
        return report
