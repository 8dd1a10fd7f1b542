"""A question or topic with operators: which articles it selects, and what is asked of them."""

from __future__ import annotations

from dataclasses import replace

from rag.errors import UsageError
from rag.model import Filters
from rag.store.search.selection import read_query
from rag.text.lines import whole_letters
from rag.text.query.matching import positive_words
from rag.text.query.plain_or_operators import has_operators
from rag.text.query.tokens import Part, field_name, near_number, split_parts

_OPERATORS = ("AND", "OR", "NOT")


def asked_of_selection(question: str, filters: Filters) -> tuple[str, Filters]:
    """What is asked, and of which articles; both as they were where the question has no operators.

    With operators the whole is the selection, and its words are what is asked. Where the only operators are fields
    (``outlet:courier When did the ferry stop?``) these are the selection, and the rest is the question.

    Raises:
        QueryError: the operators break the grammar.
        UsageError: they select articles, but no word says what is asked of them.
    """
    whole = whole_letters(question).strip()
    if not has_operators(whole):
        return question, filters
    fields, rest = _fields_apart(whole) or (whole, positive_words(read_query(whole)))
    read_query(fields)
    if not rest.strip():
        raise UsageError("the query selects articles, but no word of it says what is asked of them: add one")
    return rest, and_query(filters, fields)


def and_query(filters: Filters, query: str) -> Filters:
    """The filters, narrowed to the articles that a query holds for.

    Raises:
        QueryError: the filters' own query breaks the grammar.
    """
    if filters.query is None:
        return replace(filters, query=query)
    read_query(filters.query)
    return replace(filters, query=f"({filters.query}) ({query})")


def _fields_apart(text: str) -> tuple[str, str] | None:
    """The fields of a query and the rest, where the rest is plain words; else None."""
    parts = split_parts(text)
    fields: list[str] = []
    rest, at = "", 0
    for number, part in enumerate(parts):
        if part.kind in ("(", ")") or _is_operator(part):
            return None
        if part.kind == "piece" and field_name(part.text) and part.start >= at:
            following = parts[number + 1] if number + 1 < len(parts) else None
            whole = part.text.endswith(":") and following is not None and following.start == part.end
            begin = part.start - 1 if number and parts[number - 1].kind == "dash" else part.start
            end = following.end if whole and following else part.end
            rest += text[at:begin]
            fields.append(text[begin:end])
            at = end
    rest = " ".join((rest + text[at:]).split())
    return (" ".join(fields), rest) if fields and rest and not has_operators(rest) else None


def _is_operator(part: Part) -> bool:
    named = part.text in _OPERATORS or part.text.lower() == "same" or near_number(part.text) is not None
    return part.kind == "piece" and named
