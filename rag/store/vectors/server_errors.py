"""What is said where a server of vectors cannot be used."""

from __future__ import annotations

from rag.errors import VectorStoreError

_MOST_CHARS = 200


def unreachable(shown: str, reason: str) -> VectorStoreError:
    """The error where a vector store does not answer.

    Args:
        shown: the store as users know it, with no secret in it.
        reason: what its client says.
    """
    return VectorStoreError(
        f"the vector store ({shown}) cannot be reached ({reason}): start it, or correct DATELINE_VECTORS; nothing is "
        "lost, and what has been added is found by words and entered when it is back"
    )


def one_line(error: BaseException) -> str:
    """An error's first line, not too long."""
    lines = str(error).strip().splitlines()
    return lines[0][:_MOST_CHARS] if lines else type(error).__name__
