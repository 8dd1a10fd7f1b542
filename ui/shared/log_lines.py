"""What a server writes to its log (stderr): lines for people, or a JSON object a line for programs.

No line above the level ``debug`` has what an article, a question or a setting says: what is logged are names, numbers
and ids. Errors nobody foresaw are told with where they happened, not with their words, and so is what other libraries
have to say, as either may quote what was being worked on.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Literal, TextIO

from ui.shared.request_context import NOBODY, REQUEST_ID

LogFormat = Literal["plain", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]

OURS = "dateline"
#: What every record has; what a record has besides was given with it, and goes into the JSON.
_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request"}


def set_up_logs(form: LogFormat, level: LogLevel, stream: TextIO | None = None) -> None:
    """Write the log of this process from now on.

    Args:
        form: as lines for people, or as JSON.
        level: the least important records that are written. ``debug`` also has the words of errors and libraries.
        stream: where to; stderr where None.
    """
    root = logging.getLogger()
    for earlier in [each for each in root.handlers if isinstance(each, ServerHandler)]:
        root.removeHandler(earlier)
    handler = ServerHandler(stream or sys.stderr)
    handler.setFormatter((_Json if form == "json" else _Plain)(words=level == "debug"))
    handler.addFilter(_with_request)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG if level == "debug" else logging.WARNING)
    logging.getLogger(OURS).setLevel(level.upper())


class ServerHandler(logging.StreamHandler[TextIO]):
    """Ours, so that setting up again replaces it alone."""


def _with_request(record: logging.LogRecord) -> bool:
    record.request = REQUEST_ID.get()
    return True


class _Lines(logging.Formatter):
    """What both forms have in common. ``words``: whether errors and libraries are quoted."""

    def __init__(self, words: bool) -> None:
        super().__init__()
        self._words = words

    def said(self, record: logging.LogRecord) -> str:
        """A record's sentence."""
        ours = record.name.partition(".")[0] == OURS
        return record.getMessage() if ours or self._words else f"({record.module}, line {record.lineno})"

    def trouble(self, record: logging.LogRecord) -> str | None:
        """The error that a record tells of: what kind, and where."""
        if not record.exc_info or record.exc_info[1] is None:
            return None
        error = record.exc_info[1]
        if self._words:
            return "".join(traceback.format_exception(error)).rstrip()
        places = [f"{frame.filename}, line {frame.lineno}, in {frame.name}" for frame in _frames(error)]
        return "\n".join([type(error).__name__, *(f"  {place}" for place in places)])

    def when(self, record: logging.LogRecord) -> str:
        """When it was, to the millisecond."""
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _frames(error: BaseException) -> list[traceback.FrameSummary]:
    return list(traceback.extract_tb(error.__traceback__))


class _Plain(_Lines):
    def format(self, record: logging.LogRecord) -> str:
        """A line, with an error's places below it."""
        request = getattr(record, "request", NOBODY)
        whose = "" if request == NOBODY else f" [{request}]"
        said = "".join(char if char.isprintable() else repr(char)[1:-1] for char in self.said(record))
        line = f"{self.when(record)} {record.levelname.lower()} {record.name}{whose} {said}"
        trouble = self.trouble(record)
        return line if trouble is None else f"{line}\n{trouble}"


class _Json(_Lines):
    def format(self, record: logging.LogRecord) -> str:
        """A JSON object; what was given with the record stands in it by its own names."""
        told: dict[str, object] = {
            "time": self.when(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self.said(record),
        }
        request = getattr(record, "request", NOBODY)
        if request != NOBODY:
            told["request"] = request
        if record.name.partition(".")[0] == OURS:
            told |= {name: value for name, value in vars(record).items() if name not in _USUAL}
        if (trouble := self.trouble(record)) is not None:
            told["error"] = trouble
        return json.dumps(told, ensure_ascii=False, default=str)
