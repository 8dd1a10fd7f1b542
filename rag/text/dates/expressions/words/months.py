"""Names of months by language, from the table that dates at an article's head are read by."""

from __future__ import annotations

from rag.text.dates.expressions.date_words import Phrases
from rag.text.dates.stated import MONTHS_BY_LANGUAGE

#: Shortened names are as long at most, and never a month's whole name.
_LONGEST_SHORT = 5
_WHOLE = frozenset(
    [
        "may",
        "mai",
        "mei",
        "mayo",
        "maio",
        "juin",
        "juni",
        "août",
        "aout",
        "mars",
        "marzo",
        "maart",
        "abril",
        "avril",
        "april",
        "enero",
        "julio",
        "juli",
        "juillet",
        "julho",
        "junho",
        "junio",
        "maggio",
        "июнь",
    ]
)


def month_words(language: str, others: str = "") -> dict[str, Phrases]:
    """The classes ``month`` and ``month_short`` of a language.

    Args:
        language: in the table of months.
        others: other forms of the names, in the same order with commas between; strokes part one month's.
    """
    whole: dict[int, str] = {}
    short: dict[int, str] = {}
    for number, names in enumerate(MONTHS_BY_LANGUAGE[language].split("|"), start=1):
        first, *rest = names.split()
        shortened = [
            name
            for name in rest
            if len(name) < len(first)
            and first.startswith(name[:2])
            and len(name) <= _LONGEST_SHORT
            and name not in _WHOLE
        ]
        whole[number] = "|".join([first, *(name for name in rest if name not in shortened)])
        if shortened:
            short[number] = "|".join(shortened)
    for number, forms in enumerate(others.split(",") if others else (), start=1):
        if forms.strip():
            whole[number] += f"|{forms.strip()}"
    return {"month": whole, "month_short": short}
