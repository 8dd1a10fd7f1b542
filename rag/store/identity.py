"""What a source and its content are known by."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from rag.model import Draft

#: Raised by one when reading or cleaning changes, so that files added before are read anew.
READER_VERSION = 4


def article_id(source: str) -> str:
    """The id of the article that comes from ``source``: 16 hexadecimal digits that follow from the source alone."""
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def content_hash(draft: Draft) -> str:
    """A hash of all that came out of a source: equal exactly when the article is."""
    fields = asdict(draft)
    for about_reading in ("taken_off", "warnings"):
        del fields[about_reading]
    return hashlib.sha256(json.dumps(fields, default=str, ensure_ascii=False).encode()).hexdigest()


def pasted_source(name: str, raw: bytes) -> str:
    """The source of a pasted or uploaded text: its name and content."""
    return f"pasted/{name}#{hashlib.sha256(raw).hexdigest()[:16]}"
