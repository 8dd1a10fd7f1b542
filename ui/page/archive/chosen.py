"""The articles that somebody has selected in the list, and is asked about before something is done to all of them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rag import Archive, Article, Filters
from ui.page.archive.view import View
from ui.shared.wording import day_text

#: So many articles are changed by one transaction: between two, others may write, and the page hears of it.
AT_ONCE = 50
#: So many headlines stand in the question.
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Chosen:
    """Articles that a session has selected.

    Attributes:
        question: the id of the question that named them, so that an answer is never taken for another's.
        ids: theirs.
        names: what the first of them are called.
    """

    question: str = ""
    ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def asked_by(self, data: Mapping[str, Any]) -> bool:
        """Whether a click answers the question that named them; ``data`` is from the browser, so not trusted."""
        return bool(self.ids) and data.get("question") == self.question


def choose(archive: Archive, data: Mapping[str, Any], words: str, filters: Filters, view: View) -> Chosen:
    """The articles that are selected, by themselves or all that are found.

    Args:
        archive: theirs.
        data: of the click: ``ids``, or ``everything``; from the browser, so not trusted.
        words: what was searched for.
        filters: those in force.
        view: how the session looks at the list.

    Raises:
        UnknownArticleError: one of the first is not in the archive any more.
    """
    if data.get("everything") is True:
        ids = archive.article_ids(words, filters=filters, undated=view.undated)
    else:
        given = data.get("ids")
        ids = list(dict.fromkeys(map(str, given))) if isinstance(given, list) else []
    names = tuple(_name_of(archive.article(article_id)) for article_id in ids[:_NAMED])
    return Chosen(secrets.token_hex(8), tuple(ids), names)


def _name_of(article: Article) -> str:
    """An article as the question names it: several may have one headline."""
    day = day_text(article.day) if article.day else ""
    besides = ", ".join(part for part in (article.outlet, day) if part)
    return f"{article.title or 'Untitled'} ({besides})" if besides else article.title or "Untitled"
