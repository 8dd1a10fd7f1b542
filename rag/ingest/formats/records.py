"""Many records, one article each: their keys, what is said of those that are none, and when to stop."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rag.errors import RejectedSourceError
from rag.ingest.formats.body_text import sound
from rag.ingest.formats.record import NO_DEFAULTS, Defaults, FieldValues, Record, draft_of_record, look_up, mapped_value
from rag.ingest.source_item import Context, Item

#: Where none of so many first records is an article, the source is something else: one reason says so, not a million.
MAX_BARREN = 1_000
#: So many fields are named to somebody who has to choose one.
_MAX_NAMED = 12


@dataclass(frozen=True, slots=True)
class Numbered:
    """A record, or the reason why it cannot be read. ``number`` is its line or row, ``key`` its name in the source,
    ``warnings`` what was amiss with its bytes."""

    number: int
    record: Record | None = None
    reason: str | None = None
    key: str | None = None
    warnings: tuple[str, ...] = ()


def read_records(
    records: Iterable[Numbered], context: Context, *, place: str, defaults: Defaults = NO_DEFAULTS
) -> Iterator[Item]:
    """Make an item of each record.

    Args:
        records: the source's records in order.
        context: what is known of the source.
        place: what a record's number counts: "line", "row", "record".
        defaults: what the source states about all of them.

    Yields:
        An article, or a reason that names its place. A source in which no record has a text is one item without a
        key that says which fields there are.

    Raises:
        RejectedSourceError: more records than the limit.
    """
    waiting: list[Item] = []
    textless = 0
    any_article = False
    seen: set[int] = set()
    names: dict[str, None] = {}
    missing = context.fields.chosen()
    count = 0
    for entry in records:
        count += 1
        if count > context.limits.items:
            raise RejectedSourceError(f"more than {context.limits.items} articles in it; those behind are not read")
        found = None
        if entry.record is not None:
            found = look_up(entry.record, context.fields)
            missing = {ours: theirs for ours, theirs in missing.items() if mapped_value(entry.record, theirs) is None}
            if len(names) < _MAX_NAMED:
                names.update(dict.fromkeys(sound(str(name)[:60]) for name in entry.record))
            textless += "text" not in found.values and "summary" not in found.values
        item = _item(entry, found, seen, place, defaults)
        if item.draft is None and not any_article:
            waiting.append(item)
            if len(waiting) < MAX_BARREN:
                continue
            break
        yield from waiting
        waiting.clear()
        any_article = True
        yield item
    if not any_article and textless and textless == len(waiting):
        yield Item(None, reason=_no_text(textless, names, context), skipped=not context.fields.text)
        return
    if not count:
        yield Item(None, reason="no records in it", skipped=True)
    yield from waiting
    if not any_article and len(waiting) == MAX_BARREN:
        yield Item(None, reason=f"none of its first {MAX_BARREN} records can be read; the rest was left")
    for ours, theirs in missing.items() if count else ():
        yield Item(None, reason=f'no {place} has the field "{theirs}", which {ours} was mapped to{_named(names)}')


def _item(entry: Numbered, found: FieldValues | None, seen: set[int], place: str, defaults: Defaults) -> Item:
    """The item of one record; its key is its own name, unless another record has it too."""
    where = f"{place} {entry.number}"
    if found is None:
        return Item(str(entry.number), reason=f"{where}: {entry.reason}")
    own = entry.key or found.key
    key = own or str(entry.number)
    # Only a hash is kept: a million addresses would take a hundred megabytes.
    mark = int.from_bytes(hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=8).digest(), "big")
    if own and mark in seen:
        key = f"{own}#{entry.number}"
    seen.add(mark)
    try:
        draft = draft_of_record(found, defaults)
        return Item(key, replace(draft, warnings=(*draft.warnings, *entry.warnings)) if entry.warnings else draft)
    except RejectedSourceError as error:
        return Item(key, reason=f"{where}: {error}")


def _no_text(count: int, names: Iterable[str], context: Context) -> str:
    """The one reason for a source without texts."""
    if context.fields.text:
        return f'no record has a text in the field "{context.fields.text}"{_named(names)}'
    records = "its record has no" if count == 1 else "none of its records has a"
    return f"not a list of articles: {records} field for the text{_named(names)}; choose one: --map text=FIELD"


def _named(names: Iterable[str]) -> str:
    listed = ", ".join(names)
    return f"; the fields are {listed}" if listed else ""
