"""What is found at places of a text, with nothing on top of anything else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Located(Protocol):
    """Something at characters ``[start, end)``."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


Found = TypeVar("Found", bound=Located)


def apart(found: Iterable[Found], text: str, others: Iterable[Located] = ()) -> list[Found]:
    """Those of ``found`` that touch none of ``others`` and none that came before them, in their order.

    Marks the characters that are taken, so that a line of thousands of figures takes time in proportion.
    """
    taken = bytearray(len(text))
    for other in others:
        taken[other.start : other.end] = b"\1" * (other.end - other.start)
    kept: list[Found] = []
    for candidate in found:
        if not any(taken[candidate.start : candidate.end]):
            kept.append(candidate)
            taken[candidate.start : candidate.end] = b"\1" * (candidate.end - candidate.start)
    return kept
