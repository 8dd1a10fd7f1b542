"""Addresses as sources, and those that may be kept with an article."""

from __future__ import annotations

import re
from urllib.parse import urlsplit


def web_address(url: str | None) -> str | None:
    """``url`` if it is a complete address on the web, else None: no ``javascript:``, no file, nothing relative."""
    url = (url or "").strip()
    if not url or any(char.isspace() or ord(char) < 32 or char in "<>\"'" for char in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and host else None


def is_url(source: str) -> bool:
    """Whether a source is an address on some network (and not a path, nor text that is not UTF-8)."""
    return re.fullmatch(r"(?s)[a-z][a-z0-9+.-]*://[^\ud800-\udfff]*", source.strip(), re.IGNORECASE) is not None


def source_of(url: str) -> str:
    """What an address is called as a source: as it was given, without a fragment."""
    return url.strip().partition("#")[0]
