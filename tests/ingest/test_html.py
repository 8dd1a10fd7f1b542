from __future__ import annotations

import json
from datetime import date

import pytest

from rag.errors import RejectedSourceError
from rag.ingest.cleaning.html import read_html
from rag.ingest.cleaning.nesting_limit import MAX_NESTED

BODY = [
    "Floods killed at least 12 people in northern Italy on Tuesday, officials said, after two days of heavy rain.",
    "Rescuers used boats to reach people who were stranded on roofs, and many of them had waited all night for help.",
    "The government will meet on Wednesday to discuss emergency money for the region and its farmers.",
]
HEADLINE = "Floods kill 12 in northern Italy"


def page(head: str = "", body: str = "", html_attributes: str = "") -> str:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    return (
        f"<!DOCTYPE html><html {html_attributes}><head><title>{HEADLINE} | Example News</title>{head}</head><body>"
        "<nav><a href='/'>Home</a> <a href='/w'>World</a></nav>"
        f"<article><h1>{HEADLINE}</h1>{body}{paragraphs}</article>"
        "<div class='related'><h3>Related stories</h3><a href='/a'>Storm warning for Greece</a></div>"
        "<footer>© 2019 Example News. Published 3 January 2019</footer></body></html>"
    )


def linked(**fields: object) -> str:
    data = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", **fields})
    return f"<script type='application/ld+json'>{data}</script>"


def test_body_and_headline() -> None:
    draft = read_html(page())
    assert draft.title == HEADLINE
    assert draft.text == "\n\n".join(BODY)
    assert (draft.published, draft.authors, draft.outlet, draft.url, draft.language) == (None, (), None, None, "en")


def test_linked_data() -> None:
    head = linked(
        headline=HEADLINE,
        datePublished="2025-03-04T10:15:00+01:00",
        author=[{"@type": "Person", "name": "Anna Rossi"}, {"@type": "Person", "name": "JOHN SMITH"}],
        publisher={"@type": "Organization", "name": "Example News"},
        mainEntityOfPage={"@id": "https://example.org/floods"},
        inLanguage="en-GB",
    )
    draft = read_html(page(head))
    assert draft.authors == ("Anna Rossi", "John Smith")
    assert draft.published is not None and draft.published.isoformat() == "2025-03-04T10:15:00+01:00"
    assert (draft.outlet, draft.url, draft.language) == ("Example News", "https://example.org/floods", "en")


def test_meta_elements() -> None:
    head = (
        "<meta property='og:site_name' content='Example News | All the news'>"
        "<meta name='author' content='By Anna Rossi'><meta property='article:published_time' content='2025-03-04'>"
        "<link rel='canonical' href='https://example.org/f'>"
    )
    draft = read_html(page(head))
    assert (draft.outlet, draft.authors) == ("Example News", ("Anna Rossi",))
    assert (draft.published, draft.url) == (date(2025, 3, 4), "https://example.org/f")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "/relative", "data:text/html,x"])
def test_only_web_addresses_are_kept(url: str) -> None:
    assert read_html(page(f"<link rel='canonical' href='{url}'><meta property='og:url' content='{url}'>")).url is None


def test_dates_of_other_stories_and_footers_do_not_count() -> None:
    times = "<aside><time datetime='2024-01-01'></time><time datetime='2024-01-02'></time></aside>"
    assert read_html(page(body=times)).published is None
    assert read_html(page(body="<time datetime='2025-03-04T10:15'>4 March</time>" + times)).published == date(
        2025, 3, 4
    )


def test_captions_stand_apart() -> None:
    figure = "<figure><img src='a.png'><figcaption>A flooded street in Bologna, seen on Tuesday.</figcaption></figure>"
    draft = read_html(page(body=figure))
    assert draft.captions == ("A flooded street in Bologna, seen on Tuesday.",)
    assert "flooded street" not in draft.text


def test_old_table_layout() -> None:
    cells = "".join(f"{paragraph}<br><br>" for paragraph in BODY)
    draft = read_html(f"<html><body><table><tr><td><font>{cells}</font></td></tr></table></body></html>")
    assert all(paragraph in draft.text for paragraph in BODY)


def test_the_language_of_the_template_does_not_win_over_the_text() -> None:
    assert read_html(page(html_attributes="lang='uk'")).language == "en"


@pytest.mark.parametrize(
    "head",
    ["<script type='application/ld+json'>{broken</script>", "<script type='application/ld+json'>[[[[]]]]</script>",
     linked(author=5, datePublished=[], publisher="x" * 500, headline=None)],
)  # fmt: skip
def test_broken_linked_data_says_nothing(head: str) -> None:
    assert read_html(page(head)).title == HEADLINE


@pytest.mark.parametrize("opening", ["<div>", "<span>", "<table><tr><td>", "<blockquote>", "<ul><li>", "<b>"])
@pytest.mark.parametrize("count", [MAX_NESTED, 30_000])
def test_a_bomb_of_nested_elements_is_refused_with_its_reason(opening: str, count: int) -> None:
    with pytest.raises(RejectedSourceError, match="nested too deeply: elements within more than 1000 others"):
        read_html(page(body=opening * count))


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("<div>", "</div>"), ("<span>", "</span>"), ("<table><tr><td>", "</td></tr></table>")],
)
def test_what_sloppy_pages_nest_is_read(opening: str, closing: str) -> None:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    depth = 900 // opening.count("<")
    assert read_html(f"<html><body>{opening * depth}{paragraphs}{closing * depth}</body></html>").text == "\n\n".join(
        BODY
    )


def test_the_headline_that_the_page_shows_is_no_sentence_of_its_text() -> None:
    """Its metadata may state another one, for search engines."""
    markup = (
        "<html><head><title>Ferry aground at Ness</title></head><body><article><h1>Ferry runs aground in thick fog</h1>"
        "<p>by Odile Marchand</p><p>Published 3 September 2024 at 8:12</p>"
        "<p>A ferry with 88 people on board ran aground off Cape Rill on Saturday evening in thick fog.</p>"
        "<p>All passengers were brought ashore within three hours, the coast guard said on Sunday morning.</p>"
        "<h2>The radar</h2><p>The captain said that the radar had failed a few minutes before.</p>"
        "</article></body></html>"
    )
    draft = read_html(markup)
    assert draft.text.startswith("A ferry with 88 people")
    assert (draft.authors, draft.published) == (("Odile Marchand",), date(2024, 9, 3))
    assert "The captain said" in draft.text
