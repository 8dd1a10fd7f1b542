"""How large a file may be that is sent, and what it is called: the same by the page and by programs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from rag import KNOWN_SUFFIXES, Settings

_MAX_NAME_CHARS = 200
_TEXTS = (".txt", ".text", ".html", ".htm", ".xhtml", ".md", ".markdown")


def upload_limits(settings: Settings) -> dict[str, int]:
    """The most megabytes of a file that is sent, by its ending. It is held whole, whatever its kind: as a document."""
    whole = min(settings.limit_document_mb, settings.limit_source_mb)
    text = min(settings.limit_text_mb, whole)
    return {ending: text if ending in _TEXTS else whole for ending in sorted(KNOWN_SUFFIXES)}


def megabytes_for(name: str, limits: Mapping[str, int]) -> int:
    """The most megabytes of a file of this name; of an unknown ending, what the largest may have."""
    fitting = [ending for ending in limits if name.lower().endswith(ending)]
    return limits[max(fitting, key=len)] if fitting else max(limits.values())


def file_name(name: str) -> str:
    """A file's name without its folders, so that the same file is the same source however it was dropped."""
    plain = "".join(letter for letter in name if letter.isprintable()).replace("\\", "/")
    return PurePosixPath(plain).name[-_MAX_NAME_CHARS:] or "upload"
