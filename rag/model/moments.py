"""Days and times: how they are written, and where a date of publication was taken from."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

#: Where a date of publication was taken from: the page's markup (linked data, meta elements), its address, the feed
#: that led to it, the report's dateline, a stamp in its text, a field of a table or record, the head of a message, a
#: document's own properties, or a person's correction.
DateOrigin = Literal["markup", "url", "feed", "dateline", "text", "field", "header", "properties", "edited"]


def parse_moment(text: str) -> date | datetime:
    """A date or a date-time out of its ISO 8601 form.

    Raises:
        ValueError: it is none.
    """
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


class _IsoForm:
    """How pydantic reads and writes a moment: in Python's ISO 8601. Its own would write UTC as ``Z``, refuse zones with
    seconds (local mean time), and give zones another ``repr``, which stamps of list entries are made from."""

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> Any:
        from pydantic_core import core_schema  # here: what reads sources and what prints help need no pydantic

        return core_schema.no_info_plain_validator_function(
            _moment, serialization=core_schema.plain_serializer_function_ser_schema(_iso_form, when_used="json")
        )

    def __get_pydantic_json_schema__(self, _schema: Any, _handler: Any) -> dict[str, Any]:
        return {"type": "string", "format": "date or date-time"}


def _moment(value: object) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise ValueError("a moment is a text")  # not TypeError, which pydantic would let through
    return parse_moment(value)


def _iso_form(moment: date) -> str:
    return moment.isoformat()


#: A date, or a date-time with its zone.
Moment = Annotated[date | datetime, _IsoForm()]


def utc_day(moment: datetime) -> date:
    """The day of a moment by UTC; at the ends of the calendar its own."""
    return moment.astimezone(UTC).date() if 1 < moment.year < 9999 else moment.date()
