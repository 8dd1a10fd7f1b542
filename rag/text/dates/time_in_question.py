"""What a question says of time: the days asked about, the day whose knowledge is asked for, or the present state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from rag.text.dates.expressions import DateExpression, read_dates
from rag.text.dates.expressions.date_words import LanguageWords, Token, date_tokens
from rag.text.dates.expressions.words import language_words

#: By language, the words that ask how things stand now, and those that ask what was known.
_NEWEST_AND_KNOWN: Mapping[str, tuple[str, str]] = {
    "en": (
        "latest|newest|most recent|most recently|now|by now|right now|currently|at present|at the moment|these days"
        "|nowadays|as of now|as things stand|the current|so far|up to date|to date",
        "known|knew|know|believed|thought|aware|understood|had|as of",
    ),
    "de": (
        "neueste|neuesten|neuester|neuestes|neuste|neusten|aktuell|aktuelle|aktuellen|aktueller|jetzt|derzeit|zurzeit"
        "|momentan|inzwischen|mittlerweile|bislang|jüngste stand|letzte stand|letzten stand|heutzutage",
        "bekannt|wusste|wussten|weiß|gewusst|hatte|hatten|ahnte",
    ),
    "fr": (
        "dernières nouvelles|dernières informations|derniers développements|derniers chiffres|dernier état"
        "|actuellement|maintenant|désormais|à ce jour|à l'heure actuelle|en ce moment|plus récent|plus récente"
        "|plus récents|plus récentes|l'actuel|l'actuelle|à présent|jusqu'ici",
        "savait|savaient|sait|connu|connue|connaissait|su|avait|avaient",
    ),
    "es": (
        "últimas noticias|últimos datos|último dato|última hora|últimas novedades|novedades|ahora|actualmente"
        "|en la actualidad|más reciente|más recientes|a día de hoy|hasta ahora|por ahora|en este momento",
        "sabía|sabían|sabe|conocía|conocido|había|habían",
    ),
    "it": (
        "ultime notizie|ultimi sviluppi|ultimi dati|ultime novità|novità|adesso|attualmente|al momento|più recente"
        "|più recenti|finora|a oggi|ad oggi|in questo momento",
        "sapeva|sapevano|sa|noto|nota|conosceva|aveva|avevano",
    ),
    "nl": (
        "laatste nieuws|laatste stand|nieuwste|recentste|meest recente|actuele|actueel|nu|momenteel|op dit moment"
        "|inmiddels|tot nu toe|tegenwoordig|stand van zaken",
        "bekend|wist|wisten|weten|had|hadden",
    ),
    "pt": (
        "últimas notícias|últimos desenvolvimentos|últimos dados|últimas novidades|novidades|agora|atualmente"
        "|actualmente|neste momento|mais recente|mais recentes|até agora|hoje em dia",
        "sabia|sabiam|sabe|conhecia|conhecido|tinha|tinham|havia",
    ),
    "uk": (
        "останні новини|останні дані|найновіші|найновіша|найновіший|найновіше|найсвіжіші|найсвіжіша|найостанніші"
        "|зараз|тепер|наразі|нині|на цей час|на сьогодні|на даний момент|дотепер",
        "відомо|знали|знав|знала|знають|відома",
    ),
}  # fmt: skip
_ASKING = {
    language: LanguageWords({"newest": {0: newest}, "known": {0: known}})
    for language, (newest, known) in _NEWEST_AND_KNOWN.items()
}
_YEAR = re.compile(r"\b\d{4}\b")
_BEFORE_YEAR = {"es": " de ", "pt": " de "}
_FROM = re.compile(r"from\s+", re.IGNORECASE)
#: Before "from", what an archive has of some days ("articles from October", "what is there from October?").
_KEPT = re.compile(
    r"\b(?:articles?|news|stor(?:y|ies)|reports?|pieces?|items?|coverage|interviews?|everything|all|have|got|there|one|ones"
    r"|is|are|was|were|dates?|dated)\s+$",
    re.IGNORECASE,
)
#: What makes a range of a day that stands some words later ("since the election on 2 November").
_BOUNDS = frozenset(("since", "before", "before_or_for", "after", "until"))
_LONGEST_EVENT = 6


@dataclass(frozen=True, slots=True)
class QuestionTime:
    """What a question says of time.

    Attributes:
        since: the first day asked about; None is open.
        until: the last.
        as_of: the day whose state of knowledge is asked for ("What was known before 3 October?": the 2nd).
        prefers: "newest" where it asks for how things stand now, and names no day.
        from_words: the words that this was read from.
        vague: whether the days are a matter of taste ("this autumn").
        alternatives: other readings of the days that are right as well; none is in the future.
    """

    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    prefers: Literal["newest"] | None = None
    from_words: tuple[str, ...] = ()
    vague: bool = False
    alternatives: tuple[tuple[date | None, date | None], ...] = ()


def time_in_question(question: str, *, language: str, now: date) -> QuestionTime | None:
    """What a question says of time; None where it says nothing.

    Args:
        question: as it was asked.
        language: its language.
        now: the day it is asked on.
    """
    words = _ASKING.get(language)
    if words is None:
        return None
    tokens = date_tokens(question)
    read = read_dates(question, language=language, now=now)
    found = [_bounded(question, tokens, _of_its_days(question, each, language, now), language, now) for each in read]
    if not found:
        newest = next(
            (each for each in _phrases(words, "newest", tokens) if not _in_name(question, tokens, each[0])), None
        )
        if newest is None:
            return None
        start, end = newest
        return QuestionTime(prefers="newest", from_words=(question[tokens[start].start : tokens[end - 1].end],))
    since, until = _together(found)
    days = [(since, until), *(found[0].alternatives if len(found) == 1 else ())]
    past = [(first, last) for first, last in days if first is None or first <= now]
    (since, until), *others = past or days[:1]
    asks_knowledge = any(True for _ in _phrases(words, "known", tokens))
    text = tuple(question[each.start : each.end] for each in found)
    if len(found) == 1 and text[0].lower().startswith("as of ") and since is not None:
        since, until = None, since
        others = []
    as_of = until if asks_knowledge and since is None else None
    return QuestionTime(since, until, as_of, None, text, any(each.vague for each in found), tuple(others))


def with_year_of(question: str, before: str, *, language: str, now: date) -> str:
    """A follow-up with the year that the question before names, behind a month or day which it names without one.

    "And in September?" after "… in October 2024?" asks of 2024, whatever day it is; itself where that does not fit.

    Args:
        question: as it was asked.
        before: the question before, standing alone.
        language: of both.
        now: the day it is asked on.
    """
    here, there = (time_in_question(each, language=language, now=now) for each in (question, before))
    if here is None or there is None or len(here.from_words) != 1 or not _YEAR.search(" ".join(there.from_words)):
        return question
    [said] = here.from_words
    years = {day.year for day in (there.since, there.until) if day}
    if _YEAR.search(said) or len(years) != 1:
        return question
    dated = f"{said}{_BEFORE_YEAR.get(language, ' ')}{years.pop()}"
    made = question.replace(said, dated, 1)
    read = time_in_question(made, language=language, now=now)
    if read is None or read.from_words != (dated,) or not (here.since and read.since and read.until):
        return question
    # "last week" is no such day
    return made if (here.since.month, here.since.day) == (read.since.month, read.since.day) else question


def _phrases(words: LanguageWords, name: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    for index in range(len(tokens)):
        for found, end, _ in words.phrases_at(tokens, index):
            if found == name:
                yield index, end


def _in_name(question: str, tokens: Sequence[Token], place: int) -> bool:
    """Whether a word within a question has a capital, as in "Fixed Link Now"."""
    return place > 0 and question[tokens[place].start].isupper() and not question.isupper()


def _of_its_days(question: str, read: DateExpression, language: str, now: date) -> DateExpression:
    """The days of "articles from October", which are that month's; those "from October on" stay open."""
    text = question[read.start : read.end]
    if language != "en" or read.until is not None or not _FROM.match(text) or not _KEPT.search(question[: read.start]):
        return read
    alone = read_dates(_FROM.sub("", text), language=language, now=now)
    if len(alone) != 1 or alone[0].until is None:
        return read
    return replace(alone[0], start=read.start, end=read.end)


def _bounded(question: str, tokens: Sequence[Token], read: DateExpression, language: str, now: date) -> DateExpression:
    """The days since, before or after an event that a day is named for ("since the election on 2 November")."""
    words = language_words(language)
    place = next((index for index, token in enumerate(tokens) if token.start == read.start), None)
    if words is None or place is None or read.kind != "date":
        return read
    if not any(name == "on" and end == place for name, end in _ending(words, tokens, place)):
        return read
    for begin in range(place - 1, max(-1, place - _LONGEST_EVENT - 1), -1):
        if not tokens[begin].is_word:
            break
        ends = [end for name, end, _ in words.phrases_at(tokens, begin) if name in _BOUNDS and end < place]
        if ends:
            bound = question[tokens[begin].start : tokens[max(ends) - 1].end]
            day = question[read.start : read.end]
            made = read_dates(f"{bound} {day}", language=language, now=now)
            if len(made) == 1 and made[0].kind == "daterange":
                return replace(made[0], start=tokens[begin].start, end=read.end)
    return read


def _ending(words: LanguageWords, tokens: Sequence[Token], place: int) -> Iterator[tuple[str, int]]:
    for begin in range(max(0, place - 2), place):
        for name, end, _ in words.phrases_at(tokens, begin):
            yield name, end


def _together(found: Sequence[DateExpression]) -> tuple[date | None, date | None]:
    """The days of several expressions: two open ranges close each other, days and spans are put together."""
    closed = [each for each in found if each.since is not None and each.until is not None]
    if closed:
        first = min(each.since for each in closed if each.since is not None)
        last = max(each.until for each in closed if each.until is not None)
        return first, last
    since = max((each.since for each in found if each.since is not None), default=None)
    until = min((each.until for each in found if each.until is not None), default=None)
    return (since, until) if since is None or until is None or since <= until else (found[0].since, found[0].until)
