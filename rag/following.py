"""What an archive takes from the web: addresses that are added, and (by sync) those that are followed."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from rag.ingest.adding import Adder
from rag.ingest.web.adding import WebAdder
from rag.ingest.web.opening import open_fetcher
from rag.ingest.web.reading import read_here
from rag.model import AddReport
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.store.indexing import ProgressCallback


class Following:
    """The part of :class:`rag.Archive` that goes out to the web."""

    _catalog: Catalog
    _settings: Settings
    _writing: threading.RLock

    def _add_urls(self, urls: Sequence[str], progress: ProgressCallback | None) -> AddReport:
        """Commit what lies at these addresses; embedding it is left to the caller."""
        put = Adder(self._catalog, self._writing).add_drafts
        with open_fetcher(self._settings) as fetcher:
            return WebAdder(fetcher, read_here, put).add(urls, progress)
