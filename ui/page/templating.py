"""Where the page's HTML is made, of the macros in ui/page/templates.

Every value that a template shows is escaped, and one that is missing is an error. A line break between two tags, and
the blanks around it, are for the template's reader: they are left out, since beside a word they would be seen.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension

from ui.shared import wording

TEMPLATES = Path(__file__).parent / "templates"
_ESCAPED = str.maketrans(
    {
        **{"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"},
        # Gradio reads its components' HTML as JavaScript and Handlebars templates.
        **{"{": "&#123;", "}": "&#125;", "$": "&#36;", "`": "&#96;", "\r": "&#13;", "\0": " "},
    }
)
_BETWEEN_TAGS = re.compile(r"(?<=[>}])\s*\n\s*(?=[<{])")


class Html(str):
    """HTML that a template made, which another one shows as it is.

    Joined with something else, or cut, it is a mere ``str`` again, which a template escapes. (Jinja2's own ``Markup``
    escapes what is joined to it, unseen.)
    """

    __slots__ = ()

    def __html__(self) -> str:
        """By this templates know it."""
        return self


class _LineBreaks(Extension):
    """Makes comments of line breaks between tags, so that errors still name their lines."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return _BETWEEN_TAGS.sub(r"{#\g<0>#}", source)


def render(template: str, macro: str, *values: object) -> Html:
    """HTML of one macro.

    Args:
        template: the file in ui/page/templates, without its suffix.
        macro: its name in that file.
        values: what the macro takes; all but :class:`Html` is escaped.

    Raises:
        jinja2.UndefinedError: the template asks for what it was not given.
    """
    module = _environment().get_template(f"{template}.html").module
    return Html(getattr(module, macro)(*values))


def esc(value: Any) -> Any:
    """Text as HTML text or as a quoted attribute's value, which Gradio does not read as its own; HTML as it is."""
    if hasattr(value, "__html__"):  # of this package, or the macro's that is being rendered
        return value
    return Html(str(value).translate(_ESCAPED))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=esc,
        extensions=[_LineBreaks],
        auto_reload=False,
    )
    environment.globals["wording"] = wording
    environment.filters["number"] = "{:,}".format
    return environment
