"""What the page's browser asks for, by method and path: all else that Gradio would answer does not exist."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.page.search.search_address import MAX_ADDRESS_CHARS
from ui.shared.access import Needed, is_allowed, not_allowed, principal_of

#: A request that carries a form: a pasted article of a million letters, or a conversation that is opened again.
MAX_FORM_BYTES = 8_000_000
#: All other requests.
MAX_BYTES = 16_000
UPLOAD = "/dateline/add"
#: All that a search finds; ``kind`` is the file's ending.
EXPORT = "/dateline/search.{kind}"
#: Conversations that the server keeps: all of who asks, and one of them.
CONVERSATIONS = "/dateline/conversations"
CONVERSATION = "/dateline/conversations/{name}"
#: A conversation that is to be kept, as large as it may be, with what JSON needs besides.
MAX_CONVERSATION_BYTES = 2_500_000

_NAME = r"[A-Za-z0-9_-]{1,64}"


@dataclass(frozen=True, slots=True)
class Route:
    """A route. ``query``: whether what stands behind the question mark is handed on. ``needs``: which role."""

    methods: tuple[str, ...]
    path: re.Pattern[str]
    most: int = MAX_BYTES
    query: bool = True
    needs: Needed = "admin"


def _route(methods: str, path: str, most: int = MAX_BYTES, *, query: bool = True, needs: Needed = "admin") -> Route:
    return Route(tuple(methods.split()), re.compile(path), most, query, needs)


#: Found by watching the page in a browser (tests/browser: an answer of 400 or more fails any of them). What an event
#: needs that comes by one of them is said by its handler (ui/page/runtime/plain_blocks.py).
ROUTES = (
    # "?deep_link=" would read a file of Gradio's; what the page itself reads of its address it reads in the browser.
    _route("GET HEAD", r"/", query=False, needs="read"),
    _route("GET HEAD", r"/dateline/[a-z]+\.(css|js|svg)", needs="read"),
    _route("GET HEAD", r"/(assets|static)/(?!.*\.\.)[A-Za-z0-9_./-]+", needs="read"),
    _route("GET HEAD", r"/theme\.css", needs="read"),
    _route("GET", r"/gradio_api/startup-events", needs="read"),
    _route("GET", rf"/gradio_api/heartbeat/{_NAME}", needs="read"),
    _route("GET", r"/gradio_api/queue/data", needs="read"),
    _route("POST", r"/gradio_api/queue/join", MAX_FORM_BYTES, needs="read"),
    # What does not stand in line: searching, stopping.
    _route("POST", r"/gradio_api/run/predict", MAX_FORM_BYTES, needs="read"),
    _route("POST", r"/gradio_api/cancel", needs="read"),
    _route("POST", r"/dateline/search\.(csv|json)", MAX_ADDRESS_CHARS, needs="read"),
    _route("GET DELETE", CONVERSATIONS, needs="read"),
    _route("GET DELETE", rf"{CONVERSATIONS}/[0-9a-f]{{32}}", needs="read"),
    _route("PUT", rf"{CONVERSATIONS}/[0-9a-f]{{32}}", MAX_CONVERSATION_BYTES, needs="read"),
    # For programs: what the page itself asks by the queue.
    _route("POST", r"/gradio_api/call/(ask|status)", needs="read"),
    _route("GET", rf"/gradio_api/call/(ask|status)/{_NAME}", needs="read"),
)


class Routes:
    """The routes in use."""

    def __init__(self, upload_most: int) -> None:
        """Args:
        upload_most: the most bytes of a file that is sent.
        """
        self._routes = (*ROUTES, _route("POST", re.escape(UPLOAD), upload_most, needs="write"))

    def of(self, method: str, path: str) -> Route | None:
        """The route of a request, if there is one."""
        return next((each for each in self._routes if method in each.methods and each.path.fullmatch(path)), None)

    def most(self, method: str, path: str) -> int:
        """The most bytes of a request's body."""
        route = self.of(method, path)
        return route.most if route else MAX_BYTES


class OnlyRoutes:
    """Wraps the app (ASGI): lets through what is asked by one of the routes, of who may."""

    def __init__(self, app: ASGIApp, routes: Routes) -> None:
        self._app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 404 to what is not in use."""
        if scope["type"] == "http":
            route = self._routes.of(scope["method"], scope["path"])
            if route is None:
                await PlainTextResponse("There is nothing here.", 404)(scope, receive, send)
                return
            principal = principal_of(scope)
            if not is_allowed(principal, route.needs):
                refused = PlainTextResponse(not_allowed(principal, route.needs), 403 if principal else 401)
                await refused(scope, receive, send)
                return
            if not route.query:
                scope = {**scope, "query_string": b""}
        await self._app(scope, receive, send)
