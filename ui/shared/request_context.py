"""Which request this thread or task is working for, so that lines of the log can be found together."""

from __future__ import annotations

import re
import uuid
from contextvars import ContextVar

#: The header in which a request's id is answered, and may be sent by what stands before the server.
HEADER = "X-Request-ID"
#: What no one works for is told as this.
NOBODY = "-"
_SAFE = re.compile(r"[A-Za-z0-9_-]{1,64}")

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default=NOBODY)


def id_for(sent: str | None) -> str:
    """The id of a request: the one that was sent with it, where that is harmless in a log, else a new one."""
    return sent if sent is not None and _SAFE.fullmatch(sent) else uuid.uuid4().hex
