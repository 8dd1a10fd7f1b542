"""The names and numbers by which HTML writes characters, as plain characters."""

from __future__ import annotations

import html
import re

#: Characters have seven digits at most; the standard library fails at a number of more digits than Python converts.
_LONG_NUMBER = re.compile(r"&#(?:[xX][0-9a-fA-F]{9,}|[0-9]{9,});?")


def unescaped(text: str) -> str:
    """``text`` with its references to characters resolved; what is no character's number becomes U+FFFD."""
    return html.unescape(_LONG_NUMBER.sub("\ufffd", text)) if "&" in text else text
