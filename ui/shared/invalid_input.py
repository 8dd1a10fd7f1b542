"""What is told of arguments that are not in the right form, in words; what was sent is not repeated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

#: Of what is wrong so much is told.
_MOST_TOLD = 3
_MOST_CHARS = 100
#: In place of pydantic's words, which are of classes.
_WORDS = {"extra_forbidden": "there is no such field"}

#: What is told of a failure that nobody foresaw; the log has the rest.
UNEXPECTED = "Something went wrong in Dateline itself; its log says more. Try again, or start it anew."


def invalid_input(wrong: Sequence[Mapping[str, Any]], whole: str, *, outer: int = 0) -> str:
    """What is wrong as a sentence or more: "filters.since: a day is written as 2025-09-30."

    Args:
        wrong: as pydantic lists it.
        whole: what the arguments are called as a whole.
        outer: so many steps of each place are passed over.
    """
    told = [f"{_where(each['loc'][outer:], whole)}: {_reason(each)}" for each in wrong[:_MOST_TOLD]]
    return ". ".join(told) + "."


def _where(place: Sequence[int | str], whole: str) -> str:
    inside = [str(step) for step in place] or [whole]
    return ".".join(inside)[:_MOST_CHARS].encode("utf-8", "replace").decode()


def _reason(wrong: Mapping[str, Any]) -> str:
    said = _WORDS.get(wrong["type"]) or str(wrong["msg"]).removeprefix("Value error, ").rstrip(".")
    return said[:1].lower() + said[1:]
