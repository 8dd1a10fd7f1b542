"""What a source and its content are known by."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields

from rag.model import Draft

#: Raised by one when reading or cleaning changes, so that files added before are read anew.
READER_VERSION = 5


def article_id(source: str) -> str:
    """The id of the article that comes from ``source``: 16 hexadecimal digits that follow from the source alone."""
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:16]


_SAID = [field.name for field in fields(Draft) if field.name not in ("taken_off", "warnings")]  # which are of reading


def content_hash(draft: Draft) -> str:
    """A hash of all that came out of a source: equal exactly when the article is."""
    said = {name: getattr(draft, name) for name in _SAID}
    return hashlib.sha256(json.dumps(said, default=str, ensure_ascii=False).encode()).hexdigest()


def pasted_source(name: str, raw: bytes) -> str:
    """The source of a pasted or uploaded text: its name and content."""
    return f"pasted/{name}#{hashlib.sha256(raw).hexdigest()[:16]}"
