"""Conversations that the server keeps for those who sign in, where a setting says so: each of them sees their own.

They lie beside the accounts, so that they go with an account in one transaction, and into no backup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, delete, exists, func, literal, select

from rag.accounts.account_tables import (
    ACCOUNTS,
    CONVERSATIONS,
    account_engine,
    has_accounts_file,
    make_tables,
    plain_account_errors,
)
from rag.errors import UsageError

#: So many of an account are kept; the oldest go first.
MAX_CONVERSATIONS: Final = 60
#: The most bytes of one (fifty answers with their quotes are some 500,000), and of all of an account together.
MAX_CONVERSATION_BYTES: Final = 2_000_000
MAX_ACCOUNT_BYTES: Final = 20_000_000
_MAX_TITLE_CHARS: Final = 300
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A conversation as it is listed: its first question, when it was last gone on with, and how many it has."""

    id: str
    title: str
    updated: datetime
    questions: int


class KeptConversations:
    """Those of all accounts. Safe to use from several threads and processes.

    Every method is told whose conversations are meant, and reaches no others.

    Args:
        engine: the accounts' database, with its tables.
        clock: the time.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine = engine
        self._clock = clock

    def all_of(self, account: str) -> list[KeptConversation]:
        """An account's, the one that was gone on with last first."""
        listed = (CONVERSATIONS.c.id, CONVERSATIONS.c.title, CONVERSATIONS.c.updated, CONVERSATIONS.c.questions)
        query = select(*listed).where(CONVERSATIONS.c.account == account).order_by(CONVERSATIONS.c.updated.desc())
        with plain_account_errors(), self._engine.connect() as db:
            rows = db.execute(query).all()
        return [KeptConversation(row.id, row.title, datetime.fromisoformat(row.updated), row.questions) for row in rows]

    def turns(self, account: str, conversation: str) -> list[Any] | None:
        """The turns of one, as they were kept; None where the account has no such conversation."""
        query = select(CONVERSATIONS.c.turns).where(*_its(account, conversation))
        with plain_account_errors(), self._engine.connect() as db:
            kept = db.execute(query).scalar()
        return json.loads(kept) if kept is not None else None

    def keep(self, account: str, conversation: str, turns: Sequence[Any], title: str) -> bool:
        """Keep a conversation in place of what was kept of it; the account's oldest make room for it.

        Args:
            account: whose it is.
            conversation: its id, 32 hexadecimal digits.
            turns: what is kept of it, as JSON.
            title: what it is listed as.

        Returns:
            False where there is no such account any more: then nothing is kept.

        Raises:
            UsageError: it is too large, or the id is none.
        """
        if not _ID.fullmatch(conversation):
            raise UsageError("a conversation's id has 32 hexadecimal digits: begin a new conversation")
        body = _text(json.dumps(turns, ensure_ascii=False))
        size = len(body.encode())
        if size > MAX_CONVERSATION_BYTES:
            raise UsageError(
                f"the conversation is larger than {MAX_CONVERSATION_BYTES // 1_000_000} MB, which is the most that is "
                "kept: begin a new one"
            )
        row = {
            "account": account,
            "id": conversation,
            "title": _text(title[:_MAX_TITLE_CHARS]),
            "updated": self._clock().isoformat(timespec="microseconds"),
            "questions": len(turns),
            "bytes": size,
            "turns": body,
        }
        # In the same statement that looks for the account: one that is removed meanwhile leaves nothing behind.
        there = exists().where(ACCOUNTS.c.name == account)
        columns = [CONVERSATIONS.c[name] for name in row]
        values = select(*(literal(value, CONVERSATIONS.c[name].type) for name, value in row.items())).where(there)
        with plain_account_errors(), self._engine.begin() as db:
            db.execute(delete(CONVERSATIONS).where(*_its(account, conversation)))
            kept = db.execute(CONVERSATIONS.insert().from_select(columns, values)).rowcount
            _make_room(db, account)
        return kept > 0

    def remove(self, account: str, conversation: str) -> bool:
        """Remove one; whether the account had it."""
        with plain_account_errors(), self._engine.begin() as db:
            return db.execute(delete(CONVERSATIONS).where(*_its(account, conversation))).rowcount > 0

    def remove_all(self, account: str) -> int:
        """Remove all of an account; how many they were."""
        with plain_account_errors(), self._engine.begin() as db:
            return remove_conversations(db, account)


def remove_conversations(db: Connection, account: str) -> int:
    """Within a transaction, remove all conversations of an account; how many they were."""
    return db.execute(delete(CONVERSATIONS).where(CONVERSATIONS.c.account == account)).rowcount


def forget_quoted(folder: Path, article_ids: Iterable[str]) -> None:
    """Remove every conversation, whoever's it is, that quotes one of these articles: they are being erased.

    Args:
        folder: the archive's.
        article_ids: of the articles.
    """
    if not has_accounts_file(folder):
        return
    engine = account_engine(folder)
    try:
        with plain_account_errors():
            make_tables(engine)
            with engine.begin() as db:
                for article_id in article_ids:
                    quoted = func.instr(CONVERSATIONS.c.turns, json.dumps(article_id)) > 0
                    db.execute(delete(CONVERSATIONS).where(quoted))
            with engine.connect() as db:  # freed pages are overwritten; the log of what was written is emptied
                db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        engine.dispose()


def _text(given: str) -> str:
    """What a database can hold of a text: half a letter is none."""
    return given.encode("utf-8", "replace").decode()


def _its(account: str, conversation: str) -> tuple[Any, Any]:
    return CONVERSATIONS.c.account == account, CONVERSATIONS.c.id == conversation


def _make_room(db: Connection, account: str) -> None:
    query = select(CONVERSATIONS.c.id, CONVERSATIONS.c.bytes).where(CONVERSATIONS.c.account == account)
    total = 0
    for number, row in enumerate(db.execute(query.order_by(CONVERSATIONS.c.updated.desc())).all()):
        total += row.bytes
        if number and (number >= MAX_CONVERSATIONS or total > MAX_ACCOUNT_BYTES):
            db.execute(delete(CONVERSATIONS).where(*_its(account, row.id)))
