from __future__ import annotations

from datetime import date

import pytest

from rag.errors import RejectedSourceError
from rag.ingest.markdown import read_markdown

ARTICLE = """---
title: "Floods: 12 dead"
date: 2025-03-04T10:15:00Z
authors: [Anna Rossi, {name: John Smith}]
publisher: Example News
url: https://example.org/f
lang: en-GB
---
# Floods: 12 dead

<!-- hidden -->
Floods **killed** 12 people in [northern Italy](https://x.org) on
Tuesday, *officials* said.

![A street](a.png "A flooded street")

## What next

- one
- two `code`

<div>Raw <b>html</b> <script>alert(1)</script></div>
"""


def test_an_article() -> None:
    draft = read_markdown(ARTICLE)
    assert draft.title == "Floods: 12 dead"
    assert draft.text.split("\n\n") == [
        "Floods killed 12 people in northern Italy on Tuesday, officials said.", "What next", "one", "two code",
        "Raw html",
    ]  # fmt: skip
    assert draft.authors == ("Anna Rossi", "John Smith")
    assert draft.published is not None and draft.published.isoformat() == "2025-03-04T10:15:00+00:00"
    assert (draft.outlet, draft.url, draft.captions) == ("Example News", "https://example.org/f", ("A flooded street",))


@pytest.mark.parametrize(
    ("front", "expected"),
    [("2025-03-04", date(2025, 3, 4)), ("4 March 2025", date(2025, 3, 4)), ("March 2025", None), ("03/04/2025", None),
     ("2025-02-31", None), ("2025", None)],
)  # fmt: skip
def test_dates(front: str, expected: date | None) -> None:
    assert read_markdown(f"---\ndate: {front}\n---\nSome text.").published == expected


def test_without_front_matter() -> None:
    draft = read_markdown("# A title\n\nSome text here.")
    assert (draft.title, draft.text) == ("A title", "Some text here.")
    assert read_markdown("Some text here.").title == "Some text here"


def test_an_address_that_is_none_is_dropped() -> None:
    assert read_markdown("---\nurl: javascript:alert(1)\n---\nText.").url is None


def test_bad_front_matter_is_rejected_with_its_line() -> None:
    with pytest.raises(RejectedSourceError, match=r"line 3"):
        read_markdown("---\ntitle: x\nauthor: [a\n---\nText.")


@pytest.mark.parametrize("text", ["---\ntitle: x\n---\n", "# Only a title", "<!-- nothing -->"])
def test_no_text_is_rejected(text: str) -> None:
    with pytest.raises(RejectedSourceError):
        read_markdown(text)


def test_html_within_is_refused_where_it_is_nested_too_deeply() -> None:
    nested = "<div>" * 900 + "Floods killed 12 people."
    assert read_markdown(f"# Floods\n\n{nested}").text == "Floods killed 12 people."
    with pytest.raises(RejectedSourceError, match="nested too deeply"):
        read_markdown(f"# Floods\n\n{'<div>' * 200}{nested}")
