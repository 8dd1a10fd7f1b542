"""The door with a password or accounts: nothing behind it is reached by somebody who is not known."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.page.security.attempts import client_of
from ui.page.security.credentials import Credentials, Refusal
from ui.page.security.key_rates import KeyRates
from ui.page.security.login_page import CONTENT_SECURITY_POLICY, login_html
from ui.page.security.proxies import named_by_proxy
from ui.page.security.session import LONGEST_SECONDS
from ui.shared.access import ANYONE, Principal, enter
from ui.shared.http_errors import ALIVE, READY, is_for_programs, refusal

LOGIN = "/login"
SIGN_OUT = "/signout"
#: What everyone may ask for.
_OPEN = (ALIVE, READY)
#: A form with a password is not larger.
_MAX_FORM_BYTES = 8_000
_NOT_KEPT = {"Cache-Control": "no-store"}
_NO_FORM = "The form did not come whole. Try again."
_TOO_FAST = "This key has sent more requests than it may in a minute: go on in {} s."


class OpenToAll:
    """Wraps the app (ASGI), where there is neither password nor account: everyone may do all."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with enter(scope, ANYONE) as entered:
            await self._app(entered, receive, send)


class SignIn:
    """Wraps the app (ASGI): asks who comes, and lets through who is known, with what it is known by."""

    def __init__(self, app: ASGIApp, credentials: Credentials, rates: KeyRates) -> None:
        self._app = app
        self._credentials = credentials
        self._rates = rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for the door, or let the request through."""
        if scope["type"] != "http":  # the guard lets nothing through but that and the server's own start and end
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        known = await self._known(request)
        here = isinstance(known, Principal)
        match scope["method"], scope["path"]:
            case "GET" | "HEAD", path if path == LOGIN:
                answer = _to("/") if here else self._asking(_trouble(known))
            case "POST", path if path == LOGIN:
                answer = await self._sign_in(request)
            case "POST", path if path == SIGN_OUT:
                self._credentials.end(_token(request))
                answer = _to(LOGIN)
                answer.delete_cookie(_cookie(request), httponly=True, samesite="lax")
            case _, path if path in _OPEN:
                await self._app(scope, receive, _unkept(send))
                return
            case _ if isinstance(known, Principal):
                with enter(scope, known) as entered:
                    await self._app(entered, receive, _unkept(send))
                return
            case _, path if is_for_programs(path):
                refused = known or Refusal(401, self._credentials.how)
                headers = {"WWW-Authenticate": "Bearer"} if refused.status == 401 else {}
                answer = refusal(path, refused.status, refused.sentence, {**_waiting(refused.wait), **headers})
            case "GET", "/" if known is None:
                answer = _to(LOGIN)
            case _:
                refused = known or Refusal(401, "Sign in first: open the page anew.")
                answer = PlainTextResponse(refused.sentence, refused.status, headers=_waiting(refused.wait))
        await answer(scope, receive, send)

    async def _known(self, request: Request) -> Principal | Refusal | None:
        """Who a request comes from; why it is refused; None of a stranger.

        What a trusted proxy says goes first, then the session's cookie, then a program's key.
        """
        named = named_by_proxy(request.scope)
        if named is not None:
            return await self._credentials.of_proxy(named)
        token = _token(request)
        principal = await self._credentials.of_session(token) if token else None
        scheme, _, brought = request.headers.get("authorization", "").partition(" ")
        if principal is not None or scheme.lower() != "bearer" or not is_for_programs(request.url.path):
            return principal
        if request.url.path in _OPEN:
            return None
        found = await self._credentials.of_bearer(_as_sent(brought).strip(), _client(request))
        if isinstance(found, Principal) and found.kind == "key" and (wait := self._rates.wait(found.who or "")):
            return Refusal(429, _TOO_FAST.format(wait), wait)
        return found

    async def _sign_in(self, request: Request) -> Response:
        given = await _given(request, named=self._credentials.named)
        if given is None:
            return self._asking(_NO_FORM, 400)
        name, password = given
        came = await self._credentials.sign_in(name, password, _client(request))
        if isinstance(came, Refusal):
            return self._asking(came.sentence, came.status, came.wait, name)
        # What the browser brought is worth nothing from here on, whoever put it there.
        self._credentials.end(_token(request))
        answer = _to("/")
        answer.set_cookie(
            _cookie(request),
            came,
            max_age=LONGEST_SECONDS,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return answer

    def _asking(self, trouble: str = "", status: int = 200, wait: int = 0, name: str = "") -> Response:
        headers = {**_waiting(wait), "Content-Security-Policy": CONTENT_SECURITY_POLICY}
        return HTMLResponse(login_html(trouble, named=self._credentials.named, name=name), status, headers=headers)


def _trouble(known: Principal | Refusal | None) -> str:
    return known.sentence if isinstance(known, Refusal) else ""


def _as_sent(header: str) -> str:
    """A header's text as programs mean it: Starlette reads its bytes as Latin-1, and they are mostly UTF-8."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


def _client(request: Request) -> str:
    return client_of(request.client.host if request.client else None)


def _cookie(request: Request) -> str:
    """The cookie's name. Browsers do not keep the ports of a machine apart, and it may serve two archives."""
    server = request.scope.get("server")
    return f"dateline-{server[1] if server else 0}"


def _token(request: Request) -> str:
    return request.cookies.get(_cookie(request), "")


async def _given(request: Request, *, named: bool) -> tuple[str, str] | None:
    """The name and the password in a form; None where what came is no such form."""
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
    names, passwords = fields.get("name", []), fields.get("password", [])
    if len(passwords) != 1 or len(names) != (1 if named else 0):
        return None
    return "".join(names), passwords[0]


def _waiting(wait: int) -> dict[str, str]:
    return {**_NOT_KEPT, **({"Retry-After": str(wait)} if wait else {})}


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
