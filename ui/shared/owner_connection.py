"""How the server tells what its owner's own processes ask from what comes over the network.

A connection at the owner's socket is marked by the server where it is made (``ui/page/security/connections.py``), in
what no request can set.
"""

from __future__ import annotations

from starlette.types import Scope

#: In a request's state.
OWNER = "dateline.owner"


def is_owner(scope: Scope) -> bool:
    """Whether a request comes from a process of the user who runs the server, who may do everything."""
    return scope.get("state", {}).get(OWNER) is True
