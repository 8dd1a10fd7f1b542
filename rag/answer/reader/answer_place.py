"""Where in a sentence the answer stands: the figure, date or name that was asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.asked.kinds import WITH_UNIT, Asked, asked_for, of_its_unit
from rag.answer.asked.name_parts import name_part_asked, name_part_told
from rag.answer.asked.reference_points import reference_phrase
from rag.answer.asked.roles import holder_told, role_asked
from rag.answer.evidence import Candidate
from rag.answer.verify.answer_span import ITEM_OF, added_items
from rag.model import Span
from rag.text.parse import Item, ParsedSentence
from rag.text.terms import likely_language, terms

#: What is counted stands at most so many words after its figure ("16,300 elderly people").
_COUNTED_WITHIN = 3
#: By how much one is more than another: what stands behind the figure of the difference ("2.1 million more").
_COMPARED = (
    r"more|less|fewer|higher|lower|longer|shorter|mehr|weniger|höher|niedriger|länger|plus|moins|más|menos|più|meno"
    r"|mais|meer|minder|więcej|mniej|більше|менше|больше|меньше"
)
#: "How much more", "wie viel mehr", "combien de plus": a question for the difference.
_ASKS_DIFFERENCE = re.compile(rf"^\W*(?:\w+\s+){{1,3}}(?P<word>{_COMPARED})\b", re.IGNORECASE)
_COUNT_OR_MONEY = frozenset([*WITH_UNIT, "count", "number"])
#: The comparing word stands at most so many words behind its figure ("2.1 million crowns more").
_COMPARED_WITHIN = 2
# Between the two ends of a range: "three to four years", "between 3 and 4 million crowns".
_TO = re.compile(r"\s*(?:[-–]|(?:\s(?:to|bis|à|a|tot|do|до)\s))\s*", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|und|et|y|e|en|i|і|та|и)\s+", re.IGNORECASE)
# Between a part and its whole.
_OF_WHOLE = re.compile(r"\s+(?:of|von|der|des|de|sur)\s+(?:[\w’'-]+\s+){0,4}", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|zwischen|entre|tra|fra|tussen|między|між|между)\s+$", re.IGNORECASE)


def answer_place(question: str, sentence: str, language: str | None = None) -> Span | None:
    """Where a sentence says what a question asks for.

    Nothing is chosen between two: where several figures, dates or names that are not the question's would do, none is
    pointed at, for a wrong place is worse than none.

    Args:
        question: in any language.
        sentence: of an article.
        language: of the sentence, as an ISO 639-1 code; told from its words where None.

    Returns:
        Characters ``[start, end)`` of the sentence, or None.
    """
    if (part := name_part_asked(question)) is not None:
        return name_part_told(part, sentence, language)
    asked = asked_for(question)
    wanted = ITEM_OF.get(asked.kind) if asked else None
    if asked is None or wanted is None:
        return None
    read, added = added_items(sentence, question, language or likely_language(sentence))
    fitting = [item for item in added if item.kind == wanted]
    if asked.kind in _COUNT_OR_MONEY and (difference := _ASKS_DIFFERENCE.match(question)):
        # The whole is not the difference: where none is told, nothing is pointed at.
        fitting = [item for item in fitting if _is_difference(item, read, difference["word"])]
    elif asked.counted:
        fitting = [item for item in fitting if asked.counted & _following(item, read)] or fitting
        if len(fitting) > 1:  # "two people died and 1,150 were evacuated"
            fitting = [item for item in fitting if asked.behind & _following(item, read)] or fitting
    if asked.kind in WITH_UNIT:
        # "Two towns share it" tells no price, which may go without its currency, though ("for 46 million").
        bare = [item for item in fitting if any(map(str.isdigit, item.text))] if asked.kind == "money" else []
        fitting = with_unit(asked, sentence, fitting) or bare
    if asked.kind == "date" and (phrase := reference_phrase(question, sentence, language)) is not None:
        fitting = [item for item in fitting if phrase.start <= read.tokens[item.first].start < phrase.end]
    if len(fitting) != 1:
        # Of several names the one beside the role that is asked for.
        role = role_asked(question) if wanted == "name" else None
        return holder_told(role, sentence, question, language) if role else None
    if asked.kind == "count" and _has_part(fitting[0], read):
        return None
    first, last = read.tokens[fitting[0].first], read.tokens[fitting[0].last]
    return _whole(Span(first.start, last.end), read, of_its_unit(asked, sentence))


def _has_part(item: Item, read: ParsedSentence) -> bool:
    """Whether a figure is that of which another one is a part ("350 of the 900 employees took part"): which of the two
    is asked for cannot be told by what is counted."""
    before = (read.text[read.tokens[one.last].end : read.tokens[item.first].start] for one in read.items if one.figure)
    return any(_OF_WHOLE.fullmatch(between) for between in before)


def _whole(figure: Span, read: ParsedSentence, with_units: Sequence[tuple[int, int]]) -> Span:
    """A figure together with its unit ("three hours", not "three"), and with the one that its range begins with ("three
    to four years")."""
    over = [(start, end) for start, end in with_units if start < figure.end and figure.start < end]
    start = min([figure.start, *(each for each, _ in over)])
    end = max([figure.end, *(each for _, each in over)])
    before = [item.figure for item in read.items if item.figure and item.figure.end <= start] if over else []
    lower = next((each.start for each in before if _joined(read.text, each.start, each.end, start)), start)
    return Span(lower, end)


def _joined(text: str, lower: int, behind: int, upper: int) -> bool:
    """Whether two figures are the ends of a range."""
    between = text[behind:upper]
    return bool(_TO.fullmatch(between) or (_AND.fullmatch(between) and _BETWEEN.search(text[:lower])))


def with_unit(asked: Asked, sentence: str, items: Sequence[Item]) -> list[Item]:
    """Of a sentence's figures those of the unit that is asked for; none where what is asked for has no unit."""
    spans = of_its_unit(asked, sentence)
    return [
        item
        for item in items
        if (figure := item.figure) and any(figure.start < end and start < figure.end for start, end in spans)
    ]


def place_in_article(question: str, candidate: Candidate) -> Span | None:
    """Where in its article's text a sentence says what a question asks for, or None."""
    place = answer_place(question, candidate.text, candidate.article.language)
    return Span(candidate.span.start + place.start, candidate.span.start + place.end) if place else None


def _is_difference(item: Item, read: ParsedSentence, word: str) -> bool:
    """Whether a figure is followed by the word by which a question asks for a difference."""
    behind = read.tokens[item.last + 1 : item.last + 1 + _COMPARED_WITHIN]
    return any(token.text.lower() == word.lower() for token in behind)


def _following(item: Item, read: ParsedSentence) -> set[str]:
    """The terms within an item and of the words behind it."""
    end = min(len(read.tokens), item.last + 1 + _COUNTED_WITHIN)
    start, stop = read.tokens[item.first].start, read.tokens[end - 1].end
    return set(terms(read.text[start:stop], read.language))
