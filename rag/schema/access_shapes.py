"""Accounts, keys and the log of changes as JSON."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rag.schema.shape import Second, Shape


class AccountOut(Shape):
    """An account; `dateline users`."""

    name: str = Field(description="What it signs in with.")
    role: Literal["read", "write", "admin"] = Field(description="What it may do.")
    created: Second = Field(description="When it was made.")


class RemovedAccountOut(Shape):
    """What `dateline users remove` did."""

    removed: str = Field(description="The account's name.")
    conversations: int = Field(description="How many conversations that were kept for it went with it.")


class ForgottenConversationsOut(Shape):
    """What `dateline users forget` did."""

    account: str = Field(description="The account's name.")
    conversations: int = Field(description="How many conversations were removed.")


class KeyOut(Shape):
    """A key for a program, without the key itself; `dateline keys`."""

    prefix: str = Field(description="Names it, and is its beginning.")
    name: str = Field(description="What it is for.")
    role: Literal["read", "write", "admin"] = Field(description="What it may do.")
    created: Second = Field(description="When it was made.")
    expires: Second = Field(description="When it ends.")
    revoked: Second | None = Field(description="When it was revoked.")
    used: Second | None = Field(description="When it was used last, to the minute.")
    state: Literal["valid", "expired", "revoked"] = Field(description="Whether it can be used.")


class NewKeyOut(KeyOut):
    """A key that has just been made; `dateline keys add`."""

    key: str = Field(description="The key itself, which is shown this once.")


class AuditEntryOut(Shape):
    """A change; `dateline audit`."""

    at: Second = Field(description="When.")
    who: str | None = Field(
        description="An account, a key's prefix, or a user of the operating system; null where nobody had to say."
    )
    door: Literal["cli", "page", "api", "mcp", "python"] = Field(description="By which way it came.")
    action: str = Field(description="`added`, `updated`, `edited`, `removed`, or what was done to an account or key.")
    articles: tuple[str, ...] = Field(description="Ids of the articles.")
    count: int = Field(description="How many they are.")
    what: str | None = Field(description="The account or key.")
