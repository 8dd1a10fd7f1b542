"""ZIP files: each member is read like a file in a folder. Nothing is ever unpacked to where it says."""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import BinaryIO, cast

from rag.errors import RejectedSourceError
from rag.ingest.formats.bounded import FREE_BYTES, Bounded, allowed, seekable_copy
from rag.ingest.formats.nesting import MAX_DEPTH, unique
from rag.ingest.formats.parser_guard import parsing
from rag.ingest.source_item import Context, Item
from rag.ingest.sources import is_about, is_known, suffix_of

_ENCRYPTED = 0x1


def read_zip(stream: BinaryIO, context: Context) -> Iterator[Item]:
    """Read the members of a ZIP file in their order, each under its path.

    Raises:
        RejectedSourceError: it is damaged, packed too deep, or unpacks to too much (what comes before was read).
    """
    if context.depth >= MAX_DEPTH:
        raise RejectedSourceError("packed too deep: a ZIP file in a ZIP file in a ZIP file")
    with parsing("a damaged or cut-off ZIP file"):
        packed = zipfile.ZipFile(stream)
    left = allowed(context.limits, context.size)
    seen: dict[str, int] = {}
    articles = 0
    with packed:
        for info in packed.infolist():
            name = _path(info.filename)
            if name.endswith("/"):
                continue
            if (reason := _passed_over(info, name)) is not None:
                if reason:
                    yield Item(unique(name, seen), reason=reason, skipped=True)
                continue
            left -= info.file_size
            if left < 0:
                raise RejectedSourceError("unpacks to more than allowed; the members behind are not read")
            for item in _member(packed, info, unique(name, seen), context):
                articles += 1
                if articles > context.limits.items:
                    raise RejectedSourceError(f"more than {context.limits.items} articles in it; the rest is not read")
                yield item
    if not seen:
        yield Item(None, reason="a ZIP file without files in it", skipped=True)


def _path(name: str) -> str:
    """A member's path with POSIX slashes, fit to be shown."""
    plain = "".join(char if char.isprintable() else "\ufffd" for char in name.replace("\\", "/"))
    return plain.encode("utf-8", "replace").decode()[-300:] or "?"


def _passed_over(info: zipfile.ZipInfo, name: str) -> str | None:
    """Why a member is not looked at: a reason, "" where it is not even worth naming, None where it is looked at."""
    parts = name.split("/")
    if "__MACOSX" in parts or any(part.startswith(".") and part not in (".", "..") for part in parts):
        return ""
    if name.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", name):
        return "its name leads out of the ZIP file"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a link, not a file"
    if len(parts) <= 2 and is_about(parts[-1]):
        return "about the folder, not an article"
    if not is_known(name):
        return f"not a known type of article ({suffix_of(name) or 'no suffix'})"
    return None


def _member(packed: zipfile.ZipFile, info: zipfile.ZipInfo, key: str, context: Context) -> Iterator[Item]:
    """The items of one member."""
    try:
        if info.flag_bits & _ENCRYPTED:
            raise RejectedSourceError("encrypted; unpack it with its password, then add the folder")
        if info.file_size > max(FREE_BYTES, info.compress_size * context.limits.ratio):
            raise RejectedSourceError(f"unpacks to more than {context.limits.ratio} times its size")
        with ExitStack() as opened:
            with parsing("damaged, or packed in a way that is not known"):
                # The size that the directory states bounds what is taken, whatever is really packed there.
                bounded = Bounded(cast(BinaryIO, opened.enter_context(packed.open(info))), info.file_size)
                copy, size = opened.enter_context(seekable_copy(cast(BinaryIO, bounded), info.file_size))
            inner = replace(context, name=_path(info.filename), size=size, depth=context.depth + 1, charset=None)
            for item in context.door(copy, inner):
                yield item.below(key)
    except RejectedSourceError as error:
        yield Item(key, reason=str(error))
