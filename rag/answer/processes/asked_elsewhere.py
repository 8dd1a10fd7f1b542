"""What an answering process is told, and how it says that it is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from rag.model import Filters
from rag.settings import Settings

#: What a process says once its archive is open and its embedding loaded.
READY: Final = "ready"


@dataclass(frozen=True, slots=True)
class ProcessOrder:
    """What a process is to open.

    Attributes:
        archive: the folder.
        settings: those of the archive, without secrets and without a language model.
        idle_seconds: it ends by itself when nobody has asked it for so long.
        lifeline: the number of its end of the pipe by which it ends with its parent.
    """

    archive: Path
    settings: Settings
    idle_seconds: float
    lifeline: int | None = None


@dataclass(frozen=True, slots=True)
class AskedElsewhere:
    """A question as :meth:`rag.answer.service.AnswerService.stream` takes it."""

    question: str
    filters: Filters | None
    now: date | None
    read_dates: bool
