"""The door with a password: nothing behind it is reached without a session."""

from __future__ import annotations

import logging
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.page.security.attempts import Attempts, client_of
from ui.page.security.login_page import CONTENT_SECURITY_POLICY, login_html
from ui.page.security.session import LONGEST_SECONDS, Sessions
from ui.shared.http_errors import ALIVE, READY, is_for_programs, refusal

LOGIN = "/login"
SIGN_OUT = "/signout"
#: What everyone may ask for.
_OPEN = (ALIVE, READY)
#: A form with a password is not larger.
_MAX_FORM_BYTES = 8_000
_NOT_KEPT = {"Cache-Control": "no-store"}
_WRONG = "That is not the password. Try again."
_WAIT = "There were too many wrong passwords. Wait {}, then try again."
_WHO = "Send the password with the request: Authorization: Bearer PASSWORD."
_WRONG_BEARER = "That is not the password: send the right one as Authorization: Bearer PASSWORD."
_NO_FORM = "The form did not come whole. Try again."

_log = logging.getLogger("dateline.login")


class SignIn:
    """Wraps the app (ASGI): asks for the password, and lets through what comes with a session's cookie."""

    def __init__(self, app: ASGIApp, sessions: Sessions, attempts: Attempts) -> None:
        self._app = app
        self._sessions = sessions
        self._attempts = attempts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for the door, or let the request through."""
        if scope["type"] != "http":  # the guard lets nothing through but that and the server's own start and end
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        token = request.cookies.get(_cookie(request), "")
        signed_in = bool(token) and self._sessions.knows(token)
        match scope["method"], scope["path"]:
            case "GET" | "HEAD", path if path == LOGIN:
                answer: Response = _to("/") if signed_in else _asking()
            case "POST", path if path == LOGIN:
                answer = await self._sign_in(request)
            case "POST", path if path == SIGN_OUT:
                self._sessions.end(token)
                answer = _to(LOGIN)
                answer.delete_cookie(_cookie(request), httponly=True, samesite="lax")
            case _, path if signed_in or path in _OPEN:
                await self._app(scope, receive, _unkept(send))
                return
            case _, path if is_for_programs(path):
                refused = self._refused_program(request)
                if refused is None:
                    await self._app(scope, receive, _unkept(send))
                    return
                answer = refused
            case "GET", "/":
                answer = _to(LOGIN)
            case _:
                answer = PlainTextResponse("Sign in first: open the page anew.", 401, headers=_NOT_KEPT)
        await answer(scope, receive, send)

    def _refused_program(self, request: Request) -> Response | None:
        """What a program without a session is told; None where it sends the password."""
        path = request.url.path
        scheme, _, password = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return refusal(path, 401, _WHO, {"WWW-Authenticate": "Bearer", **_NOT_KEPT})
        client = client_of(request.client.host if request.client else None)
        if wait := self._attempts.wait(client):
            return refusal(path, 429, _WAIT.format(_seconds(wait)), {"Retry-After": str(wait), **_NOT_KEPT})
        if not self._sessions.opens(password.strip()):
            self._attempts.wrong(client)
            _log.warning("a wrong password came from %s", client)
            return refusal(path, 401, _WRONG_BEARER, {"WWW-Authenticate": "Bearer", **_NOT_KEPT})
        self._attempts.right(client)
        return None

    async def _sign_in(self, request: Request) -> Response:
        password = await _given(request)
        if password is None:
            return _asking(_NO_FORM, 400)
        # From here on nothing waits, so that many tries at once are counted one after the other.
        client = client_of(request.client.host if request.client else None)
        if wait := self._attempts.wait(client):
            return _asking(_WAIT.format(_seconds(wait)), 429, wait)
        if not self._sessions.opens(password):
            self._attempts.wrong(client)
            _log.warning("a wrong password came from %s", client)
            return _asking(_WRONG, 403)
        self._attempts.right(client)
        answer = _to("/")
        answer.set_cookie(
            _cookie(request),
            self._sessions.begin(),
            max_age=LONGEST_SECONDS,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return answer


def _cookie(request: Request) -> str:
    """The cookie's name. Browsers do not keep the ports of a machine apart, and it may serve two archives."""
    server = request.scope.get("server")
    return f"dateline-{server[1] if server else 0}"


async def _given(request: Request) -> str | None:
    """The password in a form; None where what came is no such form."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        return None
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MAX_FORM_BYTES:
                return None
    except ClientDisconnect:
        return None
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=5, errors="strict")
    except ValueError:  # no UTF-8, or more fields
        return None
    values = fields.get("password", [])
    return values[0] if len(values) == 1 else None


def _asking(trouble: str = "", status: int = 200, wait: int = 0) -> Response:
    headers = {**_NOT_KEPT, "Content-Security-Policy": CONTENT_SECURITY_POLICY}
    if wait:
        headers["Retry-After"] = str(wait)
    return HTMLResponse(login_html(trouble), status, headers=headers)


def _seconds(wait: int) -> str:
    return f"{wait} second{'s' if wait > 1 else ''}"


def _to(path: str) -> Response:
    return RedirectResponse(path, 303, headers=_NOT_KEPT)


def _unkept(send: Send) -> Send:
    """No copy of what is behind the door stays in the browser, but for the page's own style and scripts."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if headers.get("content-type", "").startswith(("text/html", "text/event-stream", "application/json")):
                headers["Cache-Control"] = "no-store"
        await send(message)

    return sending
