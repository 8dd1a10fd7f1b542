"""Authors, outlets and sections of the archive that a question names as those of the articles it asks for.

"What did Joan Petrie write about the ferry?", "according to the Skarne Ledger", "in the Sport section" say so;
"Who is Joan Petrie?" and "Who owns the Skarne Ledger?" are about them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rag.text.archive_questions.archive_names import ArchiveNames
from rag.text.archive_questions.asking_words import ASKING
from rag.text.archive_questions.question_parts import Part, QuestionParts, is_wordlike
from rag.text.dates.expressions.date_words import date_tokens
from rag.text.terms import likely_language

#: So many characters of a question are looked through.
_MOST_CHARS = 500
#: An outlet of one word ("Nature", "Metro") may be anything behind "in" and "from".
_SURE_WORDS = 2
_SPEAKS = frozenset(("source", "section", "write", "tail", "articles"))
#: What a paper does, but others do, too: "Which company did Joan Petrie run?"
_OTHERS_DO = frozenset(
    ("run", "ran", "carry", "carried", "file", "filed", "print", "printed", "brachte", "brachten", "gebracht", "bracht")
)


@dataclass(frozen=True, slots=True)
class NamedSources:
    """Whose articles a question asks for: the archive's values, and the question's words for them.

    ``unsaid`` are these words and those of writing ("write", "according to", "article"), which no sentence of these
    articles need have.
    """

    authors: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    from_words: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()


def may_name_sources(question: str) -> bool:
    """Whether a question may name any, whatever the archive's are: it speaks of writing, of an article or a source, or
    has a name of several words behind "in"."""
    words = ASKING.get(likely_language(question))
    if words is None or len(question) > _MOST_CHARS:
        return False
    tokens = date_tokens(question)
    for index in range(len(tokens)):
        for name, end, _ in words.phrases_at(tokens, index):
            if name in _SPEAKS or (name == "prep" and any(token.capital for token in tokens[end : end + 2])):
                return True
    return False


def named_in_question(question: str, *, names: ArchiveNames, now: date) -> NamedSources | None:
    """Whose articles a question asks for by its own words; None where it does not say so.

    Args:
        question: stands alone.
        names: the archive's authors, outlets and sections.
        now: the day it is asked on.
    """
    language = likely_language(question)
    if language not in ASKING or len(question) > _MOST_CHARS:
        return None
    parts = QuestionParts(question, language, names, now)
    found = [part for part in parts.names() if _says_so(parts, part)]
    kinds: dict[str, dict[str, None]] = {"author": {}, "outlet": {}, "section": {}}
    for part in found:
        if part.named is not None:
            kind, values = part.named
            kinds[kind].update(dict.fromkeys(values))
    if not any(kinds.values()):
        return None
    words = tuple(map(parts.said, found))
    writing = {
        parts.written(index, end)
        for index in range(len(parts.tokens))
        for name in ("write", "tail", "source", "articles")
        for end in parts.ends_of(name, index)
    }
    return NamedSources(
        tuple(kinds["author"]), tuple(kinds["outlet"]), tuple(kinds["section"]), words, (*words, *sorted(writing))
    )


def _says_so(parts: QuestionParts, part: Part) -> bool:
    """Whether the words around a name make it that of whoever wrote or printed the articles."""
    if part.named is None:
        return False
    kind, _ = part.named
    if kind == "section":
        return True
    if part.introduced == "source":
        return kind == "outlet"
    words = sum(map(is_wordlike, parts.tokens[part.start : part.end])) - bool(part.introduced)
    if part.introduced:
        told = any(_tells(parts, index) for index in range(len(parts.tokens)) if not part.start <= index < part.end)
        if kind == "author":
            return part.introduced == "by" and told and words >= _SURE_WORDS
        return words >= _SURE_WORDS and (part.introduced == "in" or (part.introduced == "by" and told))
    if kind == "author" and words >= _SURE_WORDS and part.name is not None and part.name.inflected:
        return any(part.start in parts.ends_of("articles", index) for index in range(part.start))
    return any(token.capital for token in parts.tokens[part.start : part.end]) and _writes(parts, part)


def _tells(parts: QuestionParts, index: int) -> bool:
    """Whether an article, or the writing of one, is spoken of at a token."""
    return parts.has_class("articles", index) or _is_writing(parts, index)


def _is_writing(parts: QuestionParts, index: int) -> bool:
    either = parts.has_class("write", index) or parts.has_class("tail", index)
    return either and parts.tokens[index].text not in _OTHERS_DO


def _writes(parts: QuestionParts, part: Part) -> bool:
    """Whether who is named does the writing: "wrote" stands beside the name, or "did" before it and "write" behind."""
    before = range(max(0, part.start - 3), part.start)
    beside = any(
        end == part.start and _is_writing(parts, index)
        for index in before
        for name in ("write", "tail")
        for end in parts.ends_of(name, index)
    )
    helped = any(end == part.start for index in before for end in parts.ends_of("aux", index))
    behind = range(part.end, len(parts.tokens))
    nearest = next((index for index in behind if is_wordlike(parts.tokens[index])), None)
    if beside or (nearest is not None and _is_writing(parts, nearest)):
        return True
    return helped and any(_is_writing(parts, index) for index in behind)
