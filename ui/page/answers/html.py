"""From answers to HTML: pure functions. Whatever comes from an article, a model or a user is escaped here."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ui.page.answers.markdown import markdown
from ui.page.answers.record import Json, Shown, ShownCopy, ShownQuote, ShownSentence
from ui.shared.wording import coverage_text, day_text, filters_text, place_text

#: What the page's scripts call each click: see ui/page/widgets/scripts.py and ui/page/static.
OPEN = "open_article"
RETRY = "retry_question"
EDIT = "edit_question"
ASK = "ask_example"

#: So many copies of a story are named in a line.
_COPIES_NAMED = 5

# The page's templates are JavaScript and Handlebars templates, so their own signs are escaped like HTML's.
_TEMPLATE_SIGNS = str.maketrans({"{": "&#123;", "}": "&#125;", "$": "&#36;", "`": "&#96;", "\r": "&#13;", "\0": " "})


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
    before this one.
    """

    question: str
    understood: str | None = None
    evidence: tuple[ShownQuote, ...] = ()
    sentences: tuple[ShownSentence, ...] = ()
    proposed: ShownSentence | None = None
    unchecked: str = ""
    ahead: int = 0


def esc(text: object) -> str:
    """Text as HTML text or as a quoted attribute's value, which no template reads as its own."""
    return html.escape(str(text), quote=True).translate(_TEMPLATE_SIGNS)


def trouble_html(sentence: str) -> str:
    """A sentence that says what went wrong and what to do."""
    return f'<p class="dl-trouble" role="alert">{esc(sentence)}</p>'


# -- a conversation ----------------------------------------------------------------------------------------------------


def past_html(turns: Sequence[Turn]) -> str:
    """The turns before the latest, the oldest first."""
    return "".join(_turn(turn, number, "") for number, turn in enumerate(turns))


def latest_html(turn: Turn, number: int, conversation: str) -> str:
    """The latest turn, which can be asked again and edited.

    Args:
        turn: it.
        number: how many come before it.
        conversation: the conversation's id, by which the browser keeps it.
    """
    actions = _button(RETRY, "Ask again", "again") + _button(EDIT, "Edit the question", "edit")
    return _turn(turn, number, f' data-latest="done" data-conversation="{esc(conversation)}"', actions)


def live_html(live: Live, number: int, conversation: str) -> str:
    """The latest turn while its answer is coming: what is checked, what is being checked, and the quotes found."""
    if live.understood is None:
        said = '<p class="dl-wait" role="status">Looking through the archive …</p>'
    else:
        sentences = [_sentence(item, f"t{number}-s{i}") for i, item in enumerate(live.sentences)]
        if live.proposed is not None:
            sentences.append(_proposed(live.proposed, f"t{number}-p"))
        if tail := live.unchecked.strip():
            sentences.append(_checking(tail))
        said = (
            f'<div class="dl-answer dl-written" data-state="writing">{" ".join(sentences)}</div>'
            f'<p class="dl-wait" role="status">{_progress(live)}</p>{_evidence(live.evidence, "Quotes found")}'
        )
    head = _question(live.question, live.understood, number)
    return (
        f'<section class="dl-turn" aria-labelledby="question-{number}" data-latest="coming" '
        f'data-conversation="{esc(conversation)}" aria-busy="true">{head}{said}</section>'
    )


def summary_turn_html(topic: str, said: Turn | str) -> str:
    """A topic and its summary, or how far it is."""
    head = f'<h2 class="dl-question" id="topic" dir="auto">{esc(topic)}</h2>'
    if isinstance(said, str):
        return (
            f'<section class="dl-turn" aria-labelledby="topic" data-latest="coming" aria-busy="true">{head}'
            f'<p class="dl-wait" role="status">{esc(said)}</p></section>'
        )
    body, kept = _said(said, "sum", "")
    return f'<section class="dl-turn" aria-labelledby="topic" data-latest="done"{kept}>{head}{body}</section>'


def _progress(live: Live) -> str:
    if live.ahead:
        waits = f"{live.ahead} {'answer comes' if live.ahead == 1 else 'answers come'} before yours"
        return f"The model is busy: {waits}. The quotes are here already."
    return "Writing, and checking each sentence against the quotes …" if live.sentences else "Writing from the quotes …"


def _turn(turn: Turn, number: int, attributes: str, actions: str = "") -> str:
    said, kept = _said(turn, f"t{number}", actions)
    head = _question(turn.question, turn.shown.question if turn.shown else None, number)
    return f'<section class="dl-turn" aria-labelledby="question-{number}"{attributes}{kept}>{head}{said}</section>'


def _said(turn: Turn, name: str, actions: str) -> tuple[str, str]:
    """What came of a question, and as attributes what the browser keeps, copies, downloads and reads out of it."""
    if turn.shown is None:
        return trouble_html(turn.trouble or "There is no answer.") + _actions(actions, export=False), ""
    record = json.dumps({"question": turn.question, "answer": turn.record}, ensure_ascii=False)
    kept = (
        f' data-record="{esc(record)}" data-markdown="{esc(markdown(turn.question, turn.shown))}" '
        f'data-said="{esc(announcement(turn.shown))}"'
    )
    return answer_html(turn.shown, name) + _actions(actions), kept


def _question(question: str, understood: str | None, number: int) -> str:
    alone = (
        f'<p class="dl-understood" dir="auto">Understood as: {esc(understood)}</p>'
        if understood is not None and understood != question
        else ""
    )
    return f'<h2 class="dl-question" id="question-{number}" dir="auto">{esc(question)}</h2>{alone}'


def _actions(more: str, *, export: bool = True) -> str:
    out = (
        '<button type="button" class="dl-act" data-copy aria-label="Copy the answer with its quotes">Copy</button>'
        '<button type="button" class="dl-act" data-download="md" '
        'aria-label="Download the answer as Markdown">Markdown</button>'
        '<button type="button" class="dl-act" data-download="json" '
        'aria-label="Download the answer as JSON">JSON</button>'
    )
    return f'<div class="dl-actions">{out if export else ""}{more}</div>'


def _button(action: str, label: str, hook: str) -> str:
    return f'<button type="button" class="dl-act" data-action="{action}" data-hook="{hook}">{label}</button>'


def follow_ups_html(questions: Sequence[str]) -> str:
    """Questions to go on with."""
    if not questions:
        return ""
    return f'<h3 class="dl-label">Go on with</h3>{questions_html(questions)}'


def questions_html(questions: Sequence[str]) -> str:
    """Questions as a list of buttons that ask them."""
    items = "".join(
        f'<li><button type="button" class="dl-example" dir="auto" data-action="{ASK}" data-question="{esc(question)}">'
        f"{esc(question)}</button></li>"
        for question in questions
    )
    return f'<ul class="dl-examples">{items}</ul>'


# -- an answer ---------------------------------------------------------------------------------------------------------


def answer_html(shown: Shown, name: str) -> str:
    """An answer: its sentences with their markers, and under them the numbered quotes; or a refusal.

    Args:
        shown: it.
        name: begins the ids of its elements; no two answers of a page have the same.
    """
    if not shown.answered:
        return _nothing_said(shown)
    kind = "dl-written" if shown.written else "dl-quoted"
    sentences = " ".join(_sentence(sentence, f"{name}-s{i}") for i, sentence in enumerate(shown.sentences))
    cited = shown.cited
    others = shown.others
    more = (
        f'<details class="dl-more"><summary>{len(others)} more {_noun(len(others), "quote")} found</summary>'
        f"{_cards(others)}</details>"
        if others
        else ""
    )
    label = _noun(len(cited), "Quote")
    return (
        f'<div class="dl-answer {kind}" data-state="answered">{sentences}</div>{_verdict(shown)}{_conditions(shown)}'
        f'<h3 class="dl-label">{label}</h3>{_cards(cited)}{more}'
    )


def announcement(shown: Shown) -> str:
    """What a screen reader is told once an answer is there."""
    if not shown.answered:
        found = f"{len(shown.evidence)} {_noun(len(shown.evidence), 'quote')} found."
        return f"Stopped. {found}" if shown.stopped else f"{shown.text} {found}"
    sentences = len(shown.sentences)
    verified = sum(sentence.verified for sentence in shown.sentences)
    checked = f"{verified} verified" if verified < sentences else "verified"
    return f"Answer: {sentences} {_noun(sentences, 'sentence')}, {checked}. {shown.text}"


def _verdict(shown: Shown) -> str:
    """How much of a written answer is verified; quotes need no such line, being the articles' own words."""
    if not shown.written:
        return ""
    total = len(shown.sentences)
    verified = sum(sentence.verified for sentence in shown.sentences)
    if verified == total:
        said = "The sentence is" if total == 1 else f"All {total} sentences are"
        text = f"{said} verified against the quotes."
    else:
        text = f"{verified} of {total} sentences verified; do not rely on the {_noun(total - verified, 'other')}."
    return f'<p class="dl-verdict" data-verified="{verified}" data-sentences="{total}">{text}</p>'


def _nothing_said(shown: Shown) -> str:
    searched = coverage_text(shown.coverage)
    if shown.stopped:
        said = "Stopped before a sentence was verified."
        return (
            f'<div class="dl-answer dl-stopped" data-state="stopped"><p>{said}</p></div>{_conditions(shown)}'
            f"{_evidence(shown.evidence, 'Quotes found')}"
        )
    note = f'<p class="dl-note">{esc(searched)}</p>' if searched else ""
    return (
        f'<div class="dl-answer dl-refusal" data-state="refused"><p>{esc(shown.text)}</p>{note}'
        f"{_conditions(shown)}</div>"
        f"{_evidence(shown.evidence, 'Nearest in the archive')}"
    )


def _conditions(shown: Shown) -> str:
    """Under which filters the answer was given, and what the archive has to say about that."""
    lines = [line for line in (filters_text(shown.filters), shown.notice) if line]
    stopped = "Stopped before its end: only what was checked is shown." if shown.stopped and shown.answered else None
    return "".join(f'<p class="dl-note">{esc(line)}</p>' for line in (stopped, *lines) if line)


def _sentence(sentence: ShownSentence, name: str) -> str:
    if sentence.verified:
        return f'<p class="dl-sentence" dir="auto" data-sentence="verified">{_cited(sentence, name)}</p>'
    reason = sentence.reason or "No quote in the archive was found to support this."
    return (
        f'<p class="dl-sentence dl-unverified" dir="auto" data-sentence="unverified">'
        f'<span class="dl-doubt">{esc(sentence.text)}</span> <span class="dl-cite"><button type="button" '
        f'class="dl-flag" aria-describedby="{name}">not verified</button>'
        f'<span class="dl-hover" role="tooltip" id="{name}">{esc(reason)}</span></span></p>'
    )


def _cited(sentence: ShownSentence, name: str) -> str:
    markers = "".join(_marker(quote, f"{name}-q{quote.n}") for quote in sentence.quotes)
    lang = _lang(sentence.quotes[0].language) if sentence.quotes else ""
    return f'<span{lang}>{esc(sentence.text)}</span><span class="dl-markers">{markers}</span>'


def _proposed(sentence: ShownSentence, name: str) -> str:
    """A sentence that the rules accept: with its quotes, and still marked as not decided."""
    return (
        f'<p class="dl-sentence dl-checking" dir="auto" data-sentence="proposed">{_cited(sentence, name)} '
        f"{_CHECKING}</p>"
    )


def _checking(text: str) -> str:
    """What is written and not checked at all yet."""
    return f'<p class="dl-sentence dl-checking" dir="auto" data-sentence="checking">{esc(text)} {_CHECKING}</p>'


_CHECKING = '<span class="dl-flag">being checked</span>'


def _marker(quote: ShownQuote, name: str) -> str:
    where = place_text(quote.outlet, quote.day)
    return (
        f'<span class="dl-cite"><button type="button" class="dl-marker" {_target(quote)} '
        f'aria-label="Quote {quote.n}, {esc(where)}" aria-describedby="{name}">[{quote.n}]</button>'
        f'<span class="dl-hover" role="tooltip" id="{name}">'
        f'<span class="dl-hover-quote" dir="auto">“{esc(quote.quote)}”</span>'
        f'<span class="dl-hover-title" dir="auto">{esc(quote.title)}</span>'
        f'<span class="dl-hover-place">{esc(where)}</span></span></span>'
    )


def _evidence(quotes: Sequence[ShownQuote], label: str) -> str:
    return f'<h3 class="dl-label">{label}</h3>{_cards(quotes)}' if quotes else ""


def _cards(quotes: Sequence[ShownQuote]) -> str:
    kind = "ol" if any(quote.n for quote in quotes) else "ul"
    return f'<{kind} class="dl-cards">{"".join(_card(quote) for quote in quotes)}</{kind}>'


def _card(quote: ShownQuote) -> str:
    number = f'<span class="dl-number" aria-hidden="true">{quote.n}</span>' if quote.n is not None else ""
    return (
        f'<li class="dl-card" {_target(quote)}>{number}<div class="dl-card-body">'
        f'<blockquote dir="auto"{_lang(quote.language)}>{_in_context(quote)}</blockquote>'
        f'<p class="dl-source"><button type="button" class="dl-headline" dir="auto" {_target(quote)}>'
        f"{esc(quote.title)}</button> {byline_html(quote.outlet, quote.day)}</p>"
        f"{also_in_html(quote.also_in)}</div></li>"
    )


def also_in_html(copies: Sequence[ShownCopy]) -> str:
    """In which other articles a story stands, each a button that opens it."""
    if not copies:
        return ""
    named = ", ".join(
        f'<button type="button" class="dl-headline dl-copy" dir="auto" data-action="{OPEN}" '
        f'data-article-id="{esc(copy.article_id)}">{esc(place_text(copy.name, copy.day))}</button>'
        for copy in copies[:_COPIES_NAMED]
    )
    more = f" and {len(copies) - _COPIES_NAMED} more" if len(copies) > _COPIES_NAMED else ""
    return f'<p class="dl-note dl-also">Also in: {named}{more}</p>'


def _in_context(quote: ShownQuote) -> str:
    """The exact quote, with some of the words around it, set apart."""
    lead = f'<span class="dl-context">{esc(quote.before)}</span>' if quote.before else ""
    trail = f'<span class="dl-context">{esc(quote.after)}</span>' if quote.after else ""
    return f'{lead}<span class="dl-quote">{esc(quote.quote)}</span>{trail}'


def _target(quote: ShownQuote) -> str:
    return (
        f'data-action="{OPEN}" data-article-id="{esc(quote.article_id)}" '
        f'data-start="{quote.start}" data-end="{quote.end}" data-quote="{esc(quote.quote)}"'
    )


def byline_html(outlet: str | None, day: date | None) -> str:
    """Outlet and day, as a line under a headline."""
    name = f'<span class="dl-outlet">{esc(outlet)}</span>' if outlet else ""
    when = day_text(day)
    time = f'<time datetime="{day.isoformat()}">{when}</time>' if day else f"<span>{when}</span>"
    return f'<span class="dl-byline">{name}{time}</span>'


def _lang(language: str | None) -> str:
    return f' lang="{esc(language)}"' if language else ""


def _noun(number: int, noun: str) -> str:
    return noun if number == 1 else f"{noun}s"
