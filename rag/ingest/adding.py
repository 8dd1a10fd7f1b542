"""Adding: from sources to committed articles, whatever becomes of each, a group of articles in one transaction."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Connection

from rag.errors import UsageError
from rag.ingest.add_report_builder import AddReportBuilder
from rag.ingest.field_map import FieldMap
from rag.ingest.file_fingerprint import hash_of, hash_of_bytes, stamp_of
from rag.ingest.prefetch import ReadAhead
from rag.ingest.progress import Tracker
from rag.ingest.source_reader import Item
from rag.ingest.sources import Source, find_sources
from rag.ingest.workers.worker_pool import WorkerPool
from rag.ingest.workers.worker_protocol import Read
from rag.model import Draft, Passage
from rag.reports import AddReport, SourceProblem, Warned
from rag.store import erased
from rag.store.catalog import Catalog, Entry
from rag.store.corrections import correct
from rag.store.identity import article_id, content_hash, pasted_source
from rag.store.questions_first import QuestionsFirst
from rag.store.source_registry import Failure, FileEnd, Known, SourceRead, SourceRegistry, note_ends, note_failures
from rag.text.passages import cut_passages

#: A group is committed when it has so many articles, or after so many seconds. What all of them write to is written
#: once: the postings of a frequent word, say.
GROUP_ARTICLES = 200
GROUP_SECONDS = 0.5
#: Sources looked up at once.
_LOOKED_UP_SOURCES = 500


@dataclass(frozen=True, slots=True)
class _Job:
    """One source to read.

    ``origin`` is where it can be read again, None for what was handed over; ``called`` is what its suffix is taken
    from.
    """

    number: int
    name: str
    called: str
    origin: str | None
    content: Path | bytes
    known: Known | None = None
    fields: FieldMap | None = None
    erased: bool = False


@dataclass(frozen=True, slots=True)
class _End:
    """The end of a source. ``seen`` is None where it could not be read as a whole."""

    unchanged: bool
    seen: SourceRead | None


@dataclass(frozen=True, slots=True)
class _Found:
    """Something read out of a source whose bytes have this hash."""

    read: Read
    raw_hash: str


@dataclass
class _Group:
    """What is committed together."""

    since: float = field(default_factory=time.monotonic)
    articles: list[tuple[_Job, str, Draft, _Found]] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    failures: list[Failure] = field(default_factory=list)
    ends: list[FileEnd] = field(default_factory=list)

    @property
    def due(self) -> bool:
        many = len(self.articles) >= GROUP_ARTICLES or len(self.failures) + len(self.ends) >= GROUP_ARTICLES
        return many or time.monotonic() - self.since >= GROUP_SECONDS


@dataclass(frozen=True, slots=True)
class Adder:
    """Reads sources and commits their articles as pending; embedding them is the indexer's work.

    ``questions`` are let go before it; ``again`` takes those too that were erased for good, as a person who adds them
    wants it and a sync does not.
    """

    catalog: Catalog
    registry: SourceRegistry
    lock: threading.RLock
    readers: WorkerPool
    questions: QuestionsFirst
    again: bool = True

    def add_paths(
        self,
        paths: Sequence[Path],
        *,
        tracker: Tracker | None = None,
        committed: Callable[[], None] | None = None,
        stop: threading.Event | None = None,
        fields: FieldMap | None = None,
    ) -> AddReport:
        """Add files and folders.

        Args:
            paths: files and folders.
            tracker: told of each source.
            committed: called whenever articles were committed.
            stop: ends it when set; what was committed stays.
            fields: a person's own names for the fields of records.

        Raises:
            UsageError: one of the paths does not exist; nothing was added.
        """
        for path in paths:
            if not os.path.lexists(path):
                raise UsageError(f"{path} does not exist: check the path")
        tally = AddReportBuilder()
        sources: dict[Path, Source] = {}
        for path in paths:
            found, skipped = find_sources(path)
            tally.skipped.extend((-1, problem) for problem in skipped)
            for source in found:
                sources.setdefault(source.path, source)
        return self._add_sources(list(sources.values()), tally, tracker, committed, stop, fields)

    def retry(
        self,
        *,
        tracker: Tracker | None = None,
        committed: Callable[[], None] | None = None,
        stop: threading.Event | None = None,
        fields: FieldMap | None = None,
    ) -> AddReport:
        """Add the files again that could not be read; those that are no longer there leave the list of failures."""
        failed = {failure.file: Path(failure.origin) for failure in self.registry.failures()}
        there = {name: path for name, path in failed.items() if path.is_absolute() and path.is_file()}
        gone = sorted(name for name, path in failed.items() if path.is_absolute() and not os.path.lexists(path))
        tally = AddReportBuilder(skipped=[(-1, SourceProblem(name, "no longer there")) for name in gone])
        with self.lock:
            self.registry.forget_failures(gone)
        sources = [Source(name, path) for name, path in sorted(there.items())]
        return self._add_sources(sources, tally, tracker, committed, stop, fields, again=True)

    def add_upload(self, raw: bytes, name: str, fields: FieldMap | None = None) -> AddReport:
        """Add one source by its content; it is known by its name and content."""
        source = pasted_source(name, raw)
        known = self.registry.known([(source, None)]).get(source)
        job = _Job(0, source, name, None, raw, known, fields)
        run = _Run(self, AddReportBuilder(), None, None)
        for event in self._events(job):
            run.take(job, event)
        run.commit()
        return run.tally.report()

    def add_drafts(self, drafts: Iterable[tuple[str, Draft]]) -> AddReport:
        """Add articles that are read already, each with the name of its source. A date that does not say where it was
        taken from counts as a field of theirs."""
        run = _Run(self, AddReportBuilder(), None, None)
        for number, (source, draft) in enumerate(drafts):
            if draft.published is not None and draft.published_from is None:
                draft = replace(draft, published_from="field")
            run.take(_Job(number, source, source, None, b""), _Found(Read(Item(None, draft)), content_hash(draft)))
        run.commit()
        return run.tally.report()

    def _add_sources(
        self,
        sources: Sequence[Source],
        tally: AddReportBuilder,
        tracker: Tracker | None,
        committed: Callable[[], None] | None,
        stop: threading.Event | None,
        fields: FieldMap | None,
        *,
        again: bool = False,
    ) -> AddReport:
        """Add files; ``again`` reads those too that are as they were."""
        stop = stop or threading.Event()
        tracker = tracker or Tracker(None)
        tracker.found(len(sources))
        run = _Run(self, tally, tracker, committed)
        jobs = self._jobs(sources, fields, again)
        for job, event in ReadAhead(jobs, self._events, threads=self.readers.count, stop=stop):
            run.take(job, event)
        run.commit()
        return tally.report(stopped=run.ended < len(sources))

    def _jobs(self, sources: Sequence[Source], fields: FieldMap | None, again: bool) -> Iterator[_Job]:
        for start in range(0, len(sources), _LOOKED_UP_SOURCES):
            part = sources[start : start + _LOOKED_UP_SOURCES]
            known = self.registry.known([(source.name, str(source.path)) for source in part])
            gone = self.erased_of([name for source in part for name in (source.name, str(source.path))])
            for number, source in enumerate(part, start):
                was = known.get(source.name)
                name = was.name if was is not None else source.name
                path = str(source.path)
                erased_one = source.name in gone or path in gone
                yield _Job(number, name, source.name, path, source.path, None if again else was, fields, erased_one)

    def _events(self, job: _Job) -> Iterator[_Found | _End]:
        """Read one source, unless it is as it was; in whatever thread."""
        if job.erased:
            yield _End(False, None)
            return
        content, known, stamp = job.content, job.known, None
        if isinstance(content, Path):
            # Before it is read: what is written meanwhile is noticed the next time.
            stamp = stamp_of(content, job.fields)
            if known is not None and known.complete and stamp is not None and known.stamp == stamp:
                yield _End(True, None)
                return
        raw_hash = self._hash(content, job.fields)
        if known is not None and known.complete and known.raw_hash == raw_hash:
            yield _End(True, SourceRead(job.name, job.origin, raw_hash, stamp))
            return
        whole = True
        for read in self.readers.read(content, job.called, job.fields):
            whole = whole and not (read.item.key is None and read.item.reason is not None)
            yield _Found(read, raw_hash)
        yield _End(False, SourceRead(job.name, job.origin, raw_hash, stamp) if whole and raw_hash else None)

    def erased_of(self, names: Sequence[str]) -> set[str]:
        """Which of these sources are to be passed over, as they were erased."""
        if self.again:
            return set()
        with self.catalog.database.read() as db:
            return erased.among(db, names)

    def _hash(self, content: Path | bytes, fields: FieldMap | None) -> str:
        """The hash of a source; empty where it cannot be read or is too large to be, for which the reader has words."""
        if isinstance(content, bytes):
            return hash_of_bytes(content, fields)
        try:
            too_large = content.stat().st_size > self.readers.limits.source_bytes
            return "" if too_large else hash_of(content, fields)
        except OSError:
            return ""


class _Run:
    """One run of adding: takes what comes of each source, and commits it in groups."""

    def __init__(
        self, adder: Adder, tally: AddReportBuilder, tracker: Tracker | None, committed: Callable[[], None] | None
    ) -> None:
        self._adder = adder
        self.tally = tally
        self._tracker = tracker or Tracker(None)
        self._committed = committed
        self._group = _Group()
        # Of each file that is being read, the sources that failed, and the names given to what is in it.
        self._failed: dict[str, list[str]] = {}
        self._names: dict[str, set[str]] = {}
        self._standing = {failure.file for failure in adder.registry.failures()}
        # Files of which something was passed over, as it was erased.
        self._passed: set[str] = set()
        #: Sources that came to their end.
        self.ended = 0

    def take(self, job: _Job, event: _Found | _End) -> None:
        """Take what came of a source."""
        if isinstance(event, _End):
            self._end(job, event)
        elif event.read.item.draft is not None:
            source = self._source(job, event.read.item.key)
            self._tracker.reading(source)
            if source in self._group.sources:  # one after the other, as two versions
                self.commit()
            self._group.sources.add(source)
            self._group.articles.append((job, source, event.read.item.draft, event))
        else:
            self._problem(job, event.read.item)
        if self._group.due:
            self.commit()

    def commit(self) -> None:
        """Commit what has been taken since the last time."""
        group, self._group = self._group, _Group()
        if not group.articles and not group.failures and not group.ends:
            return
        group.articles.sort(key=lambda article: article[0].number)  # where one was overtaken
        with self._adder.lock:
            names = [_names(job, source) for job, source, _, _ in group.articles]
            gone = self._adder.erased_of([name for each in names for name in each])
            pairs = list(zip(group.articles, names, strict=True))
            group.articles = [article for article, each in pairs if gone.isdisjoint(each)]
            # Not as read to its end: a person who adds the file again has all of it.
            self._passed.update(article[0].name for article, each in pairs if not gone.isdisjoint(each))
            group.ends = [replace(end, read=None) if end.file in self._passed else end for end in group.ends]
            entries = self._entries(group)

            def also(db: Connection) -> None:
                if self._adder.again:
                    erased.forget(db, [name for each in names for name in each])
                note_failures(db, group.failures)
                note_ends(db, group.ends)

            outcomes = self._adder.catalog.put_articles(entries, also, self._adder.questions.give_way)
        passages = 0
        for (job, _, _, _), (entry, cut), outcome in zip(group.articles, entries, outcomes, strict=True):
            getattr(self.tally, outcome).append((job.number, entry.id))
            if outcome != "unchanged":
                passages += len(cut)
                for warning in entry.draft.warnings:
                    self.tally.warnings.append((job.number, Warned(entry.id, entry.source, warning)))
        self._tracker.committed(passages)
        if self._committed is not None and passages:
            self._committed()

    def _entries(self, group: _Group) -> list[tuple[Entry, list[Passage]]]:
        """The articles of a group with their ids, corrections and passages."""
        catalog = self._adder.catalog
        sources = [source for _, source, _, _ in group.articles]
        known = catalog.ids_of(sources)
        ids = [known.get(source) or article_id(source) for source in sources]
        stated = {identity: draft for identity, (_, _, draft, _) in zip(ids, group.articles, strict=True)}
        drafts = correct(catalog.database, stated)
        entries = []
        for identity, (job, source, _, found) in zip(ids, group.articles, strict=True):
            self._adder.questions.give_way()
            draft = drafts[identity]
            entry = Entry(identity, source, job.origin, found.raw_hash, content_hash(draft), draft)
            entries.append((entry, cut_passages(identity, draft, found.read.spans or None)))
        return entries

    def _source(self, job: _Job, key: str | None) -> str:
        """The source of something in a file; a key that stands there twice is told apart."""
        if key is None:
            return job.name
        names = self._names.setdefault(job.name, set())
        name, number = key, 1
        while name in names:
            number += 1
            name = f"{key}~{number}"
        names.add(name)
        return f"{job.name}#{name}"

    def _problem(self, job: _Job, item: Item) -> None:
        source = self._source(job, item.key)
        problem = SourceProblem(source, item.reason or "")
        if item.skipped:
            self.tally.skipped.append((job.number, problem))
            return
        self.tally.failed.append((job.number, problem))
        self._tracker.failed()
        if job.origin is not None:
            self._failed.setdefault(job.name, []).append(source)
            self._group.failures.append(Failure(source, job.name, job.origin, problem.reason))

    def _end(self, job: _Job, end: _End) -> None:
        self.ended += 1
        self._names.pop(job.name, None)
        self._tracker.source_done(job.name)
        failed = self._failed.pop(job.name, [])
        stood = job.name in self._standing
        if end.unchanged and job.known is not None:
            self.tally.unchanged.extend((job.number, each) for each in job.known.article_ids)
            if stood:  # what is in a packed file and could not be read still cannot
                again = [SourceProblem(*each) for each in self._adder.registry.failures_of(job.name)]
                again = [problem for problem in again if problem.source != job.name]
                self.tally.failed.extend((job.number, problem) for problem in again)
                failed = [problem.source for problem in again]
        if end.seen is not None or stood:
            self._group.ends.append(FileEnd(job.name, end.seen, tuple(failed) if stood else None))


def _names(job: _Job, source: str) -> tuple[str, ...]:
    """What the source of an article is known by when it was erased: see :func:`rag.store.erased.names_of`."""
    return (source,) if job.origin is None else (source, job.origin + source.removeprefix(job.name))
