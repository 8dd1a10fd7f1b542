"""What an article is about, which is what words without a question look for: its opening tells, and so counts for more.

News has the main thing first. A headline, or a few words typed into a search, stand nearer to that than to what comes
further down, where another article's subject may be told in passing with just these words.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.store.lexical.proximity import MOST, proximity
from rag.store.lexical.weighted_term import WeightedTerm

#: What an article's first passage has beside its score by words and meaning; one that begins at so many characters has
#: half of it. MRR@10 for .06, .1, .14 (600 characters): the words of squad2's questions, without those that ask, .901,
#: .905, .900, of wikinews-qa's .921, .916, .908 (.891 and .909 with neither this nor proximity); headlines of
#: bbc-headlines, which nothing was chosen by, .879, .884, .886 (.863).
OPENING = 0.14
HALF_AT = 600
#: So much of proximity, in the same search: a headline says nothing in the clauses of its article (bbc-headlines at .1
#: and .3, with .05 for the opening: .882, .878), where loose words may (squad2's .901, .906; wikinews-qa's .913, .926).
NEARNESS_OF_WORDS = 0.1


def opening(start: int) -> float:
    """What a passage has for standing at the beginning of its article.

    Args:
        start: where in the article it begins, in characters.

    Returns:
        From :data:`OPENING`, for the first one, towards 0.
    """
    return OPENING * HALF_AT / (HALF_AT + start)


def near_what_it_is_about(score: float, words: Sequence[WeightedTerm], terms: Sequence[str]) -> float:
    """A passage's score, in which :func:`opening` is, with how near to each other the words stand in its terms.

    One that was not looked at has no terms; its score is made comparable. In [0, 1].
    """
    return (score + NEARNESS_OF_WORDS * proximity(words, terms)) / (1 + OPENING + NEARNESS_OF_WORDS * MOST)
