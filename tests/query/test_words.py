"""The words of a text, folded, with their places."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.letters import plain
from rag.text.query.words import UNSPACED, folded_words, is_word_character, marks_class, text_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Dam’s gates", ["the", "dam", "s", "gates"]),
        ("COVID-19, snake_case", ["covid", "19", "snake", "case"]),
        ("Wałęsa Øre naïve nai\u0308ve Ёлка", ["walesa", "ore", "naive", "naive", "елка"]),
        ("œuvre Straße ﬁn", ["oeuvre", "strasse", "fin"]),
        ("東京2020 ソウル", ["東", "京", "2020", "ソ", "ウ", "ル"]),
        ("한국 x한y", ["한", "국", "x", "한", "y"]),
        ("か\u3099", ["か"]),  # the mark stands in Kana's range, and folding leaves nothing of it
        ("㐀・゠", ["㐀"]),
        ("กุ้ง", ["ก", "ง"]),
        ("\u0301 ͺ", []),
        ("ﷺ", ["صلىاللهعليهوسلم"]),
        ("m² ½", ["m2", "1⁄2"]),
        ("𝐃𝐚𝐦 𝔊𝔄𝔗𝔈 ᴰᴬᴹ 𝚨𝚺", ["dam", "gate", "dam", "ασ"]),
        ("\ud800a\udfff", ["a"]),
        ("हिन्दी", ["हिनदी"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert list(folded_words(text)) == words


def test_the_classes_are_those_of_unicode() -> None:
    """``re`` has no names for L, M and N: what is used instead has exactly their characters."""
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    letters = {char for char in every if unicodedata.category(char)[0] in "LN"}
    marks = {char for char in every if unicodedata.category(char)[0] == "M"}
    assert set(re.findall(r"[^\W_]", every)) == letters
    assert set(re.findall(f"[{marks_class()}]", every)) == marks


def slow_words(text: str) -> list[tuple[int, int, str]]:
    """The words as the page says them, character by character."""
    runs: list[list[int]] = []
    for at, char in enumerate(text):
        if not is_word_character(char):
            continue
        alone = re.match(f"[{UNSPACED}]", char) is not None
        if not alone and runs and runs[-1][1] == at and not re.match(f"[{UNSPACED}]", text[at - 1]):
            runs[-1][1] = at + 1
        else:
            runs.append([at, at + 1])
    folded = [(start, end, "".join(plain(plain(text[start:end])).split())) for start, end in runs]
    return [word for word in folded if word[2]]


@given(st.text(st.one_of(st.characters(), st.sampled_from("aZé_ -'\u0301ุก東か\u3099한²İıσΣς\n"))))
def test_words_are_longest_runs(text: str) -> None:
    assert [tuple(word) for word in text_words(text)] == slow_words(text)
