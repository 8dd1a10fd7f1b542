"""An answer as Markdown: its sentences with their numbers, and under them the quotes, each with its source.

Whatever comes from an article, a model or a user is escaped, so that no headline becomes a heading, link or tag.
"""

from __future__ import annotations

from ui.page.answers.record import Shown, ShownCopy, ShownEvidence, ShownQuote
from ui.shared.markdown_text import md, md_link
from ui.shared.wording import (
    absent_names_text,
    coverage_text,
    day_text,
    filters_text,
    how_sure,
    read_as_text,
)


def markdown(question: str, shown: Shown) -> str:
    """A question and its answer as Markdown."""
    parts = [f"# {md(question)}"]
    if shown.question != question:
        parts.append(f"*Understood as: {md(shown.question)}*")
    parts.append(_answer(shown))
    if shown.archive_result and shown.archive_result.articles:
        parts.append("## Articles")
        parts.append(
            "\n".join(f"{n}. {_article(each)}" for n, each in enumerate(shown.archive_result.articles, start=1))
        )
    quotes = shown.cited if shown.answered else shown.evidence
    if quotes:
        parts.append("## Quotes" if shown.answered else "## Nearest in the archive")
        sure = shown.outcome == "possible"
        parts.append("\n".join(_quote(quote, number, sure) for number, quote in enumerate(quotes, start=1)))
    parts += [md(line) for line in _notes(shown)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _answer(shown: Shown) -> str:
    if not shown.answered:
        return "" if shown.stopped else f"**{md(shown.text)}**"
    sentences = []
    for sentence in shown.sentences:
        marks = "".join(f" [{quote.n}]" for quote in sentence.quotes)
        reason = f": {md(sentence.reason)}" if sentence.reason else ""
        doubt = "" if sentence.verified else f" *(not verified{reason})*"
        sentences.append(f"{md(sentence.text)}{marks}{doubt}")
    return " ".join(sentences)


def _article(article: ShownCopy) -> str:
    return ", ".join(md(part) for part in (article.title, article.outlet, day_text(article.day)) if part)


def _quote(quote: ShownQuote, number: int, sure: bool) -> str:
    source = ", ".join(md(part) for part in (quote.title, quote.outlet, day_text(quote.day)) if part)
    link = md_link(quote.url)
    address = f" {link}" if link else ""
    surely = f" *({how_sure(quote.confidence)})*" if sure and isinstance(quote, ShownEvidence) else ""
    return f"{quote.n or number}. “{md(quote.quote)}” — {source}{address}{surely}"


def _notes(shown: Shown) -> list[str]:
    absent = shown.lacking.why if shown.lacking else absent_names_text(shown.absent_names)
    covered = "" if shown.answered else coverage_text(shown.coverage)
    stopped = "Stopped before its end." if shown.stopped else None
    read = f"Read as: {read_as_text(shown.read_as)}." if shown.read_as else None
    return [line for line in (stopped, read, absent, covered, filters_text(shown.filters), shown.notice) if line]
