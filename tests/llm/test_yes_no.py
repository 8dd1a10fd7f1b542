from __future__ import annotations

import math

import pytest

from rag.llm.yes_no_probability import from_logprobs, from_text


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ({"yes": 0.5, "no": 0.25}, 2 / 3),
        ({" Yes": 0.4, "YES": 0.1, "▁no": 0.5}, 0.5),
        ({"Ġyes": 0.9}, 1.0),
        ({"**No": 0.9}, 0.0),
        ({"Maybe": 0.9}, None),
        ({"Maybe": 0.9, "yes": 0.001}, None),
        ({"not": 0.9, "yesterday": 0.1}, None),
        ({}, None),
    ],
)
def test_probability_from_logprobs(shares: dict[str, float], expected: float | None) -> None:
    found = from_logprobs((token, math.log(share)) for token, share in shares.items())
    assert found == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    ("reply", "expected"),
    [("Yes", 1.0), ("  \n“YES.”", 1.0), ("No, it does not.", 0.0), ("Not really", None), ("", None), ("1", None)],
)
def test_a_word_instead(reply: str, expected: float | None) -> None:
    assert from_text(reply) == expected
