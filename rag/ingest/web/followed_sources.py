"""Looking after what is followed: feeds, sitemaps, pages and folders, one after the other, whatever the others do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from rag.errors import DatelineError
from rag.ingest.web.add_addresses import AddressOutcome, WebAdder
from rag.ingest.web.crawling import name_of
from rag.ingest.web.web_reports import failure, merged
from rag.reports import AddReport, Progress
from rag.store.followed import FollowedRow, FollowedStore
from rag.text.urls import is_url

#: Adds a folder, by its absolute path.
AddFolder = Callable[[str], AddReport]


@dataclass(frozen=True, slots=True)
class Follower:
    """Looks at what is followed. What a look found is remembered when all of it is committed, so that one that was cut
    off is done again; what had been committed is then passed over quickly."""

    store: FollowedStore
    adder: WebAdder
    add_folder: AddFolder

    def sync(self, progress: Callable[[Progress], None] | None = None) -> AddReport:
        """Look at all that is followed.

        Returns:
            What was done; ``stopped`` where the caller wanted no more.
        """
        reports: list[AddReport] = []
        rows = self.store.followed()
        for number, row in enumerate(rows, start=1):
            if progress:
                progress(Progress("looking", number, len(rows), row.source))
            reports.append(self.look(row, progress))
            if reports[-1].stopped:
                break
        return merged(*reports)

    def look_at_all(self, urls: Iterable[str], progress: Callable[[Progress], None] | None = None) -> AddReport:
        """Commit what lies at addresses that a person names; of those that are followed, a look is remembered.

        Returns:
            What was done; ``stopped`` where the caller wanted no more.
        """
        followed = {row.source: row for row in self.store.followed()}
        reports: list[AddReport] = []
        wanted = list(dict.fromkeys(urls))
        for number, url in enumerate(wanted, start=1):
            if progress:
                progress(Progress("fetching", number, len(wanted), url))
            row = followed.get(url)
            reports.append(self.look(row, progress) if row else self.adder.look_at(url, progress=progress).report)
            if reports[-1].stopped:
                break
        return merged(*reports)

    def look(self, row: FollowedRow, progress: Callable[[Progress], None] | None = None) -> AddReport:
        """Look at one thing that is followed; a look that was stopped is not remembered, so it is done again."""
        if not is_url(row.source):
            return self._look_at_folder(row)
        # A feed is made for programs to read, and a person named it; a page that is asked for again and again is not.
        found = self.adder.look_at(
            row.source,
            robots=row.form == "page",
            etag=row.etag,
            last_modified=row.last_modified,
            progress=progress,
        )
        report = found.report
        if found.page is not None and found.page.unchanged:
            if row.entries is not None:
                report = self.adder.crawler.take_entries(row.source, row.entries, progress)
            self._keep(row, report, None)
        else:
            self._keep(self._learnt(row, found), report, found.reason)
        return report

    def _learnt(self, row: FollowedRow, found: AddressOutcome) -> FollowedRow:
        """What is known of a source after a look that brought something."""
        if found.page is None:
            return row
        form = found.listing.form if found.listing is not None else "page"
        # An index's own tags say nothing of the sitemaps that it names.
        page = found.page if form != "sitemap index" else None
        entries = None
        if found.listing is not None:  # without the headlines of what was erased
            erased = self.store.erased(name_of(row.source, entry) for entry in found.listing.entries)
            entries = tuple(entry for entry in found.listing.entries if name_of(row.source, entry) not in erased)
            page = None if erased else page  # asked for as a whole: else a person's own add would miss them
        return replace(
            row,
            form=form,
            etag=page.etag if page else None,
            last_modified=page.last_modified if page else None,
            entries=entries,
        )

    def _look_at_folder(self, row: FollowedRow) -> AddReport:
        try:
            report = self.add_folder(row.source)
        except DatelineError as error:  # the folder is gone, or a disk not there: the rest goes on
            self._keep(row, AddReport(), str(error))
            return failure(row.source, str(error))
        self._keep(row, report, None)
        return report

    def _keep(self, row: FollowedRow, report: AddReport, reason: str | None) -> None:
        if report.stopped:
            return
        counts = (("added", report.added), ("updated", report.updated), ("failed", report.failed))
        said = ", ".join(f"{len(part)} {name}" for name, part in counts if part)
        self.store.keep(replace(row, looked=self.adder.politeness.now(), result=reason or said or "nothing new"))
