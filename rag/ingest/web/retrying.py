"""Trying addresses again that failed: those that a person named, and what lists named, for whose sake a list is asked
once more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.errors import RejectedSourceError
from rag.ingest.web.crawling import name_of
from rag.ingest.web.followed_sources import Follower
from rag.ingest.web.stopping import StoppedError
from rag.ingest.web.web_reports import merged
from rag.reports import AddReport, FailedSource, Progress, SourceProblem
from rag.store.listed import ListEntry


@dataclass(frozen=True, slots=True)
class Retrier:
    """Tries again what failed; the follower's own list of failures is told which those are."""

    follower: Follower

    def retry(self, failed: Sequence[FailedSource], progress: Callable[[Progress], None] | None = None) -> AddReport:
        """Fetch once more what failed.

        Args:
            failed: the addresses on the list of failures.
            progress: told of each address.

        Returns:
            What came of it; ``stopped`` where the caller wanted no more.
        """
        named = list(dict.fromkeys(each.file for each in failed if each.file == each.origin))
        listed: dict[str, list[str]] = {}
        for each in failed:
            if each.file != each.origin and each.file not in listed.setdefault(each.origin, []):
                listed[each.origin].append(each.file)
        report = self.follower.look_at_all(named, progress)
        for source, names in listed.items():
            if report.stopped:
                break
            report = merged(report, self._retry_listed(source, names, progress))
        return report

    def _retry_listed(
        self, source: str, names: Sequence[str], progress: Callable[[Progress], None] | None
    ) -> AddReport:
        """Try again what one list named, with what it tells of each by now."""
        crawler = self.follower.adder.crawler
        try:
            entries, known = self._entries(source)
        except StoppedError:
            return AddReport(stopped=True)
        wanted = [entries.get(name) or ListEntry(name, name) for name in names if name in entries or "#" not in name]
        report = crawler.take_entries(source, wanted, progress)
        if not known:
            return report
        # An entry that has no address of its own has gone with the list's mention of it.
        for name in names:
            if "#" in name and name not in entries:
                gone = AddReport(skipped=(SourceProblem(name, "is listed no more; it is tried no more"),))
                crawler.failure_log.settle(name, gone, source)
                report = merged(report, gone)
        return report

    def _entries(self, source: str) -> tuple[dict[str, ListEntry], bool]:
        """What a list has, by name, and whether that is what it has now: else what is remembered of it.

        Raises:
            StoppedError: the caller wants no more.
        """
        try:
            listing = self.follower.adder.listing_at(source)
        except RejectedSourceError:
            remembered = next((row.entries for row in self.follower.store.followed() if row.source == source), None)
            return {name_of(source, entry): entry for entry in remembered or () if entry.url is not None}, False
        entries = listing.entries if listing is not None else ()
        return {name_of(source, entry): entry for entry in entries}, True
