"""Each language's words of time, a table a language."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

from rag.text.dates.expressions.date_words import LanguageWords

#: The module of each language that is read.
_TABLES = {
    "en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian", "nl": "dutch",
    "pt": "portuguese", "uk": "ukrainian",
}  # fmt: skip
#: The languages that days are read in.
LANGUAGES = tuple(_TABLES)


@lru_cache(maxsize=len(_TABLES))
def language_words(language: str) -> LanguageWords | None:
    """A language's words; None where it has no table."""
    module = _TABLES.get(language)
    if module is None:
        return None
    # One table is loaded when it is asked for, since each takes some milliseconds to build.
    words: LanguageWords = import_module(f"{__name__}.{module}").WORDS
    return words
