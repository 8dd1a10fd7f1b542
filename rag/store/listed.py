"""What a feed or a sitemap lists: the values that are kept of a list between two looks at it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from rag.model import Moment


@dataclass(frozen=True, slots=True)
class EntryMetadata:
    """What a feed or sitemap says of an article that it lists; None or empty where it says nothing."""

    title: str | None = None
    published: Moment | None = None
    updated: Moment | None = None
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    language: str | None = None


NOTHING_TOLD = EntryMetadata()


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One article that is listed.

    ``key`` is what it is known by within the list; ``url`` where it lies, None where no address on the web is given.
    ``content`` is what the list itself holds of its text, as HTML; ``whole`` whether that is so much that its page need
    not be fetched, ``summary`` whether the list calls it a summary rather than the content.
    ``changed`` is when the page is said to have changed, which need not be its article. ``remembered`` is the stamp of
    an entry that comes from an earlier look, without its content.
    """

    key: str
    url: str | None
    told: EntryMetadata = NOTHING_TOLD
    content: str | None = None
    whole: bool = False
    changed: str | None = None
    remembered: str | None = None
    summary: bool = False

    @property
    def stamp(self) -> str:
        """Changes when the list says something else of the article."""
        if self.remembered is not None:
            return self.remembered
        said = repr((self.told, self.content, self.changed))
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16]
