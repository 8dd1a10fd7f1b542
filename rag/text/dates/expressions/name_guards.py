"""What looks like a time and is none: names ("May Orrin"), newspapers, titles of books, amounts, "every Monday"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.text.dates.expressions.date_words import LanguageWords, Token
from rag.text.dates.expressions.time_value import Time
from rag.text.terms import is_function_word

_SENTENCE_ENDS = frozenset(".!?:;(…•\"«»„“”'-|¡¿")
_LISTS = frozenset((",", "(", "/", ":", "[", "-", ";"))
_OPENING = {"«": "»", "„": "“”", "“": "”", '"': '"', "‹": "›"}
#: A title has at most so many words, and begins with a capital.
_LONGEST_TITLE = 6
#: Shorter ones are shortenings, which may be anything.
_SHORTEST_NAME = 5
#: Words of a phrase that a word is looked up in, at most.
_LONGEST_PHRASE = 4
#: What may be a part of a person's or a newspaper's name.
_MAY_BE_NAMED = frozenset(("month", "weekday", "season", "dayword", "short", "weekend", "decade"))


class Guard:
    """Judges what was read by what stands beside it."""

    def __init__(self, tokens: Sequence[Token], language: str, words: LanguageWords) -> None:
        self._tokens = tokens
        self._language = language
        self._words = words
        self._ambiguous = words.classes["ambiguous"].get(0, "").split("|")
        self._titles = list(_titles(tokens))

    def allows(self, start: int, end: int, time: Time) -> bool:
        """Whether the tokens ``[start, end)`` are a time in this company."""
        kind, bound = time.bare.removeprefix("bound "), time.bare.startswith("bound ")
        if any(opens < start and end <= closes for opens, closes in self._titles):
            return False
        if self._ends("every", start) or (kind == "weekday" and self._ends("plural_the", start)):
            return False
        if self._of_no_calendar(start) or (self._begins("from_since", start) and self._ends("articles", start)):
            return False
        if self._from_a_start(start, end, time):
            return False
        if kind in _MAY_BE_NAMED and self._in_a_name(start, end, bound):
            return False
        if kind == "short" and time.weekday is not None and self._among_weekdays(start, end, time.weekday):
            return True
        return self._fits(kind, start, end, bound)

    def _of_no_calendar(self, start: int) -> bool:
        """Whether it is counted otherwise: "the fiscal year", "school year 2024"."""
        return self._ends("no_calendar", start) or (
            self._ends("yearnoun", start) and self._ends("no_calendar", start - 1)
        )

    def _from_a_start(self, start: int, end: int, time: Time) -> bool:
        """Whether something begins then, so that no range does: "will start from October"."""
        if time.days[1] is not None or not self._begins("from_start", start):
            return False
        return self._ends("starts", start) or self._begins("starts", end)

    def _among_weekdays(self, start: int, end: int, weekday: int) -> bool:
        """Whether a shortened weekday stands in a row with another one: "Mon, Wed or Fri", "na terça, qua, qui."."""
        joint = start - 1
        before = joint - 1
        while before > max(0, joint - 4) and self._tokens[before].text in ",.":
            before -= 1
        return any(
            self._joins_row(mark)
            and any(
                name in ("weekday", "weekday_short") and value != weekday
                for name, _, value in (self._words.phrases_at(self._tokens, beside) if beside >= 0 else ())
            )
            for mark, beside in ((joint, before), (end, end + 1))
        )

    def _joins_row(self, index: int) -> bool:
        return 0 < index < len(self._tokens) and (self._tokens[index].text in ",/" or self._begins("and", index))

    def _fits(self, kind: str, start: int, end: int, bound: bool) -> bool:
        """Whether what stands beside a bare name or number makes it a time."""
        match kind:
            case "now":
                return False
            case "unit":
                return self._closes_text(start, end)
            case "feast":
                return not self._called_after(start)
            case "month" | "season":
                return bound or self._month(start)
            case "short":
                return self._short(start, end)
            case "year" | "years":
                return self._year(start, end, bound)
            case "spoken year":
                return self._ends("in", start)
            case "digits":
                return start == 0 and end >= len(self._tokens)
            case "day of month":
                before = bound or self._begins("day_pre", start) or self._ends("on", start)
                return before and self._no_noun(end)
            case "weekday and day" | "spelled day" | "nth week" | "weekend":
                return self._no_noun(end)
            case "dayword":
                return not self._ends("not_day", start)
            case "decade":
                return not self._ends("his", start)
            case "dir":  # "the last week of the campaign"
                return not (self._ends("the", start) and self._begins("of", end))
            case _:
                return True

    def _closes_text(self, start: int, end: int) -> bool:
        """ "The week" is this one where the text ends with it: "shows sold in the week"."""
        if any(token.is_word or token.is_number for token in self._tokens[end:]):
            return False
        within = start + 1 if self._ends("in_unit", start + 1) else start
        return self._ends("in_unit", within)

    def _called_after(self, start: int) -> bool:
        """Whether a feast is part of a place's name: "Jardines de la Asunción", "Church of the Assumption"."""
        if self._words.nouns_capital:
            return False
        before = start - 1
        if before > 0 and not self._begins("of", before) and self._begins("the", before):
            before -= 1
        if before < 1 or not self._begins("of", before) or self._tokens[before].capital:
            return False
        named = self._tokens[before - 1]
        return named.is_word and named.capital and not self._begins("weekday", before - 1)

    def _short(self, start: int, end: int) -> bool:
        """A shortened name, which may be anything else: "in Sept", "on Fri", "na terça"."""
        token = self._tokens[start]
        weekday = self._begins("weekday_short", start)
        if self._begins("month_short", start) and not weekday:
            return self._ends("in", start) and token.text not in self._ambiguous
        if not weekday or not self._ends("on", start) or not self._no_noun(end):
            return False
        return len(token.text) >= _SHORTEST_NAME or (self._words.month_first and token.capital)

    def _month(self, start: int) -> bool:
        """ "May" alone is a month, and "été" a season, only after a word such as "in"."""
        text = self._tokens[start].text
        if text not in self._ambiguous:
            return True
        return (
            self._ends("in", start)
            or self._ends("of", start)
            or (len(text) < _SHORTEST_NAME and self._ends("the", start))
        )

    def _year(self, start: int, end: int, bound: bool) -> bool:
        """Four digits are a year after a word such as "in", alone, or in a list; not before what they may count."""
        tokens = self._tokens
        if self._goes_on(end) or self._begins("counted", end):
            return False
        if self._ends("goal", start) or self._ends("goal", start - 1):
            return False
        if bound and (
            self._tokens[start].text in "<>"
            or any(self._begins(name, start) for name in ("since", "before", "before_or_for", "after"))
        ):
            return True
        if self._ends("in", start) and not self._ends("weak", start):
            return True
        alone = start == 0 or (start == 1 and tokens[0].text == "=") or tokens[start - 1].text in _LISTS
        if bound or alone or self._ends("in", start) or self._ends("weak", start):
            return self._no_noun(end)
        return False

    def _goes_on(self, end: int) -> bool:
        """Whether more of a number or a name is joined on by a mark: ``2024-25``, ``2024%``."""
        if end >= len(self._tokens) or not self._tokens[end].glued or self._tokens[end].text not in "-/'%°":
            return False
        return end + 1 < len(self._tokens) and self._tokens[end + 1].glued

    def _no_noun(self, end: int) -> bool:
        """Whether no word follows that a number or a name may belong to: a mark, a small word, or nothing."""
        if end >= len(self._tokens):
            return True
        after = self._tokens[end]
        return not self._goes_on(end) and (not after.is_word or is_function_word(after.text, self._language))

    def _in_a_name(self, start: int, end: int, bound: bool) -> bool:
        """Whether capitals beside a name of a month or a weekday make it part of another name."""
        tokens = self._tokens
        capital_after = end < len(tokens) and tokens[end].is_word and tokens[end].capital
        if self._words.nouns_capital:
            return start == 0 and capital_after and tokens[start].text in self._ambiguous
        within, on = self._ends("in", start), self._ends("on", start)
        if capital_after and tokens[end - 1].capital and not on and (bound or not within):
            return True
        if not tokens[start].capital or bound or within:
            return False
        if self._words.small_names:
            return not self._begins_sentence(start)
        before = tokens[start - 1] if start and not on else None
        return before is not None and before.is_word and before.capital and not self._begins_sentence(start - 1)

    def _begins_sentence(self, index: int) -> bool:
        return index <= 0 or self._tokens[index - 1].text in _SENTENCE_ENDS

    def _begins(self, name: str, index: int) -> bool:
        """Whether a phrase of a class begins at a token."""
        return any(found == name for found, _, _ in self._words.phrases_at(self._tokens, index))

    def _ends(self, name: str, index: int) -> bool:
        """Whether a phrase of a class ends right before a token."""
        return any(
            found == name and end == index
            for begin in range(max(0, index - _LONGEST_PHRASE), max(0, index))
            for found, end, _ in self._words.phrases_at(self._tokens, begin)
        )


def _titles(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The tokens within quotation marks that hold a title or a name: the indexes of both marks."""
    opened: int | None = None
    for index, token in enumerate(tokens):
        if opened is not None and token.text in _OPENING[tokens[opened].text]:
            words = [each for each in tokens[opened + 1 : index] if each.is_word or each.is_number]
            if words and len(words) <= _LONGEST_TITLE and words[0].capital:
                yield opened, index
            opened = None
        elif token.text in _OPENING and (opened is None or token.text != '"'):
            opened = index
