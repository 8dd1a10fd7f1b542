"""Sources within sources: how deep, and what their parts are called."""

from __future__ import annotations

#: A packed source may hold one that is packed, and that one only articles.
MAX_DEPTH = 2


def unique(name: str, seen: set[str]) -> str:
    """``name``, with a number behind it where a part of that name has been ``seen``; it is seen from now on."""
    candidate, number = name, 1
    while candidate in seen:
        number += 1
        candidate = f"{name}#{number}"
    seen.add(candidate)
    return candidate
