"""What a question's words were taken for that stand nowhere as it writes them, in an article's own writing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag.model import Article
from rag.reports import OtherName
from rag.store.lexical.weighted_term import WeightedTerm
from rag.text.letters import has_accents, plain, same_letters
from rag.text.terms import word_places

#: So many articles are read for it, and so many spellings are told.
_READ = 10
_MOST = 3


def looked_for(words: Sequence[WeightedTerm], near: Iterable[Article]) -> tuple[OtherName, ...]:
    """The words of a question that were looked for in another spelling, in Latin letters, with what was looked for.

    What only lacks an accent, or has two letters for one, is taken for the same.

    Args:
        words: of the question.
        near: the articles found, the best first.
    """
    others = [word for word in words if word.alike and _is_latin(word.word)]
    articles = list(near)[:_READ] if others else []
    found = []
    for word in others:
        written = dict.fromkeys(each for each in words_written(word.alike, articles) if _is_latin(each))
        told = tuple(each for each in written if not same_letters(plain(each), plain(word.word)))
        if told:
            found.append(OtherName(word.word, told[:_MOST]))
    return tuple(found)


def words_written(terms: frozenset[str], articles: Iterable[Article]) -> list[str]:
    """The words of articles that have one of these terms, as they stand there."""
    found: dict[str, None] = {}
    for article in articles:
        for said in (article.title, article.text):
            for start, end, theirs in word_places(said, article.language):
                if terms.intersection(theirs):
                    found.setdefault(said[start:end])
    return list(found)


def looked_for_text(others: Sequence[OtherName]) -> str | None:
    """The sentence that says so; None where each word stands somewhere as it was written."""
    if not others:
        return None
    told = ", ".join(f"“{one.stands_as[0]}”" for one in others)
    names = ", ".join(f"“{one.name}”" for one in others)
    stands = "stands" if len(others) == 1 else "stand"
    return f"Searched for {told}, as {names} {stands} nowhere in the archive."


def _is_latin(word: str) -> bool:
    return word.isascii() or has_accents(word)
