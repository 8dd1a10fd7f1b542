"""What messages and saved pages share: the parts of a MIME container, taken apart without trusting it."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage, Message
from typing import cast

from rag.errors import RejectedSourceError
from rag.ingest.formats.parser_guard import parsing

_MAX_PARTS = 10_000
#: More of a header is not looked at: the library takes seconds for an address list of 100 kB. A subject has fewer.
_MAX_HEADER_CHARS = 4_000

_MAX_HEAD_BYTES = 200_000
_TYPE = re.compile(rb"(?im)^content-type:[^\n]*(?:\n[ \t][^\n]*)*\n?")
_BOUNDARY = re.compile(rb"(?i)boundary\s*=\s*(?:\"([^\"\n]{1,200})\"|([^\s;\"]{1,200}))")


class _Policy(email.policy.EmailPolicy):
    """The library's own reading of headers, of their beginnings only."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """A header's name and value as they stand there."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_MAX_HEADER_CHARS]


def parse_mime(raw: bytes, what: str) -> EmailMessage:
    """Take a MIME container apart.

    Raises:
        RejectedSourceError: it has no header, or trips the parser.
    """
    raw = _with_one_type(raw)
    with parsing(f"a damaged {what}"):
        parsed = email.message_from_bytes(raw.lstrip(b"\xef\xbb\xbf\r\n "), policy=_Policy())
    message = cast(EmailMessage, parsed)  # that policy makes no others
    if not message.keys():
        raise RejectedSourceError(f"not {what}: it has no header")
    return message


def _with_one_type(raw: bytes) -> bytes:
    """``raw`` with one Content-Type in its head: of several the one whose boundary stands in the message."""
    head, blank, rest = raw[:_MAX_HEAD_BYTES].replace(b"\r\n", b"\n").partition(b"\n\n")
    types = list(_TYPE.finditer(head))
    if len(types) < 2 or not blank:
        return raw
    rest += raw[_MAX_HEAD_BYTES:]
    bounds = [(match, _BOUNDARY.search(match[0])) for match in types]
    right = next((match for match, bound in bounds if bound and b"--" + (bound[1] or bound[2]) in rest), types[0])
    for match in reversed(types):
        if match is not right:
            head = head[: match.start()] + head[match.end() :]
    return head.strip(b"\n") + blank + rest


def leaves(message: Message) -> Iterator[EmailMessage]:
    """The parts that have no parts, in order; a message within the message counts as one of them."""
    waiting: list[Message] = [message]
    count = 0
    while waiting:
        part = waiting.pop()
        count += 1
        if count > _MAX_PARTS:
            raise RejectedSourceError(f"more than {_MAX_PARTS} parts in it")
        # Asked for its parts, one that has none decodes its text, whatever charset it states.
        inner = part.get_payload() if part.get_content_maintype() == "multipart" and part.is_multipart() else None
        if isinstance(inner, list):
            waiting.extend(entry for entry in reversed(inner) if isinstance(entry, Message))
        elif isinstance(part, EmailMessage):
            yield part


def header(message: Message, name: str) -> str | None:
    """A header as one line; None where it is missing or cannot be read."""
    try:
        with parsing("a damaged header"):
            value = message.get(name)
            return " ".join(str(value).split()) or None if value is not None else None
    except RejectedSourceError:
        return None


def content(part: Message) -> bytes:
    """The bytes of a part, unpacked."""
    with parsing("a part that cannot be unpacked"):
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            first = inner[0] if isinstance(inner, list) and inner else None
            return first.as_bytes() if isinstance(first, Message) else b""
        payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def charset(part: Message) -> str | None:
    """The encoding that a part states for its text."""
    try:
        with parsing("a damaged header"):
            stated = part.get_content_charset()
    except RejectedSourceError:
        return None
    return stated if isinstance(stated, str) else None


def file_name(part: Message) -> str | None:
    """What an attached file is called, without any path; None where the part is no file."""
    try:
        with parsing("a damaged header"):
            name = part.get_filename()
    except RejectedSourceError:
        return None
    plain = " ".join((name or "").replace("\\", "/").rsplit("/", 1)[-1].split()).strip(".\0")
    return plain.encode("utf-8", "replace").decode()[-200:] or None
