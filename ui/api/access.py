"""What every route asks before it does anything: whether whoever asks may do what the route needs.

What it needs, it declares (:func:`ui.shared.access.needs`).
"""

from __future__ import annotations

from typing import Any

from fastapi import Depends, Request

from ui.api.errors import RefusedError
from ui.shared.access import OPEN, Needed, Principal, is_allowed, needed_by, not_allowed, principal_of
from ui.shared.owner_connection import is_owner

#: What a browser says of a request that a page of another origin makes (Fetch Metadata).
_ELSEWHERE = ("cross-site", "same-site")


class Access:
    """Says whether a request may do what it asks for.

    Args:
        stranger: who a request comes from that came through no door; None lets such a one do nothing.
    """

    def __init__(self, stranger: Principal | None = None) -> None:
        self._stranger = stranger

    def check(self, request: Request, needed: Needed) -> None:
        """Let a request pass.

        Raises:
            RefusedError: it may not: 401 where it should say who it is, 403 where it has and still may not.
        """
        if is_owner(request.scope):
            return
        if request.headers.get("sec-fetch-site") in _ELSEWHERE and not _is_followed_link(request, needed):
            raise RefusedError(403, "Refused: the request comes from another site's page.")
        if not self.allows(request, needed):
            principal = self._principal(request)
            raise RefusedError(401 if principal is None else 403, not_allowed(principal, needed))

    def allows(self, request: Request, needed: Needed) -> bool:
        """Whether whoever sent a request may do more than its route needs, such as see what others began."""
        return is_owner(request.scope) or is_allowed(self._principal(request), needed)

    def _principal(self, request: Request) -> Principal | None:
        return principal_of(request.scope) or self._stranger


def _is_followed_link(request: Request, needed: Needed) -> bool:
    reads = needed in ("read", OPEN)
    return reads and request.method == "GET" and request.headers.get("sec-fetch-mode") == "navigate"


async def _checked(request: Request) -> None:  # a coroutine: see ui.api.parts
    request.app.state.access.check(request, needed_by(request.scope.get("endpoint")))


#: Of the whole app.
CHECKED: Any = Depends(_checked)
