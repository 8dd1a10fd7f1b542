"""A page that a browser saved as one file (``.mhtml``): the page itself, without the pictures and frames around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from typing import BinaryIO

from rag.errors import RejectedSourceError
from rag.ingest.formats.mail.mime import charset, content, header, leaves, parse_mime
from rag.ingest.formats.whole import read_whole
from rag.ingest.read import read_article
from rag.ingest.source_item import Context, Item
from rag.text.urls import web_address

_PAGES = ("text/html", "application/xhtml+xml")


def read_mhtml(stream: BinaryIO, context: Context) -> Iterator[Item]:
    """Read the page. The date in the container's header is the day it was saved, and is not looked at.

    Raises:
        RejectedSourceError: no page is in it, or no article on the page.
    """
    message = parse_mime(read_whole(stream, context.limits.document_bytes), "saved page")
    pages = [part for part in leaves(message) if part.get_content_type() in _PAGES]
    if not pages:
        raise RejectedSourceError("a saved page without a page in it")
    page = _root(message, pages)
    draft = read_article(
        content(page), context.name, suffix=".html", charset=charset(page), most=context.limits.text_bytes
    )
    saved_from = header(message, "Snapshot-Content-Location") or header(page, "Content-Location")
    yield Item(None, replace(draft, url=draft.url or web_address(saved_from)))


def _root(message: EmailMessage, pages: list[EmailMessage]) -> EmailMessage:
    """The page that was saved: the one named as such, else the first; frames come behind it."""
    named = header(message, "Snapshot-Content-Location")
    return next((page for page in pages if named and header(page, "Content-Location") == named), pages[0])
