"""What may be written to a terminal."""

from __future__ import annotations

import re

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def clean(text: str) -> str:
    """Text from elsewhere without what would steer the terminal: escape sequences and other control characters; bytes
    of a path that are not UTF-8 become question marks."""
    return _CONTROL.sub("", text).encode("utf-8", "replace").decode()


def clean_json(text: str) -> str:
    """The same of a JSON value, which stays the same value: JSON itself lets DEL and the C1 controls stand."""
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
