"""Shingles as numbers are compared as the shingles themselves are, so no article is grouped otherwise by them."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.store.duplicates.near_duplicates import CONTAINED, KeptCuts
from rag.text.shingle_numbers import NumberedCut, likeness_of_numbers, number_words
from rag.text.shingles import cut_up, likeness, words_of

WORDS = ["ferry", "the", "pier", "7", "1,250", "船", "が", "出", "ส", "é", "\n\n", "—", "ﬁne", "STRASSE", "straße"]
texts = st.lists(st.sampled_from(WORDS), max_size=120).map(" ".join)


def _cut(text: str) -> NumberedCut:
    return number_words(words_of(text))


def _changed(text: str, share: float, seed: int) -> str:
    chance = random.Random(seed)
    return " ".join(chance.choice(WORDS) if chance.random() < share else word for word in text.split(" "))


@given(texts, texts, st.floats(0, 0.5), st.integers(0, 3))
@settings(max_examples=150, deadline=None)
def test_likeness_is_the_same_to_the_last_digit(one: str, other: str, share: float, seed: int) -> None:
    for second in (other, _changed(one, share, seed), f"{one} {other}", one.upper()):
        wanted = likeness(cut_up(one), cut_up(second))
        assert likeness_of_numbers(_cut(one), _cut(second)) == wanted
        enough = likeness_of_numbers(_cut(one), _cut(second), least=CONTAINED)
        assert enough == (wanted if wanted.contained >= CONTAINED else None)


@pytest.mark.parametrize("words", range(8))
def test_texts_of_few_words(words: int) -> None:
    text = " ".join(f"w{number}" for number in range(words))
    for other in (text, "w0", "w0 w1", ""):
        assert likeness_of_numbers(_cut(text), _cut(other)) == likeness(cut_up(text), cut_up(other))


def test_what_is_kept_has_a_bound_and_goes_when_it_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    cuts = {pk: _cut(" ".join(f"{pk}w{number}" for number in range(12))) for pk in range(5)}
    monkeypatch.setattr("rag.store.duplicates.near_duplicates._KEPT_SHINGLES", 30)  # three of ten each
    kept = KeptCuts()
    for pk in (0, 1, 2):
        kept.put(pk, cuts[pk])
    assert kept.get(0) is cuts[0]  # so that 1 is the one that was asked for the longest ago
    kept.put(3, cuts[3])
    assert [kept.get(pk) is not None for pk in range(4)] == [True, False, True, True]
    kept.forget([0, 2, 9])
    other = KeptCuts()
    other.put(3, cuts[4])
    kept.update(other)
    assert kept.get(3) is cuts[4] and kept.get(0) is None
    kept.put(1, number_words(["word"] * 40))
    assert kept.get(1) is None and kept.get(3) is None, "what is too large is not kept, nor does it stay counted"
    kept.put(0, cuts[0])
    found = kept.get(0)
    assert found is not None and np.array_equal(found.row, cuts[0].row)
