"""psycopg's connection as the statements of the catalog take it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, Final

import psycopg

#: In place of a NUL, which PostgreSQL's text cannot hold; one character for one, so that places in a text stay true.
NO_NUL = "\ufffd"
#: The values of an INSERT.
_VALUES: Final = re.compile(r"VALUES (\(\?(?:, \?)*\))")
#: Rows that are inserted by one statement.
_AT_ONCE: Final = 256


class PlainPsycopg:
    """Executes statements in which a ``?`` stands for a value."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> psycopg.Cursor[Any]:
        """Execute a statement."""
        return self._connection.execute(_marked(statement), list(map(without_nul, values)))

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> None:
        """Execute a statement for each of the rows: what inserts takes many rows at once, all else is sent together."""
        taken = list(rows)
        values = _VALUES.search(statement)
        if values is None:
            with self._connection.cursor() as cursor:
                cursor.executemany(_marked(statement), [list(map(without_nul, row)) for row in taken])
            return
        before, after = statement[: values.start(1)], statement[values.end(1) :]
        for start in range(0, len(taken), _AT_ONCE):
            some = taken[start : start + _AT_ONCE]
            self.execute(f"{before}{', '.join([values[1]] * len(some))}{after}", list(chain.from_iterable(some)))


@lru_cache(maxsize=512)
def _marked(statement: str) -> bytes:
    """A statement with psycopg's sign for values; none of ours has a question mark that means another thing. A list of
    no values is one in which nothing is."""
    return statement.replace("%", "%%").replace("?", "%s").replace(" IN ()", " IN (NULL)").encode()


def without_nul(value: Any) -> Any:
    """A value with another sign in the place of NUL."""
    return value.replace("\0", NO_NUL) if isinstance(value, str) and "\0" in value else value
