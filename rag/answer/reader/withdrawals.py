"""What was said and later taken back: both sentences are shown, as neither alone is what the archive knows.

A retraction is found among all passages that the search gives, not among the best sentences alone: it need not repeat
what it takes back ("what he had told the public was not true").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rag.answer.asked.kinds import asked_for
from rag.answer.evidence import Candidate, across_languages, share_covered
from rag.answer.reader.reading import Reading
from rag.model import Article
from rag.store.lexical.weighted_term import WeightedTerm
from rag.text.attribution import doer, persons_named, resolved, same_person, speaker
from rag.text.parse import Item, ParsedSentence, read_sentence, read_text
from rag.text.quotations import plain_words
from rag.text.retractions import Retraction, retraction_in
from rag.text.terms import is_function_word, likely_language, spelled_terms

#: Of what was said so many of the first sentences are looked at: no more are shown.
_FIRST = 3
#: A statement and its retraction must both speak of so much of the question, besides the names of who speaks.
_OF_THE_QUESTION = 0.5
#: So many words of the statement must stand in the retraction's headline, itself or its neighbours, where the question
#: says nothing besides a name, or is in another language; else one.
_OF_THE_STATEMENT = 2
#: Neighbours of a retraction, on either side.
_BESIDE = 2
_DEFAULT = "en"


def with_withdrawals(
    question: str, words: Sequence[WeightedTerm], readings: Sequence[Reading], taken_back: Sequence[Reading]
) -> list[Reading]:
    """The readings, with a retraction directly behind the first sentence that says what it takes back.

    Where the retraction itself comes first, the sentence that it takes back stands behind it: where the question asks
    what somebody said, or it is a paper's correction, which may well be about what is asked; likewise where the article
    of the retraction comes first with another sentence.

    Args:
        question: that is asked.
        words: its words, weighed by rarity in the archive.
        readings: of the best sentences, the likeliest first.
        taken_back: of sentences that take something back, of whatever it may be.

    Returns:
        The same list where nothing is taken back; else with the one sentence marked ``beside``.
    """
    asked = asked_for(question)
    of_statement = asked is not None and asked.kind == "statement"
    for place, reading in enumerate(readings[:_FIRST]):
        for other in taken_back:
            first = any(_same(other, one) for one in readings[:place])
            if not first and takes_back(question, words, reading.candidate, other.candidate):
                if place and of_statement and readings[0].candidate.article.id == other.candidate.article.id:
                    # What is said instead stands first: "I knew it", behind "what he had said was not true"
                    return _beside(readings, 0, reading)
                if asked is not None and asked.kind == "name":
                    other = replace(other, place=None)  # whom a retraction names took something back, and no more
                return _beside(readings, place, other)
    retraction = retraction_of(readings[0].candidate) if readings else None
    if retraction and (retraction.by == "paper" or of_statement):
        for other in readings[1:]:
            if takes_back(question, words, other.candidate, readings[0].candidate):
                return _beside(readings, 0, other)
    return list(readings)


def _beside(readings: Sequence[Reading], place: int, other: Reading) -> list[Reading]:
    """The readings with another one moved, or put, behind the one at ``place``, and never likelier than that."""
    known = next((replace(one, place=other.place) for one in readings if _same(one, other)), other)
    others = [one for one in readings if not _same(one, other)]
    place = next(index for index, one in enumerate(others) if one is readings[place])
    moved = replace(known, probability=min(known.probability, readings[place].probability), beside=True)
    return [*others[: place + 1], moved, *others[place + 1 :]]


def _same(one: Reading, other: Reading) -> bool:
    return one.candidate.article.id == other.candidate.article.id and one.candidate.span == other.candidate.span


def takes_back(question: str, words: Sequence[WeightedTerm], said: Candidate, later: Candidate) -> bool:
    """Whether a sentence takes back what one of an earlier article says: the same person's words, or the same paper's.

    Args:
        question: that the first one may answer.
        words: the question's words, weighed by rarity in the archive.
        said: the statement.
        later: the sentence that may take it back.
    """
    earlier, after = said.article, later.article
    retraction = retraction_of(later)
    if retraction is None or earlier.id == after.id or not _before(earlier, after):
        return False
    if retraction.by == "paper":
        names: tuple[Item, ...] = ()
        if not _of_one_paper(earlier, after, later.text):
            return False
    else:
        names = _speakers(said, question)
        told = _sentences(after)
        number = _number(told, later)
        if not names or number is None:
            return False
        takers = doer(told, number, retraction.start + later.span.start - told[number].start)
        if not any(same_person(name, taker) for name in names for taker in takers):
            return False
    return _of_the_same(question, words, said, later, names)


def retraction_of(candidate: Candidate) -> Retraction | None:
    """What says that a sentence takes something back; None where it does not."""
    return retraction_in(candidate.text, candidate.article.language)


def _of_one_paper(earlier: Article, after: Article, retraction: str) -> bool:
    """Whether two articles are of one outlet; where it is not known, whether the second names the first's headline."""
    if earlier.outlet and after.outlet:
        return earlier.outlet == after.outlet
    headline = plain_words(earlier.title)
    return len(headline.split()) > 1 and headline in plain_words(retraction)


def _before(earlier: Article, after: Article) -> bool:
    """Whether the days are known, and the second is not before the first."""
    return earlier.day is not None and after.day is not None and earlier.day <= after.day


def _speakers(said: Candidate, question: str) -> tuple[Item, ...]:
    """Who says a statement: whom its article names as its speaker, else whom a question about his words names."""
    sentences = _sentences(said.article)
    number = _number(sentences, said)
    if number is None:
        return ()
    if speakers := resolved(sentences, number):
        return speakers
    names = persons_named(sentences, number)
    if (reported := speaker(sentences[number])) is not None:
        return tuple(name for name in names if name.last < reported[1])[-1:] or names[:1]
    asked = asked_for(question)
    if asked is None or asked.kind != "statement":
        return ()
    named = [item for item in read_sentence(question, likely_language(question)).items if item.kind == "name"]
    return tuple(name for name in names if any(same_person(name, one) for one in named))


def _of_the_same(
    question: str, words: Sequence[WeightedTerm], said: Candidate, later: Candidate, names: Sequence[Item]
) -> bool:
    """Whether a retraction, with its headline and the sentences beside it, speaks of what was asked and said."""
    article = later.article
    sentences = _sentences(article)
    number = _number(sentences, later)
    near = sentences[max(0, number - _BESIDE) : number + _BESIDE + 1] if number is not None else ()
    there = _terms([article.title, later.text, *(one.text for one in near)], article)
    told = _terms([said.article.title, said.text], said.article)
    own = {term for name in names for part in name.name for term in spelled_terms(part, article.language)}
    others = [word for word in words if not word.terms & own]
    shared = len((told & there) - own)
    if not others or across_languages(question, article):
        return shared >= _OF_THE_STATEMENT
    return shared > 0 and min(share_covered(others, there), share_covered(others, told)) >= _OF_THE_QUESTION


def _terms(texts: Sequence[str], article: Article) -> frozenset[str]:
    """The terms of texts of an article that are no function words."""
    words = re.findall(r"\w[\w'’-]*", " ".join(texts))
    language = article.language or _DEFAULT
    return frozenset(
        term for word in words if not is_function_word(word, language) for term in spelled_terms(word, article.language)
    )


def _sentences(article: Article) -> tuple[ParsedSentence, ...]:
    return read_text(article.text, article.language or _DEFAULT)


def _number(sentences: Sequence[ParsedSentence], candidate: Candidate) -> int | None:
    """Which of an article's sentences a candidate is, or is the end of (behind a dateline)."""
    return next(
        (place for place, one in enumerate(sentences) if one.start <= candidate.span.start < one.end),
        None,
    )


def withdrawals_said(readings: Sequence[Reading]) -> str | None:
    """A sentence for the reader where one of two sentences side by side takes the other back."""
    for one, other in pairwise(readings):
        if not other.beside:
            continue
        both = (one.candidate.article, other.candidate.article)
        day, outlet = max((article.day, article.outlet or "") for article in both if article.day)
        said = f"{day.day} {day:%B %Y}{f' ({outlet})' if outlet else ''}"
        return f"A statement that is quoted here was taken back or corrected later: see the sentence of {said}."
    return None
