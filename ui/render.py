"""From Dateline's values to HTML: pure functions. Whatever comes from an article or a user is escaped here."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from rag import Answer, Article, Citation, Evidence, Filters, Sentence

#: So many characters of the article are shown on either side of a quote.
CONTEXT = 110
#: How the page calls each quote's place, for the scripts: see ui/static/dateline.js.
OPEN = "open_article"

_SPACES = re.compile(r"\s+")
_BREAK = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
# The page's templates are JavaScript and Handlebars templates, so their own signs are escaped like HTML's.
_TEMPLATE_SIGNS = str.maketrans({"{": "&#123;", "}": "&#125;", "$": "&#36;", "`": "&#96;", "\r": "&#13;", "\0": " "})


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a conversation and what came of it: an answer, a sentence of trouble, or nothing yet."""

    question: str
    answer: Answer | None = None
    trouble: str | None = None


def esc(text: object) -> str:
    """Text as HTML text or as a quoted attribute's value, which no template reads as its own."""
    return html.escape(str(text), quote=True).translate(_TEMPLATE_SIGNS)


def safe_link(url: str | None) -> str | None:
    """The url if it leads to a web page, else None: ``javascript:`` and its like never become links."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def day_text(day: date | None) -> str:
    """A day as a reader writes it, or "no date"."""
    return f"{day.day} {day:%B} {day.year}" if day else "no date"


def place_text(article: Article) -> str:
    """Where and when an article appeared: "Harrow Bay Courier, 2 September 2025"."""
    return ", ".join(part for part in (article.outlet, day_text(article.day)) if part)


def conversation_html(turns: Sequence[Turn], welcome: str) -> str:
    """The conversation, or what stands in its place before the first question.

    Args:
        turns: oldest first.
        welcome: HTML made by this package.
    """
    if not turns:
        return welcome
    last = len(turns) - 1
    return "".join(_turn(turn, number, last=number == last) for number, turn in enumerate(turns))


def _turn(turn: Turn, number: int, *, last: bool) -> str:
    if turn.answer is not None:
        said = answer_html(turn.answer)
    elif turn.trouble is not None:
        said = trouble_html(turn.trouble)
    else:
        said = '<p class="dl-wait" role="status">Looking through the archive …</p>'
    mark = ' data-latest="yes"' if last else ""
    return (
        f'<section class="dl-turn" aria-labelledby="question-{number}"{mark}>'
        f'<h2 class="dl-question" id="question-{number}" dir="auto">{esc(turn.question)}</h2>{said}</section>'
    )


def trouble_html(sentence: str) -> str:
    """A sentence that says what went wrong and what to do."""
    return f'<p class="dl-trouble" role="alert">{esc(sentence)}</p>'


def answer_html(answer: Answer) -> str:
    """An answer: its sentences with their markers, and under them the numbered quotes; or a refusal."""
    if not answer.answered:
        return _refusal(answer)
    kind = "dl-quoted" if answer.mode == "quotes" else "dl-written"
    sentences = " ".join(_sentence(sentence) for sentence in answer.sentences)
    cited = {citation.n: citation for sentence in answer.sentences for citation in sentence.citations}
    cards = "".join(_card(cited[n], n) for n in sorted(cited))
    return (
        f'<div class="dl-answer {kind}">{sentences}</div>{_conditions(answer)}'
        f'<h3 class="dl-label">{"Quote" if len(cited) == 1 else "Quotes"}</h3><ol class="dl-cards">{cards}</ol>'
    )


def _refusal(answer: Answer) -> str:
    nearest = "".join(_card(evidence) for evidence in answer.evidence)
    cards = f'<h3 class="dl-label">Nearest in the archive</h3><ul class="dl-cards">{nearest}</ul>' if nearest else ""
    return f'<div class="dl-answer dl-refusal"><p>{esc(answer.text)}</p></div>{_conditions(answer)}{cards}'


def _conditions(answer: Answer) -> str:
    """Under which filters the answer was given, and what the archive has to say about that."""
    lines = [line for line in (filters_text(answer.filters), answer.notice) if line]
    return "".join(f'<p class="dl-note">{esc(line)}</p>' for line in lines)


def filters_text(filters: Filters) -> str | None:
    """The filters in force, in words; None if there are none."""
    parts = []
    if filters.since:
        parts.append(f"from {day_text(filters.since)}")
    if filters.until:
        parts.append(f"until {day_text(filters.until)}")
    if filters.outlets:
        parts.append("outlet " + " or ".join(filters.outlets))
    if filters.languages:
        parts.append("language " + " or ".join(filters.languages))
    return "Looked only at articles " + ", ".join(parts) + "." if parts else None


def _sentence(sentence: Sentence) -> str:
    lang = _lang(sentence.citations[0].article) if sentence.citations else ""
    markers = "".join(_marker(citation) for citation in sentence.citations)
    if sentence.verified:
        return f'<p class="dl-sentence" dir="auto"><span{lang}>{esc(sentence.text)}</span> {markers}</p>'
    return (
        '<p class="dl-sentence dl-unverified" dir="auto" title="No quote in the archive was found to support this.">'
        f"{esc(sentence.text)}</p>"
    )


def _marker(citation: Citation) -> str:
    where = place_text(citation.article)
    return (
        f'<button type="button" class="dl-marker" {_target(citation)} title="{esc(where)}" '
        f'aria-label="Open quote {citation.n} in its article: {esc(where)}">[{citation.n}]</button>'
    )


def _card(quote: Citation | Evidence, n: int | None = None) -> str:
    article = quote.article
    number = f'<span class="dl-number" aria-hidden="true">{n}</span>' if n is not None else ""
    return (
        f'<li class="dl-card" {_target(quote)}>{number}<div class="dl-card-body">'
        f'<blockquote dir="auto"{_lang(article)}>{_in_context(quote)}</blockquote>'
        f'<p class="dl-source"><button type="button" class="dl-headline" dir="auto" {_target(quote)}>'
        f"{esc(article.title)}</button> {_byline(article)}</p></div></li>"
    )


def _in_context(quote: Citation | Evidence) -> str:
    """The exact quote, with some of the words around it, set apart."""
    before, after = around(quote.article.text, quote.start, quote.end)
    lead = f'<span class="dl-context">{esc(before)}</span>' if before else ""
    trail = f'<span class="dl-context">{esc(after)}</span>' if after else ""
    return f'{lead}<span class="dl-quote">{esc(quote.quote)}</span>{trail}'


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """The words before and after ``text[start:end]``, on one line, cut between words."""
    before = text[max(0, start - CONTEXT) : start]
    if start > CONTEXT:
        before = "… " + before.partition(" ")[2]
    after = text[end : end + CONTEXT]
    if end + CONTEXT < len(text):
        after = after.rpartition(" ")[0] + " …"
    return _SPACES.sub(" ", before), _SPACES.sub(" ", after)


def _target(quote: Citation | Evidence) -> str:
    return (
        f'data-action="{OPEN}" data-article-id="{esc(quote.article.id)}" '
        f'data-start="{quote.start}" data-end="{quote.end}"'
    )


def _byline(article: Article) -> str:
    outlet = f'<span class="dl-outlet">{esc(article.outlet)}</span>' if article.outlet else ""
    when = day_text(article.day)
    time = f'<time datetime="{article.day.isoformat()}">{when}</time>' if article.day else f"<span>{when}</span>"
    return f'<span class="dl-byline">{outlet}{time}</span>'


def _lang(article: Article) -> str:
    return f' lang="{esc(article.language)}"' if article.language else ""


def article_html(article: Article, start: int | None = None, end: int | None = None) -> str:
    """A whole article, with the characters ``[start, end)`` of its text marked; offsets out of range mark nothing."""
    fits = start is not None and end is not None and 0 <= start < end <= len(article.text)
    low, high = (start or 0, end or 0) if fits else (0, 0)
    return (
        f'<article class="dl-article"{_lang(article)} aria-label="Article">'
        f'<header><h2 class="dl-title" dir="auto" tabindex="-1">{esc(article.title)}</h2>'
        f"<p>{_byline(article)}</p>{_facts(article)}</header>"
        f'<div class="dl-text">{paragraphs_html(article.text, low, high)}</div>{_captions(article.captions)}</article>'
    )


def _facts(article: Article) -> str:
    facts = []
    if article.authors:
        facts.append(f"By {esc(', '.join(article.authors))}")
    link = safe_link(article.url)
    if link:
        facts.append(f'<a href="{esc(link)}" target="_blank" rel="noopener noreferrer nofollow">Original page</a>')
    if article.state == "pending":
        facts.append("Found by its words; its meaning is still being read")
    return f'<p class="dl-facts">{" · ".join(facts)}</p>' if facts else ""


def _captions(captions: Iterable[str]) -> str:
    items = "".join(f'<li dir="auto">{esc(caption)}</li>' for caption in captions)
    return f'<footer><h3 class="dl-label">Captions</h3><ul class="dl-captions">{items}</ul></footer>' if items else ""


def paragraphs_html(text: str, start: int, end: int) -> str:
    """The text as paragraphs, ``[start, end)`` marked; without its tags it is the text, character for character."""
    pieces = []
    position = 0
    first = True
    for gap in [*_BREAK.finditer(text), None]:
        stop = gap.start() if gap else len(text)
        low, high = max(position, start), min(stop, end)
        if low < high:
            name = ' id="quote"' if first else ""
            first = False
            inner = f'{esc(text[position:low])}<mark{name} class="dl-mark">{esc(text[low:high])}</mark>'
            inner += esc(text[high:stop])
        else:
            inner = esc(text[position:stop])
        pieces.append(f'<p dir="auto">{inner}</p>' if inner else "")
        if gap:
            pieces.append(gap.group())
            position = gap.end()
    return "".join(pieces)
