"""The Ask and Summaries tabs' handlers: asked again, edited, kept and opened again, stopped, summarised."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from test_render import Seen, harmless

from rag import AnswerDone, AnswerEvent, Archive, Filters, Progress, UsageError
from ui.page.answers.html import Turn
from ui.page.article.pane import build_pane, pane_html
from ui.page.ask.answer_stream import ask
from ui.page.ask.tab import AskTab
from ui.page.runtime.archive_cache import ArchiveCache
from ui.page.runtime.errors import Failure
from ui.page.runtime.tasks import TaskRegistry
from ui.page.summaries.stream import STOPPED, progress_text, summarised
from ui.page.summaries.tab import SummariesTab

QUESTION = "Who said the ferry would sail every day of the year?"
PAST, LATEST, TURNS, BOX, CONVERSATION, EDITING, NOTE, FOLLOW_UPS = range(8)


@pytest.fixture
def tab(archive: Archive) -> AskTab:
    with gr.Blocks():
        return AskTab(ArchiveCache(archive), build_pane())


def session(name: str = "s1") -> Any:
    return SimpleNamespace(session_hash=name)


def clicked(**data: Any) -> Any:
    return SimpleNamespace(_data=data)


def asked(tab: AskTab, question: str, turns: list[Turn] | None = None, **fields: Any) -> list[Any]:
    """The last value of each of the handler's outputs."""
    given: dict[str, Any] = {"request": session(), **fields}
    latest: list[Any] = [None] * 8
    for values in tab.ask(question, turns or [], **given):
        latest = [old if is_skipped(new) else new for old, new in zip(latest, values, strict=True)]
    return latest


def is_skipped(value: Any) -> bool:
    return isinstance(value, dict) and value.get("__type__") == "update" and len(value) == 1


def questions(turns: list[Turn]) -> list[str]:
    return [turn.question for turn in turns]


def test_the_box_offers_stop_until_the_answer_is_there(tab: AskTab) -> None:
    asking = session()
    boxes = []
    for values in tab.ask(QUESTION, [], request=asking):
        boxes += [] if is_skipped(values[BOX]) else [values[BOX]]
        assert is_skipped(tab.rest(asking)), "an answer is still coming"
    assert len(boxes) == 1
    assert boxes[0]["value"] == "" and boxes[0]["stop_btn"] == "Stop" and not boxes[0]["submit_btn"]
    rested = tab.rest(asking)
    assert rested["submit_btn"] == "Ask" and not rested["stop_btn"] and "value" not in rested


def test_a_question_of_blanks_is_none(tab: AskTab) -> None:
    assert asked(tab, "  \n ")[TURNS] is None


def test_a_question_has_its_limit_on_this_side_too(tab: AskTab) -> None:
    for fields in ({}, {"event": clicked(action="ask_question", question="x" * 3_000)}):
        [turn] = asked(tab, "x" * 2_001, **fields)[TURNS]
        assert "The question is too long: it has" in turn.trouble and len(turn.question) == 2_000
    [turn] = asked(tab, "x" * 2_000)[TURNS]
    assert turn.shown and not turn.trouble


def test_asked_again_and_edited_take_the_place_of_the_last(tab: AskTab) -> None:
    one = asked(tab, QUESTION)
    two = asked(tab, "What leaked at Velling?", one[TURNS], conversation=one[CONVERSATION])
    assert questions(two[TURNS]) == [QUESTION, "What leaked at Velling?"]
    assert two[CONVERSATION] == one[CONVERSATION]
    again = asked(tab, "left in the box", two[TURNS], event=clicked(action="retry_question"))
    assert questions(again[TURNS]) == questions(two[TURNS])
    assert "value" not in again[BOX]
    text, editing, note = tab.edit(two[TURNS])
    assert text == "What leaked at Velling?" and editing and "Cancel" in note
    edited = asked(tab, "Who saw the brine?", two[TURNS], editing=True)
    assert questions(edited[TURNS]) == [QUESTION, "Who saw the brine?"] and edited[EDITING] is False
    example = asked(tab, "", two[TURNS], editing=True, event=clicked(action="ask_example", question="Who leaked?"))
    assert questions(example[TURNS]) == [QUESTION, "What leaked at Velling?", "Who leaked?"]


def test_the_time_that_was_read_is_said_and_can_be_left(tab: AskTab, put: Any) -> None:
    put("ferry", "The ferry of Skarne sailed twice. The second ferry costs 3 crowns.", published=date(2025, 9, 2))
    first = asked(tab, "What did the ferry of Skarne cost in September 2025?")
    assert "published from 1 to 30 September 2025, or soon after (“September 2025”)" in first[LATEST]
    buttons = [one for one in Seen(first[LATEST]).of("button") if one.get("data-dates") == "off"]
    assert [button["data-action"] for button in buttons] == ["retry_question"]
    without = asked(tab, "", first[TURNS], event=clicked(action="retry_question", dates="off"))
    assert questions(without[TURNS]) == questions(first[TURNS])
    assert "Read as" not in without[LATEST] and "Looked only at" not in without[LATEST]
    again = asked(tab, "", without[TURNS], event=clicked(action="retry_question"))
    assert "Read as" in again[LATEST]
    after = asked(tab, "What leaked at Velling?", again[TURNS])
    assert "Read as" in after[PAST] and "data-dates" not in after[PAST]


def test_a_question_about_the_archive_lists_its_articles_and_can_be_asked_otherwise(tab: AskTab, put: Any) -> None:
    put("ferry", "The ferry of Skarne sailed twice.", title="Two trips", published=date(2025, 9, 2), outlet="Ledger")
    first = asked(tab, "Which articles in the Ledger mention the ferry?")
    assert "1 article in Ledger mentions “ferry”." in Seen(first[LATEST]).text
    assert "Read as: the articles in Ledger that mention “ferry” (“the Ledger”)" in Seen(first[LATEST]).text
    opened = [one for one in Seen(first[LATEST]).of("button") if one.get("data-action") == "open_article"]
    assert len(opened) >= 2  # in the list, and in the quote
    assert "## Articles" in first[LATEST] and "1. Two trips, Ledger, 2 September 2025" in first[LATEST]
    assert "Ask it of what the articles say" in first[LATEST]
    without = asked(tab, "", first[TURNS], event=clicked(action="retry_question", dates="off"))
    assert "Read as" not in without[LATEST] and "1 article in Ledger" not in without[LATEST]
    nothing = asked(tab, "How many articles mention the zorblax?")
    assert "No article mentions “zorblax”." in Seen(nothing[LATEST]).text
    assert "Never collected" not in nothing[LATEST]  # counted, and so no refusal that is to be explained


def test_a_refusal_says_which_names_stand_nowhere(tab: AskTab, put: Any) -> None:
    put("ferry", "The ferry of Skarne sailed twice. The second ferry costs 3 crowns.", published=date(2025, 9, 2))
    refused = asked(tab, "What did Odran Zorblax of Skarne sing?")
    assert "“Odran” and “Zorblax” stand nowhere in the archive." in Seen(refused[LATEST]).text
    assert "Never collected: " in Seen(refused[LATEST]).text
    assert "nowhere in the archive" not in asked(tab, "What does the second ferry cost?")[LATEST]


def test_a_slip_in_the_filters_leaves_the_question_in_the_box(tab: AskTab) -> None:
    values = asked(tab, QUESTION, since="yesterday")
    assert values[BOX] == QUESTION and "is not a date" in values[LATEST]


def test_what_goes_wrong_is_a_sentence_and_the_box_is_free_again(tab: AskTab, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> Any:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(Archive, "conversation", fails)
    values = asked(tab, QUESTION)
    assert "Something went wrong" in values[LATEST] and "secret" not in values[LATEST]
    assert tab.rest(session())["submit_btn"] == "Ask"


def test_a_kept_conversation_is_opened_again_and_goes_on(tab: AskTab) -> None:
    one = asked(tab, QUESTION)
    two = asked(tab, "And who voted?", one[TURNS], conversation=one[CONVERSATION])
    sections = Seen(two[PAST] + two[LATEST]).of("section")
    kept = {
        "id": str(sections[-1]["data-conversation"]),
        "turns": [json.loads(str(section["data-record"])) for section in sections],
        "action": "x",
    }
    past, latest, turns, conversation, *_ = tab.reopen(clicked(**kept))
    assert (past, latest, conversation) == (two[PAST], two[LATEST], two[CONVERSATION])
    further = asked(tab, "When did she say it?", turns, conversation=conversation)
    assert len(further[TURNS]) == 3
    assert "Ingrid Halvane" in further[TURNS][-1].shown.question or "ferry" in further[TURNS][-1].shown.question


@pytest.mark.parametrize("data", [{}, {"id": "<img>", "turns": []}, {"id": "0" * 32, "turns": [{"question": "Q?"}]}])
def test_what_cannot_be_opened_again_is_said(tab: AskTab, data: dict[str, Any]) -> None:
    past, latest, turns, *_ = tab.reopen(clicked(**data))
    assert (past, turns) == ("", []) and "cannot be read any more" in latest


def test_a_new_conversation_is_empty(tab: AskTab) -> None:
    assert tab.begin(session())[:4] == ("", "", [], "")


def test_follow_ups_come_once_for_the_session_that_asked(tab: AskTab) -> None:
    asked(tab, QUESTION)
    assert tab.go_on(session("another")) == ""
    html = tab.go_on(session())
    assert html == "" or "ask_example" in html
    assert tab.go_on(session()) == ""


def test_a_session_stops_its_own_work_only(tab: AskTab) -> None:
    running = TaskRegistry()
    with running.of("a") as mine, running.of("b") as theirs:
        running.stop("a")
        assert mine.is_set() and not theirs.is_set()
        with running.of("b") as newer:
            assert theirs.is_set() and not newer.is_set()
        with running.of(None) as one, running.of(None) as other:
            assert not one.is_set() and not other.is_set()
    assert not running.works("a") and not running.works("b")


def test_what_a_stopped_stream_ends_with_is_not_the_whole_answer(archive: Archive) -> None:
    stop = threading.Event()

    def stream(question: str, stop: threading.Event) -> Iterator[AnswerEvent]:
        for event in Archive.stream(archive, question):
            if isinstance(event, AnswerDone):
                time.sleep(0.1)  # the page waits for the next event as Stop is pressed
                stop.set()
            yield event

    shelf: Any = SimpleNamespace(
        archive=SimpleNamespace(
            conversation=lambda **_: SimpleNamespace(stream=stream), coverage=lambda _: archive.coverage()
        )
    )
    *_, last = ask(shelf, QUESTION, Filters(), [], stop)
    assert isinstance(last, tuple)
    turn, answer = last
    assert answer is None and turn.shown is not None and turn.shown.stopped


def test_an_article_that_is_gone_is_said(archive: Archive) -> None:
    gone = archive.articles()[0].id
    archive.remove(gone)
    html = pane_html(ArchiveCache(archive), {"articleId": gone, "start": "0", "end": "5"})
    assert "not in the archive any more" in harmless(html).text


# -- summaries ---------------------------------------------------------------------------------------------------------


def test_a_topic_is_summarised_and_cited(archive: Archive) -> None:
    with gr.Blocks():
        tab = SummariesTab(ArchiveCache(archive), build_pane())
    states = [values[0] for values in tab.summarise("the ferry", "Short", "", "", [], [], session())]
    assert "Summarising" in states[0] and 'data-latest="coming"' in states[0]
    done = harmless(states[-1])
    assert done.with_class("dl-marker") and done.of("section")[0]["data-record"]
    for topic, since in (("", ""), ("the ferry", "soon")):
        (said, _), *rest = tab.summarise(topic, "Short", since, "", [], [], session())
        assert "dl-trouble" in said and not rest


@pytest.mark.slow
def test_a_summary_can_be_stopped_and_fails_with_a_sentence() -> None:
    stop = threading.Event()
    busy = threading.Event()

    def endless(_: Any) -> Any:
        busy.set()
        threading.Event().wait(20)

    def stop_once_busy() -> None:
        if busy.wait(15):
            stop.set()

    threading.Thread(target=stop_once_busy, daemon=True).start()
    assert list(summarised(endless, stop))[-1] == Failure(STOPPED)

    def refuses(_: Any) -> Any:
        raise UsageError("the topic is empty")

    assert list(summarised(refuses, threading.Event()))[-1] == Failure("The topic is empty.")


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (Progress("summarising", 0, 0), "checking each sentence"),
        (Progress("summarising", 1, 3), "part 1 of 3"),
        (Progress("waiting", 0, 2), "2 answers come before yours"),
        (Progress("waiting", 0, 0), "checking each sentence"),
    ],
)
def test_progress_in_words(progress: Progress, said: str) -> None:
    assert said in progress_text(progress)
