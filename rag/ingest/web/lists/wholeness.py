"""Whether what a feed holds of an article is its text, or only a teaser of it."""

from __future__ import annotations

import re

from rag.text.lines import is_ended
from rag.text.scripts import letters_of

#: Without a mark at its end a sentence may end in Thai and its kin.
_UNMARKED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]$")

# ruff: noqa: E501 - a language to a line reads better than lines broken at every stroke.

# How teasers end, whatever their length: with dots, or with a link to the rest, which is no part of the sentence before it.
_END_CHARS = 250
_LINKS = (
    r"(?:continue|keep) reading|read (?:more|on|the (?:rest|full|whole)(?: (?:story|article|post|entry))?)|full (?:story|article|post)|learn more|more|"
    r"weiterlesen|mehr lesen|mehr dazu|zum (?:ganzen )?artikel|weiter|lire (?:la suite|plus|l['’]article)|en savoir plus|leer más|seguir leyendo|continuar leyendo|"
    r"leggi (?:tutto|di più|ancora|l['’]articolo)|continua a leggere|continua|ler mais|leia mais|continue (?:lendo|a ler)|saiba mais|lees (?:meer|verder)|"
    r"czytaj (?:dalej|więcej)|więcej|číst (?:dále|více)|čítať ďalej|tovább(?: olvasom)?|läs (?:mer|hela artikeln|vidare)|læs mere|les (?:mer|hele saken)|lue lisää|"
    r"devamını oku|devamı|citește mai (?:mult|departe)|читать (?:далее|дальше|полностью)|далее|подробнее|читати (?:далі|більше)|докладніше|"
    r"περισσότερα|διαβάστε (?:περισσότερα|τη συνέχεια)|baca selengkapnya|selengkapnya|xem thêm|đọc tiếp|続きを読む|もっと読む|全文を読む|続き|"
    r"阅读全文|閱讀全文|阅读更多|閱讀更多|继续阅读|繼續閱讀|查看全文|更多|全文|더 ?보기|더 ?읽기|계속 ?읽기|اقرأ المزيد|المزيد|קרא עוד|המשך קריאה|อ่านต่อ"
)
_NAMED = r"(?:continue reading|read more|weiterlesen|lire la suite|leer más|seguir leyendo|continuar leyendo|continua a leggere|continue lendo|continue a ler|läs mer|lees verder|czytaj dalej|читать далее|читати далі)"
_TEASER = re.compile(
    rf"(?:…|\.\.\.|\. \. \.)[\])]?\W{{0,4}}$|(?:\A|[.!?…。！？\])»”\"'] ?)[\[(]?(?:(?:{_LINKS})|{_NAMED}\W[^.!?]{{1,150}})[^\w.]{{0,8}}$",
    re.IGNORECASE,
)

#: Shorter ones are no sentence.
_LEAST_LETTERS = 35
_LEAST_SUMMARY_LETTERS = 80


def ends_as_teaser(words: str) -> bool:
    """Whether a text ends as teasers do: cut off, or with a link to the rest."""
    return _TEASER.search(words[-_END_CHARS:]) is not None


def is_short_text(words: str, *, summary: bool) -> bool:
    """Whether a short text may be an article: it ends as sentences do, and not as a teaser. A summary has to be longer
    than what is given as the content."""
    ended = (is_ended(words) and words[-1:] not in ":;") or _UNMARKED.search(words) is not None
    return (
        ended
        and not ends_as_teaser(words)
        and letters_of(words) >= (_LEAST_SUMMARY_LETTERS if summary else _LEAST_LETTERS)
    )
