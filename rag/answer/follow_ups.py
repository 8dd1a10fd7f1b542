"""Questions that a reader may ask next, made without a model, each proved by asking: the archive has an answer to it.

They are of what the articles at hand say beyond the answer: others who speak in them, and articles near by.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from rag.model import Answer, Article, Quote
from rag.text.attribution import speaker
from rag.text.parse import ParsedSentence, read_text

#: So many are offered.
MOST = 3
#: Seconds after which no further question is tried.
_PATIENCE_SECONDS = 2.5
#: A question of a headline longer than this is clumsy.
_MAX_HEADLINE_CHARS = 80
_MAX_NAME_CHARS = 40
#: Of an article of many speakers the first ones are asked about.
_SPEAKERS = 2

#: By language: what somebody said about something, what somebody said, and what is known of a headline.
_TEMPLATES: dict[str, tuple[str, str, str]] = {
    "en": ("What did {who} say about {what}?", "What did {who} say?", "What is known about “{title}”?"),
    "de": ("Was sagte {who} zu {what}?", "Was sagte {who}?", "Was ist über „{title}“ bekannt?"),
    "fr": ("Qu’a dit {who} sur {what} ?", "Qu’a dit {who} ?", "Que sait-on de « {title} » ?"),
    "es": ("¿Qué dijo {who} sobre {what}?", "¿Qué dijo {who}?", "¿Qué se sabe de «{title}»?"),
    "uk": ("", "", "Що відомо про «{title}»?"),
}
#: A noun with its article, where it needs no other case behind the template's preposition.
_THING = {
    "en": re.compile(
        r"\b[Tt]he (?![a-z]+(?:ing|ed|est)\b)[a-z]{4,}"
        r"(?=[.,;:!?]|\s(?:of|in|on|at|to|is|was|will|would|has|had|and|that|which|from|for|by|with|are|were|should)\b)"
    ),
    "fr": re.compile(r"\b[Ll](?:a|es) [a-zß-ÿ]{4,}\b"),
    "es": re.compile(r"\b[Ll](?:a|os|as) [a-zß-ÿ]{4,}\b"),
}
#: A headline that quotes somebody, within quotation marks itself.
_OPENING_QUOTE = re.compile(r"(?<!\S)[\"„“]")
_INNER_QUOTES = str.maketrans('“”„"', "‘’‘’")


#: A sentence that only may answer proves a question where it is at least so likely to.
_LIKELY = 0.4


def follow_ups(
    question: str,
    cited: Sequence[Article],
    near: Sequence[Article],
    seen: frozenset[tuple[str, int]],
    quotes: Callable[[str], Answer],
) -> list[str]:
    """Questions that go on from an answer, each with an answer that says something new.

    Args:
        question: the last one, standing alone.
        cited: the articles that the answer cites.
        near: others that were found for it.
        seen: the quotes that the answer cites, as article and start.
        quotes: answers a question with quotes alone.
    """
    started = time.monotonic()
    chosen: list[str] = []
    for asked in _candidates(question, cited, near):
        if len(chosen) == MOST or time.monotonic() - started > _PATIENCE_SECONDS:
            break
        if asked in chosen:
            continue
        answer = quotes(asked)
        found = {(quote.article.id, quote.start) for quote in _that_answer(answer)}
        if found - seen:
            chosen.append(asked)
            seen |= found
    return chosen


def _that_answer(answer: Answer) -> list[Quote]:
    """What an answer cites, or the evidence that likely answers."""
    if answer.answered:
        return [citation for sentence in answer.sentences for citation in sentence.citations]
    return [quote for quote in answer.evidence[:1] if (quote.confidence or 0.0) >= _LIKELY]


def _candidates(question: str, cited: Sequence[Article], near: Sequence[Article]) -> Iterator[str]:
    spoken = [_of_speakers(article, question) for article in (*cited, *near)]
    headlines = [asked for article in (*near, *cited) if (asked := _of_headline(article, question))]
    # The nearest first, of each article one, and a headline among them for variety.
    firsts = [asked for questions in spoken for asked in questions[:1]]
    yield from firsts[:2]
    yield from headlines[:1]
    yield from (asked for questions in spoken for asked in questions)
    yield from headlines[1:]


def _of_speakers(article: Article, question: str) -> list[str]:
    """What the first of those who speak in an article said, but those whom the question names."""
    about, said, _ = _templates(article)
    if not said:
        return []
    subject = _subject(article, question) or _thing(article, question)
    asked: list[str] = []
    for reading in read_text(article.text, article.language or "en"):
        who = _speaker(reading)
        if who is None or _named(who, question) or any(who in other for other in asked):
            continue
        # Who is quoted is named again; a street or a day that was taken for a speaker mostly is not.
        if article.text.count(who.split()[-1]) < 2:
            continue
        asked.append(
            about.format(who=who, what=subject) if subject and not _named(subject, who) else said.format(who=who)
        )
        if len(asked) == _SPEAKERS:
            break
    return asked


def _speaker(reading: ParsedSentence) -> str | None:
    """The full name of who speaks in a sentence, if it gives it."""
    found = speaker(reading)
    if found is None or not found[0]:
        return None
    name = found[0][0]
    fit = 2 <= len(name.name) <= 3 and len(name.text) <= _MAX_NAME_CHARS and not re.search(r"\d", name.text)
    return " ".join(name.text.split()) if fit else None


def _subject(article: Article, question: str) -> str | None:
    """A name of the headline, rather one that the question has too; None where capitals do not tell names."""
    words = [word for word in article.title.split() if word[0].isalpha()]
    if len(words) < 3 or 2 * sum(word[0].isupper() for word in words) > len(words):
        return None
    names = [
        item.text for reading in read_text(article.title, article.language or "en") for item in reading.items
        if item.kind == "name" and item.first > 0 and len(item.text) <= _MAX_NAME_CHARS
    ]  # fmt: skip
    return next((name for name in names if _named(name, question)), names[0] if names else None)


def _thing(article: Article, question: str) -> str | None:
    """A thing that article and headline, or question, speak of, with its article: "the ferry"."""
    found = _THING.get(article.language or "en")
    if found is None:
        return None
    counted = Counter(match.group().lower() for match in found.finditer(article.text))
    for words in (question, article.title):
        named = set(re.findall(r"\w+", words.lower()))
        if thing := next((thing for thing, _ in counted.most_common() if thing.split()[1] in named), None):
            return thing
    return None


def _of_headline(article: Article, question: str) -> str | None:
    title = _OPENING_QUOTE.sub("‘", " ".join(article.title.split()).rstrip(".")).translate(_INNER_QUOTES)
    shouted = sum(char.isupper() for char in title) > len(title) / 3
    if not 15 <= len(title) <= _MAX_HEADLINE_CHARS or title.lower() in question.lower() or shouted:
        return None
    return _templates(article)[2].format(title=title)


def _templates(article: Article) -> tuple[str, str, str]:
    return _TEMPLATES.get(article.language or "en", _TEMPLATES["en"])


def _named(name: str, text: str) -> bool:
    """Whether a text names somebody, be it by the surname alone."""
    return name.split()[-1].lower() in text.lower()
