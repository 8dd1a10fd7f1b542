"""The snapshot that a thread has open: what is read within it is read of the same state, by the same connection."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

_Connection = TypeVar("_Connection")


class HeldSnapshot(threading.local, Generic[_Connection]):
    """The connection of the outermost open snapshot of this thread; None where there is none.

    A search reads some fifteen times. Each of them its own snapshot, they could be of different states, and to take a
    connection out of the pool took a tenth of a search's time.
    """

    connection: _Connection | None = None
