"""What a handler of the page does when something goes wrong: a sentence for the reader, details for the log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from rag import DatelineError, QueryError

T = TypeVar("T")

UNEXPECTED = "Something went wrong in Dateline itself; its log says more. Try again, or start it anew."
_log = logging.getLogger("dateline.page")


@dataclass(frozen=True, slots=True)
class Failure:
    """Work that failed; ``sentence`` is fit to be shown. ``place``: where in a query, as its character's number."""

    sentence: str
    place: int | None = None


def run_safely(work: Callable[[], T]) -> T | Failure:
    """Do ``work``; a failure comes back as a sentence, so that no handler ever shows a stack trace."""
    try:
        return work()
    except DatelineError as error:
        return Failure(as_sentence(str(error)), error.place if isinstance(error, QueryError) else None)
    except Exception:  # noqa: BLE001 - the page's last line of defence: logged, and said to the reader
        _log.exception("a handler of the page failed")
        return Failure(UNEXPECTED)


def as_sentence(text: str) -> str:
    """A message with a capital at its start and a full stop at its end."""
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", "…")) else text + "."
