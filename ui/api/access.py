"""Who may do what: the one place that every route asks before it does anything.

Today whoever comes through the guard and the password may do everything. A check of keys goes into :class:`Access`.
"""

from __future__ import annotations

from typing import Any, Literal

from fastapi import Depends, Request

from ui.api.errors import RefusedError
from ui.shared.owner_connection import is_owner

#: What a request does: it looks, or it changes the archive.
Role = Literal["read", "write"]
#: What a browser says of a request that a page of another origin makes (Fetch Metadata).
_ELSEWHERE = ("cross-site", "same-site")


class Access:
    """Says whether a request may do what it asks for."""

    def check(self, request: Request, role: Role) -> None:
        """Let a request pass.

        Raises:
            RefusedError: it may not: 401 where it should say who it is, 403 where it has and still may not.
        """
        if is_owner(request.scope):
            return
        if request.headers.get("sec-fetch-site") in _ELSEWHERE and not _is_followed_link(request, role):
            raise RefusedError(403, "Refused: the request comes from another site's page.")


def _is_followed_link(request: Request, role: Role) -> bool:
    return role == "read" and request.method == "GET" and request.headers.get("sec-fetch-mode") == "navigate"


def _reads(request: Request) -> None:
    request.app.state.access.check(request, "read")


def _writes(request: Request) -> None:
    request.app.state.access.check(request, "write")


#: Of the whole app.
READS: Any = Depends(_reads)
#: Of each route that changes the archive.
WRITES: Any = Depends(_writes)
