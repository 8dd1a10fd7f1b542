"""Taking the articles of a list: which pages are asked for, what becomes of each, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from rag.ingest.source_reader import Item
from rag.ingest.web.address_guard import FetchError
from rag.ingest.web.failure_log import GONE, FailureLog
from rag.ingest.web.fetch import Page
from rag.ingest.web.lists.listing import Listing
from rag.ingest.web.page_reader import Reader, read_entry, read_page
from rag.ingest.web.politeness import DisallowedError, LaterError, Politeness
from rag.ingest.web.robots import host_of
from rag.ingest.web.stopping import StoppedError
from rag.ingest.web.web_reports import failure, merged
from rag.model import Draft
from rag.reports import AddReport, Progress, SourceProblem, Warned
from rag.store.followed import FetchedRow, FollowedStore
from rag.store.listed import ListEntry

#: Commits articles, each with the name of its source.
Put = Callable[[Iterable[tuple[str, Draft]]], AddReport]

#: A page that a list still has is looked at again after this share of the time for which it has stayed the same: one of
#: this hour within minutes, one of last week twice a day. The crawler's rule of thumb, as caches have it (RFC 9111).
REVISIT = 0.1
# Answers that say "not for you": an article that is here already is as good as it gets.
_CLOSED = (401, 402, 403, 451)


@dataclass(slots=True)
class Crawler:
    """Takes entries of lists, one after the other. ``again`` brings back articles that a person removed or
    erased.

    ``reader`` reads bytes, ``put`` commits, ``store`` remembers, ``politeness`` fetches, ``failure_log`` keeps the
    list of failures.
    """

    politeness: Politeness
    reader: Reader
    put: Put
    store: FollowedStore
    failure_log: FailureLog
    again: bool = True
    _waiting: set[str] = field(default_factory=set)

    def take_all(self, source: str, listing: Listing, progress: Callable[[Progress], None] | None = None) -> AddReport:
        """Commit what a list holds, each article by itself."""
        return self.take_entries(source, listing.entries, progress)

    def take_entries(
        self, source: str, entries: Iterable[ListEntry], progress: Callable[[Progress], None] | None = None
    ) -> AddReport:
        """Commit these entries of the list ``source``, until the caller wants no more."""
        wanted = list(entries)
        reports: list[AddReport] = []
        for number, entry in enumerate(wanted, start=1):
            if progress:
                progress(Progress("fetching", number, len(wanted), entry.url or entry.key))
            try:
                reports.append(self._take(source, entry))
            except StoppedError:
                reports.append(AddReport(stopped=True))
                break
        return merged(*reports)

    def take_page(self, url: str, page: Page) -> AddReport:
        """Commit what a page holds that was fetched for itself."""
        if self._is_erased(url):
            return AddReport()
        report = self._put_items(url, read_page(page, self.reader))
        self._remember(url, self.store.fetched(url), report, page=page)
        self.failure_log.settle(url, report)
        return report

    def _take(self, source: str, entry: ListEntry) -> AddReport:
        name = name_of(source, entry)
        if self._is_erased(name):
            return AddReport()
        row = self.store.fetched(name)
        removed = row is not None and row.article is not None and not self.store.has_article(row.article)
        if removed and not self.again:
            return AddReport()
        if removed:
            row = None
        same = row is not None and row.stamp == entry.stamp
        if entry.url is None or entry.whole:
            if same or entry.remembered is not None:
                return self._unchanged(row)
            report = self._take_content(name, entry, row) or failure(
                name, "no address on the web, and no more than a teaser"
            )
            self.failure_log.settle(name, report, source)
            return report
        if row is not None and same and not self._due(row):
            return AddReport()
        try:
            report = self._take_url(entry.url, entry, row)
        except LaterError as error:
            return self._later(entry.url, error)
        self.failure_log.settle(entry.url, report, source)
        return report

    def _is_erased(self, name: str) -> bool:
        """Whether a sync is to pass over a source, as its article was erased for good."""
        return not self.again and bool(self.store.erased([name]))

    def _due(self, row: FetchedRow) -> bool:
        return self.again or self.politeness.now() - row.looked >= REVISIT * (row.looked - row.changed)

    def _take_url(self, url: str, entry: ListEntry, row: FetchedRow | None) -> AddReport:
        """Fetch an entry's page and commit what it holds.

        Raises:
            LaterError: its host wants to be left alone for now.
            StoppedError: the caller wants no more.
        """
        known = row if row is not None and row.article is not None and url not in self.failure_log.retried else None
        try:
            page = self.politeness.get(
                url,
                etag=known.etag if known else None,
                last_modified=known.last_modified if known else None,
            )
        except LaterError:
            raise
        except FetchError as error:
            return self._unread(url, entry, row, error.reason, error)
        if page.unchanged and row is not None:
            self.store.put_fetched(_looked(row, self.politeness.now(), entry.stamp))
            return merged(self._unchanged(row), self.failure_log.still(url))
        items = read_page(page, self.reader, entry.told)
        if not any(item.draft for item in items):
            reason = next((item.reason for item in items if item.reason), "nothing could be read there")
            return self._unread(url, entry, row, reason)
        report = self._put_items(url, items)
        self._remember(url, row, report, entry, page)
        return report

    def _unread(
        self, url: str, entry: ListEntry, row: FetchedRow | None, reason: str, error: FetchError | None = None
    ) -> AddReport:
        """What becomes of an entry whose page could not be had or read: an article stays as it is, else the list's own
        content is taken, else it failed."""
        if row is not None and row.article is not None:
            gone = error is not None and error.status in GONE
            closed = isinstance(error, DisallowedError) or (error is not None and error.status in _CLOSED)
            # A page that begins to fail has changed: it is asked the next time again, and then ever more seldom.
            begins = not gone and not closed and not self.failure_log.stands(url)
            self._remember(url, row, AddReport(), entry, changed=begins)
            if gone:
                return AddReport(warnings=(Warned(row.article, url, f"{reason}: the article is kept"),))
            return self._unchanged(row) if closed else failure(url, reason)
        report = self._take_content(url, entry, row, because=reason)
        if report is None:
            self._remember(url, row, AddReport(), entry)
            disallowed = isinstance(error, DisallowedError)
            if disallowed:
                report = AddReport(skipped=(SourceProblem(url, reason),))
            else:
                report = self.failure_log.report(url, error) if error is not None else failure(url, reason)
        return report

    def _take_content(
        self, name: str, entry: ListEntry, row: FetchedRow | None, because: str | None = None
    ) -> AddReport | None:
        """Commit what the list itself holds of an article; None where that is no more than a teaser."""
        draft = read_entry(entry, self.reader)
        if draft is None:
            return None
        report = self.put([(name, draft)])
        if because is not None:
            warning = f"its page {because}; the text is the feed's own"
            report = merged(report, AddReport(warnings=tuple(Warned(new, name, warning) for new in report.added)))
        self._remember(name, row, report, entry)
        return report

    def _later(self, url: str, error: LaterError) -> AddReport:
        """A page for a later round: said once for each host."""
        host = host_of(url)
        if host in self._waiting:
            return AddReport()
        self._waiting.add(host)
        return AddReport(skipped=(SourceProblem(url, error.reason + "; so are its other pages"),))

    def _unchanged(self, row: FetchedRow | None) -> AddReport:
        return AddReport(unchanged=(row.article,)) if row is not None and row.article is not None else AddReport()

    def _put_items(self, url: str, items: Iterable[Item]) -> AddReport:
        """Commit the articles that were read at an address, and report what could not become one."""
        reports: list[AddReport] = []
        for item in items:
            source = url if item.key is None else f"{url}#{item.key}"
            if item.draft is not None:
                reports.append(self.put([(source, item.draft)]))
            elif item.skipped:
                reports.append(AddReport(skipped=(SourceProblem(source, item.reason or ""),)))
            else:
                reports.append(failure(source, item.reason or ""))
        return merged(*reports)

    def _remember(
        self,
        name: str,
        row: FetchedRow | None,
        report: AddReport,
        entry: ListEntry | None = None,
        page: Page | None = None,
        *,
        changed: bool = False,
    ) -> None:
        """Remember a look, after its article is committed; ``changed`` where something other than the article has."""
        now = self.politeness.now()
        articles = (*report.added, *report.updated, *report.unchanged)
        news = changed or row is None or bool(report.added or report.updated)
        self.store.put_fetched(
            FetchedRow(
                name,
                looked=now,
                changed=now if news or row is None else row.changed,
                article=articles[0]
                if len(articles) == 1
                else row.article
                if row is not None and not articles
                else None,
                stamp=entry.stamp if entry is not None else None,
                etag=page.etag if page is not None else None,
                last_modified=page.last_modified if page is not None else None,
            )
        )


def name_of(source: str, entry: ListEntry) -> str:
    """What an entry of a list is called as a source: by its address, else by the list's and its key."""
    return entry.url or f"{source}#{entry.key}"


def _looked(row: FetchedRow, now: float, stamp: str) -> FetchedRow:
    return FetchedRow(row.url, now, row.changed, row.article, stamp, row.etag, row.last_modified)
