"""The page that lists the routes, made of the OpenAPI: plain HTML, no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ui.shared.access import needs

#: It needs no more than its own style.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

router = APIRouter(include_in_schema=False)


@router.get("/api/docs")
@needs("read")
def docs(request: Request) -> HTMLResponse:
    """All routes, with what they take and what they answer."""
    return HTMLResponse(docs_html(request.app.openapi()), headers={"Content-Security-Policy": _POLICY})


def docs_html(openapi: Mapping[str, Any]) -> str:
    """The page of a schema; all of its texts are escaped."""
    return (
        _environment()
        .get_template("docs.html")
        .render(info=openapi["info"], routes=list(_routes(openapi)), shapes=list(_shapes(openapi)))
    )


def _routes(openapi: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for path, methods in openapi["paths"].items():
        for method, route in methods.items():
            bodies = route.get("requestBody", {}).get("content", {})
            yield {
                "name": f"{method.upper()} {path}",
                "about": route.get("description") or route.get("summary", ""),
                "parameters": [
                    (each["name"], _type(each["schema"]), each.get("required", False), each.get("description", ""))
                    for each in route.get("parameters", ())
                ],
                "bodies": [(kind, _type(body.get("schema", {}))) for kind, body in bodies.items()],
                "answers": [
                    (status, kind, _type(content.get("schema", {})))
                    for status, answer in route["responses"].items()
                    if status.startswith("2")
                    for kind, content in answer.get("content", {}).items()
                ],
            }


def _shapes(openapi: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name, shape in openapi.get("components", {}).get("schemas", {}).items():
        needed = shape.get("required", ())
        yield {
            "name": name,
            "about": shape.get("description", ""),
            "fields": [
                (field, _type(said), field in needed, said.get("description", ""))
                for field, said in shape.get("properties", {}).items()
            ],
        }


def _type(said: Mapping[str, Any]) -> list[tuple[str, str | None]]:
    """A type in words, each with the name of the shape that it links to, if it is one."""
    if "$ref" in said:
        name = str(said["$ref"]).rpartition("/")[2]
        return [(name, name)]
    if "anyOf" in said:
        parts = [_type(each) for each in said["anyOf"]]
        return [piece for number, part in enumerate(parts) for piece in ([(" or ", None)] if number else []) + part]
    if "enum" in said:
        return [(", ".join(map(str, said["enum"])), None)]
    if said.get("type") == "array":
        return [("list of ", None), *_type(said.get("items", {}))]
    return [(str(said.get("format") or said.get("type") or "any"), None)]


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
