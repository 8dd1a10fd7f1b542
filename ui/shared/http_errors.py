"""What a program is told when its request fails: one shape under /api, OpenAI's under /v1, JSON-RPC's at /mcp."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import JSONResponse, PlainTextResponse, Response

#: What programs ask, beside all that lies below /api and /v1.
ALIVE, READY, METRICS = "/healthz", "/readyz", "/metrics"
_ROOTS = ("/api/", "/v1/")
_OPENAI = "/v1/"
#: Where assistants ask (MCP), with or without a slash.
_MCP = ("/mcp", "/mcp/")
#: JSON-RPC's number for a request that is refused.
_INVALID_REQUEST = -32600
#: The word for what went wrong, by the status, where no error of the engine has one of its own.
KINDS: Mapping[int, str] = {
    400: "malformed",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: "timeout",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    429: "too_many_requests",
    500: "internal",
    503: "unavailable",
}


def is_for_programs(path: str) -> bool:
    """Whether a path belongs to the doors for programs, not to the page."""
    return path.startswith(_ROOTS) or path in (ALIVE, READY, METRICS) or is_for_assistants(path)


def is_for_assistants(path: str) -> bool:
    """Whether a path belongs to the door for assistants (MCP)."""
    return path in _MCP


def refusal(path: str, status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """What is answered to a request that is refused: a sentence for the page, JSON for programs."""
    if not is_for_programs(path):
        return PlainTextResponse(message, status, headers=headers)
    return error_response(path, status, message, headers=headers)


def error_response(
    path: str,
    status: int,
    message: str,
    kind: str | None = None,
    *,
    place: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The JSON of an error.

    Args:
        path: what was asked, which says in whose form.
        status: of HTTP.
        message: the sentence.
        kind: a word for programs; that of the status where None.
        place: of a query with operators, where it cannot be read.
        headers: to be sent besides.
    """
    kind = kind or KINDS.get(status, "invalid")
    if path.startswith(_OPENAI):
        return JSONResponse({"error": openai_error(status, message, kind)}, status, headers=headers)
    if is_for_assistants(path):
        wrong = {"code": _INVALID_REQUEST, "message": message}
        return JSONResponse({"jsonrpc": "2.0", "id": None, "error": wrong}, status, headers=headers)
    told: dict[str, object] = {"type": kind, "message": message}
    if place is not None:
        told["place"] = place
    return JSONResponse({"error": told}, status, headers=headers)


def openai_error(status: int, message: str, kind: str) -> dict[str, str | None]:
    """An error as OpenAI tells it."""
    whose = "server_error" if status >= 500 else "rate_limit_error" if status == 429 else "invalid_request_error"
    code = {401: "invalid_api_key", 429: "rate_limit_exceeded"}.get(status, kind)
    return {"message": message, "type": whose, "param": None, "code": code}
