"""Roles: what somebody may do, each with all that the one before it may."""

from __future__ import annotations

from typing import Final, Literal, get_args

#: ``read`` asks, searches and reads; ``write`` also adds, corrects and removes; ``admin`` also does what is nobody
#: else's affair, such as fetching a model.
Role = Literal["read", "write", "admin"]
#: From the least to the most.
ROLES: Final[tuple[Role, ...]] = get_args(Role)


def role_allows(has: Role, needs: Role) -> bool:
    """Whether a role is enough for what needs another one."""
    return ROLES.index(has) >= ROLES.index(needs)
