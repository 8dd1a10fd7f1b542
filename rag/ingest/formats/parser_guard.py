"""What the parser libraries of hostile formats raise, turned into one sentence about the source."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rag.errors import RejectedSourceError


@contextmanager
def parsing(what: str) -> Iterator[None]:
    """Run a library's parser.

    Args:
        what: the reason that is given when it fails, such as "a damaged PDF".

    Raises:
        RejectedSourceError: the parser failed, in whichever way.
    """
    try:
        yield
    except RejectedSourceError:
        raise
    except MemoryError as error:
        raise RejectedSourceError(f"{what}: it needs more memory than there is") from error
    # Parsers of hostile formats fail with whatever they trip over: index, key, type and attribute errors, recursion,
    # codecs' errors, and their own, few of which are documented. Only the library's calls stand under this.
    except Exception as error:
        raise RejectedSourceError(what) from error
