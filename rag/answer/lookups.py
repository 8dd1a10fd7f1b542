"""How many questions are looked up at the same time."""

from __future__ import annotations

import os
from typing import Final

from rag.settings import Settings
from rag.settings.setting_types import FASTEMBED

#: Where another machine computes, a thread mostly waits: as many as the doors let in.
_WAITING: Final = 32
_FOR_EACH_CORE: Final = 2
_LOCAL: Final = ("local", FASTEMBED)


def lookups_at_once(settings: Settings) -> int:
    """So many threads may look for evidence at once.

    Looking computes, partly in Python, partly in the embedding, which lets others have Python's lock meanwhile. Thirty
    at it at once answer hardly more, and each takes the lock from whoever only wants an article: beside thirty who
    asked such a reader waited 1.3 s, beside two for each core .3 (``bench/load.py``).
    """
    computes_here = settings.embeddings.startswith(_LOCAL) and "://" not in settings.rerank
    return _FOR_EACH_CORE * _cores() if computes_here else _WAITING


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not Linux
        return os.cpu_count() or 1
