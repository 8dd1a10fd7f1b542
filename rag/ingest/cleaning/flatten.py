"""A web page as the plain text that a person gets who selects all of it and copies."""

from __future__ import annotations

from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.html_properties import Display
from inscriptis.model.config import ParserConfig
from inscriptis.model.html_element import HtmlElement

# What a browser with scripts on shows nobody, and inscriptis would.
_UNSEEN = ("noscript", "template", "iframe", "svg", "object")
_CONFIG = ParserConfig(
    css={**CSS_PROFILES["relaxed"], **{tag: HtmlElement(display=Display.none) for tag in _UNSEEN}},
    display_images=False,
    display_links=False,
)


def flatten(page: str) -> str:
    """The text of a page as it is seen, blocks on lines of their own, menus and all."""
    return str(get_text(page, _CONFIG))
