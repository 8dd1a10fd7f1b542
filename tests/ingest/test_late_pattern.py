"""Patterns that are compiled when they are first used."""

from __future__ import annotations

import re

import pytest

from rag.text.late_pattern import LatePattern

TEXT = "Von ADA Quill\nby Jon Rusk, by ida"
SOURCE, FLAGS = r"\b(?:by|von) (\w+)", re.IGNORECASE


def _spans(found: object) -> object:
    return found.span() if isinstance(found, re.Match) else found


@pytest.mark.parametrize("arguments", [(TEXT,), (TEXT, 4), (TEXT, 14, 20), ("nobody",), ("By Ada",)])
def test_it_finds_what_the_pattern_finds(arguments: tuple[str, int, int]) -> None:
    late, pattern = LatePattern(SOURCE, FLAGS), re.compile(SOURCE, FLAGS)
    for name in ("search", "match", "fullmatch"):
        assert _spans(getattr(late, name)(*arguments)) == _spans(getattr(pattern, name)(*arguments))
    assert [*map(_spans, late.finditer(*arguments))] == [*map(_spans, pattern.finditer(*arguments))]


def test_it_cuts_and_replaces_as_the_pattern_does() -> None:
    late, pattern = LatePattern(SOURCE, FLAGS), re.compile(SOURCE, FLAGS)
    assert late.findall(TEXT) == pattern.findall(TEXT) == ["ADA", "Jon", "ida"]
    assert late.split(TEXT) == pattern.split(TEXT)
    assert late.split(TEXT, 1) == pattern.split(TEXT, 1)
    assert late.sub("-", TEXT) == pattern.sub("-", TEXT)
    assert late.sub(lambda match: match[1].lower(), TEXT, 1) == "ada Quill\nby Jon Rusk, by ida"
    assert late.pattern == SOURCE


def test_it_is_compiled_on_first_use() -> None:
    late = LatePattern("(")  # no pattern
    with pytest.raises(re.error):
        late.search("")
