"""Numbers in running text: digits and words, scales, currencies, percent, ordinals, times of day.

``1.234`` is a thousand to one reader and a little more than one to another; both values are kept, and two figures
are equal when they share one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rag.text.spans import apart
from rag.text.wordlists import numbered

_EN = numbered(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen",
    start=0,
) | {w: 10 * v for w, v in numbered("twenty thirty forty fifty sixty seventy eighty ninety", start=2).items()}
_DE_SMALL = numbered("zwei drei vier fünf sechs sieben acht neun zehn elf zwölf", start=2)
_DE_TENS = {
    w: 10 * v for w, v in numbered("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig", start=2).items()
}
_DE = (
    _DE_SMALL
    | {f"{w}zehn": v + 10 for w, v in _DE_SMALL.items() if v in (3, 4, 5, 8, 9)}
    | {"sechzehn": 16, "siebzehn": 17}
    | _DE_TENS
    | {
        f"{one}und{tens}": v + t
        for one, v in ({"ein": 1} | {w: v for w, v in _DE_SMALL.items() if v < 10}).items()
        for tens, t in _DE_TENS.items()
    }
    | {f"{w}hundert": 100 * v for w, v in ({"ein": 1} | {w: v for w, v in _DE_SMALL.items() if v < 10}).items()}
    | {f"{w}tausend": 1000 * v for w, v in ({"ein": 1} | _DE_SMALL).items()}
)
_DE_HALVES = {f"{w}einhalb": v + 0.5 for w, v in _DE_SMALL.items()} | {"eineinhalb": 1.5, "anderthalb": 1.5}
_FR = numbered("deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize", start=2) | {
    "vingt": 20,
    "vingts": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
}
_UK = numbered(
    "два/дві/двох/двома три/трьох/трьома чотири/чотирьох п'ять/п'яти шість/шести сім/семи вісім/восьми дев'ять/дев'яти"
    " десять/десяти одинадцять дванадцять/дванадцяти тринадцять чотирнадцять п'ятнадцять шістнадцять сімнадцять"
    " вісімнадцять дев'ятнадцять",
    start=2,
) | {
    "двадцять": 20, "двадцяти": 20, "тридцять": 30, "тридцяти": 30, "сорок": 40, "п'ятдесят": 50, "шістдесят": 60,
    "сімдесят": 70, "вісімдесят": 80, "дев'яносто": 90, "двісті": 200, "триста": 300, "чотириста": 400, "п'ятсот": 500,
}  # fmt: skip
_ES = numbered("dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince", start=2)
_WORDS: dict[str, Mapping[str, float]] = {"en": _EN, "de": _DE | _DE_HALVES, "fr": _FR, "uk": _UK, "es": _ES}
_HUNDREDS = {"en": {"hundred": 100}, "de": {"hundert": 100}, "fr": {"cent": 100, "cents": 100},
             "uk": {"сто": 100}, "es": {"cien": 100}}  # fmt: skip
_ORDINALS = {
    "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20,
}  # fmt: skip
_SCALES = {
    "k": 1e3, "thousand": 1e3, "tausend": 1e3, "mille": 1e3, "mil": 1e3, "тис": 1e3, "тисяч": 1e3, "тисячі": 1e3,
    "тисяча": 1e3, "тысяч": 1e3, "hundred": 100, "dozen": 12,
    "m": 1e6, "mn": 1e6, "mln": 1e6, "mio": 1e6, "million": 1e6, "millions": 1e6, "millionen": 1e6,
    "millón": 1e6, "millones": 1e6, "milioni": 1e6, "млн": 1e6, "мільйон": 1e6, "мільйони": 1e6, "мільйонів": 1e6,
    "миллион": 1e6, "миллионов": 1e6, "bn": 1e9, "b": 1e9, "billion": 1e9, "billions": 1e9, "mrd": 1e9,
    "milliarde": 1e9, "milliarden": 1e9, "milliard": 1e9, "milliards": 1e9, "млрд": 1e9, "мільярд": 1e9,
    "мільярди": 1e9, "мільярда": 1e9, "мільярдів": 1e9, "мільйона": 1e6, "миллиардов": 1e9, "tn": 1e12,
    "trillion": 1e12, "trillions": 1e12, "billionen": 1e12,
}  # fmt: skip
_UNITS = {
    "%": "%", "percent": "%", "per cent": "%", "pct": "%", "prozent": "%", "pour cent": "%", "por ciento": "%",
    "відсотків": "%", "відсотка": "%", "відсотки": "%", "процентов": "%", "percentage points": "points",
    "percentage point": "points", "$": "$", "us$": "$", "dollar": "$", "dollars": "$", "usd": "$", "доларів": "$",
    "долари": "$", "€": "€", "euro": "€", "euros": "€", "eur": "€", "євро": "€", "£": "£", "pound": "£", "pounds": "£",
    "gbp": "£", "¥": "¥", "yen": "¥", "yuan": "yuan", "₴": "₴", "hryvnia": "₴", "hryvnias": "₴", "гривень": "₴",
    "гривні": "₴", "₽": "₽", "rubles": "₽", "roubles": "₽", "crowns": "crowns", "kronor": "crowns", "kronen": "crowns",
    "dollars américains": "$",
}  # fmt: skip
_MORE = (
    r"more than|over|above|at least|exceed(?:s|ed|ing)?|mehr als|über|mindestens|plus de|au moins|понад|більше|más de"
)
_LESS = (
    r"less than|fewer than|under|below|at most|up to|almost|nearly|weniger als|unter|höchstens|fast|moins de"
    r"|au plus|presque|менше|до|menos de"
)
_ABOUT = r"about|around|roughly|approximately|some|circa|ca\.|etwa|rund|ungefähr|environ|близько|приблизно|unos"
#: Of these, the ones by which it is another number: "more than 12" is not 12, as "at least 12" may be.
_STRICT = re.compile(
    r"more than|exceed(?:s|ed|ing)?|less than|fewer than|almost|nearly|mehr als|weniger als|fast|plus de|moins de"
    r"|presque|понад|більше|менше|más de|menos de",
    re.IGNORECASE,
)
_LEADS = re.compile(rf"\b(?:(?P<more>{_MORE})|(?P<less>{_LESS})|(?P<about>{_ABOUT}))\s+(?:a\s+)?\W?$", re.IGNORECASE)

# "The two candidates" counts what is known already.
_FEW = 3
_KNOWN = re.compile(r"\b(?:the|these|those|its|their|his|her|die|diese|les|ces)\s+$", re.IGNORECASE)

_SCALE = "|".join(sorted((re.escape(word) for word in _SCALES), key=len, reverse=True))
_UNIT = "|".join(sorted((re.escape(word) for word in _UNITS if word not in "$€£¥₴₽us$"), key=len, reverse=True))
_AFTER = (
    rf"(?:[\s-]{{0,2}}(?P<scale>(?:{_SCALE}))(?:\.(?=\s\w)|\b)(?!['’]))?"
    rf"(?:[\s-]{{0,2}}(?P<unit>[$€£¥₴₽]|%|(?:{_UNIT})\b))?"
)
_DIGITS = re.compile(
    r"(?<![^\W\d_])(?<![^\W\d_]-)(?<![\d.,])(?P<symbol>(?:us|a|c)?\$|[€£¥₴₽])?\s?"
    r"(?P<digits>\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,'’]\d+)*|[½¼¾])"
    r"(?P<ordinal>(?:st|nd|rd|th)\b)?" + _AFTER + r"(?![^\W\d_]{3})",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<![\d.:,$€£])(?P<h>[01]?\d|2[0-4])(?:[:.](?P<m>[0-5]\d))?\s?(?P<half>[ap])\.?\s?m\b\.?"
    r"|(?<![\d.:,$€£])(?P<h2>[01]?\d|2[0-4]):(?P<m2>[0-5]\d)(?![\d:]|\.\d)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_TAIL = re.compile(_AFTER, re.IGNORECASE)
_HALF_SCALE = re.compile(rf"\bhalf an? (?P<scale>{_SCALE})\b", re.IGNORECASE)
_COUNTABLE = frozenset(("hundred", "thousand", "million", "billion", "dozen"))
# "Six and a half", "zwei und ein halb", "deux et demi", "шість з половиною".
_AND_HALF = re.compile(
    r"\s(?:and a half|einhalb|und ein(?:e[nrs]?)? halbe?[nrs]?|et demie?|y medi[oa]|з половиною)\b", re.IGNORECASE
)
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at characters ``[start, end)``.

    ``bound``: 1 for "more than", -1 for "less than"; ``strict`` where it is not that number itself, as it may be for
    "at least". ``soft``: "one" and "the two", which mostly tell no number.
    """

    start: int
    end: int
    values: frozenset[float]
    unit: str | None = None
    bound: int = 0
    about: bool = False
    soft: bool = False
    strict: bool = False

    def agrees(self, other: Figure) -> bool:
        """Whether the other figure says the same, or this one says it roughly."""
        if self.unit != other.unit and not (
            None in (self.unit, other.unit) and not {self.unit, other.unit} & {"%", "time", "nth", "points"}
        ):
            return False
        if self.bound * other.bound < 0:
            return False
        if self.values & other.values:
            return True
        return self.about and not other.about and any(_rounds(a, b) for a in self.values for b in other.values)

    def bounded_only(self, other: Figure) -> bool:
        """Whether one of the two is only a bound ("more than 12") of what the other one states as it is; roughly is
        another matter ("some 12")."""
        if self.strict:
            return not other.bound
        return other.strict and not self.bound and not self.about


def _rounds(rough: float, exact: float) -> bool:
    """Whether ``rough`` is ``exact`` with fewer digits."""
    digits = len(f"{rough:.0f}".rstrip("0")) if rough >= 10 else 1
    return bool(exact) and float(f"{exact:.{max(digits, 1) - 1}e}") == rough


def find_figures(text: str, language: str) -> list[Figure]:
    """The numbers of ``text`` in order; they do not overlap."""
    candidates = (*_clocks(text), *_halves(text), *_digits(text), *_spelled(text, language))
    return sorted(apart(candidates, text), key=lambda figure: figure.start)


def _figure(text: str, start: int, end: int, values: frozenset[float], unit: str | None, soft: bool = False) -> Figure:
    before = text[max(0, start - 24) : start]
    lead = _LEADS.search(before)
    if not text[start].isdigit() and max(values) <= _FEW and _KNOWN.search(before):
        soft = True
    bound = 0 if not lead else 1 if lead["more"] else -1 if lead["less"] else 0
    strict = bool(lead and bound and _STRICT.match(lead["more"] or lead["less"]))
    return Figure(start, end, values, unit, bound, bool(lead and lead["about"]), soft, strict)


def _clocks(text: str) -> Iterator[Figure]:
    for match in _CLOCK.finditer(text):
        hour, minute = int(match["h"] or match["h2"]), int(match["m"] or match["m2"] or 0)
        if half := match["half"]:
            values = {float(60 * (hour % 12 + (12 if half.lower() == "p" else 0)) + minute)}
        else:
            values = {float(60 * hour + minute)}
        yield Figure(match.start(), match.end(), frozenset(values), "time")


def _halves(text: str) -> Iterator[Figure]:
    for match in _HALF_SCALE.finditer(text):
        values = frozenset({0.5 * _SCALES[match["scale"].lower()]})
        tail = _TAIL.match(text, match.end())
        unit = _unit(tail["unit"]) if tail and not tail["scale"] else None
        yield _figure(text, match.start(), tail.end() if tail and unit else match.end(), values, unit)


def _digits(text: str) -> Iterator[Figure]:
    for match in _DIGITS.finditer(text):
        values = _readings(match["digits"])
        if scale := match["scale"]:
            # "5 m" is a length, "5m" and "$5 m" are sums.
            if scale in ("m", "k", "b") and not match["symbol"] and text[match.start("scale") - 1].isspace():
                yield _figure(text, match.start(), match.end("digits"), values, None)
                continue
            values = frozenset(value * _SCALES[scale.lower()] for value in values)
        unit = _unit(match["symbol"]) or _unit(match["unit"]) or ("nth" if match["ordinal"] else None)
        yield _figure(
            text, match.start("symbol") if match["symbol"] else match.start("digits"), match.end(), values, unit
        )


def _unit(written: str | None) -> str | None:
    if not written:
        return None
    written = written.lower()
    return "$" if written.endswith("$") else _UNITS.get(re.sub(r"\s+", " ", written))


def _readings(digits: str) -> frozenset[float]:
    """The values that a run of digits and separators may stand for."""
    if digits in _FRACTIONS:
        return frozenset({_FRACTIONS[digits]})
    digits = re.sub(r"[ \u00a0\u202f\u2009'’]", "", digits)[:40]
    if not digits.isascii():
        digits = "".join(
            str(int(char)) if char.isdecimal() else char for char in digits if char.isdecimal() or char in ".,"
        )
    values: set[float] = set()
    commas, dots = digits.count(","), digits.count(".")
    if not commas and not dots:
        return frozenset({float(digits)})
    last = max(digits.rfind(","), digits.rfind("."))
    whole, part = re.sub(r"[.,]", "", digits[:last]), digits[last + 1 :]
    if (commas and dots) or commas + dots == 1:
        values.add(float(f"{whole or 0}.{part}"))
    if (commas + dots > 1 or len(part) == 3) and not (commas and dots):
        values.add(float(whole + part))
    return frozenset(values)


def _spelled(text: str, language: str) -> Iterator[Figure]:
    ones, hundreds = _WORDS.get(language, {}), _HUNDREDS.get(language, {})
    small = {**ones, **hundreds}
    words = [(match.start(), match.end(), match.group().lower().replace("’", "'")) for match in _WORD.finditer(text)]
    index = 0
    while index < len(words):
        start, end, word = words[index]
        if language == "en" and word in _ORDINALS:
            yield Figure(start, end, frozenset({float(_ORDINALS[word])}), "nth")
        article = word in ("a", "an") and index + 1 < len(words) and words[index + 1][2] in _COUNTABLE
        if (
            word not in small
            and not article
            and not (word in ("hundert", "tausend", "mille", "тисяча") and word in _SCALES)
        ):
            index += 1
            continue
        value, last, index = _run(text, words, index + article, small, 1.0 if article else None)
        if value == int(value) and (half := _AND_HALF.match(text, last)):
            value, last = value + 0.5, half.end()
            if (scaled := _TAIL.match(text, last)) and scaled["scale"]:
                value, last = value * _SCALES[scaled["scale"].lower()], scaled.end("scale")
        tail = _TAIL.match(text, last)
        unit = _unit(tail["unit"]) if tail and not tail["scale"] else None
        until = tail.end() if tail and unit else last
        yield _figure(text, start, until, frozenset({value}), unit, soft=value == 1)


def _run(
    text: str, words: list[tuple[int, int, str]], index: int, small: Mapping[str, float], first: float | None
) -> tuple[float, int, int]:
    """Read number words from ``index`` on: the value, where it ends, and the next word's index."""
    total, current, last = 0.0, first or 0.0, words[index][0]
    begun = first is not None
    while index < len(words):
        start, end, word = words[index]
        if begun and text[last:start].strip(" -\u00a0\u2011"):
            break
        if word in small:
            value = float(small[word])
            if value == 100 and begun:
                current = max(current, 1) * 100
            elif current == 4 and value == 20:
                current = 80
            elif begun and not _adds(current, value):
                break
            else:
                current += value
        elif word in _SCALES and len(word) > 2 and (begun or word in ("hundert", "tausend", "mille", "тисяча")):
            current = max(current, 1) * _SCALES[word]
            if _SCALES[word] >= 1000:
                total, current = total + current, 0.0
        elif word in ("and", "et", "und") and begun and index + 1 < len(words) and words[index + 1][2] in small:
            following = float(small[words[index + 1][2]])
            if not ((current >= 100 or (total and not current) or word == "et") and _adds(current, following)):
                break
            end = last
            index += 1
            last = words[index - 1][1]
            continue
        else:
            break
        begun, last, index = True, end, index + 1
    return total + current, last, index


def _adds(current: float, value: float) -> bool:
    if current == 0:
        return True
    rest = current % 100
    if rest == 0:
        return value < 100
    return (rest % 10 == 0 and rest >= 20 and value < 10) or (rest in (60, 80) and value < 20)
