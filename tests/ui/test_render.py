"""Rendering: what articles, models, users and browsers say is shown as text, whatever it is."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from pages import HOSTILE_TEXT, HOSTILE_TITLE, article

from rag import REFUSAL, Answer, Citation, Coverage, Evidence, Filters, MonthCount, SearchCoverage, Sentence
from ui.page.answers.html import (
    Live,
    Turn,
    follow_ups_html,
    latest_html,
    live_html,
    past_html,
    summary_turn_html,
    trouble_html,
)
from ui.page.answers.markdown import markdown
from ui.page.answers.record import Json, RecordError, Shown, evidence_of, read_record, record_of
from ui.page.answers.saved import new_id, read_saved
from ui.page.archive.empty import empty_html, welcome_html
from ui.page.article.html import article_html, paragraphs_html, summary_html
from ui.page.ask.lacking import lacking_of
from ui.page.templating import render
from ui.page.widgets.filters import left_html, preset_days
from ui.shared.wording import coverage_text, place_text, safe_link

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
    "header", "footer", "mark", "a", "b", "pre", "aside", "details", "summary",
}  # fmt: skip
COVERAGE = Coverage(47, date(2025, 9, 2), date(2025, 11, 12), ("The Ledger", "Upriver Gazette"))


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

    def with_class(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for _, attributes in self.tags if name in (attributes.get("class") or "").split()]


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
    return Answer("Q?", "answered", "quotes", "…", sentences, evidence)


def a_written_answer(text: str = "It sank in 2031.", reason: str | None = "No source says 2031.") -> Answer:
    source = article(text="The ferry sails. It was built in 1998.")
    cited = Citation(source, 0, 16, 1)
    sentences = (Sentence("The ferry sails.", True, (cited,)), Sentence(text, False, reason=reason))
    return Answer("Q?", "answered", "written", "…", sentences, (Evidence(source, 17, 38, 0.5),))


def a_refusal(text: str = "Nearest words.", **fields: Any) -> Answer:
    evidence = (Evidence(article(text=text, **fields), 0, len(text), 0.1),)
    return Answer("Q?", "none", "quotes", REFUSAL, (), evidence, notice="2 articles carry no date.")


def shown(answer: Answer, **fields: Any) -> Shown:
    return read_record(record_of(answer, COVERAGE, **fields))


def turn(question: str, answer: Answer) -> Turn:
    record = record_of(answer, COVERAGE)
    return Turn(question, read_record(record), record)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(text: str) -> None:
    fields: dict[str, Any] = {"title": text, "outlet": text, "authors": (text,), "url": text, "captions": (text,)}
    hostile = article(text=text, id=text, language=text, **fields)
    assert text in harmless(article_html(hostile, 0, len(text))).text
    answer = an_answer(text, id=text, language=text, **fields)
    assert text in harmless(render("answers", "answer", shown(answer), "t0")).text
    assert text in harmless(article_html(hostile, 0, 1, summary_html(shown(answer)))).text
    assert text in harmless(render("answers", "answer", shown(a_refusal(text, **fields)), "t0")).text
    assert harmless(render("answers", "answer", shown(a_written_answer(text, text)), "t0")).text.count(text) == 2
    turns = [turn(text, answer), Turn(text, trouble=text)]
    assert text in harmless(past_html(turns)).text
    assert text in harmless(latest_html(turns[0], 1, text)).text
    live = Live(
        text, text + "!", evidence_of(answer.evidence), shown(answer).sentences, shown(answer).sentences[0], text
    )
    assert text in harmless(live_html(live, 0, text)).text
    for html in (trouble_html(text), follow_ups_html([text]), welcome_html([text]), summary_turn_html(text, text)):
        assert text in harmless(html).text
    harmless(empty_html(Path(text)))
    harmless(left_html(Filters(outlets=(text,)), 1, 2))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_the_browser_keeps_copies_and_reads_out_is_data(text: str) -> None:
    kept = harmless(latest_html(turn(text, an_answer(text, title=text)), 0, "c")).of("section")[0]
    record = json.loads(str(kept["data-record"]))
    assert record["question"] == text and record["answer"]["sentences"][0]["citations"][0]["title"] == text
    assert read_record(record["answer"]) == shown(an_answer(text, title=text))
    assert "<" not in re.sub(r"\\<", "", str(kept["data-markdown"]))


# -- records from the browser ------------------------------------------------------------------------------------------


def changed(path: str, value: Any) -> Json:
    """A good record in which the value at ``path`` is another."""
    record = copy.deepcopy(record_of(a_written_answer(), COVERAGE))
    *way, last = (int(part) if part.isdigit() else part for part in path.split("."))
    target: Any = record
    for part in way:
        target = target[part]
    target[last] = value
    return record


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("sentences", "<img src=x onerror=alert(1)>"),
        ("sentences", [None]),
        ("sentences", [{}] * 101),
        ("sentences.0.text", {"toString": "x"}),
        ("sentences.0.text", "x" * 20_001),
        ("sentences.0.verified", "yes"),
        ("sentences.1.verified", True),
        ("sentences.0.citations", {}),
        ("sentences.0.citations.0.n", "1"),
        ("sentences.0.citations.0.n", 0),
        ("sentences.0.citations.0.start", -1),
        ("sentences.0.citations.0.start", 1.5),
        ("sentences.0.citations.0.start", True),
        ("sentences.0.citations.0.end", 10**12),
        ("sentences.0.citations.0.published", "<script>"),
        ("sentences.0.citations.0.article_id", None),
        ("sentences.0.citations.0.outlet", ["<b>"]),
        ("evidence.0.text", 7),
        ("answered", None),
        ("question", []),
        ("filters", "all"),
        ("filters.since", "yesterday"),
        ("filters.outlets", [1]),
        ("searched.articles", "47"),
        ("searched.outlets", "x"),
    ],
)
def test_what_is_no_record_is_refused(path: str, value: Any) -> None:
    with pytest.raises(RecordError):
        read_record(changed(path, value))


@pytest.mark.parametrize("value", [None, [], "x", 1, {}, {"answered": True}, {"answered": False, "sentences": []}])
def test_what_is_nothing_like_a_record_is_refused(value: object) -> None:
    with pytest.raises(RecordError):
        read_record(value)


@pytest.mark.parametrize("answer", [an_answer(), a_written_answer(), a_refusal()])
def test_a_record_survives_the_browser(answer: Answer) -> None:
    record = record_of(answer, COVERAGE)
    again = read_record(json.loads(json.dumps(record)))
    assert again == read_record(record)
    assert again.coverage == COVERAGE
    assert [quote.quote for quote in again.evidence] == [quote.quote for quote in answer.evidence]


def test_a_hostile_conversation_that_was_kept_is_shown_as_text() -> None:
    record = changed("sentences.0.text", HOSTILE_TITLE)
    record["sentences"][0]["citations"][0] |= {"title": HOSTILE_TEXT, "url": "javascript:alert(1)", "extra": "<b>"}
    name, turns = read_saved({"id": new_id(), "turns": [{"question": HOSTILE_TITLE, "answer": record}]})
    assert HOSTILE_TITLE in harmless(latest_html(turns[0], 0, name)).text


@pytest.mark.parametrize(
    "value",
    [
        None,
        {"id": "<script>", "turns": [{"question": "Q?", "answer": {}}]},
        {"id": "0" * 32, "turns": []},
        {"id": "0" * 32, "turns": "x"},
        {"id": "0" * 32, "turns": [{"question": 1, "answer": {}}]},
        {"id": "0" * 32, "turns": [{"question": "Q?", "answer": "<b>"}]},
        {"id": "0" * 32, "turns": [{"question": "Q?"}] * 51},
    ],
)
def test_what_is_no_conversation_is_refused(value: object) -> None:
    with pytest.raises(RecordError):
        read_saved(value)


# -- articles ----------------------------------------------------------------------------------------------------------


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
    assert ("<http" in markdown("Q?", shown(an_answer(url=url))).lower()) is link


def test_where_the_date_is_from_and_when_it_was_updated_is_said() -> None:
    then = datetime(2025, 9, 3, 8, 5, tzinfo=timezone(timedelta(hours=2)))
    shown = article_html(article(updated=then, section="Local", published_from="dateline"))
    assert "In Local" in shown and "Date from the dateline of the report" in shown
    assert "Updated 3 September 2025, 08:05 (UTC+02:00)" in shown
    assert "Date from" not in article_html(article(published=None, published_from="text"))


def test_language_and_captions() -> None:
    html = article_html(article(language="uk", captions=("A photo",)))
    assert Seen(html).of("article")[0]["lang"] == "uk"
    assert html.index("A photo") > html.index("More of it")
    assert "lang" not in Seen(article_html(article(language=None))).of("article")[0]


# -- answers -----------------------------------------------------------------------------------------------------------


def test_an_answer_has_markers_and_numbered_quotes() -> None:
    seen = Seen(render("answers", "answer", shown(an_answer(title="Strike ends")), "t0"))
    markers = seen.with_class("dl-marker")
    assert [marker["data-start"] for marker in markers] == ["0", "12"]
    assert markers[0]["aria-label"] == "Quote 1, The Ledger, 2 September 2025"
    cards = {attributes["id"] for attributes in seen.with_class("dl-hover")}
    assert {marker["aria-describedby"] for marker in markers} == cards and len(cards) == 2
    assert len(seen.of("li")) == 2
    assert "[1]" in seen.text and "[2]" in seen.text and "Strike ends" in seen.text


def test_two_answers_of_a_page_share_no_id() -> None:
    html = past_html([turn("Q?", an_answer()), turn("Q?", an_answer())]) + summary_html(shown(an_answer()))
    ids = [attributes["id"] for _, attributes in Seen(html).tags if "id" in attributes]
    assert len(ids) == len(set(ids)) > 0


def test_an_unverified_sentence_looks_different_and_says_why() -> None:
    html = render("answers", "answer", shown(a_written_answer()), "t0")
    seen = Seen(html)
    assert [attributes.get("data-sentence") for attributes in seen.with_class("dl-sentence")] == [
        "verified",
        "unverified",
    ]
    flag = seen.with_class("dl-flag")[0]
    described = next(attributes for _, attributes in seen.tags if attributes.get("id") == flag["aria-describedby"])
    assert described["class"] == "dl-hover"
    assert "No source says 2031." in seen.text and "1 of 2 sentences verified" in seen.text
    assert "1 more quote found" in seen.text


def test_a_refusal_looks_like_one_and_says_what_was_searched() -> None:
    seen = Seen(render("answers", "answer", shown(a_refusal()), "t0"))
    assert seen.text.startswith(REFUSAL)
    assert (
        "Searched 47 articles from 2 September 2025 to 12 November 2025, by The Ledger and Upriver Gazette."
        in seen.text
    )
    assert "Nearest in the archive" in seen.text and "2 articles carry no date." in seen.text
    assert [attributes["data-state"] for attributes in seen.with_class("dl-refusal")] == ["refused"]
    assert not seen.with_class("dl-marker")


def test_a_refusal_names_what_stands_nowhere() -> None:
    told = shown(a_refusal(), absent_names=["Velt", "<b>*Odran*</b>"])
    html = str(render("answers", "answer", told, "t0"))
    assert "“Velt” and “&lt;b&gt;*Odran*&lt;/b&gt;” stand nowhere in the archive." in html and "<b>" not in html
    assert "stand nowhere in the archive" in markdown("Q?", told) and "<b>" not in markdown("Q?", told)
    assert "nowhere" not in str(render("answers", "answer", shown(a_refusal()), "t0"))


def test_a_refusal_shows_what_the_archive_has_on_it_by_month() -> None:
    months = [
        MonthCount(date(2025, 9, 1), "Ledger", 4),
        MonthCount(date(2025, 9, 1), "<b>Courier</b>", 1),
        MonthCount(date(2025, 11, 1), None, 2),
        MonthCount(None, "Ledger", 1),
    ]
    found = SearchCoverage(
        "Q?", "not_said", 47, 8, 1, date(2025, 9, 2), date(2025, 11, 5), tuple(months), ("Herald <i>",), (), (), ()
    )
    told = shown(a_refusal(), lacking=lacking_of(found))
    assert told.lacking is not None and told.lacking.most == 5
    html = str(render("answers", "answer", told, "t0"))
    said = " ".join(Seen(html).text.split())
    assert "Collected, but not said: articles come near, and none was found to say what is asked." in said
    assert "What the archive has on it: 8 articles found, and one copy of the same, from 2 September 2025" in said
    assert re.findall(r'<th scope="row">([^<]*)</th>', html) == ["September 2025", "November 2025", "no date"]
    assert re.findall(r'value="(\d+)"', html) == ["5", "2", "1"] and 'max="5"' in html
    assert "Ledger 4, &lt;b&gt;Courier&lt;/b&gt; 1" in html and "no outlet 2" in html
    assert "Other articles of that time, but none of these: Herald <i>" in said
    assert "<b>" not in html and "<i>" not in html
    assert "Collected, but not said" in markdown("Q?", told)
    assert "dl-months" not in str(render("answers", "answer", shown(a_refusal()), "t0"))


def test_many_outlets_and_months_are_cut() -> None:
    months = [MonthCount(date(2010 + n // 12, n % 12 + 1, 1), f"Outlet {m}", 1) for n in range(70) for m in range(7)]
    found = SearchCoverage(
        "Q?", "not_said", 490, 490, 0, None, None, tuple(months), tuple(map(str, range(50))), (), (), ()
    )
    lacking = lacking_of(found)
    assert len(lacking.months) == 60 and len(lacking.silent) == 20
    assert lacking.months[0].name == "November 2010" and lacking.months[0].outlets.endswith(" and 2 more")


def test_what_was_stopped_is_no_refusal() -> None:
    nothing = replace(a_refusal(), text="", mode="written", notice=None)
    seen = Seen(render("answers", "answer", shown(nothing, stopped=True), "t0"))
    assert REFUSAL not in seen.text and "Stopped before a sentence was verified." in seen.text
    assert not seen.with_class("dl-refusal") and "Nearest words." in seen.text
    part = Seen(render("answers", "answer", shown(a_written_answer(), stopped=True), "t0"))
    assert "Stopped before its end" in part.text and part.with_class("dl-marker")


def test_the_answer_grows() -> None:
    waiting = Live("Q?")
    assert "Looking through the archive" in Seen(live_html(waiting, 0, "c")).text
    found = replace(waiting, understood="Q of the ferry?", evidence=evidence_of(an_answer().evidence))
    seen = Seen(live_html(found, 0, "c"))
    assert "Quotes found" in seen.text and "He said so" in seen.text and "Understood as: Q of the ferry?" in seen.text
    queued = Seen(live_html(replace(found, ahead=2), 0, "c")).text
    assert "2 answers come before yours" in queued
    written = a_written_answer()
    growing = replace(found, sentences=shown(written).sentences[:1], unchecked="It sank")
    seen = Seen(live_html(growing, 0, "c"))
    states = [attributes["data-sentence"] for attributes in seen.with_class("dl-sentence")]
    assert states == ["verified", "checking"] and "being checked" in seen.text
    assert "data-record" not in seen.of("section")[0] and seen.of("section")[0]["data-latest"] == "coming"


def test_only_the_latest_turn_can_be_asked_again() -> None:
    turns = [turn("Q?", an_answer())]
    assert "retry_question" not in past_html(turns)
    latest = Seen(latest_html(turns[0], 0, "c"))
    assert {"retry_question", "edit_question"} <= {attributes.get("data-action") for attributes in latest.of("button")}
    assert latest.of("section")[0]["data-conversation"] == "c"


def test_filters_in_force_are_said() -> None:
    filters = Filters(date(2025, 9, 1), date(2025, 9, 30), ("The Ledger",), ("en", "xx"))
    answer = Answer("Q?", "none", "quotes", REFUSAL, (), (), filters=filters)
    said = "from 1 September 2025, until 30 September 2025, of The Ledger, in English or xx"
    assert said in Seen(render("answers", "answer", shown(answer), "t0")).text
    assert said in Seen(left_html(filters, 3, 47)).text and "3 of 47 articles" in Seen(left_html(filters, 3, 47)).text
    assert Seen(left_html(Filters(), 1, 1)).text == "1 article"


@pytest.mark.parametrize(
    ("published", "said"),
    [
        (None, "no date"),
        (date(2025, 9, 2), "2 September 2025"),
        (datetime(2025, 9, 2, 23, 30, tzinfo=UTC), "2 September 2025"),
    ],
)
def test_dates(published: date | None, said: str) -> None:
    dated = article(published=published, outlet=None)
    assert place_text(dated.outlet, dated.day) == said
    assert said in article_html(dated)
    assert said in render("answers", "answer", shown(an_answer(published=published)), "t0")


@pytest.mark.parametrize(
    ("coverage", "said"),
    [
        (Coverage(0), ""),
        (Coverage(1), "Searched 1 article."),
        (Coverage(1, date(2025, 9, 2), date(2025, 9, 2), ("A",)), "Searched 1 article of 2 September 2025, by A."),
        (Coverage(9, outlets=tuple("ABCDEFGHIJ")), "Searched 9 articles, by A, B, C, D, E, F and 4 others."),
    ],
)
def test_what_was_searched(coverage: Coverage, said: str) -> None:
    assert coverage_text(coverage) == said


@pytest.mark.parametrize(
    ("preset", "days"),
    [
        ("Any time", (None, None)),
        (None, (None, None)),
        ("Last 7 days", (date(2026, 3, 5), None)),
        ("Last 30 days", (date(2026, 2, 10), None)),
        ("This year", (date(2026, 1, 1), None)),
        ("Newest 30 days in the archive", (date(2025, 10, 14), date(2025, 11, 12))),
    ],
)
def test_presets(preset: str | None, days: tuple[date | None, date | None]) -> None:
    assert preset_days(preset, date(2026, 3, 11), date(2025, 11, 12)) == days


# -- Markdown ----------------------------------------------------------------------------------------------------------


def test_markdown_has_the_answer_its_doubts_and_its_quotes() -> None:
    text = markdown("And 1_000?", shown(a_written_answer()))
    assert text.startswith("# And 1\\_000?\n\n*Understood as: Q?*\n\nThe ferry sails. [1] It sank in 2031.")
    assert "*(not verified: No source says 2031.)*" in text
    assert "## Quotes\n\n1. “The ferry sails.” — A headline, The Ledger, 2 September 2025\n" in text
    refused = markdown("Q?", shown(a_refusal()))
    assert f"**{REFUSAL}**" in refused and "Searched 47 articles" in refused and "## Nearest in the archive" in refused


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_escapes(text: str) -> None:
    from markdown_it import MarkdownIt

    said = markdown(text, shown(an_answer(text, title=text, outlet=text, url=text)))
    tags = {tag for tag, _ in Seen(MarkdownIt("commonmark").render(said)).tags}
    assert tags <= {"h1", "h2", "p", "ol", "li", "em"}
