"""Adding: from paths or an upload to committed articles, one at a time, whatever the others do."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.errors import RejectedSourceError, UsageError
from rag.ingest.identity import article_id, content_hash, pasted_source, raw_hash
from rag.ingest.passages import cut_passages
from rag.ingest.read import load, read_article
from rag.ingest.sources import Source, find_sources
from rag.model import AddReport, Draft, Progress, SourceProblem, Warned
from rag.store.catalog import Catalog, Entry
from rag.store.corrections import correct
from rag.store.indexing import ProgressCallback


@dataclass
class _Tally:
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    skipped: list[SourceProblem] = field(default_factory=list)
    failed: list[SourceProblem] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)

    def report(self) -> AddReport:
        return AddReport(
            tuple(self.added),
            tuple(self.updated),
            tuple(self.unchanged),
            tuple(self.skipped),
            tuple(self.failed),
            tuple(self.warnings),
        )


@dataclass(frozen=True, slots=True)
class Adder:
    """Reads sources and commits their articles as pending; embedding them is the indexer's work."""

    catalog: Catalog
    lock: threading.RLock

    def add_paths(self, paths: Sequence[Path], progress: ProgressCallback | None = None) -> AddReport:
        """Add files and folders.

        Raises:
            UsageError: one of the paths does not exist; nothing was added.
        """
        for path in paths:
            if not os.path.lexists(path):
                raise UsageError(f"{path} does not exist: check the path")
        tally = _Tally()
        sources: dict[Path, Source] = {}
        for path in paths:
            found, skipped = find_sources(path)
            tally.skipped.extend(skipped)
            for source in found:
                sources.setdefault(source.path, source)
        for number, source in enumerate(sources.values(), start=1):
            if progress:
                progress(Progress("reading", number, len(sources), source.name))
            self._add_file(source, tally)
        return tally.report()

    def add_upload(self, raw: bytes, name: str) -> AddReport:
        """Add one text by its content; its source is its name and content."""
        tally = _Tally()
        self._add(raw, name, pasted_source(name, raw), None, tally)
        return tally.report()

    def add_drafts(self, drafts: Iterable[tuple[str, Draft]]) -> AddReport:
        """Add articles that are read already, each with the name of its source."""
        tally = _Tally()
        for source, draft in drafts:
            known = self.catalog.known_source(source, None)
            self._put(draft, known.id if known else article_id(source), source, None, content_hash(draft), tally)
        return tally.report()

    def _add_file(self, source: Source, tally: _Tally) -> None:
        try:
            raw = load(source)
        except RejectedSourceError as error:
            tally.failed.append(SourceProblem(source.name, str(error)))
            return
        self._add(raw, source.name, source.name, str(source.path), tally)

    def _add(self, raw: bytes, name: str, source: str, origin: str | None, tally: _Tally) -> None:
        fingerprint = raw_hash(raw)
        known = self.catalog.known_source(source, origin)
        if known is not None:
            source = known.source
            if known.raw_hash == fingerprint:
                tally.unchanged.append(known.id)
                return
        try:
            draft = read_article(raw, name)
        except RejectedSourceError as error:
            tally.failed.append(SourceProblem(source, str(error)))
            return
        identity = known.id if known is not None else article_id(source)
        self._put(draft, identity, source, origin, fingerprint, tally)

    def _put(
        self, draft: Draft, identity: str, source: str, origin: str | None, fingerprint: str, tally: _Tally
    ) -> None:
        with self.lock:
            draft = correct(self.catalog.database, {identity: draft})[identity]
            entry = Entry(identity, source, origin, fingerprint, content_hash(draft), draft)
            outcome = self.catalog.put_article(entry, cut_passages(identity, draft))
        {"added": tally.added, "updated": tally.updated, "unchanged": tally.unchanged}[outcome].append(identity)
        if outcome != "unchanged":
            tally.warnings.extend(Warned(identity, source, warning) for warning in draft.warnings)
