"""The clients of a served archive: each method against a real server, and what is raised where something is wrong."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fault_server import FaultServer, status
from served_api import ANSWERED, Served, open_archive, served

from rag import (
    ArchiveBusyError,
    AsyncClient,
    Client,
    DatelineError,
    Filters,
    LlmBusyError,
    QueryError,
    ServerBusyError,
    ServerError,
    UnknownArticleError,
    UsageError,
    kind_of,
    schema,
)
from rag.client.http_replies import EventReader, raised


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with open_archive(tmp_path_factory.mktemp("client")) as archive, served(archive) as serving:
        yield serving


@pytest.fixture(scope="module")
def client(serving: Served) -> Iterator[Client]:
    with Client(serving.url) as opened:
        yield opened


def test_it_asks_finds_and_reads(client: Client) -> None:
    assert client.status().articles == 3
    *_, last = client.stream(ANSWERED)
    assert isinstance(last, schema.AnswerDoneOut) and last.answer.answered
    turns = [("What did Mayor Ilse Brandt say of the cuts?", "She opposes them.")]
    assert "Brandt" in client.ask("And what did she tell the council?", turns=turns).question
    [hit] = client.search("ferry", limit=1, filters=Filters(languages=("en",), query="ferry -bridge"))
    cited = client.article(hit.article_id)
    assert cited.text[hit.start : hit.end] == hit.passage
    assert client.search_page("ferry -bridge").total == 1
    assert client.coverage_of("ferry").articles == 1
    assert client.summarize(hit.article_id, sentences=1).sentences[0].citations
    listed = client.page_of_articles(filters=Filters(undated=True), sort="title", descending=False)
    assert [row.title for row in listed.articles] == ["Schule in Brennick bleibt offen"]
    assert client.article(hit.article_id, versions=True).versions == ()


def test_it_adds_corrects_and_removes(client: Client, tmp_path: Path) -> None:
    (tmp_path / "news" / ".git").mkdir(parents=True)
    (tmp_path / "news" / "one.txt").write_text("Otters return\n\nOtters were seen at Harrow Bay on Monday.")
    (tmp_path / "news" / ".git" / "config.txt").write_text("Hidden files are not sent to anybody.")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF broken")
    jobs: list[schema.JobOut] = []
    report = client.add([tmp_path / "news", tmp_path / "bad.pdf"], progress=jobs.append)
    assert len(report.added) == 1 and len(report.failed) == 1 and jobs and client.job(jobs[0].id).state == "done"
    [one] = report.added
    assert client.add_bytes((tmp_path / "news" / "one.txt").read_bytes(), name="one.txt").unchanged == (one,)
    edited = client.edit(one, outlet="The Otter", authors=["Ada Quill"])
    assert (edited.outlet, edited.authors) == ("The Otter", ("Ada Quill",))
    assert client.edit(one, undo=["outlet", "authors"]).corrected == ()
    assert client.remove(one).removed == (one,)
    [two] = client.add_text("A seal sat on the pier of Brennick at noon.", name="seal.txt").added
    assert client.remove(two, erase=True).erased
    assert client.followed().followed == () and client.sync().followed == ()


def test_errors_are_those_of_an_archive(client: Client, tmp_path: Path) -> None:
    with pytest.raises(UnknownArticleError, match="nothing"):
        client.article("nothing")
    with pytest.raises(UnknownArticleError):
        client.summarize("nothing")
    with pytest.raises(QueryError) as caught:
        client.search_page('ferry AND "x')
    assert caught.value.place > 1 and str(caught.value).count("Character") == 1
    with pytest.raises(UsageError, match="ask something"):
        list(client.stream(" "))
    with pytest.raises(UsageError, match="does not exist"):
        client.add(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="follow addresses"):
        client.add(tmp_path, follow=True)
    with pytest.raises(UsageError, match="begins with http"):
        client.add("file:///etc/hostname")
    with pytest.raises(UsageError, match="long over"):
        client.stop_job("nothing")
    with pytest.raises(UsageError, match="not followed"):
        client.unfollow("http://x.example")
    with pytest.raises(UsageError, match="http"):
        Client("localhost:7860")


def test_what_is_no_archive_is_told() -> None:
    with FaultServer() as faults:
        url = faults.url.removesuffix("/v1")
        with Client(url) as client:
            faults.acts = [status(200, "<html>")]
            with pytest.raises(ServerError, match="does not answer as Dateline"):
                client.status()
            faults.acts = [status(502, "<html>")]
            with pytest.raises(ServerError, match="answered 502"):
                list(client.stream("x"))
            faults.acts = [status(429, {"error": {"type": "too_many_requests", "message": "Wait."}}, Retry_After="7")]
            with pytest.raises(ServerBusyError) as caught:
                client.status()
            assert caught.value.seconds == 7
            faults.acts = [status(200, 'event: waiting\ndata: {"ahead": 1}\n\n', Content_Type="text/event-stream")]
            with pytest.raises(ServerError, match="in the midst"):
                list(client.stream("x"))
    with Client(url) as client, pytest.raises(ServerError, match="cannot be reached"):
        client.status()


@pytest.mark.parametrize("url", ["localhost:7860", "http://[::1", "http://", "http://a\0b", "ftp://a", ""])
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(UsageError, match="is not an address"):
        Client(url)


@pytest.mark.parametrize("key", ["dl_secret\nX-Other: 1", "dl_secret\0", "dl_secret\ud800"])
def test_a_key_that_cannot_be_sent_is_shown_to_nobody(key: str) -> None:
    with pytest.raises(UsageError, match="no request can carry") as caught:
        Client("http://localhost:1", key=key)
    assert "secret" not in str(caught.value)


def test_half_letters_are_marked_as_in_an_archive(client: Client) -> None:
    assert client.ask("\ud800 ferry?").question == "\ufffd ferry?"
    for take in (client.article, client.remove):
        with pytest.raises(UsageError, match="not UTF-8"):
            take("\ud800")
    with pytest.raises(UsageError, match="not followed"):
        client.unfollow("\udcff")
    with pytest.raises(UsageError, match="not UTF-8"):
        client.search("ferry", filters=Filters(outlets=("\ud800",)))


def test_each_error_of_the_engine_comes_back_as_itself() -> None:
    for error in (ArchiveBusyError("b"), LlmBusyError("l", 3.0), UnknownArticleError("u"), QueryError("q", 4)):
        place = error.place if isinstance(error, QueryError) else None
        told = schema.ErrorDetailOut(type=kind_of(type(error)), message=str(error), place=place)
        again = raised(told, 503, 3.0)
        assert type(again) is type(error) and str(again) == str(error)
    assert type(raised(schema.ErrorDetailOut(type="internal", message="m"), 500)) is ServerError
    reader = EventReader()
    reader.take("event: error")
    with pytest.raises(DatelineError, match="mend it"):
        reader.take("data: " + json.dumps({"error": {"type": "usage", "message": "mend it"}}))


def test_an_event_loop_has_its_own(serving: Served) -> None:
    async def use() -> None:
        async with AsyncClient(serving.url) as client:
            answers = await asyncio.gather(*(client.ask(ANSWERED) for _ in range(3)))
            assert all(answer.answered for answer in answers)
            report = await client.add_text("An eel was caught off Skarne on Monday morning.", name="eel.txt")
            assert (await client.remove(report.added[0], erase=True)).erased
            with pytest.raises(UnknownArticleError):
                await client.article(report.added[0])
            with pytest.raises(UsageError, match="ask something"):
                [event async for event in client.stream(" ")]

    asyncio.run(use())


def test_both_have_the_same_methods_and_come_without_the_engine() -> None:
    def public(kind: type) -> dict[str, Any]:
        return {name: value for name, value in vars(kind).items() if not name.startswith("_")}

    assert public(Client).keys() == public(AsyncClient).keys()
    program = "import sys; from rag import Client; Client('http://localhost:1'); print('chromadb' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "False", done.stderr
