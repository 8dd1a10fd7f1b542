"""Reports of work as JSON: what was added, removed, kept safe and found sound."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import Field

from rag.model import Moment
from rag.schema.shape import Second, Shape, WholeText, read_from, where_asked


class ProblemOut(Shape):
    """A source that did not become an article."""

    source: WholeText = Field(description="An address or a file.")
    reason: str = Field(description="Why.")


class WarningOut(Shape):
    """Something to know of an article that was added."""

    id: str = read_from("article_id", description="The article's id.")
    source: WholeText = Field(description="The address or the file that it came from.")
    warning: str = Field(description="A sentence.")


class AddOut(Shape):
    """What an ``add`` did."""

    added: tuple[str, ...] = Field(description="Ids of new articles.")
    updated: tuple[str, ...] = Field(description="Ids of articles that say something else now.")
    unchanged: tuple[str, ...] = Field(description="Ids of articles that say the same.")
    skipped: tuple[ProblemOut, ...] = Field(description="What is no article.")
    failed: tuple[ProblemOut, ...] = Field(description="What could not be read.")
    warnings: tuple[WarningOut, ...] = Field(description="What to look at.")
    stopped: bool = Field(description="Whether it was ended before it was through.")
    duplicates: tuple[tuple[str, ...], ...] = Field(description="Groups of copies by ids, the earliest first.")

    @staticmethod
    def together(reports: Iterable[AddOut], *, stopped: bool = False) -> AddOut:
        """Several of them as one.

        Args:
            reports: in the order in which they came.
            stopped: whether there should have been more.
        """
        reports = list(reports)
        lists = {
            name: tuple(item for each in reports for item in getattr(each, name))
            for name in AddOut.model_fields
            if name != "stopped"
        }
        return AddOut.of(stopped=stopped or any(each.stopped for each in reports), **lists)


class FollowedOut(Shape):
    """Something that is followed."""

    source: WholeText = Field(description="Its address or absolute path.")
    form: str | None = Field(description="What it is; null until it was looked at.")
    since: Second = Field(description="When following began.")
    looked: Second | None = Field(description="When it was last looked at.")
    result: str | None = Field(description="What the last look gave, in words.")


class FollowedListOut(Shape):
    """All that is followed."""

    followed: tuple[FollowedOut, ...] = Field(description="In the order in which it was begun.")


class SyncOut(AddOut):
    """What a ``sync`` did."""

    followed: tuple[FollowedOut, ...] = Field(description="All that is followed.")


class UnfollowOut(Shape):
    """What an ``unfollow`` did."""

    unfollowed: tuple[str, ...] = Field(description="Sources that are followed no more.")
    unknown: tuple[str, ...] = Field(description="Sources that were not followed.")


class FailureOut(Shape):
    """A file or an address, or something in it, that could not be read."""

    source: WholeText = Field(description="What failed: an address, a file, or an item within it.")
    file: str = Field(description="The same without an item's key.")
    origin: WholeText = Field(description="Where it lies: a path, an address, or the list that named the address.")
    reason: str = Field(description="Why.")
    since: Moment = Field(description="When it failed so first.")


class ForgottenOut(Shape):
    """What ``failures --forget`` did."""

    forgotten: int = Field(description="How many were taken off the list.")


class EditOut(Shape):
    """What correcting many articles did."""

    edited: tuple[str, ...] = Field(description="Ids of articles that were corrected.")
    unchanged: tuple[str, ...] = Field(description="Ids of articles that said so already.")
    unknown: tuple[str, ...] = Field(description="Ids that no article has.")


class ChosenOut(Shape):
    """What an ``edit --dry-run`` would correct."""

    articles: tuple[str, ...] = Field(description="Ids of articles.")


class RemoveOut(Shape):
    """What a ``remove`` did."""

    removed: tuple[str, ...] = Field(description="Ids of articles that are gone.")
    unknown: tuple[str, ...] = Field(description="Ids that no article has.")
    erased: bool = where_asked("With --erase: true.", default=False)
    beyond_reach: tuple[str, ...] = where_asked("With --erase: where they may still be, as sentences.", default=())


class ExportOut(Shape):
    """What an ``export`` did."""

    path: WholeText = Field(description="The backup.")
    articles: int = Field(description="How many it holds.")
    vectors: int = Field(description="How many it holds.")
    bytes: int = Field(description="Its size.")


class ImportOut(AddOut):
    """What an ``import`` did: what an ``add`` says, what became of the vectors, and what is followed now or is not."""

    vectors: int = Field(description="How many came with the backup.")
    notice: str | None = Field(description="A sentence for the reader.")
    followed: tuple[str, ...] = Field(description="Addresses that are followed now, as in the backup.")
    not_followed: tuple[str, ...] = Field(description="What the backup's archive followed and this one does not.")


class MoveOut(Shape):
    """What a ``migrate`` did."""

    source: str = Field(description="The archive.")
    target: str = Field(description="Where it is now, too.")
    articles: int = Field(description="How many it holds.")
    vectors: int = Field(description="How many passages with their vectors it holds.")
    store: str = Field(description="What keeps the vectors there.")
    differences: tuple[str, ...] = Field(description="What the comparison found; nothing where all is the same.")
    ok: bool = Field(description="Whether all is the same.")


class FoundOut(Shape):
    """Something that the doctor found wrong."""

    what: str = Field(description="A sentence.")
    mended: bool = Field(description="Whether it has been put right.")


class HealthOut(Shape):
    """The doctor's report."""

    ok: bool = Field(description="Whether nothing is wrong, or all that was has been mended.")
    articles: int = Field(description="How many the archive holds.")
    passages: int = Field(description="How many the archive holds.")
    pending: int = Field(description="How many articles wait to be embedded.")
    problems: tuple[FoundOut, ...] = read_from("findings", description="What is or was wrong.")
    notes: tuple[str, ...] = Field(description="What is to be known besides, as sentences.")
    llm: str = Field(description="The language model in use, in words.")
    llm_ok: bool | None = Field(description="Whether it works; null where it was not tried or there is none.")
    embedding: str = Field(description="The embedding's name.")
    embedding_ok: bool | None = Field(description="Whether it works; null where it was not tried.")
    vectors: str = Field(
        description="What keeps the vectors: chroma, within the archive's folder, the catalog itself, or a server."
    )
    archive: str = Field(description="Where the archive is kept: its folder, or the address of its catalog.")


class ModelOut(Shape):
    """A local language model."""

    name: str = Field(description="As the other commands take it.")
    path: Path = Field(description="Its file.")
    bytes: int = read_from("size", description="The file's whole size.")
    arrived: int = Field(description="How many of them are here.")
    ready: bool = Field(description="Whether all are.")
    in_use: bool = Field(description="Whether the settings ask for it.")


class PulledOut(Shape):
    """What a ``models pull`` did."""

    path: Path = Field(description="The model's file.")


class FreedOut(Shape):
    """What a ``models remove`` did."""

    bytes: int = Field(description="How many are free again.")


class AddressOut(Shape):
    """Where the page is served."""

    address: str = Field(description="To be opened in a browser.")
