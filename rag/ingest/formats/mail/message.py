"""A mail saved as a file (``.eml``): its text as an article, and the articles attached to it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from typing import BinaryIO

from rag.errors import RejectedSourceError
from rag.ingest.formats.mail.mime import charset, content, file_name, header, leaves, parse_mime
from rag.ingest.formats.nesting import MAX_DEPTH, unique
from rag.ingest.formats.whole import read_whole
from rag.ingest.read import read_article
from rag.ingest.source_item import Context, Item
from rag.ingest.sources import is_known
from rag.model import Draft
from rag.text.lines import normalise

# The sender's signature (RFC 3676, whose blank quoted-printable takes off): a few lines at the end.
_SIGNATURE = re.compile(rb"(?<=\n)-- ?\r?\n(?:[^\n]{0,200}(?:\n|\Z)){1,8}\Z")
# Who forwards an article is not who wrote it, and not then.
_FORWARDED = re.compile(r"(?i)^\s*(?:(?:re|aw|sv|antw)\s*:\s*)*(?:fwd?|wg|tr|rv|vl|vb|enc|переслано|пересл)\s*:")
_REPLY = re.compile(
    r"(?i)^\s*(?:(?:re|fwd?|aw|wg|tr|rv|sv|vs|vl|vb|enc|odp|відп|переслано|пересл|ri|antw)\s*(?:\[\d+\])?\s*:\s*)+"
)


def read_message(stream: BinaryIO, context: Context) -> Iterator[Item]:
    """Read a mail: its text first, then what is attached, each under its file's name.

    Raises:
        RejectedSourceError: it is no mail, or larger than the limit.
    """
    message = parse_mime(read_whole(stream, context.limits.document_bytes), "mail")
    parts = list(leaves(message))
    files = [part for part in parts if part is not message and _is_file(part)]
    texts = [part for part in parts if part not in files]
    problem: str | None = None
    try:
        yield Item(None, _draft(message, texts, context.limits.text_bytes))
    except RejectedSourceError as error:
        problem = str(error)
    any_article = False
    seen: dict[str, int] = {}
    for part in files:
        name = file_name(part) or "message.eml"
        for item in _attached(part, name, unique(name, seen), context):
            any_article = any_article or item.draft is not None
            yield item
    if problem:
        # A mail that only carries articles has done its work.
        yield Item(None, reason=problem, skipped=any_article)


def _is_file(part: EmailMessage) -> bool:
    """Whether a part is a file or a message of its own, rather than the mail's text or a picture in it."""
    if part.get_content_type() == "message/rfc822":
        return True
    name = file_name(part)
    attached = (header(part, "Content-Disposition") or "").lower().startswith("attachment")
    return name is not None and (attached or (is_known(name) and header(part, "Content-ID") is None))


def _attached(part: EmailMessage, name: str, key: str, context: Context) -> Iterator[Item]:
    """The items of one attachment."""
    if not is_known(name):
        yield Item(key, reason="not a known type of article", skipped=True)
        return
    try:
        if context.depth >= MAX_DEPTH:
            raise RejectedSourceError("packed too deep")
        raw = content(part)
        inner = replace(context, name=name, size=len(raw), depth=context.depth + 1, charset=charset(part))
        for item in context.door(io.BytesIO(raw), inner):
            yield item.below(key)
    except RejectedSourceError as error:
        yield Item(key, reason=str(error))


def _draft(message: EmailMessage, texts: list[EmailMessage], most: int) -> Draft:
    """The mail's own text, by its HTML where that has an article, else by its plain text; the header tells the rest."""
    draft: Draft | None = None
    problem = RejectedSourceError("a mail without text")
    for kind, suffix in (("text/html", ".html"), ("text/plain", ".txt")):
        for part in texts:
            if draft is None and part.get_content_type() == kind:
                try:
                    raw = content(part) if kind == "text/html" else _SIGNATURE.sub(b"", content(part))
                    draft = read_article(raw, "mail", suffix=suffix, charset=charset(part), most=most)
                except RejectedSourceError as error:
                    problem = error
    if draft is None:
        raise problem
    stated = header(message, "Subject") or ""
    draft = replace(draft, title=normalise(_REPLY.sub("", stated)).strip() or draft.title)
    if _FORWARDED.match(stated):
        return draft
    sender, address = parseaddr(header(message, "From") or "")
    sent = _sent(message)
    listed = any(header(message, name) for name in ("List-Id", "List-Unsubscribe", "List-Post"))
    name = normalise(sender or address.partition("@")[0]).strip(" '\"")
    return replace(
        draft,
        # What comes through a list is an outlet's; else a person wrote it.
        outlet=(name or draft.outlet) if listed else draft.outlet,
        authors=draft.authors if listed or not name else (name,),
        published=sent or draft.published,
        published_from="header" if sent else draft.published_from,
    )


def _sent(message: EmailMessage) -> datetime | None:
    try:
        sent = parsedate_to_datetime(header(message, "Date") or "")
        # "-0000" says: in UTC, wherever the sender is.
        sent = sent if sent.tzinfo else sent.replace(tzinfo=UTC)
        return sent if sent.utcoffset() is not None and 1970 <= sent.year <= 2100 else None
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
