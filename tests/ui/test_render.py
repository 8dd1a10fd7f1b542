from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from pages import HOSTILE_TEXT, HOSTILE_TITLE, article

from rag import REFUSAL, Answer, Citation, Evidence, Filters, Sentence
from ui.render import Turn, answer_html, article_html, conversation_html, paragraphs_html, place_text, safe_link
from ui.render_archive import Added, Row, added_html, confirm_html, empty_html, status_html, table_html, welcome_html

HOSTILE = [
    HOSTILE_TITLE,
    HOSTILE_TEXT,
    "</button><script>alert(1)</script>",
    "' onclick='alert(1)",
    '" onmouseover="alert(1)',
    "<svg/onload=alert(1)>",
    "${alert(1)} `${alert(2)}` {{{alert}}} {{#each value}}",
    "</textarea></style></title><iframe src=javascript:alert(1)>",
    "&lt;script&gt; &amp;amp;",
    "<!-- <a href=javascript:alert(1)>",
]
ALLOWED = {
    "section", "h1", "h2", "h3", "p", "span", "button", "ol", "ul", "li", "div", "blockquote", "time", "article",
    "header", "footer", "mark", "a", "table", "caption", "thead", "tbody", "tr", "th", "td", "b", "pre", "aside",
}  # fmt: skip


class Seen(HTMLParser):
    """What a browser would make of it: tags, attributes and text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.tags.append(("comment", {}))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def harmless(html: str) -> Seen:
    seen = Seen(html)
    assert {tag for tag, _ in seen.tags} <= ALLOWED
    for _, attributes in seen.tags:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "src", "srcdoc")]
        assert (attributes.get("href") or "http").startswith("http")
    assert not re.search(r"[`{}]|\$", html), "a template would read this as its own"
    return seen


def an_answer(text: str = "He said so. She did not.", **fields: Any) -> Answer:
    source = article(text=text, **fields)
    first = Citation(source, 0, len(text) // 2, 1)
    second = Citation(source, len(text) // 2, len(text), 2)
    sentences = (Sentence(first.quote, True, (first,)), Sentence(second.quote, True, (second,)))
    evidence = (Evidence(source, first.start, first.end, 0.9),)
    return Answer("Q?", True, "quotes", "…", sentences, evidence)


def a_refusal(text: str = "Nearest words.", **fields: Any) -> Answer:
    evidence = (Evidence(article(text=text, **fields), 0, len(text), 0.1),)
    return Answer("Q?", False, "quotes", REFUSAL, (), evidence, notice="2 articles carry no date.")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(text: str) -> None:
    fields: dict[str, Any] = {"title": text, "outlet": text, "authors": (text,), "url": text, "captions": (text,)}
    hostile = article(text=text, id=text, language=text, **fields)
    assert text in harmless(article_html(hostile, 0, len(text))).text
    assert text in harmless(answer_html(an_answer(text, id=text, language=text, **fields))).text
    assert text in harmless(answer_html(a_refusal(text, **fields))).text
    turns = [Turn(text, an_answer()), Turn(text, trouble=text), Turn(text)]
    assert harmless(conversation_html(turns, "")).text.count(text) == 4
    row = Row(text, text, text, None, text, pending=False)
    assert text in harmless(table_html([row], 1, 1, writable=True)).text
    assert text in harmless(welcome_html([text])).text
    assert text in harmless(added_html([Added(text, "failed", text)])).text
    assert text in harmless(confirm_html(text)).text
    harmless(empty_html(Path(text)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("One. Two. Three.", "Two."),
        ("One.\n\nTwo.\n\nThree.", "One.\n\nTwo."),
        ("One.\n \n\n Two & <b>\nthree</b>.", "Two & <b>\nthree"),
        ("Київ. Ціль — «мир». Кінець.", "Ціль — «мир»."),
        ("قال الوزير. انتهى.", "قال الوزير."),
        ("👩‍👩‍👧 e\u0301 \u202eabc\u202c\u00a0x.", "e\u0301 \u202eabc\u202c\u00a0x"),
        (HOSTILE_TEXT, "</mark><script>window.hacked=1</script>"),
        ("\n\nstart and end\n\n", "start and end"),
    ],
)
def test_the_mark_is_the_quote_and_the_text_is_whole(text: str, words: str) -> None:
    start = text.index(words)
    html = paragraphs_html(text, start, start + len(words))
    assert Seen(html).text == text
    marked = html[html.index("<mark") : html.rindex("</mark>")]
    assert unescape(re.sub(r"<[^>]*>", "", marked)) == words
    assert html.count('id="quote"') == 1
    assert all(attributes.get("dir") == "auto" for attributes in Seen(html).of("p"))


@pytest.mark.parametrize(("start", "end"), [(None, None), (5, 3), (-1, 4), (0, 10_000), (3, None)])
def test_offsets_out_of_range_mark_nothing(start: int | None, end: int | None) -> None:
    assert "<mark" not in article_html(article(), start, end)


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/a?b=1&c=2", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https://", False),
        ("http://[", False),
        ("file:///etc/passwd", False),
        (None, False),
    ],
)
def test_only_web_pages_become_links(url: str | None, link: bool) -> None:
    assert bool(safe_link(url)) is link
    assert bool(Seen(article_html(article(url=url))).of("a")) is link


def test_an_answer_has_markers_and_numbered_quotes() -> None:
    seen = Seen(answer_html(an_answer(title="Strike ends")))
    markers = [button for button in seen.of("button") if button["class"] == "dl-marker"]
    assert [marker["data-start"] for marker in markers] == ["0", "12"]
    assert markers[0]["aria-label"] == "Open quote 1 in its article: The Ledger, 2 September 2025"
    assert markers[0]["title"] == "The Ledger, 2 September 2025"
    assert len(seen.of("li")) == 2
    assert "[1]" in seen.text and "[2]" in seen.text and "Strike ends" in seen.text


def test_a_refusal_looks_like_one() -> None:
    seen = Seen(answer_html(a_refusal()))
    assert seen.text.startswith(REFUSAL)
    assert "Nearest in the archive" in seen.text and "2 articles carry no date." in seen.text
    assert any(attributes.get("class") == "dl-answer dl-refusal" for attributes in seen.of("div"))
    assert "dl-marker" not in answer_html(a_refusal())


def test_an_unverified_sentence_looks_different() -> None:
    answer = Answer("Q?", True, "written", "x", (Sentence("Unsupported.", False),), ())
    assert "dl-unverified" in answer_html(answer)


def test_filters_in_force_are_said() -> None:
    filters = Filters(date(2025, 9, 1), date(2025, 9, 30), ("The Ledger",), ("en",))
    answer = Answer("Q?", False, "quotes", REFUSAL, (), (), filters=filters)
    said = "from 1 September 2025, until 30 September 2025, outlet The Ledger, language en"
    assert said in Seen(answer_html(answer)).text


@pytest.mark.parametrize(
    ("published", "said"),
    [
        (None, "no date"),
        (date(2025, 9, 2), "2 September 2025"),
        (datetime(2025, 9, 2, 23, 30, tzinfo=UTC), "2 September 2025"),
    ],
)
def test_dates(published: date | None, said: str) -> None:
    assert place_text(article(published=published, outlet=None)) == said
    assert said in article_html(article(published=published))


def test_language_and_captions() -> None:
    html = article_html(article(language="uk", captions=("A photo",)))
    assert Seen(html).of("article")[0]["lang"] == "uk"
    assert html.index("A photo") > html.index("More of it")
    assert "lang=" not in article_html(article(language=None))


def test_the_status_says_what_there_is(tmp_path: Any) -> None:
    text = Seen(status_html(1_200, 3, tmp_path, writable=False)).text
    assert "1,200 articles" in text and "3 still being read" in text and str(tmp_path) in text
    assert "no language model" in text and "another process" in text
