"""On whose behalf, and through which door, the archive is changed just now.

It is carried by the context (:mod:`contextvars`), which follows a request into threads that are begun with a copy of
it: the archive is one for all who use it, so a change cannot be told apart by whom it was called on.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

#: The ways in: the command line, the page, HTTP for programs, assistants, and a program that imports ``rag``.
Door = Literal["cli", "page", "api", "mcp", "python"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: ``who`` is an account's name, a key's prefix, or a user of the operating system; None where
    the page is open, or has one password for all."""

    who: str | None
    door: Door


_ACTOR: ContextVar[Actor | None] = ContextVar("dateline_actor", default=None)


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Have the changes within be logged as this one's."""
    before = _ACTOR.set(actor)
    try:
        yield
    finally:
        _ACTOR.reset(before)


def acting() -> Actor:
    """Who acts; where nobody said so, the operating system's user through a program."""
    return _ACTOR.get() or Actor(system_user(), "python")


def system_user() -> str:
    """The name of the user whose process this is; its number where it has no name, as in a container."""
    if os.name == "posix":
        import pwd

        try:
            return pwd.getpwuid(os.getuid()).pw_name
        except KeyError:
            return f"uid {os.getuid()}"
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
