"""Below an article in the pane: what is known of it besides, and its corrections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rag import Archive, Article, UsageError
from ui.page.answers.html import trouble_html
from ui.page.article.more_html import (
    LONGEST_FIELD,
    changed_fields,
    correcting_html,
    taken_off_html,
    versions_html,
)
from ui.page.runtime.errors import Failure, run_safely
from ui.page.runtime.input_limits import too_long
from ui.page.templating import Html, render


@dataclass(frozen=True, slots=True)
class EditResult:
    """What came of a correction: ``said`` is HTML made by this package; ``typed`` is what could not be taken."""

    said: str = ""
    typed: Mapping[str, object] = field(default_factory=dict)


#: So many earlier versions are compared with the article: each takes a while for a long text.
_COMPARED = 3
_MAX_ID_CHARS = 100
_FIELDS = {"title": "headline", "published": "date", "outlet": "outlet"}


def article_id_in(data: Mapping[str, Any]) -> str:
    """The id of the article that a click means; from the browser, so not trusted: what cannot be one is none."""
    given = data.get("articleId")
    return given if isinstance(given, str) and len(given) <= _MAX_ID_CHARS else ""


def foot_html(archive: Archive, article: Article, came: EditResult, *, writable: bool) -> Html:
    """What stands below an article.

    Args:
        archive: it is of.
        article: it.
        came: of a correction; the form stays open then.
        writable: whether it can be corrected.
    """

    def parts() -> list[Html]:
        made: list[Html] = []
        if writable:
            made.append(correcting_html(article, archive.corrected_fields(article.id), came.said, came.typed))
        versions = archive.versions(article.id)
        latest = versions[-_COMPARED:]
        made.append(versions_html(versions, {each.number: archive.diff(article.id, each.number) for each in latest}))
        made.append(taken_off_html(archive.taken_off(article.id)))
        return made

    made = run_safely(parts)
    return render("article", "foot", [] if isinstance(made, Failure) else made)


def correct(archive: Archive, data: dict[str, Any]) -> EditResult:
    """Correct an article as a form says; ``data`` is from the browser, so not trusted."""

    def edit() -> bool:
        article = archive.article(article_id_in(data))
        new, cleared = changed_fields(article, data)
        for name, value in new.items():
            if long := too_long(value, LONGEST_FIELD, _FIELDS[name]):
                raise UsageError(long)
        if new or cleared:
            archive.edit(
                article.id,
                title=new.get("title"),
                published=new.get("published"),
                outlet=new.get("outlet"),
                clear=cleared,
                embed=False,
            )
        return bool(new or cleared)

    return _came_of(edit, data)


def undo(archive: Archive, data: dict[str, Any]) -> EditResult:
    """Take an article's corrections back."""

    def edit() -> bool:
        article_id = article_id_in(data)
        fields = archive.corrected_fields(article_id)
        if fields:
            archive.edit(article_id, undo=fields, embed=False)
        return bool(fields)

    return _came_of(edit, {})


def _came_of(edit: Callable[[], bool], typed: dict[str, Any]) -> EditResult:
    outcome = run_safely(edit)
    if isinstance(outcome, Failure):
        return EditResult(trouble_html(outcome.sentence), typed)
    return EditResult(render("article", "edited", outcome))
