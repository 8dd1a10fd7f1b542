"""Who may do what: the one place in which all doors ask it.

Whoever comes through the door is put into the request's scope (:func:`enter`). What an endpoint, a handler of the page
or a tool needs is declared where it is defined (:func:`needs`); what declares nothing needs the role ``admin``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar

from rag import Account, Actor, ApiKey, Door, Role, acting_as, role_allows
from ui.shared.http_errors import is_for_assistants, is_for_programs

Declared = TypeVar("Declared", bound=Callable[..., Any])

#: What is open to strangers, too: whether the server is up.
OPEN: Final = "open"
Needed = Role | Literal["open"]
_SCOPE: Final = "dateline.principal"
_DECLARED: Final = "_dateline_needs"
_FOR: Final = {"read": "ask and read", "write": "add, correct or remove", "admin": "do this"}


@dataclass(frozen=True, slots=True)
class Principal:
    """Who a request comes from.

    Attributes:
        who: an account's name or a key's prefix; None where nobody has to say who they are.
        role: what it may do.
        kind: by what it is known.
    """

    who: str | None
    role: Role
    kind: Literal["anyone", "account", "key"]

    @classmethod
    def of(cls, known: Account | ApiKey) -> Principal:
        """Of an account, or of a key."""
        if isinstance(known, ApiKey):
            return cls(known.prefix, known.role, "key")
        return cls(known.name, known.role, "account")


#: Everybody, where there are no accounts: who can reach the server, or knows its one password, may do all.
ANYONE: Final = Principal(None, "admin", "anyone")


def needs(role: Needed) -> Callable[[Declared], Declared]:
    """Declare what an endpoint or a handler needs."""

    def declare(function: Declared) -> Declared:
        setattr(function, _DECLARED, role)
        return function

    return declare


def needed_by(function: object) -> Needed:
    """What was declared; of what declares nothing, the most."""
    found: Needed = getattr(function, _DECLARED, "admin")
    return found


def is_allowed(principal: Principal | None, needed: Needed) -> bool:
    """Whether somebody, or a stranger (None), may do what needs this."""
    return needed == OPEN or (principal is not None and role_allows(principal.role, needed))


def not_allowed(principal: Principal | None, needed: Needed) -> str:
    """The sentence for who may not."""
    if principal is None:
        return "Say who you are first: sign in, or send a key."
    whose = "This key" if principal.kind == "key" else f"The account {principal.who}"
    return f"{whose} may not {_FOR[needed]}: that needs the role {needed}, and it has {principal.role}."


def principal_of(scope: MutableMapping[str, Any]) -> Principal | None:
    """Who a request comes from; None of one that came through no door."""
    found: Principal | None = scope.get(_SCOPE)
    return found


def door_of(path: str) -> Door:
    """The door that a path belongs to."""
    if is_for_assistants(path):
        return "mcp"
    return "api" if is_for_programs(path) else "page"


@contextmanager
def enter(
    scope: MutableMapping[str, Any], principal: Principal, door: Door | None = None
) -> Iterator[MutableMapping[str, Any]]:
    """The scope of a request with whom it comes from; what it changes within is logged as that one's.

    Args:
        scope: of the request.
        principal: whom it comes from.
        door: by which way; that of the path where None.
    """
    with acting_as(Actor(principal.who, door or door_of(scope["path"]))):
        yield {**scope, _SCOPE: principal}
