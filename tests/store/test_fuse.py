"""Fusion: pure tables."""

from __future__ import annotations

import pytest

from rag.store.hybrid import MEANING, SearchMode, fuse

RANGE = (0.5, 1.0)


@pytest.mark.parametrize(
    ("lexical", "cosine", "mode", "expected"),
    [
        ({}, {}, "hybrid", {}),
        ({"a": 1.0}, {"a": 1.0}, "hybrid", {"a": 1.0}),
        ({"a": 1.0}, {"a": 0.5}, "hybrid", {"a": 1 - MEANING}),
        ({}, {"a": 1.0}, "hybrid", {"a": MEANING}),
        ({"a": 0.4}, {"a": 0.75}, "hybrid", {"a": MEANING * 0.5 + (1 - MEANING) * 0.4}),
        ({"a": 0.4}, {"a": 0.75}, "lexical", {"a": 0.4}),
        ({"a": 0.4}, {"a": 0.75}, "dense", {"a": 0.5}),
        # below "unrelated" is no less than nothing, above "answers" no more than all
        ({}, {"a": 0.1, "b": 1.4}, "dense", {"a": 0.0, "b": 1.0}),
        # without a vector: taken for as near as the least near one
        ({"new": 1.0}, {"a": 1.0, "b": 0.75}, "hybrid",
         {"new": MEANING * 0.5 + 1 - MEANING, "a": MEANING, "b": MEANING * 0.5}),
        ({"new": 0.5}, {}, "hybrid", {"new": (1 - MEANING) * 0.5}),
    ],
)  # fmt: skip
def test_fuse(
    lexical: dict[str, float], cosine: dict[str, float], mode: SearchMode, expected: dict[str, float]
) -> None:
    assert fuse(lexical, cosine, RANGE, mode) == pytest.approx(expected)
