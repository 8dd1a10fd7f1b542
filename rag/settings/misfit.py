"""Why a setting's value does not fit, in the words of whoever set it: what it is to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

#: What a value is to be, by how the kinds of Pydantic's errors begin.
_KINDS = {
    "int": "a whole number",
    "float": "a number",
    "finite": "a number with an end",
    "bool": "true or false",
    "string_unicode": "text in UTF-8",
}
#: The bounds that Pydantic's errors name.
_BOUNDS = {"gt": "more than", "ge": "at least", "lt": "less than", "le": "at most"}


def misfit(error: ErrorDetails) -> str:
    """What a value is to be that it is not, as a sentence without its subject's name.

    Args:
        error: the first thing that Pydantic found wrong with it; what it says itself speaks to programmers.
    """
    given = error.get("ctx", {})
    for key, word in _BOUNDS.items():
        if key in given:
            return f"it must be {word} {f'{given[key]:,}'.removesuffix('.0')}"
    if error["type"] == "literal_error":
        return f"it must be {given['expected']}"
    kind = next((wanted for begin, wanted in _KINDS.items() if error["type"].startswith(begin)), None)
    return f"it must be {kind}" if kind is not None else error["msg"].removeprefix("Value error, ")
