"""From answers to HTML: pure functions over ui/page/templates/answers.html."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from ui.page.answers.markdown import markdown
from ui.page.answers.record import Json, Shown, ShownQuote, ShownSentence
from ui.page.templating import Html, render
from ui.shared.wording import plural

#: What the page's scripts call each click: see ui/page/widgets/scripts.py and ui/page/static.
OPEN = "open_article"
RETRY = "retry_question"
EDIT = "edit_question"
ASK = "ask_example"


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a conversation and what came of it: an answer with its record, or a sentence of trouble."""

    question: str
    shown: Shown | None = None
    record: Json | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Live:
    """A question whose answer is still coming.

    ``understood`` is its stand-alone form, once it is known; ``proposed`` is a sentence that the rules accept and the
    judge is still asked about; ``unchecked`` is what the model has written since; ``ahead`` are the answers that come
    before this one; ``read`` is the archive's sentence that surely answers, from which the answer is being written.
    """

    question: str
    understood: str | None = None
    evidence: tuple[ShownQuote, ...] = ()
    sentences: tuple[ShownSentence, ...] = ()
    proposed: ShownSentence | None = None
    unchecked: str = ""
    ahead: int = 0
    read: ShownSentence | None = None


def trouble_html(sentence: str) -> Html:
    """A sentence that says what went wrong and what to do."""
    return render("answers", "trouble", sentence)


# -- a conversation ----------------------------------------------------------------------------------------------------


def past_html(turns: Sequence[Turn]) -> Html:
    """The turns before the latest, the oldest first."""
    return render("answers", "past", [(turn, _kept(turn)) for turn in turns])


def latest_html(turn: Turn, number: int, conversation: str) -> Html:
    """The latest turn, which can be asked again and edited.

    Args:
        turn: it.
        number: how many come before it.
        conversation: the conversation's id, by which the browser keeps it.
    """
    return render("answers", "done", turn, number, _kept(turn), conversation)


def live_html(live: Live, number: int, conversation: str) -> Html:
    """The latest turn while its answer is coming: what is checked, what is being checked, and the quotes found."""
    return render("answers", "coming", live, number, conversation, _progress(live))


def summary_turn_html(topic: str, said: Turn | str) -> Html:
    """A topic and its summary, or how far it is."""
    turn = None if isinstance(said, str) else said
    return render("answers", "summary", topic, turn, _kept(turn) if turn else None, said)


def _progress(live: Live) -> str:
    if live.ahead:
        waits = f"{live.ahead} {'answer comes' if live.ahead == 1 else 'answers come'} before yours"
        return f"The model is busy: {waits}. The quotes are here already."
    if live.sentences:
        return "Writing, and checking each sentence against the quotes …"
    return "Writing from the quotes …" if live.read or live.unchecked else "Reading which of the quotes answer …"


def _kept(turn: Turn) -> dict[str, str] | None:
    """What the browser keeps, copies, downloads and reads out of a turn with an answer."""
    if turn.shown is None:
        return None
    record = json.dumps({"question": turn.question, "answer": turn.record}, ensure_ascii=False)
    return {"record": record, "markdown": markdown(turn.question, turn.shown), "said": announcement(turn.shown)}


def follow_ups_html(questions: Sequence[str]) -> Html:
    """Questions to go on with."""
    return render("answers", "follow_ups", questions)


# -- an answer ---------------------------------------------------------------------------------------------------------


def announcement(shown: Shown) -> str:
    """What a screen reader is told once an answer is there."""
    if not shown.answered:
        found = f"{plural(len(shown.evidence), 'quote')} found."
        return f"Stopped. {found}" if shown.stopped else f"{shown.text} {found}"
    sentences = len(shown.sentences)
    verified = sum(sentence.verified for sentence in shown.sentences)
    checked = f"{verified} verified" if verified < sentences else "verified"
    return f"Answer: {plural(sentences, 'sentence')}, {checked}. {shown.text}"
