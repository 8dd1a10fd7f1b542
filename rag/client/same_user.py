"""Whose process is at the other end of a Unix socket."""

from __future__ import annotations

import os
import socket
import struct

#: Linux' struct ucred: process, user, group.
_UCRED = struct.Struct("3i")


def is_same_user(connection: socket.socket) -> bool:
    """Whether the process at the other end runs as the user of this one.

    The kernel says so on Linux. Elsewhere who may connect is left to the socket's and its folder's modes, and this is
    true.
    """
    if not hasattr(socket, "SO_PEERCRED"):
        return True
    _, user, _ = _UCRED.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _UCRED.size))
    return bool(user == os.geteuid())
