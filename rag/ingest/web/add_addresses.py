"""Adding what lies at addresses on the web: an article, or all that a feed or a sitemap lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rag.errors import RejectedSourceError
from rag.ingest.web.crawling import Crawler
from rag.ingest.web.fetch import Page
from rag.ingest.web.lists.listing import Listing, Wanted
from rag.ingest.web.politeness import Politeness
from rag.ingest.web.stopping import StoppedError
from rag.ingest.web.web_reports import merged
from rag.reports import AddReport, Progress, SourceProblem
from rag.store.listed import ListEntry

#: Reads a list of articles out of bytes; None where they are none.
ListReader = Callable[[bytes, Wanted], Listing | None]


@dataclass(frozen=True, slots=True)
class AddressOutcome:
    """What lay at an address: the list that it is (None for a page), what was added, and for the next look its tags."""

    report: AddReport
    listing: Listing | None = None
    page: Page | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class WebAdder:
    """Fetches an address and commits what is found there.

    ``read_list`` reads what strangers sent, elsewhere than here; ``most`` is how many pages are taken from one list.
    """

    politeness: Politeness
    crawler: Crawler
    read_list: ListReader
    most: int

    def look_at(
        self,
        url: str,
        *,
        robots: bool = False,
        etag: str | None = None,
        last_modified: str | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> AddressOutcome:
        """Fetch one address and commit what is there, or what it lists, until the caller wants no more.

        Args:
            url: the address.
            robots: whether robots.txt is asked for the address itself.
            etag: of an earlier look, as is
            last_modified: where nothing is new since, ``page.unchanged`` says so and nothing is committed.
            progress: told of each page of a list.
        """
        failure_log = self.crawler.failure_log
        try:
            page = self.politeness.get(url, robots=robots, etag=etag, last_modified=last_modified)
            listing = None if page.unchanged else self._listing(page)
        except StoppedError:
            return AddressOutcome(AddReport(stopped=True))
        except RejectedSourceError as error:
            report = failure_log.report(url, error)
            failure_log.settle(url, report)
            return AddressOutcome(report, reason=(report.failed or report.skipped)[0].reason)
        if page.unchanged:
            report = failure_log.still(url)
            failure_log.settle(url, report)
            return AddressOutcome(report, page=page)
        if listing is None:
            try:
                return AddressOutcome(self.crawler.take_page(url, page), page=page)
            except StoppedError:
                return AddressOutcome(AddReport(stopped=True))
        failure_log.settle(url, AddReport())
        report = self.crawler.take_all(url, listing, progress)
        if listing.left_out:
            reason = f"it lists {listing.left_out} more than the {self.most} that are taken (DATELINE_FETCH_PAGES)"
            report = merged(report, AddReport(skipped=(SourceProblem(url, reason),)))
        return AddressOutcome(report, listing, page)

    def listing_at(self, url: str) -> Listing | None:
        """Fetch the list at an address, and commit nothing; None where it is none.

        Raises:
            RejectedSourceError: it could not be had or read.
            StoppedError: the caller wants no more.
        """
        return self._listing(self.politeness.get(url, robots=False))

    def _listing(self, page: Page) -> Listing | None:
        """The list that a page is, or None.

        Raises:
            RejectedSourceError: it is a list that cannot be read.
        """
        if not page.body.startswith(b"\x1f\x8b") and not _may_list(page):
            return None
        listing = self.read_list(page.body, Wanted(page.url, self.most, page.charset))
        return self._of_index(listing) if listing is not None and listing.form == "sitemap index" else listing

    def _of_index(self, index: Listing) -> Listing:
        """What the sitemaps of an index list, until there is enough; one that fails does not keep the others."""
        entries: dict[str, ListEntry] = {}
        left_out = 0
        failures: list[str] = []
        for place in index.entries:
            if len(entries) >= self.most or place.url is None:
                break
            try:
                page = self.politeness.get(place.url)
                found = self.read_list(page.body, Wanted(page.url, self.most - len(entries), page.charset))
                if found is None or found.form != "sitemap":
                    raise RejectedSourceError("is no sitemap")
            except RejectedSourceError as error:
                failures.append(str(error))
                continue
            entries.update({entry.key: entry for entry in found.entries})
            left_out += found.left_out
        if not entries and failures:
            raise RejectedSourceError(f"none of its sitemaps could be read: {failures[0]}")
        return Listing(index.form, tuple(entries.values()), left_out)


def _may_list(page: Page) -> bool:
    """Whether a page may be a list: not where the server says that it is a web page and it begins like one."""
    head = page.body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return not head.startswith((b"<!doctype html", b"<html", b"%pdf", b"pk\x03\x04"))
