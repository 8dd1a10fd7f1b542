"""Addresses that failed: they stand on the archive's list of failures, beside its files, until they can be read."""

from __future__ import annotations

from collections.abc import Iterable

from rag.errors import RejectedSourceError
from rag.ingest.web.address_guard import FetchError, RefusedAddressError, parse_address
from rag.ingest.web.web_reports import failure
from rag.reports import AddReport, SourceProblem
from rag.store.source_registry import Failure, FileEnd, SourceRegistry

#: Answers that say that there is nothing any more.
GONE = (404, 410)


class FailureLog:
    """Keeps the list of failures as fetching finds it.

    A failure's ``file`` is the address that is fetched, or ``LIST#KEY`` for an entry that has none; its ``origin`` is
    the list that named it, or the address itself where a person did.
    """

    def __init__(self, registry: SourceRegistry, retried: Iterable[str] = ()) -> None:
        """Prepare it.

        Args:
            registry: holds the list.
            retried: what is tried again because it failed; what is no longer there leaves the list, as files do.
        """
        self._registry = registry
        self._standing = {failed.file for failed in registry.failures()}
        self.retried = frozenset(retried)

    def stands(self, file: str) -> bool:
        """Whether something of this address stands on the list."""
        return file in self._standing

    def report(self, url: str, error: RejectedSourceError) -> AddReport:
        """What is said of an address that could not be had or read."""
        if not isinstance(error, FetchError):
            return failure(url, str(error))
        if url in self.retried and error.status in GONE:
            return AddReport(skipped=(SourceProblem(url, f"{error.reason}; it is tried no more"),))
        return failure(url, error.reason)

    def still(self, file: str) -> AddReport:
        """What could not be read in an address that is unchanged: it still cannot."""
        if file not in self._standing:
            return AddReport()
        again = [SourceProblem(*each) for each in self._registry.failures_of(file) if each[0] != file]
        return AddReport(failed=tuple(again))

    def settle(self, file: str, report: AddReport, origin: str | None = None) -> None:
        """Note what a look at an address gave: what failed goes on the list, all else of it leaves the list.

        Args:
            file: what was looked at.
            report: what came of it, and of nothing else.
            origin: the list that named it, if one did.
        """
        failures = [Failure(each.source, file, origin or file, each.reason) for each in report.failed]
        if (not failures and file not in self._standing) or not _is_fit(file):
            return
        self._registry.settle([FileEnd(file, None, tuple(each.source for each in failures))], failures)
        if failures:
            self._standing.add(file)
        else:
            self._standing.discard(file)


def _is_fit(file: str) -> bool:
    """Whether an address could be fetched at all. One with a password, say, cannot, and is not to be kept either."""
    try:
        parse_address(file)
    except RefusedAddressError:
        return False
    return True
