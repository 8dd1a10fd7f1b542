"""Errors, named by what the caller does next. Each message says what was wrong, where, and what to do."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class DatelineError(Exception):
    """Root of all errors that Dateline raises on purpose; its text is fit to be shown to a user."""


class UsageError(DatelineError):
    """The call was wrong (a path that does not exist, a bad setting or filter): correct it and call again."""


class QueryError(UsageError):
    """A query with operators cannot be read: mend it at ``place``, the number of a character, counted from 1."""

    def __init__(self, message: str, place: int) -> None:
        super().__init__(f"Character {place} of the query: {message}")
        self.place = place


class ArchiveBusyError(DatelineError):
    """Another process is writing to the archive: wait for it, or do the work through it.

    ``server`` is the socket at which that process does the owner's work; None where it does none for others.
    """

    def __init__(self, message: str, server: Path | None = None) -> None:
        super().__init__(message)
        self.server = server


class ArchiveMismatchError(DatelineError):
    """The archive was made with another embedding or by a newer version: reopen it with that one, or re-index."""


class ArchiveDamagedError(DatelineError):
    """The archive cannot be read: run ``dateline doctor --mend``, or restore the folder from a copy."""


def archive_gone(folder: object) -> ArchiveDamagedError:
    """The error for an archive that was open and whose folder is not there any more."""
    return ArchiveDamagedError(
        f"the archive's folder {folder} is no longer as it was: if it was moved, or its disk is unmounted, "
        "bring it back, and start Dateline anew"
    )


class ArchiveFullError(DatelineError):
    """There is no room left for the archive: free some, then do the same again; what was done is kept."""


#: What the system says of writing where there is no room: a disk, a quota, or a file of the greatest size.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def archive_full(folder: object) -> ArchiveFullError:
    """The error for an archive whose disk has no room left."""
    return ArchiveFullError(
        f"there is no room left on the disk for the archive {folder}: free some, then give the same command again; "
        "what was done is kept"
    )


class UnknownArticleError(DatelineError):
    """No article has this id: look it up with ``dateline list``."""


class RejectedSourceError(DatelineError):
    """One source could not become an article; the text is its reason. The rest of a batch goes on."""


class EmbeddingError(DatelineError):
    """The embedding could not be computed: check the model or the endpoint named in the message, then resume."""


class VectorStoreError(DatelineError):
    """The vector store cannot be reached, or refuses: look after it, its address or its token; what was done is kept in
    the catalog, is found by words, and is entered when the store is back."""


class LlmError(DatelineError):
    """No written answer came from the language model: show the quotes, and this sentence."""


class LlmUnavailableError(LlmError):
    """The model cannot be reached, stopped, or kept silent for too long: look after the server, then ask again."""


class LlmRefusedError(LlmError):
    """The server does not accept the request: correct the key, the model's name or the address that it names."""


class LlmBusyError(LlmError):
    """The server has too much to do: ask again after ``seconds`` (None: it does not say when)."""

    def __init__(self, message: str, seconds: float | None = None) -> None:
        super().__init__(message)
        self.seconds = seconds


class LlmOverflowError(LlmError):
    """The prompt is longer than the model can read: give it less."""


class LlmGarbageError(LlmError):
    """What came back is not an answer in OpenAI's format: the address is probably not that of such a server."""


class ModelPullError(DatelineError):
    """A model was not pulled; what has arrived is kept where it is of use: mend what is named, then pull again."""


class PullBusyError(ModelPullError):
    """Another process pulls the same model: wait for it."""


class ModelUnreachableError(ModelPullError):
    """Nowhere to pull the model from: check the network or the package index."""


class ModelDamagedError(ModelPullError):
    """The pulled file is not the publisher's; it was deleted: pull again."""


class DiskFullError(ModelPullError):
    """No room for the model: free some, then pull again."""


class PullStoppedError(ModelPullError):
    """The pull was stopped by the caller; the next one goes on from there."""


class EvaluationDataError(UsageError):
    """An evaluation folder lacks a file or a field: mend the file that is named."""


class BackupError(DatelineError):
    """A backup cannot be used: take another copy of the file, or update Dateline where the message says so."""


class KeyRefusedError(DatelineError):
    """A key is none of the archive's, or can be used no more: get a new one. ``guessed``: it never was one."""

    def __init__(self, message: str, *, guessed: bool = False) -> None:
        super().__init__(message)
        self.guessed = guessed


class ServerError(DatelineError):
    """A served archive did not do what it was asked: look after the server, or its address, then ask again."""


class AccessError(ServerError):
    """The server does not let the caller do it: give the right key."""


class ServerBusyError(ServerError):
    """The server has too much to do: ask again after ``seconds`` (None: it does not say when)."""

    def __init__(self, message: str, seconds: float | None = None) -> None:
        super().__init__(message)
        self.seconds = seconds


_WORD_END = re.compile(r"(?<=[a-z])(?=[A-Z])")


def kind_of(error: type[DatelineError]) -> str:
    """The word for an error that goes over HTTP, after its class: "unknown_article"."""
    return _WORD_END.sub("_", error.__name__.removesuffix("Error")).lower()


@contextmanager
def refusing_halves() -> Iterator[None]:
    """Say of what text it is that it cannot be kept or looked for, as it has half letters (lone surrogates)."""
    try:
        yield
    except UnicodeEncodeError as error:
        shown = error.object[max(0, error.start - 40) : error.end + 40].encode("utf-8", "replace").decode()
        raise UsageError(f'"{shown}" is not UTF-8: write it anew, or set the terminal to UTF-8') from error
