"""The article in a document's paragraphs, whose headline may be known by its type or style."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.ingest.cleaning.plain_text import draft_of
from rag.ingest.formats.body_text import without_headline
from rag.model import Draft
from rag.text.lines import squeezed

#: So many paragraphs above the headline are looked at.
_ABOVE = 2


def draft_of_document(paragraphs: Sequence[str], title: str | None) -> Draft:
    """Make a draft of a document by the rules for plain text.

    Args:
        paragraphs: its paragraphs in order, the headline among the first where there is one.
        title: the headline, where the document's looks tell it.

    Raises:
        RejectedSourceError: no article text is in it.
    """
    if title is None:
        return draft_of(paragraphs)
    place = next((i for i, text in enumerate(paragraphs) if squeezed(text) == squeezed(title)), None)
    # Right above the headline there may be the date; what is further up is a page's menu or a letterhead.
    above = paragraphs[max(0, place - _ABOVE) : place] if place is not None else ()
    below = paragraphs[place + 1 :] if place is not None else paragraphs
    draft = draft_of([*above, title, *below])
    text = "\n\n".join(without_headline(draft.text.split("\n\n"), title))
    return replace(draft, title=title, text=text)
