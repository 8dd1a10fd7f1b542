"""A regular expression that is compiled when it is first used.

Compiling the tables of boilerplate, bylines, roles and orders takes 0.2 s, a fifth of the start of a command, and one
that lists, shows or removes articles uses none of them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any


class LatePattern:
    """Stands for ``re.compile(pattern, flags)``, for a long pattern at a module's head; ``pattern`` is its text."""

    def __init__(self, pattern: str, flags: int | re.RegexFlag = 0) -> None:
        self.pattern = pattern
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self._flags)

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Its first match within a text."""
        return self._compiled.search(text, start, end)

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Its match at a text's start."""
        return self._compiled.match(text, start, end)

    def fullmatch(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Its match with all of a text."""
        return self._compiled.fullmatch(text, start, end)

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """Its matches, in order."""
        return self._compiled.finditer(text, start, end)

    def findall(self, text: str) -> list[Any]:
        """What matched: texts, or the groups of each."""
        return self._compiled.findall(text)

    def split(self, text: str, count: int = 0) -> list[str | Any]:
        """What stands between its matches."""
        return self._compiled.split(text, count)

    def sub(self, instead: str | Callable[[re.Match[str]], str], text: str, count: int = 0) -> str:
        """A text with something in place of its matches."""
        return self._compiled.sub(instead, text, count)
