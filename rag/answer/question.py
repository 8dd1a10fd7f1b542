"""What a question asks for: the kind of answer, and the names and numbers that an answer must be about."""

from __future__ import annotations

import re
from typing import Literal

from rag.store.terms import is_function_word, likely_language

AnswerKind = Literal["number", "date", "name"]

# Question words by the kind of answer that they ask for, per language; the first match counts.
_KINDS: dict[str, tuple[tuple[AnswerKind, str], ...]] = {
    "en": (
        ("number", r"how (?:many|much|old|long|far|often|tall|large|big|high|deep)|what (?:percentage|number|amount|share)"),
        ("date", r"when|(?:what|which) (?:year|date|day|month|century|decade|time)"),
        ("name", r"who|whose|whom|where|(?:what|which) (?:city|country|place|town|region|company|person)"),
    ),
    "de": (
        ("number", r"wie ?(?:viele?|lange?|oft|hoch|alt|groß|weit|teuer)"),
        ("date", r"wann|(?:welche[mnrs]?) (?:jahr|tag|datum|monat)"),
        ("name", r"wer|wen|wem|wessen|wo|wohin|woher"),
    ),
    "fr": (
        ("number", r"combien|quel(?:le)? (?:nombre|montant|somme|part|pourcentage)"),
        ("date", r"quand|quel(?:le)? (?:année|jour|date|mois)"),
        ("name", r"qui|où"),
    ),
    "es": (
        ("number", r"cu[aá]nt[oa]s?"),
        ("date", r"cu[aá]ndo|(?:qué|que) (?:año|día|fecha|mes)"),
        ("name", r"qui[eé]n(?:es)?|d[oó]nde"),
    ),
    "it": (("number", r"quant[oaie]"), ("date", r"quando"), ("name", r"chi|dove")),
    "pt": (("number", r"quant[oa]s?"), ("date", r"quando"), ("name", r"quem|onde")),
    "nl": (("number", r"hoeveel|hoe (?:oud|lang|hoog|vaak)"), ("date", r"wanneer"), ("name", r"wie|waar")),
    "pl": (("number", r"ile|ilu"), ("date", r"kiedy"), ("name", r"kto|kogo|komu|gdzie")),
    "uk": (("number", r"скільки"), ("date", r"коли|якого (?:року|числа|дня)"), ("name", r"хто|кого|кому|де|куди")),
    "ru": (("number", r"сколько"), ("date", r"когда"), ("name", r"кто|кого|кому|где|куда")),
}  # fmt: skip

_NUMBER = re.compile(
    r"\d[\d.,]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|half|third|quarter"
    r"|hundreds?|thousands?|millions?|billions?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|hundert|tausend"
    r"|deux|trois|quatre|cinq|dix|cent|mille|dos|tres|cuatro|cinco|diez|cien|mil)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:1\d{3}|20\d{2})s?\b|\b\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}[./]\d{1,2}\b|\d{1,2}\. (?=[A-ZÄÖÜ])"
    r"|\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)(?:uary|ruary|ch|il|ust|ember|tober|ober)?\b"
    r"|\b(?:Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember|janvier|février|mars|avril|juin|juillet|août"
    r"|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre"
    r"|noviembre|diciembre|січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня)\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:century|decade|yesterday|today|tomorrow|tonight)\b"
)  # fmt: skip
_CAPITALISED = re.compile(r"(?<![.!?…\"“„«'‘’\w])(?<!^)\b[^\W\d_a-zß-ÿа-яёіїєґ][\w’'-]+")
_SPECIFIC_NUMBER = re.compile(r"\d[\d.,]*\d|\d")


def answer_kind(question: str) -> AnswerKind | None:
    """Whether a question asks for a number, a date or a name; None where its words do not tell."""
    lowered = question.lower()
    for kind, pattern in _KINDS.get(likely_language(question), ()):
        if re.search(rf"(?<!\w)(?:{pattern})(?!\w)", lowered):
            return kind
    return None


def holds_kind(kind: AnswerKind, sentence: str, question: str) -> bool:
    """Whether a sentence holds something of that kind which the question does not say itself."""
    asked = {word.lower() for word in re.findall(r"\w+", question)}
    pattern = {"number": _NUMBER, "date": _DATE, "name": _CAPITALISED}[kind]
    return any(
        not {word.lower() for word in re.findall(r"\w+", match.group())} <= asked
        for match in pattern.finditer(sentence)
    )


def specifics(question: str) -> list[str]:
    """The names and numbers of a question: its capitalised words and its figures, in order.

    Empty capitals (the first word, German's nouns) are told apart only as far as that is possible without a
    dictionary: for a German question only figures count.
    """
    language = likely_language(question)
    found = _SPECIFIC_NUMBER.findall(question)
    if language != "de":
        names = [match.group().strip("'’-") for match in _CAPITALISED.finditer(question)]
        found += [name for name in names if not is_function_word(name, language)]
    return list(dict.fromkeys(found))
