"""What passes between a process that answers and the one that asks it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from rag.model import Filters
from rag.settings import Settings

#: What a process says once its archive is open and it has answered for the first time.
READY: Final = "ready"
#: What is said to a call that failed: the question is then answered where it was asked, which finds out what is wrong.
CALL_FAILED: Final = "the call failed"


@dataclass(frozen=True, slots=True)
class ProcessOrder:
    """What a process is to open.

    Attributes:
        archive: the folder.
        settings: those of the archive, without secrets and without what others compute.
        embedding: the name of the archive's embedding.
        dimension: of its vectors.
        cosine_range: what its cosines mean.
        lifeline: the number of its end of the pipe by which it ends with its parent.
    """

    archive: Path
    settings: Settings
    embedding: str
    dimension: int
    cosine_range: tuple[float, float]
    lifeline: int | None = None


@dataclass(frozen=True, slots=True)
class AskedElsewhere:
    """A question as :meth:`rag.answer.service.AnswerService.stream` takes it, or ``quote`` where ``quote`` is set."""

    question: str
    filters: Filters | None
    now: date | None
    read_dates: bool
    quote: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """What a process needs of its parent to answer; the reply is what the part of that name gives."""

    part: Literal["embed_query", "embed_passages", "search"]
    given: tuple[Any, ...]
