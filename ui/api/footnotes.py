"""An answer as a chat program shows it: Markdown with footnotes, and where in it which quote is cited; and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag import POSSIBLE, REFUSAL, Answer, Citation, Evidence
from ui.shared.markdown_text import md, md_link, without_md
from ui.shared.wording import day_text

#: Of what may answer so many quotes are shown.
_NEAREST = 3
_UNDERSTOOD = "*Understood as: "
#: What begins the part of a message that is no answer, but was put behind it.
_BEHIND = re.compile(r"\n\n(?=\*Understood as: |\*Note: |\[\^\d{1,4}\]: )")
_UNDERSTOOD_LINE = re.compile(r"^\*Understood as: (.{1,4000})\*$", re.MULTILINE)
_MARK = re.compile(r" ?\[\^\d{1,4}\]")
_UNVERIFIED = " *(not verified)*"


@dataclass(frozen=True, slots=True)
class Mark:
    """A footnote's mark in a text, by its place there, and the quote that it stands for."""

    start: int
    end: int
    quote: Citation | Evidence


@dataclass(frozen=True, slots=True)
class Written:
    """A message: ``pieces`` are its text, sentence by sentence, the footnotes last."""

    pieces: tuple[str, ...]
    marks: tuple[Mark, ...]

    @property
    def text(self) -> str:
        """The whole of it."""
        return "".join(self.pieces)


def written(question: str, answer: Answer) -> Written:
    """An answer as a message.

    Args:
        question: as it was asked; where another form of it was answered, that is said, and found again by
            :func:`turns_of`.
        answer: what came of it.
    """
    quotes = _quotes(answer)
    pieces: list[str] = []
    marks: list[Mark] = []
    place = 0
    for text, cited in _body(answer, quotes):
        place += len(text)
        for number in cited:
            mark = f" [^{number}]"
            marks.append(Mark(place + 1, place + len(mark), quotes[number]))
            text, place = text + mark, place + len(mark)
        pieces.append(text)
    behind = [f"{_UNDERSTOOD}{md(answer.question)}*"] if answer.question != question.strip() else []
    behind += [f"*Note: {md(answer.notice)}*"] if answer.notice else []
    pieces += [f"\n\n{line}" for line in behind]
    pieces += [f"\n\n[^{number}]: {_footnote(quote)}" for number, quote in quotes.items()]
    return Written(tuple(pieces), tuple(marks))


def _quotes(answer: Answer) -> dict[int, Citation | Evidence]:
    if answer.answered:
        return {cited.n: cited for sentence in answer.sentences for cited in sentence.citations}
    nearest = answer.evidence[:_NEAREST] if answer.outcome == "possible" else ()
    return dict(enumerate(nearest, start=1))


def _body(answer: Answer, quotes: dict[int, Citation | Evidence]) -> Iterator[tuple[str, Iterable[int]]]:
    """The text in pieces, each with the numbers of what it cites."""
    if answer.answered:
        for number, sentence in enumerate(answer.sentences):
            doubt = "" if sentence.verified else _UNVERIFIED
            yield f"{' ' if number else ''}{md(sentence.text)}{doubt}", [cited.n for cited in sentence.citations]
        return
    yield md(answer.text), ()
    for number, quote in quotes.items():
        yield f"\n\n> “{md(quote.quote)}”", (number,)


def _footnote(quote: Citation | Evidence) -> str:
    article = quote.article
    source = ", ".join(md(part) for part in (article.title, article.outlet, day_text(article.day)) if part)
    return f"“{md(quote.quote)}” — {source} {md_link(article.url)}".rstrip()


def turns_of(said: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Earlier questions and the messages that answered them, as the engine takes a conversation's turns.

    Args:
        said: each question as it was put, and the message; written by :func:`written`, or by another program.
    """
    return [_turn(question, message) for question, message in said]


def _turn(question: str, message: str) -> tuple[str, str]:
    understood = _UNDERSTOOD_LINE.search(message)
    answer = without_md(_MARK.sub("", _BEHIND.split(message, 1)[0])).replace(_UNVERIFIED, "").strip()
    refused = answer.startswith((REFUSAL, POSSIBLE))
    return without_md(understood[1]) if understood else question, "" if refused else answer
