"""Writing to an archive, whoever has it open: by this process, or by the server that does, which is asked to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from rag import (
    AddReport,
    Archive,
    ArchiveBusyError,
    Article,
    BackupError,
    EditReport,
    FailedSource,
    FieldMap,
    Filters,
    Foresight,
    Health,
    ImportReport,
    OwnerClient,
    Problem,
    Progress,
    RemoveReport,
    SourceProblem,
    SyncReport,
    UsageError,
    Warned,
    is_url,
    schema,
)

ProgressCallback = Callable[[Progress], None]


class ForwardedArchive:
    """An archive that a server has open for writing: read here, written to by the server.

    Its methods are those of :class:`rag.Archive` of the same names, and give the same.
    """

    def __init__(self, reader: Archive, server: OwnerClient, busy: ArchiveBusyError) -> None:
        """Args:
        reader: the archive, open for reading.
        server: what writes to it.
        busy: raised for what cannot be asked of the server.
        """
        self._reader = reader
        self._server = server
        self._busy = busy

    @property
    def reader(self) -> Archive:
        """The archive, open for reading."""
        return self._reader

    # -- read here -----------------------------------------------------------------------------------------------------

    def foresee(self, paths: Iterable[str | Path]) -> Foresight:
        """What an :meth:`add` of these would come to."""
        return self._reader.foresee(paths)

    def failures(self) -> list[FailedSource]:
        """What could not be read."""
        return self._reader.failures()

    def article_ids(self, words: str = "", *, filters: Filters | None = None, undated: bool = False) -> list[str]:
        """The ids of the articles that a list would have."""
        return self._reader.article_ids(words, filters=filters, undated=undated)

    def corrected_fields(self, article_id: str) -> tuple[str, ...]:
        """Which fields of an article a person has corrected."""
        return self._reader.corrected_fields(article_id)

    # -- written there -------------------------------------------------------------------------------------------------

    def add(
        self,
        paths: str | Path | Iterable[str | Path],
        *,
        follow: bool = False,
        progress: ProgressCallback | None = None,
        stop: threading.Event | None = None,
        fields: FieldMap | None = None,
    ) -> AddReport:
        """Add files, folders and addresses; the server, which is of the same user, reads the files itself."""
        wanted = [paths] if isinstance(paths, str | Path) else paths
        places = {self._place(path): str(path) for path in wanted}
        with _as_given(places):
            told = self._server.add_paths(
                places,
                follow=follow,
                fields=fields.chosen() if fields is not None else None,
                progress=_telling(progress),
                stop=stop,
            )
        return _added(told)

    def add_text(self, text: str, *, name: str = "pasted.txt") -> AddReport:
        """Add one text."""
        return _added(self._server.add_text(text, name=name))

    def retry_failed(
        self, *, progress: ProgressCallback | None = None, stop: threading.Event | None = None
    ) -> AddReport:
        """Add again what could not be read."""
        return _added(self._server.retry_failed(progress=_telling(progress), stop=stop))

    def sync(self, *, progress: ProgressCallback | None = None, stop: threading.Event | None = None) -> SyncReport:
        """Look at all that is followed."""
        told = self._server.look_at_followed(progress=_telling(progress), stop=stop)
        return SyncReport(_added(told), tuple(self._reader.followed()))

    def unfollow(self, source: str | Path) -> bool:
        """Follow a source no more."""
        return bool(self._server.stop_following(self._place(source)).unfollowed)

    def forget_failures(self, sources: str | Iterable[str] | None = None) -> int:
        """Take what could not be read off its list."""
        return self._server.forget_failures([sources] if isinstance(sources, str) else sources)

    def edit(
        self,
        article_id: str,
        *,
        published: date | datetime | str | None = None,
        title: str | None = None,
        outlet: str | None = None,
        authors: Iterable[str] | None = None,
        language: str | None = None,
        clear: Iterable[str] = (),
        undo: Iterable[str] = (),
        progress: ProgressCallback | None = None,
    ) -> Article:
        """Correct an article."""
        self._server.edit_and_embed(
            article_id,
            {
                "published": published, "title": title, "outlet": outlet, "authors": authors, "language": language,
                "clear": clear, "undo": undo,
            },
            progress=_telling(progress),
        )  # fmt: skip
        return self._reader.article(article_id)

    def edit_many(
        self,
        article_ids: Iterable[str],
        *,
        published: date | datetime | str | None = None,
        outlet: str | None = None,
        authors: Iterable[str] | None = None,
        language: str | None = None,
        clear: Iterable[str] = (),
        undo: Iterable[str] = (),
        progress: ProgressCallback | None = None,
    ) -> EditReport:
        """Correct the same of many."""
        told = self._server.edit_many(
            article_ids,
            {
                "published": published, "outlet": outlet, "authors": authors, "language": language,
                "clear": clear, "undo": undo,
            },
            progress=_telling(progress),
        )  # fmt: skip
        return EditReport(told.edited, told.unchanged, told.unknown)

    def remove(self, article_ids: str | Iterable[str], *, erase: bool = False) -> RemoveReport:
        """Remove articles."""
        wanted = [article_ids] if isinstance(article_ids, str) else article_ids
        told = self._server.remove_all(wanted, erase=erase)
        return RemoveReport(told.removed, told.unknown, told.beyond_reach)

    def import_backup(
        self, path: str | Path, *, follow: bool = False, progress: ProgressCallback | None = None
    ) -> ImportReport:
        """Take in a backup."""
        place = self._place(path)
        with _as_given({place: str(path)}):
            told = self._server.import_backup(Path(place), follow=follow, progress=_telling(progress))
        return ImportReport(_added(told), told.vectors, told.notice, told.followed, told.not_followed)

    def mend(self) -> Health:
        """Prove the archive sound, and mend what is not."""
        told = self._server.mend()
        return Health(
            articles=told.articles,
            passages=told.passages,
            pending=told.pending,
            problems=tuple(Problem(each.what, each.mended) for each in told.problems),
            llm=told.llm,
            embedding=told.embedding,
            vectors=told.vectors,
            notes=told.notes,
            llm_ok=told.llm_ok,
            embedding_ok=told.embedding_ok,
        )

    def _place(self, source: str | Path) -> str:
        """A source as another process takes it: an address, or the absolute path."""
        if isinstance(source, str) and is_url(source):
            return source
        try:
            place = str(Path(source).expanduser().absolute())
            place.encode()
        except (UnicodeEncodeError, RuntimeError) as error:  # no text, or an unknown ~user
            raise self._busy from error
        return place


@contextmanager
def open_to_write(
    path: Path | None, *, create: bool = True, resume: bool = True, progress: ProgressCallback | None = None
) -> Iterator[Archive | ForwardedArchive]:
    """An archive that can be written to: by this process, or by the server that has it open.

    Args:
        path: its folder; the one of the settings where None.
        create: make it when it is missing.
        resume: finish what an earlier process left undone.
        progress: told of resumed work.

    Raises:
        ArchiveBusyError: another process writes to it, and does not do it for others.
    """
    try:
        opening = Archive.open(path, read_only=False, create=create, resume=resume, progress=progress)
    except ArchiveBusyError as busy:
        server = OwnerClient.reached(busy.server)
        if server is None:
            raise
        with server, Archive.open(path, read_only=True) as reader:
            yield ForwardedArchive(reader, server, busy)
    else:
        with opening as opened:
            yield opened


@contextmanager
def _as_given(places: Mapping[str, str]) -> Iterator[None]:
    """Have errors name paths as the user gave them; the server knows the absolute ones."""
    try:
        yield
    except (UsageError, BackupError) as error:
        sentence = str(error)
        for place, given in places.items():
            sentence = sentence.replace(place, given)
        raise type(error)(sentence) from error


def _telling(progress: ProgressCallback | None) -> Callable[[schema.JobOut], None] | None:
    if progress is None:
        return None

    def tell(job: schema.JobOut) -> None:
        if job.step:
            progress(Progress(job.step, job.done, job.total, failed=job.failed, passages=job.passages))

    return tell


def _added(told: schema.AddOut) -> AddReport:
    return AddReport(
        added=told.added,
        updated=told.updated,
        unchanged=told.unchanged,
        skipped=tuple(SourceProblem(each.source, each.reason) for each in told.skipped),
        failed=tuple(SourceProblem(each.source, each.reason) for each in told.failed),
        warnings=tuple(Warned(each.id, each.source, each.warning) for each in told.warnings),
        duplicates=told.duplicates,
        stopped=told.stopped,
    )
