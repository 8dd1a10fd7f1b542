"""The nouns as plain text, for the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from rag import (
    AddReport,
    Answer,
    Article,
    Copy,
    EditReport,
    ExportReport,
    FailedSource,
    Health,
    ImportReport,
    MoveReport,
    Quote,
    RemoveReport,
    TakenOff,
)
from ui.cli.terminal import clean
from ui.cli.text import history
from ui.shared.wording import DATE_FROM, added_text, failure_text, how_sure, plural, problem_lines, read_as_text

_WIDTH = 100
#: So many sources are named in a line.
_NAMED = 5


def answer(value: Answer) -> str:
    """An answer with its quotes, or the nearest ones, with how surely each answers where one may."""
    lines: list[str] = []
    if value.answered:
        for sentence in value.sentences:
            marks = "".join(f" [{citation.n}]" for citation in sentence.citations)
            lines += [_wrapped(sentence.text + marks), ""]
        for sentence in value.sentences:
            for citation in sentence.citations:
                lines.append(f"[{citation.n}] {_where(citation)}")
                more = (
                    history.also_in(citation.also_in),
                    history.changed(citation),
                    history.first_read(citation.first_read),
                )
                lines += [_wrapped(line, "    ") for line in more if line]
        lines += _uncited(value)
    else:
        lines.append(value.text)
        if value.evidence and value.outcome == "none":
            lines += ["", "The nearest in it:"]
        for quote in value.evidence[:3]:
            lines += ["", _wrapped(f"“{quote.quote}”", "  "), f"  {_where(quote)}"]
            if value.outcome == "possible" and (sure := how_sure(quote.confidence)):
                lines.append(f"  {sure}")
    if value.read_as:
        lines += ["", f"Read as: {read_as_text(value.read_as)}; --no-dates takes it off."]
    if value.notice:
        lines += ["", value.notice]
    return clean("\n".join(lines))


def _uncited(value: Answer) -> list[str]:
    """The articles that a question about the archive asks for and the answer does not cite."""
    if value.archive_result is None:
        return []
    cited = {citation.article.id for sentence in value.sentences for citation in sentence.citations}
    return [
        "    "
        + " · ".join(part for part in (one.outlet, one.day.isoformat() if one.day else "no date", one.title) if part)
        for one in value.archive_result.articles
        if one.article_id not in cited
    ]


def articles(values: Sequence[Article]) -> str:
    """One line an article."""
    if not values:
        return "No articles."
    lines = [
        f"{item.id}  {item.day or 'no date   '}  {(item.outlet or '-')[:24]:24}  {item.title}"
        + ("  (pending)" if item.state == "pending" else "")
        for item in values
    ]
    return clean("\n".join(lines))


def article(
    value: Article,
    *,
    corrected: Sequence[str] = (),
    taken_off: Sequence[TakenOff] | None = None,
    copies: Sequence[Copy] = (),
) -> str:
    """A whole article, which of its fields were corrected, its copies, and, where asked for, what was taken off."""
    facts = [
        ("Outlet", value.outlet),
        ("Section", value.section),
        ("Published", _published(value)),
        ("Updated", value.updated.isoformat() if value.updated else None),
        ("By", ", ".join(value.authors) or None),
        ("Address", value.url),
        ("Language", value.language),
        ("Source", value.source),
        ("Corrected by hand", ", ".join(corrected) or None),
    ]
    lines = [value.title, "=" * min(len(value.title), _WIDTH)]
    lines += [f"{name}: {fact}" for name, fact in facts if fact]
    lines += ["", "\n\n".join(_wrapped(paragraph) for paragraph in value.text.split("\n\n"))]
    if value.captions:
        lines += ["", "Captions:"] + [_wrapped(f"- {caption}", "  ") for caption in value.captions]
    lines += history.copies(copies)
    if taken_off is not None:
        lines += ["", "Taken off its page:" if taken_off else "Nothing was taken off its page."]
        lines += [f"{_wrapped(f'- {piece.text}', '  ')}\n      ({piece.reason})" for piece in taken_off]
    return clean("\n".join(lines))


def _published(value: Article) -> str:
    if value.published is None:
        return "not stated"
    origin = DATE_FROM.get(value.published_from or "")
    return value.published.isoformat() + (f" (from {origin})" if origin else "")


def added(report: AddReport) -> str:
    """What an ``add`` did."""
    lines = [added_text(report)]
    lines += [f"  {line}" for line in problem_lines("skipped", report.skipped)]
    lines += [f"  {line}" for line in problem_lines("failed", report.failed)]
    lines += [f"  note {warned.source}: {warned.warning}" for warned in report.warnings]
    lines += history.duplicates(report)
    return clean("\n".join(lines))


def failures(values: Sequence[FailedSource]) -> str:
    """What could not be read."""
    if not values:
        return "Nothing that was added has failed."
    lines = [f"{failure.source}: {failure_text(failure)}" for failure in values]
    return clean("\n".join([*lines, f"{len(values)} failed; dateline add --retry-failed tries them again."]))


def removed(report: RemoveReport) -> str:
    """What a ``remove`` did."""
    erased = " and erased from the archive's files" if report.beyond_reach else ""
    lines = [f"{len(report.removed)} removed{erased}."]
    lines += [f"  no article has the id {article_id}" for article_id in report.unknown]
    if report.beyond_reach:
        earlier = "What was removed before, under whatever id, is erased too." if report.unknown else ""
        lines += [*filter(None, [earlier]), "Out of Dateline's reach:", *(f"  {each}" for each in report.beyond_reach)]
    return clean("\n".join(lines))


def edited(report: EditReport) -> str:
    """What correcting many articles did."""
    lines = [f"{len(report.edited)} corrected."]
    lines += [f"{len(report.unchanged)} said so already."] if report.unchanged else []
    lines += [f"  no article has the id {article_id}" for article_id in report.unknown]
    return clean("\n".join(lines))


def exported(report: ExportReport) -> str:
    """What an ``export`` did."""
    return clean(
        f"{report.path} is written: articles {report.articles}, vectors {report.vectors}, {report.bytes / 1e6:.1f} MB."
    )


def moved(report: MoveReport) -> str:
    """What a ``migrate`` did."""
    counted = f"articles {report.articles}, vectors {report.vectors} ({report.store})"
    if report.ok:
        lines = [f"{report.source} is in {report.target} now, too, and is the same there: {counted}."]
    else:
        lines = [f"{report.source} is not whole in {report.target}: give the same command again.", *report.differences]
    return clean("\n".join(lines))


def imported(report: ImportReport) -> str:
    """What an ``import`` did."""
    lines = [added(report.articles)]
    if report.vectors:
        lines.append(f"{report.vectors} vectors came with the backup.")
    lines += [report.notice] if report.notice else []
    if report.followed:
        what, named = _sources_are(report.followed)
        lines.append(
            f"{what} followed now, as in the backup; dateline sync looks there, dateline unfollow ends it: {named}"
        )
    if report.not_followed:
        what, named = _sources_are(report.not_followed)
        lines.append(
            f"{what} followed in the backup and not here: import --follow takes addresses along, a folder is followed "
            f"with add --follow: {named}"
        )
    return clean("\n".join(lines))


def _sources_are(sources: tuple[str, ...]) -> tuple[str, str]:
    """How many sources there are, and the first of them by name."""
    named = ", ".join(sources[:_NAMED]) + (", …" if len(sources) > _NAMED else "")
    return "1 source is" if len(sources) == 1 else f"{len(sources)} sources are", named


def health(value: Health, where: str) -> str:
    """The doctor's report."""
    lines = [
        f"Archive: {where}",
        f"{plural(value.articles, 'article')}, {plural(value.passages, 'passage')}, {value.pending} pending",
        f"Embedding: {value.embedding}{' (tried, works)' if value.embedding_ok else ''}",
        f"Language model: {value.llm}",
        *([f"Vectors: {value.vectors}"] if value.vectors != "chroma" else []),
    ]
    lines += [f"{'mended' if problem.mended else 'PROBLEM'}: {problem.what}" for problem in value.findings]
    lines += [f"note: {note}" for note in value.notes]
    if not value.sound:
        lines.append("Run dateline doctor --mend to repair this.")
    elif not value.problems:
        lines.append("Every word and vector is where it should be.")
    return clean("\n".join(lines))


def figures(result: Mapping[str, Any]) -> str:
    """An evaluation's figures, one a line."""
    width = max(len(name) for name in result)
    return "\n".join(f"{name:{width}}  {'-' if value is None else value}" for name, value in result.items())


def _where(quote: Quote) -> str:
    return _where_article(quote.article)


def _where_article(item: Article) -> str:
    parts = [item.outlet, item.day.isoformat() if item.day else "no date", item.title]
    return " · ".join(part for part in parts if part)


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(" ".join(text.split()), _WIDTH, initial_indent=indent, subsequent_indent=indent)
