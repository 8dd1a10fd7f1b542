"""What all child processes have in common: what they are told, and that none outlives its parent."""

from __future__ import annotations

import os

#: Variables that no child has need of.
_SECRETS = ("KEY", "TOKEN", "SECRET", "PASSWORD")


def environment_for_children() -> dict[str, str]:
    """The environment without keys and passwords."""
    return {name: value for name, value in os.environ.items() if not any(word in name.upper() for word in _SECRETS)}
