"""Conversations that the browser keeps: reading one back. It comes from the browser, so nothing in it is trusted."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence

from ui.page.answers.html import Turn
from ui.page.answers.record import RecordError, read_record

#: Older turns of a conversation are dropped.
MAX_TURNS = 50
_ID = re.compile(r"[0-9a-f]{32}")
_MAX_QUESTION_CHARS = 4_000


def new_id() -> str:
    """An id for a conversation, which the browser keeps it by."""
    return uuid.uuid4().hex


def read_saved(value: object) -> tuple[str, list[Turn]]:
    """Read a kept conversation: its id, and its turns, the oldest first.

    Raises:
        RecordError: it is none.
    """
    if not isinstance(value, dict):
        raise RecordError("a kept conversation is an object")
    name, turns = value.get("id"), value.get("turns")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise RecordError("a kept conversation has an id")
    if not isinstance(turns, list) or not 0 < len(turns) <= MAX_TURNS:
        raise RecordError("a kept conversation has turns")
    return name, _turns(turns)


def _turns(items: Sequence[object]) -> list[Turn]:
    turns = []
    for item in items:
        if not isinstance(item, dict) or not isinstance(item.get("question"), str):
            raise RecordError("a turn has a question")
        turns.append(Turn(item["question"][:_MAX_QUESTION_CHARS], read_record(item.get("answer")), item["answer"]))
    return turns
