"""Sources within sources: how deep, and what their parts are called."""

from __future__ import annotations

#: A packed source may hold one that is packed, and that one only articles.
MAX_DEPTH = 2


def unique(name: str, seen: dict[str, int]) -> str:
    """``name``, with a number behind it where a part of that name has been ``seen``; it is seen from now on.

    ``seen`` has for each name the last number behind it, from which the next search goes on: counted from the first,
    a hundred thousand parts of one name would take hours.
    """
    candidate, number = name, seen.get(name, 1)
    while candidate in seen:
        number += 1
        candidate = f"{name}#{number}"
    seen[name] = number
    seen.setdefault(candidate, 1)
    return candidate
