"""Adding what lies at addresses on the web, one after the other, whatever the others do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rag.ingest.items import Item
from rag.ingest.urls import source_of
from rag.ingest.web.fetch import Fetcher
from rag.ingest.web.guard import FetchError
from rag.ingest.web.reading import Reader, read_page
from rag.ingest.web.reports import merged
from rag.model import AddReport, Draft, Progress, SourceProblem

#: Commits articles, each with the name of its source.
Put = Callable[[Iterable[tuple[str, Draft]]], AddReport]


@dataclass(frozen=True, slots=True)
class WebAdder:
    """Fetches addresses and commits what is read there."""

    fetcher: Fetcher
    reader: Reader
    put: Put

    def add(self, urls: Sequence[str], progress: Callable[[Progress], None] | None = None) -> AddReport:
        """Add what lies at these addresses, each as if it was opened in a browser: robots.txt is not asked."""
        reports: list[AddReport] = []
        wanted = list(dict.fromkeys(map(source_of, urls)))
        for number, url in enumerate(wanted, start=1):
            if progress:
                progress(Progress("fetching", number, len(wanted), url))
            reports.append(self._add_url(url))
        return merged(*reports)

    def _add_url(self, url: str) -> AddReport:
        try:
            page = self.fetcher.get(url)
        except FetchError as error:
            return AddReport(failed=(SourceProblem(url, error.reason),))
        return self.put_items(url, read_page(page, self.reader))

    def put_items(self, url: str, items: Iterable[Item]) -> AddReport:
        """Commit the articles that were read at an address, and report what could not become one."""
        reports: list[AddReport] = []
        for item in items:
            source = url if item.key is None else f"{url}#{item.key}"
            if item.draft is not None:
                reports.append(self.put([(source, item.draft)]))
            elif item.skipped:
                reports.append(AddReport(skipped=(SourceProblem(source, item.reason or ""),)))
            else:
                reports.append(AddReport(failed=(SourceProblem(source, item.reason or ""),)))
        return merged(*reports)
