"""The page over HTTP: what a browser or a client would get."""

from __future__ import annotations

import json
import re
import socket
from typing import Any

import httpx
import pytest
from pages import HOSTILE_TEXT, HOSTILE_TITLE, Page

from rag import Archive, UsageError
from ui.page.article.pane import pane_html
from ui.page.runtime.archive_cache import ArchiveCache
from ui.page.runtime.errors import UNEXPECTED, Failure, run_safely
from ui.page.security.guard import CONTENT_SECURITY_POLICY
from ui.page.security.hosts import Hosts, addresses
from ui.page.server import listen
from ui.page.widgets.filters import read_filters

QUESTION = "Who said the ferry would sail every day of the year?"


def ask(url: str, question: str, *filters: Any, as_of: str | None = None) -> str:
    """Ask over Gradio's HTTP interface, as its client does; the last event holds the latest turn."""
    since, until, outlets, languages = filters or ("", "", [], [])
    data = [question, None, since, until, outlets, languages, None, None]
    data += [as_of] if as_of is not None else []  # who asked before there was such a field sends none
    call = httpx.post(f"{url}/gradio_api/call/ask", json={"data": data}, timeout=30)
    event = call.raise_for_status().json()["event_id"]
    stream = httpx.get(f"{url}/gradio_api/call/ask/{event}", timeout=30).text
    assert "event: complete" in stream, stream
    return str(json.loads(stream.strip().rpartition("data: ")[2])[1])


def test_the_page_is_guarded_and_keeps_to_itself(page: Page) -> None:
    answer = httpx.get(page.url, headers={"Accept-Encoding": "gzip, br"})
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    hosts = set(re.findall(r"(?:https?:)?//([\w.-]+\.\w+)", answer.text)) - {"127.0.0.1"}
    assert hosts == set()
    for name in ("dateline.css", "dateline.js", "favicon.svg"):
        assert f"dateline/{name}" in answer.text
        assert httpx.get(f"{page.url}/dateline/{name}").status_code == 200
    theme = httpx.get(f"{page.url}/theme.css").text
    assert "font" in theme and "googleapis" not in theme


def test_health(page: Page) -> None:
    assert httpx.get(f"{page.url}/healthz").json() == {"ok": True, "articles": 2}


@pytest.mark.slow
def test_a_question_gives_numbered_quotes(page: Page) -> None:
    html = ask(page.url, QUESTION)
    assert 'aria-label="Quote 1, Harrow Bay Courier, 8 November 2025"' in html
    assert "sail every day of the year." in html
    assert "Second ferry is bought" in html


def test_filters_change_the_answer(page: Page) -> None:
    assert "from 1 December 2025" in ask(page.url, QUESTION, "2025-12-01", "", [], [])
    slip = ask(page.url, QUESTION, "yesterday", "", [], [])
    assert "“yesterday” in the field From is not a date: write it as YYYY-MM-DD" in slip
    assert "dl-marker" not in slip


def test_hostile_articles_and_questions_are_text(page: Page) -> None:
    page.archive.add_text(f"---\ntitle: {json.dumps(HOSTILE_TITLE)}\n---\n\n{HOSTILE_TEXT}", name="hostile.md")
    html = ask(page.url, "What did the lighthouse keeper write? <script>alert(1)</script>")
    assert "lighthouse" in html
    assert "<script" not in html and "<img" not in html


#: A method, headers that are sent, and what comes of it.
ASKED_BY: tuple[tuple[str, dict[str, str], int], ...] = (
    ("GET", {"Host": "evil.example"}, 403),
    ("GET", {"Host": "evil.example:7860"}, 403),
    ("GET", {"Host": "[::1].evil.example"}, 403),
    ("GET", {"Host": "127.0.0.1.evil.example"}, 403),
    ("GET", {"Host": "localhost:7860@evil.example"}, 403),
    ("GET", {"Host": ""}, 403),
    ("GET", {"Origin": "https://evil.example"}, 403),
    ("OPTIONS", {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}, 403),
    ("GET", {"Host": "localhost"}, 200),
    ("GET", {"Host": "[::1]:7860"}, 200),
    ("POST", {"Origin": "https://evil.example"}, 403),
    ("POST", {"Origin": "null"}, 403),
    ("POST", {"Origin": "http://127.0.0.1:1"}, 403),
)


@pytest.mark.slow
def test_other_sites_get_nothing(page: Page) -> None:
    for method, headers, status in ASKED_BY:
        path = "/healthz" if method == "GET" else "/gradio_api/call/ask"
        answer = httpx.request(method, page.url + path, headers=headers)
        assert answer.status_code == status, headers
        assert "content-security-policy" in answer.headers


def test_a_taken_port_gives_the_next() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with listen("127.0.0.1", port) as got:
            assert port < got.getsockname()[1] < port + 50


def test_a_foreign_address_is_refused() -> None:
    with pytest.raises(UsageError, match="address"):
        listen("192.0.2.1", 0)


@pytest.mark.parametrize(
    ("host", "said"),
    [("127.0.0.1", "http://127.0.0.1:7"), ("localhost", "http://127.0.0.1:7"), ("::1", "http://[::1]:7")],
)
def test_the_address(host: str, said: str) -> None:
    assert addresses(Hosts(host), 7) == (said,)


@pytest.mark.slow
def test_what_was_published_later_is_left_out_as_of_a_day(page: Page) -> None:
    assert "sail every day of the year." in ask(page.url, QUESTION, as_of="2025-11-08")
    html = ask(page.url, QUESTION, as_of="2025-11-07")
    assert "sail every day of the year." not in html and "as of 7 November 2025" in html
    assert "“soon” in the field As of is not a date" in ask(page.url, QUESTION, as_of="soon")


@pytest.mark.parametrize("text", ["2025-13-01", "1.9.2025", "20250901", "2025-9-1", "٢٠٢٥-٠٩-٠١"])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(UsageError, match="YYYY-MM-DD"):
        read_filters(text, "", [], [])


def test_dates_the_wrong_way_round() -> None:
    with pytest.raises(UsageError, match="swap"):
        read_filters("2025-09-02", "2025-09-01", None, None)


def test_the_pane_trusts_nothing(archive: Archive) -> None:
    shelf = ArchiveCache(archive)
    known = archive.articles()[0].id
    assert "dl-text" in pane_html(shelf, {"articleId": known, "start": "0", "end": "5"})
    for data in (None, [], {}, {"articleId": ["x"]}, {"articleId": "<img>"}):
        assert "dl-trouble" in pane_html(shelf, data)
    for offset in ("x", -1, 10**30, "٣", None, True):
        assert "<mark" not in pane_html(shelf, {"articleId": known, "start": offset, "end": "5"})


def test_where_the_answer_stands_is_marked_in_the_quote_alone(archive: Archive) -> None:
    shelf, one = ArchiveCache(archive), archive.articles()[0]
    quote = {"articleId": one.id, "start": "4", "end": "20", "quote": one.text[4:20]}
    html = pane_html(shelf, {**quote, "askedFrom": "3", "askedTo": "7"})
    assert re.findall(r'class="dl-asked-for">([^<]*)<', html) == [one.text[7:11]]
    wrong: list[tuple[object, object]] = [("7", "3"), ("-1", "3"), ("0", "900"), ("x", "3"), (None, None), ("3", "3")]
    for first, last in wrong:
        html = pane_html(shelf, {**quote, "askedFrom": first, "askedTo": last})
        assert "<mark" in html and "dl-asked-for" not in html


def test_a_handler_never_shows_a_stack_trace(archive: Archive) -> None:
    unknown = run_safely(lambda: archive.article("nothing"))
    assert isinstance(unknown, Failure) and unknown.sentence.endswith(".")
    assert run_safely(lambda: 1 // 0) == Failure(UNEXPECTED)
