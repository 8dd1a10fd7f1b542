from __future__ import annotations

from datetime import date

import pytest

from rag.errors import RejectedSourceError
from rag.ingest.cleaning.markdown import read_markdown
from rag.ingest.read import read_article
from rag.model import Draft

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


BODY = """The town library of Hallow will lend out tools from next month, from drills to sewing machines.

Librarian Suse Aarden got the idea from a reader who wanted to mend a single chair.

More than sixty tools have been given by the people of the town so far."""


@pytest.mark.parametrize(
    "head",
    [
        "By Suse Aarden, 19 May 2025",
        "*By Suse Aarden*\n\n*19 May 2025*",
        "By [Suse Aarden](https://hallow.example/a)  \nMay 19, 2025",
        "Von Suse Aarden\n\n19. Mai 2025",
        "19 May 2025\n\nBy Suse Aarden",
        "**Suse Aarden** | Hallow Herald | May 19, 2025",
        "Published: 2025-05-19 by Suse Aarden",
    ],
)
def test_the_lines_that_sign_it_are_read_and_off(head: str) -> None:
    draft = read_markdown(f"# Library lends drills\n\n{head}\n\n{BODY}")
    assert (draft.title, draft.authors, draft.published) == (
        "Library lends drills", ("Suse Aarden",), date(2025, 5, 19),
    )  # fmt: skip
    assert (draft.published_from, draft.text) == ("text", BODY)


def test_what_front_matter_says_comes_first() -> None:
    draft = read_markdown(
        f"---\nauthor: Ida Rask\ndate: 2025-05-18\n---\n# Drills\n\nBy Suse Aarden, 19 May 2025\n\n{BODY}"
    )
    assert (draft.authors, draft.published, draft.published_from) == (("Ida Rask",), date(2025, 5, 18), "field")


def test_a_date_in_a_short_text_is_no_signature() -> None:
    draft = read_markdown("# Timetable\n\nThe ferry sails on 19 May 2025.\n\nIt returns the next day.")
    assert draft.text == "The ferry sails on 19 May 2025.\n\nIt returns the next day."


LABELLED = (
    "Title: Library lends drills\nAuthor: Suse Aarden and Ida Rask\nDate: 2025-05-19\nSource: Hallow Herald\n"
    "URL: https://hallow.example/drills\n\n"
)
EXPORTED = """Title: Library lends drills | Hallow Herald

URL Source: https://hallow.example/drills

Published Time: 2025-05-19T08:00:00Z

Markdown Content:
[Home](https://hallow.example/) [Sport](https://hallow.example/s) [Culture](https://hallow.example/c)

# Library lends drills

By [Suse Aarden](https://hallow.example/a)

![Image 4: A drill in the library](https://hallow.example/d.png)

"""


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_heads_of_labelled_lines(name: str) -> None:
    def read(text: str) -> Draft:
        return read_article(text.encode(), name)

    draft = read(LABELLED + BODY)
    assert (draft.title, draft.authors, draft.published) == (
        "Library lends drills", ("Suse Aarden", "Ida Rask"), date(2025, 5, 19),
    )  # fmt: skip
    assert (draft.outlet, draft.url, draft.text) == ("Hallow Herald", "https://hallow.example/drills", BODY)
    page = read(EXPORTED + BODY)
    assert (page.title, page.authors, str(page.published)) == (
        "Library lends drills", ("Suse Aarden",), "2025-05-19 08:00:00+00:00",
    )  # fmt: skip
    assert (page.url, page.text, page.captions) == ("https://hallow.example/drills", BODY, ("A drill in the library",))


def test_prose_with_colons_is_no_head() -> None:
    text = "Date: nobody knows when the ferry will sail again, the harbour office said on Monday.\n\n" + BODY
    assert read_markdown(text).text == text


def test_a_wrapped_word_keeps_its_own_hyphen() -> None:
    assert read_markdown("# A\n\nThe well-\nknown ferry\nsails.").text == "The well-known ferry sails."


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("title: Ferry: new timetable", "Ferry: new timetable"),
        ('title: "Ferry" is back', '"Ferry" is back'),
        ("title: It's back: the ferry", "It's back: the ferry"),
        ("title: @ferry is back", "@ferry is back"),
        ("title: 'Ferry: new timetable'", "Ferry: new timetable"),
    ],
)
def test_a_headline_that_yaml_refuses_is_read_as_it_is_meant(written: str, title: str) -> None:
    draft = read_markdown(f"---\n{written}\ndate: 2025-05-03\ntags: [boats, towns]\n---\n\nThe ferry sails again.\n")
    assert (draft.title, draft.published) == (title, date(2025, 5, 3))


def test_front_matter_beyond_help_says_where_and_what_to_do() -> None:
    with pytest.raises(RejectedSourceError, match=r"line 2.*put the value in quotes"):
        read_markdown("---\ntitle: [boats\ndate: 2025-05-03\n---\n\nThe ferry sails again.\n")
