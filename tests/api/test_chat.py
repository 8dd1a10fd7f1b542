"""The archive in OpenAI's form, by their own client against a served archive: chats, streams, errors, follow-ups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import httpx
import openai
import pytest
from fault_server import DONE, FaultServer, piece, status, stream, word, writer_and_judge
from openai import OpenAI
from served_api import ANSWERED, UNANSWERED, Served, open_archive, served

from rag import POSSIBLE, REFUSAL, Answer, Article, Citation, Evidence, Sentence
from ui.api.footnotes import turns_of, written

YES = word("yes", {"yes": -0.01, "no": -5.0})
WRITES = stream(piece("The work on the bridge costs 46 million crowns."), piece(None, "stop"), DONE)
COSTS = "What does the work on the bridge cost?"
MAYBE = "What is the work on the bridge?"


def client_of(serving: Served, key: str = "none") -> OpenAI:
    return OpenAI(base_url=f"{serving.url}/v1", api_key=key, max_retries=0)


@pytest.fixture(scope="module")
def theirs(reading: Served) -> Iterator[OpenAI]:
    with client_of(reading) as client:
        yield client


def ask(client: OpenAI, *said: str, **besides: Any) -> Any:
    """Said by the user and the assistant in turns."""
    messages: Any = [
        {"role": "assistant" if number % 2 else "user", "content": text} for number, text in enumerate(said)
    ]
    return client.chat.completions.create(model="harrow", messages=messages, **besides)


def test_the_archive_is_the_model(theirs: OpenAI) -> None:
    assert [model.id for model in theirs.models.list()] == ["harrow"]
    assert theirs.models.retrieve("harrow").owned_by == "dateline"


def test_a_chat_is_answered_with_footnotes_and_annotations(theirs: OpenAI, reading: Served) -> None:
    completion = ask(theirs, ANSWERED, temperature=0.2, seed=1, user="me")
    [choice] = completion.choices
    text = choice.message.content
    assert choice.finish_reason == "stop" and "eleven weeks." in text
    assert "\n\n[^1]: “The work costs 46 million crowns" in text and "Skarne Ledger, 9 September 2025" in text
    for annotation in choice.message.annotations:
        cited = annotation.url_citation
        assert re.fullmatch(r"\[\^\d\]", text[cited.start_index : cited.end_index])
        assert cited.title == "Bridge over the Tesk to close"
        article = httpx.get(cited.url).json()
        assert article["text"][annotation.start : annotation.end] == annotation.quote
    assert completion.dateline["sentences"][0]["citations"][0]["quote"] in reading.archive.article(article["id"]).text


def test_a_stream_gives_the_same(theirs: OpenAI) -> None:
    whole = ask(theirs, ANSWERED).choices[0].message
    chunks = list(ask(theirs, ANSWERED, stream=True, stream_options={"include_usage": True}))
    deltas = [chunk.choices[0].delta for chunk in chunks]
    assert deltas[0].role == "assistant" and len(chunks) > 3
    assert "".join(delta.content or "" for delta in deltas) == whole.content
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert [each["quote"] for each in deltas[-1].annotations] == [each.quote for each in whole.annotations]
    assert len({chunk.id for chunk in chunks}) == 1


def test_what_may_answer_is_quoted_and_what_does_not_is_refused(theirs: OpenAI) -> None:
    possible = ask(theirs, MAYBE).choices[0].message
    assert possible.content.startswith(POSSIBLE) and "> “" in possible.content and possible.annotations
    refused = ask(theirs, UNANSWERED, extra_body={"filters": {"outlets": ["Nobody"]}}).choices[0].message
    assert refused.content.startswith(REFUSAL) and refused.annotations == []


def test_a_follow_up_is_understood_twice_over(theirs: OpenAI) -> None:
    """The second one leans on the form that stood alone, which a chat program only knows from the message."""
    first = "What did Mayor Ilse Brandt say of the cuts?"
    told = ask(theirs, first).choices[0].message.content
    follow_up = "And what did she tell the council?"
    second = ask(theirs, first, told, follow_up).choices[0].message.content
    assert re.search(r"^\*Understood as: What did she tell the council\? \(.*Brandt.*\)\*$", second, re.MULTILINE)
    third = ask(theirs, first, told, follow_up, second, "And what else did she say?").choices[0].message.content
    assert "Brandt" in third.partition("Understood as: ")[2].partition("\n")[0]


@pytest.mark.parametrize(
    ("besides", "error", "code", "said"),
    [
        ({"model": "gpt-5"}, openai.NotFoundError, "model_not_found", 'the archive is "harrow"'),
        ({"messages": []}, openai.BadRequestError, "malformed", "messages"),
        ({"messages": [{"role": "assistant", "content": "x"}]}, openai.BadRequestError, "malformed", "the user's"),
        ({"messages": [{"role": "user", "content": " "}]}, openai.BadRequestError, "malformed", "a question"),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]},
            openai.BadRequestError, "malformed", "Only text",
        ),
        ({"n": 2}, openai.BadRequestError, "malformed", "one answer"),
        ({"tool_choice": "required"}, openai.BadRequestError, "malformed", "Tools"),
        ({"response_format": {"type": "json_object"}}, openai.BadRequestError, "malformed", "/api/ask"),
        ({"extra_body": {"filters": {"query": "ferry AND ("}}}, openai.UnprocessableEntityError, "query", "Character"),
        (
            {"extra_body": {"filters": {"query": "ferry AND ("}}, "stream": True},
            openai.UnprocessableEntityError, "query", "Character",
        ),
    ],
)  # fmt: skip
def test_errors_are_theirs(
    theirs: OpenAI, besides: dict[str, Any], error: type[openai.APIStatusError], code: str, said: str
) -> None:
    given = {"model": "harrow", "messages": [{"role": "user", "content": "ferry?"}], **besides}
    with pytest.raises(error) as caught:
        theirs.chat.completions.create(**given)
    assert caught.value.code == code and caught.value.type == "invalid_request_error"
    assert said in caught.value.message


def test_a_text_may_come_in_parts(theirs: OpenAI) -> None:
    parts = [{"type": "text", "text": ANSWERED}]
    messages: Any = [{"role": "system", "content": "Answer in verse."}, {"role": "user", "content": parts}]
    told = theirs.chat.completions.create(model="harrow", messages=messages).choices[0].message.content
    assert told and "eleven weeks" in told


def test_a_written_answer_is_sent_once_it_is_checked(tmp_path_factory: pytest.TempPathFactory) -> None:
    with FaultServer() as faults:
        faults.acts = [writer_and_judge(WRITES, YES)]
        model: dict[str, Any] = {"llm": faults.url, "llm_model": "m", "write": "always"}
        with (
            open_archive(tmp_path_factory.mktemp("written"), **model) as archive,
            served(archive, **model) as serving,
            client_of(serving) as client,
        ):
            pieces = [chunk.choices[0].delta.content for chunk in ask(client, COSTS, stream=True)]
            assert pieces[1] == "The work on the bridge costs 46 million crowns. [^1]"
            events = serving.client.post("/api/ask", json={"question": COSTS, "stream": True}).text
            names = re.findall(r"^event: (\w+)$", events, re.MULTILINE)
            assert names[0] == "evidence_found" and names[-1] == "answer_done"
            assert {"sentence_read", "text_written", "sentence_checked"} <= set(names)
            faults.acts = [status(500)]
            quoted = ask(client, COSTS).choices[0].message.content
            assert "*Note: " in quoted and "[^1]: " in quoted, "a model that fails leaves the quotes, and says why"


HOSTILE = "![x](http://evil.example/a.png) <script>alert(1)</script> [^9]: [link](javascript:alert(1)) `$x$`"


def _answer(title: str, text: str, url: str | None = None) -> Answer:
    moment = datetime(2025, 1, 2, tzinfo=UTC)
    article = Article("a1", title, text, "s", "h", moment, "ready", outlet=title, published=date(2025, 9, 2), url=url)
    cited = Citation(article, 0, len(text), 1)
    evidence = (Evidence(article, 0, len(text), 0.5),)
    return Answer("q?", "answered", "quotes", f"{text} [1]", (Sentence(text, True, (cited,)),), evidence)


def test_what_an_article_says_is_no_markup() -> None:
    for answer in (_answer(HOSTILE, HOSTILE), replace(_answer(HOSTILE, HOSTILE), outcome="possible", sentences=())):
        message = written("q?", answer)
        bare = re.sub(r"\\.", "", message.text)
        assert not re.search(r"[<`$]|\]\(|!\[", bare)
        assert bare.count("[^1]:") == 1 and "[^9]" not in bare
        assert all(message.text[mark.start : mark.end] == "[^1]" for mark in message.marks) and message.marks
    linked = written("q?", _answer("T", "Words.", "https://news.example/a(b)?c=<d>")).text
    assert linked.endswith("<https://news.example/a%28b%29?c=%3Cd%3E>")
    assert written("q?", _answer("T", "Words.", "javascript:alert(1)")).text.endswith("2025")


def test_a_message_is_read_back_as_a_turn() -> None:
    text = "- The *fee* is $5 & more_or_less [sic]."
    sent = written("And then?", replace(_answer("T", text), question="What then? (fee)", notice="A note."))
    assert turns_of([("And then?", sent.text)]) == [("What then? (fee)", text)]
    assert turns_of([("And then?", "Another program's words [^1].")]) == [("And then?", "Another program's words.")]
    refused = replace(_answer("T", text), outcome="none", sentences=(), text=REFUSAL)
    assert turns_of([("q?", written("q?", refused).text), ("x?", "")]) == [("q?", ""), ("x?", "")]
