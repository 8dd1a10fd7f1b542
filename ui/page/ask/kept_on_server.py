"""Conversations that the server keeps for who is signed in: the routes that the page's script asks.

What the browser sends is read like any conversation that comes from one (ui/page/answers/saved.py), and what it is sent
back it sends again to have it shown: nothing in it is trusted either way.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import anyio.to_thread
from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from rag import Accounts, KeptConversations
from ui.page.answers.record import RecordError
from ui.page.answers.saved import read_saved
from ui.page.runtime.errors import Failure, run_safely
from ui.page.security.routes import CONVERSATION, CONVERSATIONS
from ui.shared.access import principal_of

#: So many are read or written at once; the others wait.
_AT_ONCE = 4
_NOT_KEPT = "Conversations are not kept here: each browser keeps its own."
_NO_SUCH = "There is no such conversation."
_NOT_READABLE = "That is no conversation."
_GONE = "There is no such account any more: sign in again."


class KeptOnServer:
    """The routes.

    Args:
        accounts: whose conversations are kept; None where the server keeps none.
    """

    def __init__(self, accounts: Accounts | None) -> None:
        self._kept = accounts.conversations if accounts is not None else None
        self._working = anyio.CapacityLimiter(_AT_ONCE)

    def add_to(self, app: FastAPI) -> None:
        """Have an app answer them."""
        for method, path, endpoint in (
            ("GET", CONVERSATIONS, self.listed),
            ("DELETE", CONVERSATIONS, self.all_removed),
            ("GET", CONVERSATION, self.opened),
            ("PUT", CONVERSATION, self.kept),
            ("DELETE", CONVERSATION, self.removed),
        ):
            app.add_api_route(path, endpoint, methods=[method])

    async def listed(self, request: Request) -> Response:
        """All of who asks."""
        return await self._answer(request, _listed)

    async def opened(self, request: Request) -> Response:
        """One, with its turns."""
        name = request.path_params["name"]
        return await self._answer(request, lambda kept, account: _opened(kept, account, name))

    async def kept(self, request: Request) -> Response:
        """Keep one that the page shows."""
        if self._account(request) is None:
            return PlainTextResponse(_NOT_KEPT, 404)
        try:
            body = await request.body()
        except ClientDisconnect:
            return PlainTextResponse("", 400)
        name = request.path_params["name"]
        return await self._answer(request, lambda kept, account: _keep(kept, account, name, body))

    async def removed(self, request: Request) -> Response:
        """Remove one."""
        name = request.path_params["name"]
        return await self._answer(request, lambda kept, account: _remove(kept, account, name))

    async def all_removed(self, request: Request) -> Response:
        """Remove all of who asks."""
        return await self._answer(request, _remove_all)

    def _account(self, request: Request) -> str | None:
        """Whose conversations a request is about: always those of who sent it."""
        principal = principal_of(request.scope)
        known = self._kept is not None and principal is not None and principal.kind == "account"
        return principal.who if known and principal else None

    async def _answer(self, request: Request, work: Callable[[KeptConversations, str], Response]) -> Response:
        kept, account = self._kept, self._account(request)
        if kept is None or account is None:
            return PlainTextResponse(_NOT_KEPT, 404)
        answer = await anyio.to_thread.run_sync(lambda: run_safely(lambda: work(kept, account)), limiter=self._working)
        return PlainTextResponse(answer.sentence, 422) if isinstance(answer, Failure) else answer


def _listed(kept: KeptConversations, account: str) -> Response:
    return JSONResponse(
        [
            {
                "id": each.id,
                "title": each.title,
                "updated": round(each.updated.timestamp() * 1000),
                "questions": each.questions,
            }
            for each in kept.all_of(account)
        ]
    )


def _opened(kept: KeptConversations, account: str, name: str) -> Response:
    turns = kept.turns(account, name)
    if turns is None:
        return PlainTextResponse(_NO_SUCH, 404)
    return JSONResponse({"id": name, "turns": turns})


def _keep(kept: KeptConversations, account: str, name: str, body: bytes) -> Response:
    try:
        sent = json.loads(body)
        turns = sent["turns"] if isinstance(sent, dict) else None
        _, read = read_saved({"id": name, "turns": turns})
    except (RecordError, ValueError, KeyError, RecursionError):
        return PlainTextResponse(_NOT_READABLE, 422)
    # Of each turn what is read of it, and nothing that was sent besides.
    only = [{"question": turn.question, "answer": turn.record} for turn in read]
    there = kept.keep(account, name, only, read[0].question)
    return Response(status_code=204) if there else PlainTextResponse(_GONE, 401)


def _remove(kept: KeptConversations, account: str, name: str) -> Response:
    there = kept.remove(account, name)
    return Response(status_code=204) if there else PlainTextResponse(_NO_SUCH, 404)


def _remove_all(kept: KeptConversations, account: str) -> Response:
    kept.remove_all(account)
    return Response(status_code=204)
