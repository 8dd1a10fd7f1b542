"""A mailbox (``.mbox``): many mails in a file, each behind a line that begins with "From "."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from rag.errors import RejectedSourceError
from rag.ingest.formats.mail.mime import header, parse_mime
from rag.ingest.formats.nesting import MAX_DEPTH, unique
from rag.ingest.formats.record import MAX_KEY_CHARS
from rag.ingest.formats.whole import skip_line
from rag.ingest.limits import in_megabytes
from rag.ingest.source_item import Context, Item

_HEADER = re.compile(rb"[!-9;-~]+:")
_LINE_BYTES = 1 << 20
#: How mailboxes quote a line of a mail that begins so ("From here on"), which is undone.
_QUOTED = re.compile(rb">+From ")


def read_mbox(stream: BinaryIO, context: Context) -> Iterator[Item]:
    """Read the mails of a mailbox, one in memory at a time, each as a mail's file is read.

    A mail's key is its Message-ID, else what follows from its head.

    Raises:
        RejectedSourceError: it is packed too deep, or has more mails than the limit.
    """
    if context.depth >= MAX_DEPTH:
        raise RejectedSourceError("packed too deep")
    seen: dict[str, int] = {}
    count = 0
    for raw in _mails(stream, context.limits.document_bytes):
        count += 1
        if count > context.limits.items:
            raise RejectedSourceError(f"more than {context.limits.items} mails in it; those behind are not read")
        if raw is None:
            most = in_megabytes(context.limits.document_bytes)
            yield Item(unique(str(count), seen), reason=f"mail {count}: larger than {most}")
            continue
        key = unique(_key(raw), seen)
        inner = replace(context, name="message.eml", size=len(raw), depth=context.depth + 1, charset=None)
        try:
            for item in context.door(io.BytesIO(raw), inner):
                yield item.below(key)
        except RejectedSourceError as error:
            yield Item(key, reason=f"mail {count}: {error}")
    if not count:
        yield Item(None, reason="a mailbox without mails in it", skipped=True)


def is_mailbox(head: bytes) -> bool:
    """Whether bytes begin as a mailbox does."""
    first, _, rest = head.partition(b"\n")
    return first.startswith(b"From ") and _HEADER.match(rest) is not None


def _mails(stream: BinaryIO, most: int) -> Iterator[bytes | None]:
    """The mails in order; None for one that is larger than ``most``."""
    lines: list[bytes] | None = None
    size = 0
    blank = True
    waiting: bytes | None = None
    while line := stream.readline(_LINE_BYTES):
        if len(line) == _LINE_BYTES and not line.endswith(b"\n"):
            skip_line(stream)
        # The line that parts two mails stands behind a blank one, and a header follows it.
        if waiting is not None:
            if _HEADER.match(line):
                if lines is not None:
                    yield b"".join(lines) if size <= most else None
                lines, size = [], 0
            elif lines is not None:
                lines.append(waiting)
            waiting = None
        if blank and line.startswith(b"From "):
            waiting, blank = line, False
            continue
        blank = not line.strip()
        size += len(line)
        if lines is not None and size <= most:
            lines.append(line[1:] if _QUOTED.match(line) else line)
    if lines is not None:
        yield b"".join(lines) if size <= most else None


def _key(raw: bytes) -> str:
    try:
        head = parse_mime(raw[:20_000].replace(b"\r\n", b"\n").partition(b"\n\n")[0] + b"\n\n", "mail")
        stated = (header(head, "Message-ID") or "").strip("<> ")
        if stated and len(stated) <= MAX_KEY_CHARS:
            return stated
        said = "\n".join(header(head, name) or "" for name in ("Date", "From", "Subject"))
    except RejectedSourceError:
        said = ""
    return hashlib.blake2b(said.encode("utf-8", "replace") or raw, digest_size=8).hexdigest()
