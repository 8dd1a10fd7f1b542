"""What a sentence names only to date something else by it: "on Thursday, his first trip since taking office" does not
say when he took office."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.model import Span
from rag.text.terms import is_function_word, likely_language
from rag.text.wordlists import canonical

#: Words behind which stands what others are dated by.
_MARKERS = {
    "en": "since|after|before|until|till|following|ahead of|prior to",
    "de": "seit(?:dem)?|nach(?:dem)?|vor|bevor|ehe|bis",
    "fr": "depuis|après|avant|jusqu[’']\\w+",
    "es": "desde|después|antes|tras|hasta",
    "it": "dopo|prima|fino",
    "pt": "desde|após|depois|antes|até",
    "nl": "sinds|na|nadat|voor|voordat|tot",
    "pl": "po|przed|odkąd|zanim",
    "uk": "після|перед|відколи|до",
    "ru": "после|перед|до",
}
#: A phrase goes on up to a mark or a word that begins another.
_END = re.compile(
    r"[,;:()\[\]—–]|\s-\s|[.!?…][\"”“»]?(?:\s|$)|\s(?:and|but|und|aber|et|mais|y|pero|e|ma|mas|en|maar|i|ale|та|і|й|але|и|но)\s"
)
#: What asks for a time, beside the words that only hold a question together.
_ASKS_WHEN = re.compile(
    r"when|wann|quand|cuándo|quando|wanneer|kiedy|коли|когда|first|exactly|years?|dates?|days?|months?|time|jahr|datum|tag|monat"
    r"|année|an|jour|mois|año|fecha|día|mes|anno|data|giorno|mese|ano|dia|mês|jaar|dag|maand|rok\w*|dzień|dnia|рік|році|день|дата"
    r"|місяць|году?|месяц",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def reference_phrase(question: str, sentence: str, language: str | None) -> Span | None:
    """The phrase of a sentence in which alone it says what a question asks the time of, behind a word like "since".

    Only a date within that phrase can be the answer. Names are no part of it: they may stand anywhere.

    Args:
        question: asks when something was.
        sentence: of an article.
        language: of the sentence, as an ISO 639-1 code; told from its words where None.

    Returns:
        Characters ``[start, end)`` of the sentence; None where what is asked about is told elsewhere, or not all of it.
    """
    own = language or likely_language(sentence)
    markers = _markers(own)
    if markers is None or likely_language(question) != own:
        return None
    asked = _what_happened(question, own)
    if not asked:
        return None
    said = [
        (match.start(), form) for match in _WORD.finditer(sentence) if (form := canonical(match.group(), own)) in asked
    ]
    if {form for _, form in said} != asked:
        return None
    for marker in markers.finditer(sentence):
        end = _END.search(sentence, marker.end())
        phrase = Span(marker.start(), end.start() if end else len(sentence))
        if all(phrase.start <= place < phrase.end for place, _ in said):
            return phrase
    return None


@lru_cache(maxsize=64)
def _what_happened(question: str, language: str) -> frozenset[str]:
    """The words of a question that say what happened, as they are compared: without names, and those that ask."""
    words = list(_WORD.finditer(question))
    return frozenset(
        canonical(match.group(), language)
        for number, match in enumerate(words)
        if not is_function_word(match.group().lower(), language)
        and not (number and match.group()[0].isupper())
        and not _ASKS_WHEN.fullmatch(match.group())
    )


@lru_cache(maxsize=16)
def _markers(language: str) -> re.Pattern[str] | None:
    found = _MARKERS.get(language)
    return re.compile(rf"(?<![\w-])(?:{found})(?![\w-])", re.IGNORECASE) if found else None
