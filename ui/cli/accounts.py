"""``dateline users`` and ``dateline keys``: who signs in to a served archive, and which programs may ask it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from rag import Role, UsageError
from ui.cli.options import ArchiveOption, JsonOption, print_error, print_result
from ui.cli.text import access as display
from ui.shared.wording import plural

if TYPE_CHECKING:
    from rag import Accounts

users = typer.Typer(help="Say who may sign in to a served archive.", no_args_is_help=True)
keys = typer.Typer(help="Give keys to programs that ask a served archive.", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="What the account signs in with.")]
RoleOption = Annotated[
    str, typer.Option("--role", metavar="ROLE", help="read; write, which adds, corrects and removes; or admin.")
]
_FIRST = (
    "dateline: from its next start on the server asks everyone who they are, on this machine too: start it anew. "
    "If DATELINE_PASSWORD is set for it, unset it."
)
_FIRST_BESIDE = (
    "dateline: a server is running with this archive, and until it is started anew it goes on asking nobody: stop it "
    "and start it again. If DATELINE_PASSWORD is set for it, unset it."
)
_LAST = "dateline: there are no accounts and no keys any more: from its next start on the server asks nobody."


@contextmanager
def accounts_of(archive: Path | None, *, create: bool) -> Iterator[Accounts | None]:
    """The accounts of the archive that is meant; None where there are none and none are to be made."""
    from rag import Accounts, load_settings

    found = Accounts.of_archive(load_settings(archive=archive).archive, create=create)
    try:
        yield found
    finally:
        if found is not None:
            found.close()


@contextmanager
def _changed(archive: Path | None) -> Iterator[Accounts]:
    """The accounts, which are changed; where that begins or ends asking who comes, it is said."""
    with accounts_of(archive, create=True) as found:
        assert found is not None  # noqa: S101 - as they are made
        before = found.in_use()
        yield found
        if found.in_use() != before:
            print_error(_LAST if before else _FIRST_BESIDE if _is_served(archive) else _FIRST)


def _is_served(archive: Path | None) -> bool:
    """Whether a server of this user listens in the archive's folder (one that listens elsewhere, as the folder's name
    is too long, is not seen)."""
    from rag import OwnerClient, load_settings

    server = OwnerClient.reached(load_settings(archive=archive).archive.expanduser() / "server.sock")
    if server is not None:
        server.close()
    return server is not None


@users.command("add")
def add_user(
    name: NameArgument,
    role: RoleOption = "read",
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add an account.

    Its password is asked for; where the command has no terminal it is the first line of stdin.
    """
    from rag import schema

    with _changed(archive) as found:
        added = found.add_account(name, _password(), cast(Role, role))
    print_result(as_json, schema.AccountOut.of(added), f"{added.name} may sign in ({added.role}).")


@users.command("list")
def list_users(archive: ArchiveOption = None, as_json: JsonOption = False) -> None:
    """List the accounts."""
    from rag import schema

    with accounts_of(archive, create=False) as found:
        listed = found.accounts() if found else []
    print_result(as_json, map(schema.AccountOut.of, listed), display.accounts(listed))


@users.command("remove")
def remove_user(name: NameArgument, archive: ArchiveOption = None, as_json: JsonOption = False) -> None:
    """Remove an account.

    Whoever is signed in with it is signed out, and the conversations that were kept for it go too.
    """
    from rag import schema

    with _changed(archive) as found:
        conversations = found.remove_account(name)
    with_it = f", with {plural(conversations, 'conversation')} that the server kept" if conversations else ""
    value = schema.RemovedAccountOut(removed=name.strip().lower(), conversations=conversations)
    print_result(as_json, value, f"{name} is removed{with_it}.")


@users.command("forget")
def forget_conversations(name: NameArgument, archive: ArchiveOption = None, as_json: JsonOption = False) -> None:
    """Remove all conversations that the server keeps for an account.

    The account stays (DATELINE_KEEP_CONVERSATIONS).
    """
    from rag import schema

    with accounts_of(archive, create=False) as found:
        account = found.account(name) if found else None
        if found is None or account is None:
            raise UsageError(f"there is no account {name}: dateline users list shows them")
        conversations = found.conversations.remove_all(account.name)
    value = schema.ForgottenConversationsOut(account=account.name, conversations=conversations)
    print_result(as_json, value, f"{plural(conversations, 'conversation')} of {account.name} removed.")


@users.command("passwd")
def change_password(name: NameArgument, archive: ArchiveOption = None, as_json: JsonOption = False) -> None:
    """Change a password.

    Whoever is signed in with the account signs in again.
    """
    from rag import schema

    with _changed(archive) as found:
        if found.account(name) is None:
            raise UsageError(f"there is no account {name}: dateline users list shows them")
        found.set_password(name, _password())
        changed = found.account(name)
    print_result(as_json, schema.AccountOut.of(changed), f"The password of {name} is changed.")


@users.command("role")
def change_role(
    name: NameArgument,
    role: Annotated[str, typer.Argument(metavar="ROLE", help="read, write or admin.")],
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Change a role.

    Whoever is signed in with the account signs in again.
    """
    from rag import schema

    with _changed(archive) as found:
        found.set_role(name, cast(Role, role))
        changed = found.account(name)
    print_result(as_json, schema.AccountOut.of(changed), f"The role of {name} is {role}.")


@keys.command("add")
def add_key(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the key is for.")],
    role: RoleOption = "read",
    days: Annotated[int, typer.Option("--days", metavar="N", help="How long it is good for.")] = 365,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a key, and print it: it is shown this once."""
    from rag import schema

    with _changed(archive) as found:
        secret, key = found.add_key(name, cast(Role, role), days)
    value = schema.NewKeyOut.of(key, state="valid", key=secret)
    print_result(as_json, value, display.new_key(secret, key))


@keys.command("list")
def list_keys(archive: ArchiveOption = None, as_json: JsonOption = False) -> None:
    """List the keys, without the keys themselves."""
    from rag import schema

    with accounts_of(archive, create=False) as found:
        listed = found.keys() if found else []
    now = datetime.now(UTC)
    shown = [schema.KeyOut.of(key, state=key.state(now)) for key in listed]
    print_result(as_json, shown, display.keys(listed, now))


@keys.command("revoke")
def revoke_key(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Its prefix, or its name.")],
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Revoke a key, from its next request on."""
    from rag import schema

    with _changed(archive) as found:
        revoked = found.revoke_key(key)
    value = schema.KeyOut.of(revoked, state="revoked")
    print_result(as_json, value, f"{revoked.prefix} ({revoked.name}) is revoked.")


def _password() -> str:
    """The password that is typed, twice and unseen; of a command without a terminal the first line of stdin.

    Raises:
        UsageError: there is none.
    """
    if sys.stdin.isatty():
        typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return typed
    typed = sys.stdin.readline().rstrip("\r\n")
    if not typed:
        raise UsageError("there is no password: write it on the first line of stdin, or start this in a terminal")
    return typed
