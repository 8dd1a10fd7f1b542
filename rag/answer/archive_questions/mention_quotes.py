"""The quote by which an article that was found is checked: the sentence with the words, else its first one."""

from __future__ import annotations

from collections.abc import Iterable

from rag.model import Article, Citation, Span
from rag.text.prompt_injection import reporting
from rag.text.query.matching import marks
from rag.text.query.syntax import Node
from rag.text.sentences import split_sentences


def citations_of(articles: Iterable[Article], node: Node | None) -> tuple[Citation, ...]:
    """A citation of each article that can be quoted: what only orders the program about is not.

    Args:
        articles: that were found.
        node: the words that were looked for; where they stand in a headline alone, or none were looked for, the text's
            first sentence is quoted.
    """
    found: list[Citation] = []
    for article in articles:
        places = marks(node, article.text) if node is not None else []
        quote = _quote(article, places)
        if quote is not None:
            place = next((each for each in places if quote.start <= each[0] and each[1] <= quote.end), (None, None))
            found.append(
                Citation(article, quote.start, quote.end, len(found) + 1, answer_start=place[0], answer_end=place[1])
            )
    return tuple(found)


def _quote(article: Article, places: list[tuple[int, int]]) -> Span | None:
    spans = reporting(article.text, split_sentences(article.text, article.language))
    within = (span for span in spans for start, end in places if span.start <= start and end <= span.end)
    return next(within, None) or (Span(*places[0]) if places else next(iter(spans), None))
