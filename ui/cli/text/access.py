"""Accounts, keys and the log of changes, as plain text for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rag import Account, ApiKey, AuditEntry
from ui.shared import wording

#: So many ids stand in a line.
_SHOWN = 3


def accounts(values: Sequence[Account]) -> str:
    """All accounts."""
    lines = [f"{each.name}  {each.role}  since {each.created:%Y-%m-%d}" for each in values]
    return "\n".join(lines) or "There are no accounts: dateline users add NAME makes one."


def keys(values: Sequence[ApiKey], now: datetime) -> str:
    """All keys."""
    lines = []
    for each in values:
        used = f"last used {each.used.astimezone():%Y-%m-%d %H:%M}" if each.used else "never used"
        state = each.state(now)
        until = f"until {each.expires:%Y-%m-%d}" if state == "valid" else state
        lines.append(f"{each.prefix}  {each.role}  {until}  {used}  {each.name}")
    return "\n".join(lines) or "There are no keys: dateline keys add NAME makes one."


def new_key(secret: str, key: ApiKey) -> str:
    """A key that has just been made."""
    return f"{secret}\nKeep it: it is shown this once. It may {key.role} until {key.expires:%Y-%m-%d}."


def audit(entries: Sequence[AuditEntry], *, narrowed: bool) -> str:
    """The log of changes; ``narrowed``: only what is of a day or by someone was asked for."""
    if not entries:
        return "The log has nothing of that." if narrowed else "Nothing has been changed since the log began."
    lines = []
    for each in entries:
        done = each.what or ""
        if each.articles:
            more = " …" if len(each.articles) > _SHOWN else ""
            done = f"{wording.plural(len(each.articles), 'article')}: {' '.join(each.articles[:_SHOWN])}{more}"
        lines.append(f"{each.at.astimezone():%Y-%m-%d %H:%M:%S}  {each.who or '-'} ({each.door})  {each.action} {done}")
    return "\n".join(lines)
