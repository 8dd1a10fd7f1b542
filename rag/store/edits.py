"""What a person says of an article in place of its source: a date, a headline, an outlet, authors, a language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, get_args

from rag.errors import UsageError
from rag.model import DateOrigin, Draft
from rag.text.lines import normalise, whole_letters

#: What can be corrected.
Field = Literal["published", "title", "outlet", "authors", "language"]
FIELDS: tuple[Field, ...] = get_args(Field)
#: The values of a draft that a correction sets, as JSON values: a date as ISO 8601, a list of names.
Values = dict[str, Any]

_MAX_FIELD_CHARS = 500


@dataclass(frozen=True, slots=True)
class Changes:
    """New corrections by field, and fields whose correction is taken back. See :func:`changes`."""

    values: Mapping[Field, Values]
    undo: frozenset[Field]


def changes(
    *,
    published: date | datetime | str | None = None,
    title: str | None = None,
    outlet: str | None = None,
    authors: Iterable[str] | None = None,
    language: str | None = None,
    clear: Iterable[str] = (),
    undo: Iterable[str] = (),
) -> Changes:
    """Check what is to be corrected.

    Args:
        published: a day (``2024-03-15``), or a moment with its zone.
        title: the headline.
        outlet: who published it.
        authors: all of them.
        language: ISO 639-1 code.
        clear: fields that are to be unknown, whatever the source says.
        undo: fields that are to be as the source says again.

    Raises:
        UsageError: nothing is to be changed, a field is named twice, or a value is none that it can have.
    """
    values: dict[Field, Values] = {}
    if published is not None:
        moment = _moment(published) if isinstance(published, str) else published
        values["published"] = {"published": _plausible(moment).isoformat(), "published_from": "edited"}
    if title is not None:
        values["title"] = {"title": _words("a headline", title)}
    if outlet is not None:
        values["outlet"] = {"outlet": _words("an outlet", outlet)}
    names = [_words("an author", name) for name in authors or ()]
    if names:
        values["authors"] = {"authors": names}
    if language is not None:
        if not re.fullmatch(r"[A-Za-z]{2}", language):
            raise UsageError(f'"{language}" is no language code: use two letters, such as en or de')
        values["language"] = {"language": language.lower()}
    cleared, undone = [_field(name) for name in clear], [_field(name) for name in undo]
    named = [*values, *cleared, *undone]
    if not named:
        raise UsageError(
            "nothing to change: give a new date, headline, outlet, author or language, or a field to clear"
        )
    for field in named:
        if named.count(field) > 1:
            raise UsageError(f"{field} is named twice: either correct it, clear it, or undo its correction")
    for field in cleared:
        values[field] = _cleared(field)
    return Changes(values, frozenset(undone))


def values_of(draft: Draft, field: Field) -> Values:
    """What ``draft`` says in a field, as a correction would set it."""
    if field == "published":
        day = draft.published.isoformat() if draft.published else None
        return {"published": day, "published_from": draft.published_from}
    value = getattr(draft, field)
    return {field: list(value) if field == "authors" else value}


def check_row(row: Mapping[str, Any]) -> None:
    """Prove a correction as it is kept, of which another archive's backup may say anything.

    Args:
        row: its ``field``, ``value`` and ``stated``.

    Raises:
        ValueError: it sets something else than its field, or to what the field cannot be.
    """
    plain = Draft("a headline", "A text.")
    for values in (row["value"], row["stated"]):
        if row["field"] not in FIELDS or not isinstance(values, dict):
            raise ValueError("it corrects no field")
        if values.keys() != values_of(plain, row["field"]).keys():
            raise ValueError("it sets something else than its field")
        for name, value in values.items():
            texts = value if name == "authors" and isinstance(value, list) else [value]
            if not all(isinstance(text, str) or (text is None and name not in ("title", "authors")) for text in texts):
                raise ValueError(f"it sets {name} to what it cannot be")
        if values.get("published_from") not in (None, *get_args(DateOrigin)):
            raise ValueError("its date is from nowhere")
        corrected(plain, [values])


def corrected(draft: Draft, corrections: Iterable[Values]) -> Draft:
    """``draft`` with these values in place of its own."""
    merged: Values = {}
    for values in corrections:
        merged.update(values)
    if not merged:
        return draft
    if isinstance(stored := merged.get("published"), str):
        merged["published"] = datetime.fromisoformat(stored) if "T" in stored else date.fromisoformat(stored)
    if "authors" in merged:
        merged["authors"] = tuple(merged["authors"])
    return replace(draft, **merged)


def _field(name: str) -> Field:
    for field in FIELDS:
        if name in (field, field.removesuffix("s")):
            return field
    raise UsageError(f'there is no field "{name}" to correct: use {", ".join(FIELDS[:-1])} or {FIELDS[-1]}')


def _cleared(field: Field) -> Values:
    if field == "title":
        raise UsageError("an article needs a headline: correct it, or undo its correction")
    if field == "published":
        return {"published": None, "published_from": None}
    return {field: [] if field == "authors" else None}


def _words(what: str, text: str) -> str:
    words = " ".join(normalise(whole_letters(text)).split())
    if not words or len(words) > _MAX_FIELD_CHARS:
        raise UsageError(f"{what} needs words, {_MAX_FIELD_CHARS} characters at most")
    return words


def _moment(text: str) -> date | datetime:
    try:
        return date.fromisoformat(text) if len(text) <= len("2024-03-15") else datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f'"{text}" is not a date: write it as 2024-03-15, or 2024-03-15T18:30+01:00') from error


def _plausible(moment: date | datetime) -> date | datetime:
    if isinstance(moment, datetime) and moment.tzinfo is None:
        raise UsageError(
            f"{moment.isoformat()} needs its zone (2024-03-15T18:30+01:00); without one, give the day alone"
        )
    day = moment.date() if isinstance(moment, datetime) else moment
    if day > datetime.now(UTC).date() + timedelta(days=1):
        raise UsageError(f"{day} lies ahead: give the day on which the article was published")
    return moment
