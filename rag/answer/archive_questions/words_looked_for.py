"""What articles are asked for by, as a query with operators: whole words and phrases, of which all must stand."""

from __future__ import annotations

from rag.text.archive_questions.archive_question import ArchiveQuestion
from rag.text.query.words import text_words

#: Shorter English words have no plural that is looked for.
_SHORTEST_PLURAL = 3


def query_of(asked: ArchiveQuestion) -> str | None:
    """The query for the words that a question's articles must have; None where it names none.

    Words stand there as they are written, case and accents aside; of an English thing ("the ferry") its plural counts,
    too.
    """
    parts = []
    for mention in asked.mentions:
        words = [mention[word.start : word.end] for word in text_words(mention)]
        if words:
            forms = [" ".join(words), *_plurals(words, asked.language)]
            told = " OR ".join(f'"{form}"' for form in forms)
            parts.append(f"({told})" if len(forms) > 1 else told)
    return " ".join(parts) or None


def _plurals(words: list[str], language: str) -> list[str]:
    last = words[-1]
    thing = last.isascii() and last.isalpha() and last.islower() and len(last) >= _SHORTEST_PLURAL
    if language != "en" or not thing or last.endswith("s"):
        return []
    plural = last[:-1] + "ies" if last.endswith("y") and last[-2] not in "aeiou" else last + "s"
    return [" ".join([*words[:-1], plural])]
