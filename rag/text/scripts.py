"""How long a text is, in letters and in words, whatever its script."""

from __future__ import annotations

import re

#: A sign of Chinese or Japanese says as much as so many letters, one of Korean as so many: by the same reports in
#: several languages (tests/letters.py).
_HAN_LETTERS = 3
_HANGUL_LETTERS = 2
_HAN = re.compile("[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")


def letters_of(words: str) -> int:
    """The length of a text in letters of the Latin alphabet."""
    if words.isascii():
        return len(words)
    return (
        len(words) + (_HAN_LETTERS - 1) * len(_HAN.findall(words)) + (_HANGUL_LETTERS - 1) * len(_HANGUL.findall(words))
    )


def words_of(words: int, text: str) -> int:
    """How many words a text has, of which ``words`` were told by what stands between them: in sentences of Chinese and
    Japanese nothing does, and a word has about two signs. Headlines keep their one word: they end otherwise."""
    return words + len(_HAN.findall(text)) // 2 if "。" in text else words
