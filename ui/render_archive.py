"""The archive as HTML: its status, its table, what an addition did, and what a new reader sees first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from rag import AddReport
from ui.render import OPEN, day_text, esc

REMOVE = "remove_article"
ASK = "ask_example"

Outcome = Literal["added", "updated", "unchanged", "skipped", "failed"]


@dataclass(frozen=True, slots=True)
class Row:
    """An article as the table shows it."""

    id: str
    title: str
    outlet: str | None
    day: date | None
    language: str | None
    pending: bool


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one file: ``name``, the outcome, and the reason where there is one."""

    name: str
    outcome: Outcome
    reason: str = ""


def plural(number: int, noun: str) -> str:
    """ "1 article", "1,200 articles"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def status_html(articles: int, pending: int, folder: Path, *, writable: bool) -> str:
    """One line: how much there is, how answers are made, where the archive lies."""
    parts = [f"<b>{plural(articles, 'article')}</b>"]
    if pending:
        parts.append(f'<span class="dl-pending">{pending:,} still being read, found by their words already</span>')
    parts.append("Quotes mode: verbatim sentences, no language model")
    if not writable:
        parts.append("open for reading: another process writes to it")
    parts.append(f'<span class="dl-folder" title="The archive’s folder">{esc(folder)}</span>')
    items = "".join(f"<li>{part}</li>" for part in parts)
    return f'<ul class="dl-status" aria-label="The archive">{items}</ul>'


def welcome_html(examples: Sequence[str]) -> str:
    """What stands in place of a conversation: questions that this archive should answer."""
    items = "".join(
        f'<li><button type="button" class="dl-example" dir="auto" data-action="{ASK}" data-question="{esc(question)}">'
        f"{esc(question)}</button></li>"
        for question in examples
    )
    questions = f'<h3 class="dl-label">From your archive</h3><ul class="dl-examples">{items}</ul>' if items else ""
    return (
        '<section class="dl-welcome"><h2>Ask your news archive</h2>'
        "<p>Every sentence of an answer comes with a quote. Open it to see the words in their article.</p>"
        f"{questions}</section>"
    )


def empty_html(folder: Path) -> str:
    """What stands there while the archive is empty: how to add articles."""
    return (
        '<section class="dl-welcome"><h2>Your archive is empty</h2>'
        "<p>Drop articles (.txt, .html or .md) into the Add tab. For a whole folder, stop this page and run:</p>"
        f"<pre>dateline add FOLDER --archive {esc(_quoted(str(folder)))}</pre></section>"
    )


def _quoted(path: str) -> str:
    return f'"{path}"' if " " in path else path


def table_html(rows: Sequence[Row], found: int, total: int, *, writable: bool) -> str:
    """The table of articles.

    Args:
        rows: those to show.
        found: how many the search found, of which ``rows`` may be the first.
        total: how many there are.
        writable: whether articles can be removed.
    """
    if not rows:
        return f'<p class="dl-note">{"No headline or outlet has these words." if total else "No articles yet."}</p>'
    body = "".join(_row(row, writable=writable) for row in rows)
    last = '<th scope="col"><span class="dl-unseen">Remove</span></th>' if writable else ""
    return (
        f'<table class="dl-table"><caption>{_caption(len(rows), found, total)}</caption><thead><tr>'
        '<th scope="col">Headline</th><th scope="col">Outlet</th><th scope="col">Date</th>'
        f'<th scope="col">Language</th><th scope="col">State</th>{last}</tr></thead><tbody>{body}</tbody></table>'
    )


def _caption(shown: int, found: int, total: int) -> str:
    all_of_them = plural(total, "article")
    text = all_of_them if found == total else f"{found:,} of {all_of_them}"
    return f"{text}; the first {shown:,} are shown" if shown < found else text


def _row(row: Row, *, writable: bool) -> str:
    remove = (
        f'<td class="dl-row-end"><button type="button" class="dl-remove" data-action="{REMOVE}" '
        f'data-article-id="{esc(row.id)}" aria-label="Remove {esc(row.title)}">Remove</button></td>'
        if writable
        else ""
    )
    lang = f' lang="{esc(row.language)}"' if row.language else ""
    return (
        f'<tr><th scope="row"><button type="button" class="dl-headline" dir="auto"{lang} data-action="{OPEN}" '
        f'data-article-id="{esc(row.id)}">{esc(row.title)}</button></th>'
        f'<td dir="auto">{esc(row.outlet or "–")}</td><td class="dl-day">{day_text(row.day)}</td>'
        f"<td>{esc(row.language or '–')}</td><td>{'pending' if row.pending else 'ready'}</td>{remove}</tr>"
    )


def outcomes_of(name: str, report: AddReport) -> list[Added]:
    """What a report says of the one file ``name``."""
    done: list[tuple[tuple[str, ...], Outcome]] = [
        (report.added, "added"),
        (report.updated, "updated"),
        (report.unchanged, "unchanged"),
    ]
    results = [Added(name, outcome) for ids, outcome in done for _ in ids]
    results += [Added(name, "skipped", problem.reason) for problem in report.skipped]
    results += [Added(name, "failed", problem.reason) for problem in report.failed]
    return results


def added_html(results: Sequence[Added], waiting: int = 0) -> str:
    """The list of what became of each file, and how many wait."""
    items = "".join(
        f'<li class="dl-{result.outcome}"><b>{result.outcome}</b> <span dir="auto">{esc(result.name)}</span>'
        f"{' – ' + esc(result.reason) if result.reason else ''}</li>"
        for result in results
    )
    wait = f'<p class="dl-wait" role="status">{plural(waiting, "file")} to go …</p>' if waiting else ""
    return f'<ul class="dl-results">{items}</ul>{wait}' if items or wait else ""


def confirm_html(row_title: str) -> str:
    """The question before an article is removed."""
    return f'<p class="dl-confirm">Remove “<span dir="auto">{esc(row_title)}</span>” from the archive?</p>'
