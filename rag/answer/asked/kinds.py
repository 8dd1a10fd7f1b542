"""What a question asks for: the kind of answer, and the names and figures that an answer must be about.

News asks for the same few things again and again: how many of what, how much money, what share, how long, how far,
when, who and where, and what somebody said. A sentence that holds such a thing is likelier to answer than one that
only repeats the question's words, as the first sentence of an article mostly does.
"""

# ruff: noqa: E501 - a language's patterns stand on a line each, whatever its length.

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rag.text.late_pattern import LatePattern
from rag.text.terms import is_function_word, likely_language, spelled_terms, terms

AnswerKind = Literal["count", "money", "share", "duration", "length", "number", "date", "name", "naming", "statement"]

_EN: tuple[tuple[AnswerKind, str], ...] = (
    ("share", r"how .{1,120}\bin (?:%|per ?cent)"),
    ("duration", r"how (?:long|soon)|how many (?:seconds|minutes|hours|days|weeks|months|years)"),
    ("length", r"how (?:far|deep|high|tall|wide|large|big)|how many (?:metres|meters|kilomet(?:res|ers)|miles|hectares)"),
    ("share", r"(?:what|which) (?:share|percentage|proportion|percent|margin|majority|turnout)|how many percent"),
    ("money", r"how much .*\b(?:cost|pay|paid|spend|spent|lose|lost|earn|earned|worth|money|fine|price|owe|raise)\b"
              r"|what (?:price|sum|fine|salary|budget)|how expensive|what (?:do|does|did|will|would) .*\bcost"
              r"|what(?:['’]s| is| was| are| were| will be) the (?:\w+ ){0,2}(?:price|cost|fare|fee|fine|rent|salary)s?\b(?![ -]of[ -]living)"),
    ("count", r"how many"),
    ("number", r"how (?:much|old|often|fast)|what (?:number|amount|figure)"),
    ("date", r"when|until when|(?:what|which) (?:year|date|day|month|century|decade|time)"),
    ("naming", r"(?:what|which) names?|what(?:['’]s| is| was| are| were| will be) the (?:\w+ ){0,2}names? (?:of|for)"
               r"|what .*\b(?:called|named|christened|dubbed|titled)\W*$"),
    ("statement", r"what (?:did|does|has|had|was|were) .*\b(?:say|said|promise|claim|admit|argue|warn|call|tell|told|announce"
                  r"|think|want|answer|deny|respond|reply|demand|explain|ask)\b|why did .*\b(?:say|want|oppose|back|support)\b"),
    ("name", r"who|whose|whom|where|(?:what|which) (?:city|country|place|town|region|company|person)"),
)  # fmt: skip
# Question words by the kind of answer that they ask for, per language; the first match counts.
_KINDS: dict[str, tuple[tuple[AnswerKind, str], ...]] = {
    "en": _EN,
    "de": (
        ("share", r"wie .{1,120}\bin (?:%|prozent)"),
        ("duration", r"wie ?lange?"),
        ("money", r"wie ?viel .*\b(?:kostet|kosten|gekostet|zahlt|zahlen|gezahlt|geld|verlor)\b|wie teuer"
                  r"|was (?:kosten|kostete?n?|wird .*\bkosten|hat .*\bgekostet)"
                  r"|(?:was|wie hoch) (?:ist|war|sind|waren) (?:der|die) (?:\w+ ){0,2}(?:preise?|kosten|gehalt|gebühr(?:en)?|miete|strafe)"),
        ("length", r"wie ?(?:weit|hoch|tief|groß|breit)"),
        ("share", r"welche[rn]? anteil|wie ?viel prozent"),
        ("count", r"wie ?viele"),
        ("number", r"wie ?(?:viel|oft|alt)"),
        ("date", r"wann|seit wann|bis wann|(?:welche[mnrs]?) (?:jahr|tag|datum|monat)"),
        ("naming", r"wie (?:hei(?:ß|ss)t|hie(?:ß|ss)|nennt|nannte)|wie (?:wird|wurde|soll) .*\b(?:hei(?:ß|ss)en|genannt|getauft)"
                   r"|welche[nr]? namen?|unter welchem namen"),
        ("statement", r"was (?:sagte?|hat|erklärte|versprach|behauptete|meinte|forderte)"),
        ("name", r"wer|wen|wem|wessen|wo|wohin|woher"),
    ),
    "fr": (
        ("share", r"(?:combien|quelle?) .{1,120}\ben (?:%|pour ?cent|pourcentage)"),
        ("duration", r"combien de temps|combien d[e'’] ?(?:heures|jours|semaines|mois|ans|années|minutes)"),
        ("money", r"combien .*\b(?:coûte|coûté|coûtera|payé|paie|argent)\b|que coût\w+"
                  r"|quels? (?:est|était|sont|sera) les? (?:prix|tarifs?|coûts?)"),
        ("share", r"quelle? (?:part|pourcentage|proportion)"),
        ("count", r"combien d[e'’]"),
        ("number", r"combien|quel(?:le)? (?:nombre|montant|somme)"),
        ("date", r"quand|quel(?:le)? (?:année|jour|date|mois)"),
        ("naming", r"comment s['’]appel\w+|quels? (?:est le |sera le )?noms?"),
        ("statement", r"qu(?:e|['’])\s?(?:a|ont|avait)(?:[- ]t[- ])?.*\b(?:dit|déclaré|promis|affirmé|expliqué)\b"),
        ("name", r"qui|où"),
    ),
    "es": (
        ("share", r"(?:cu[aá]nt[oa]s?|qué) .{1,120}\ben (?:%|por ciento|porcentaje)"),
        ("duration", r"cu[aá]nto tiempo|cu[aá]nt[oa]s (?:horas|d[ií]as|semanas|meses|años|minutos)"),
        ("money", r"cu[aá]nto .*\b(?:cuesta|cost[oó]|costar[aá]|pag[oó]|dinero)\b|qué precio"
                  r"|cu[aá]l(?:es)? (?:es|era|son|ser[aá]) (?:el|la|los) (?:precio|tarifa|costes?|costo)s?"),
        ("count", r"cu[aá]nt[oa]s?"),
        ("date", r"cu[aá]ndo|(?:qué|que) (?:año|día|fecha|mes)"),
        ("naming", r"c[oó]mo se llam\w+|qué nombres?|cu[aá]l (?:es|era|ser[aá]) el nombre"),
        ("statement", r"qué (?:dijo|ha dicho|prometió|declaró|afirmó)"),
        ("name", r"qui[eé]n(?:es)?|d[oó]nde"),
    ),
    "it": (("money", r"quanto (?:.* )?cost\w+"), ("count", r"quant[oaie]"), ("date", r"quando"),
           ("statement", r"(?:che )?cosa ha detto"), ("name", r"chi|dove")),
    "pt": (("money", r"quanto (?:.* )?cust\w+"), ("count", r"quant[oa]s?"), ("date", r"quando"), ("statement", r"o que .*disse"),
           ("name", r"quem|onde")),
    "nl": (("duration", r"hoe lang"), ("money", r"(?:hoeveel|wat) (?:.* )?(?:kost\w*|gekost)"), ("count", r"hoeveel"),
           ("date", r"wanneer"), ("name", r"wie|waar")),
    "pl": (("duration", r"jak długo"), ("money", r"ile (?:.* )?koszt\w+|ile zapłac\w+"), ("count", r"ile|ilu"), ("date", r"kiedy"),
           ("statement", r"co .*powiedzia"), ("name", r"kto|kogo|komu|gdzie")),
    "uk": (("duration", r"як довго"), ("money", r"скільки (?:.* )?кошту\w+|скільки заплати\w*"), ("count", r"скільки"),
           ("date", r"коли|якого (?:року|числа|дня)"),
           ("naming", r"як(?:у|а|ою) назв(?:у|а|ою)|як (?:називається|називалася|називався|називалось|називатиме\w*|назвали|назвуть)"),
           ("statement", r"що (?:сказа|заяви|пообіця)\w*"),
           ("name", r"хто|кого|кому|де|куди")),
    "ru": (("duration", r"как долго"), ("money", r"сколько (?:.* )?(?:стоит|стоил\w*|будет стоить)|сколько заплати\w*"), ("count", r"сколько"),
           ("date", r"когда"), ("statement", r"что (?:сказа|заяви|пообеща)\w*"),
           ("name", r"кто|кого|кому|где|куда")),
}  # fmt: skip

_WORD_NUMBERS = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|dozens?|half|hundreds?|thousands?"
    r"|millions?|billions?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|hundert|tausend|deux|trois|quatre"
    r"|cinq|sept|huit|neuf|dix|cent|mille|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|cien|mil"
)
# Bounds, so that a line of thousands of digits or number words is not read to its end from each of them.
_FIGURE = rf"(?:\d[\d.,]{{0,40}}+|\b(?:{_WORD_NUMBERS})\b)"
_SCALE = (
    r"(?:[ -]?(?:million|billion|thousand|hundred|mn|bn|m|k|tn|Millionen|Milliarden|Tausend|millions?|milliards?"
    r"|мільйон(?:ів|и|а)?|мільярд(?:ів|и|а)?|тисяч[аі]?|миллион(?:ов|а)?|миллиард(?:ов|а)?|тысячи?|млн|млрд|тис|тыс)){0,4}"
)
_GAP = r"[\s\u00a0-]+"
_CAPITAL = r"[^\W\d_a-zß-ÿа-яёіїєґ][\w’'-]*"
# Verbs by which a thing goes by a name.
_CALLED = (
    r"(?i:named|called(?! (?:on|for|off|out|in|up)\b)|christened|baptised|dubbed|renamed|entitled|titled|nicknamed|known as"
    r"|genannt|getauft|heißen|heißt|hieß|namens|umbenannt|benannt|nommée?s?|appelée?s?|(?:re)?baptisée?s?|s[’']appel\w+"
    r"|intitulée?s?|llamad[oa]s?|se llam\w+|bautizad[oa]s?|titulad[oa]s?|назва(?:ли|но|ний|на|в|ла)|називає\w*|називал\w+"
    r"|назвуть|носить назву|під назвою|назвал[иа]?|названа?|называется)"
)
_CALLS = re.compile(rf"\b{_CALLED}\s+\w")
# "was christened Sea Wolf", "the name of the ship is Sea Wolf", "the ship 'Sea Wolf'": a few words stand between.
_NAMING = (
    rf"\b(?:{_CALLED}|(?i:names? (?:\w+ ){{0,5}}?(?:is|was|are|were|will be|be)|(?:auf )?den Namen|nombre de))"
    rf"(?:[,:]?\s+(?:[^\W\d_A-ZÀ-ÞА-ЯЇІЄҐ][\w’'-]*\s+){{0,3}}?|[,:]?\s*)[\"“„«‘'»]?{_CAPITAL}"
    rf"|[\"“„«‘]{_CAPITAL}(?:\s+[\w’'-]+){{0,3}}[\"”“»’](?!\s*(?:,|said))"
)
_PATTERNS: dict[AnswerKind, LatePattern] = {
    "money": LatePattern(
        rf"[$£€¥₴₽]\s?\d|{_FIGURE}{_SCALE}{_GAP}(?:crowns?|dollars?|euros?|pounds?|pence|yen|yuan|francs?|rubles?|roubles?"
        r"|hryvnias?|zlotys?|kron[aeo]r?|Kronen|Euro|couronnes?|USD|EUR|GBP|CHF|cents?|rupees?|pesos?|rand|naira|liras?|lire"
        r"|forints?|korunas?|lei|leva|dinars?|dirhams?|shekels?|riyals?|baht|złotych|zł|грив(?:ень|ні|ня)|крон[иа]?|долар(?:ів|и)"
        r"|доллар(?:ов|а)|євро|евро|рубл(?:ей|я|ів))\b",
        re.IGNORECASE,
    ),
    "share": LatePattern(
        rf"\d\s?%|{_FIGURE}{_GAP}(?:per\s?cent|percent(?:age)?|Prozent|pour cent|por ciento)"
        rf"|{_FIGURE} (?:to|in|of|out of) {_FIGURE}|\b(?:half|third|quarter|majority)\b",
        re.IGNORECASE,
    ),
    "duration": LatePattern(
        rf"{_FIGURE}{_SCALE}(?:{_GAP}(?:more|long|full|whole|and a half)){{0,4}}{_GAP}(?:seconds?|minutes?|hours?|days?|nights?"
        r"|weeks?|months?|years?|decades?|centur(?:y|ies)|Sekunden|Minuten|Stunden?|Tagen?|Wochen?|Monaten?|Jahren?"
        r"|heures?|jours?|semaines?|mois|ans|années|horas|días|semanas|meses|años)\b",
        re.IGNORECASE,
    ),
    "length": LatePattern(
        rf"{_FIGURE}{_SCALE}{_GAP}(?:(?:centi|milli|kilo)?met(?:re|er)s?|km|cm|mm|m|miles?|feet|foot|inch(?:es)?|yards?"
        r"|hectares?|acres?|square|Kilometern?|Metern?|Zentimetern?|kilomètres|mètres)\b",
        re.IGNORECASE,
    ),
    "number": LatePattern(_FIGURE, re.IGNORECASE),
    "date": LatePattern(
        r"\b(?:1\d{3}|20\d{2})s?\b|\b\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}[:.]\d{2}\b|\b\d{1,2} ?[ap]\.?m\b|\d{1,2}\. (?=[A-ZÄÖÜ])"
        r"|\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)(?:uary|ruary|ch|il|ust|ember|tober|ober)?\b"
        r"|\b(?:Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember|janvier|février|mars|avril|juin|juillet|août"
        r"|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre"
        r"|noviembre|diciembre|січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада"
        r"|грудня)\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:century|decade|yesterday|today|tomorrow|tonight)\b"
    ),
    "name": LatePattern(r"(?<![.!?…\"“„«'‘’\w])(?<!^)\b[^\W\d_a-zß-ÿа-яёіїєґ][\w’'-]+"),
    "naming": LatePattern(_NAMING),
    "statement": LatePattern(r"[\"“„«][^\"”“»]{12,}"),
}  # fmt: skip
_WITH_UNIT: tuple[AnswerKind, ...] = ("money", "share", "duration", "length")
_SPECIFIC_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
#: To "when", a year that stands before a word is of the kind by so much: "a 2017 game" does not tell when it came out,
#: as "came out in 2017" does.
A_YEAR_ALONE = 0.6
# Before what a year says when something was: "in 2017", "im Jahr 2017", "en 2017", "у 2017".
_BEFORE_YEAR = re.compile(
    r"\b(?:in|by|until|till|since|from|before|after|of|for|during|im|jahr|jahre|bis|seit|ab|en|depuis|fin|desde|hasta|del"
    r"|nel|dal|em|no|desde|sinds|tot|vanaf|w|od|do|roku|у|в|з|до|від|с|году)\W{1,3}$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\d.,])(?:1[5-9]\d{2}|20\d{2})(?![\d%]|[.,]\d)")
#: A year that may be asked for: also of olden times, where a word or an era stands by it ("in 988", "AD 410").
_YEARS = re.compile(
    r"(?<![\d.,])(?:1\d{3}|20\d{2})(?![\d%]|[.,]\d)|(?<=in )\d{3}\b(?!\s?[a-z%])|(?<=AD )\d{1,4}\b|\b\d{1,4}(?= (?:BC|AD)\b)"
)
_YEAR_ASKED = re.compile(
    r"\b(?:what|which|welche\w*|quelle|en quelle|qué|que|che|quale|qual|welk\w*|który\w*|którego|якого|якому|якім|каком|какого|какому)"
    r"\s+(?:\w+\s+)?(?:year|jahr|année|año|anno|ano|jaar|rok\w*|рік|рок\w*|год\w*)\b",
    re.IGNORECASE,
)
_RELATIVE_TO_YEAR = re.compile(
    r"\b(?:before|after|since|until|till|by|than|from|between|prior|vor|nach|seit|bis|als|avant|après|depuis|antes|después"
    r"|desde|hasta|prima|dopo|dal|fino|depois|até|voor|na|sinds|tot|przed|po|od|do|до|після|від|з|після|с|после)\b"
    r"(?=\W+(?:\w+\W+){0,2}(?:1[5-9]\d{2}|20\d{2}))",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"(?:how many|wie ?viele|combien d[e'’]|cu[aá]nt[oa]s|quant[ie]|quant[oa]s|hoeveel|ile|ilu|скільки|сколько)\s*"
    r"([\w’'-]+(?:\s+[\w’'-]+){0,2})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The kind of answer a question asks for; ``counted``: the terms of what it counts ("how many *people*")."""

    kind: AnswerKind
    counted: frozenset[str] = frozenset()


def asked_for(question: str) -> Asked | None:
    """The kind of answer that a question asks for; None where its words do not tell."""
    lowered = question.lower()
    language = likely_language(question)
    for kind, pattern in _KINDS.get(language, ()):
        if re.search(rf"(?<!\w)(?:{pattern})(?!\w)", lowered):
            counted: frozenset[str] = frozenset()
            if kind == "count" and (match := _COUNTED.search(question)):
                words = [word for word in match.group(1).split() if not is_function_word(word, language)]
                counted = frozenset(term for word in words[:2] for term in terms(word, language))
            return Asked(kind, counted)
    return None


def fit(asked: Asked, sentence: str, question: str, language: str | None) -> float:
    """How well a sentence holds what is asked for: 1 it does, 0.5 something like it, 0 nothing of the kind.

    What the question says itself does not count.
    """
    if asked.kind == "count":
        if asked.counted and _counts(asked.counted, sentence, language):
            return 1.0
        # In another language what is counted has another word, so that a figure is all that can be asked for.
        countable = likely_language(question) == (language or "en")
        return (0.5 if countable else 1.0) if _new_match("number", sentence, question) else 0.0
    if asked.kind == "naming":
        if _names_it(sentence, question):
            return 1.0
        # Kinds of things have names too: "the stages are called expansions".
        return 0.5 if _CALLS.search(sentence) or _new_match("name", sentence, question) else 0.0
    if asked.kind == "date":
        return _told_year(sentence, question) if _asks_year(question) else _told_day(sentence, question)
    if _new_match(asked.kind, sentence, question):
        return 1.0
    if asked.kind in _WITH_UNIT and _new_match("number", sentence, question):
        return 0.5
    return 0.0


def of_its_unit(asked: Asked, sentence: str) -> list[tuple[int, int]] | None:
    """Where a sentence has figures of the unit that is asked for, as ``[start, end)``: sums of money where a price is;
    None where what is asked for has no unit."""
    if asked.kind not in _WITH_UNIT:
        return None
    return [match.span() for match in _PATTERNS[asked.kind].finditer(sentence)]


def _asks_year(question: str) -> bool:
    return bool(_YEAR_ASKED.search(question))


def _told_year(sentence: str, question: str) -> float:
    """How well a sentence tells a year that the question does not say itself: 1 or 0, and 0.25 for any other date."""
    if set(_YEARS.findall(sentence)) - set(_YEARS.findall(question)):
        return 1.0
    return 0.25 if _new_match("date", sentence, question) else 0.0


def _told_day(sentence: str, question: str) -> float:
    """How well a sentence tells when: 1 by a day, a month or a year, :data:`A_YEAR_ALONE` by a year that only describes a
    thing; 0 nothing that the question does not say itself."""
    asked = {word.lower() for word in re.findall(r"\w+", question)}
    new = [
        match
        for match in _PATTERNS["date"].finditer(sentence)
        if not {word.lower() for word in re.findall(r"\w+", match.group())} <= asked
    ]
    if not new:
        return 0.0
    return 1.0 if any(_tells_when(match, sentence) for match in new) else A_YEAR_ALONE


def _tells_when(match: re.Match[str], sentence: str) -> bool:
    """Whether a date is more than a year that only describes a thing."""
    if not _YEAR.fullmatch(match.group()):
        return True
    before, behind = sentence[max(0, match.start() - 12) : match.start()], sentence[match.end() : match.end() + 2]
    return bool(_BEFORE_YEAR.search(before)) or re.match(r"\s\w", behind) is None


def other_year(question: str, sentence: str, around: str) -> bool:
    """Whether a sentence speaks of another year than the one that a question asks about.

    Args:
        question: asked about one year ("Who won in 2021?"), not about a time before, after or since it.
        sentence: states years, but not that one.
        around: what else tells of when the sentence speaks (its headline and day of publication).
    """
    years = set(_YEAR.findall(question))
    if len(years) != 1 or _RELATIVE_TO_YEAR.search(question):
        return False
    stated = set(_YEAR.findall(sentence))
    return bool(stated) and not stated & years and not years & set(_YEAR.findall(around))


def _new_match(kind: AnswerKind, sentence: str, question: str) -> bool:
    asked = {word.lower() for word in re.findall(r"\w+", question)}
    return any(
        not {word.lower() for word in re.findall(r"\w+", match.group())} <= asked
        for match in _PATTERNS[kind].finditer(sentence)
    )


def _names_it(sentence: str, question: str) -> bool:
    """Whether a sentence says by what name something goes, other than one that the question has."""
    asked = {word.lower() for word in re.findall(r"\w+", question)}
    return any(
        not {word.lower() for word in re.findall(rf"(?<!\w){_CAPITAL}", match.group())} <= asked
        for match in _PATTERNS["naming"].finditer(sentence)
        if not _PATTERNS["date"].search(match.group())  # "was named on Monday"
    )


def _counts(counted: frozenset[str], sentence: str, language: str | None) -> bool:
    """Whether a figure stands at most two words before something that is counted ("16,300 elderly people")."""
    for match in _PATTERNS["number"].finditer(sentence):
        following = terms(sentence[match.end() : match.end() + 60], language)[:3]
        if counted & set(following):
            return True
    return False


def is_figure(term: str) -> bool:
    """Whether a term is a figure, in digits or in words."""
    return term[:1].isdigit() or term in _number_terms()


@lru_cache(maxsize=1)
def _number_terms() -> frozenset[str]:
    words = re.findall(r"[^\W\d_]+", re.sub(r"\?", "", _WORD_NUMBERS))
    return frozenset(term for word in words for language in ("en", "de", "fr", "es") for term in terms(word, language))


def specifics(question: str) -> list[str]:
    """The names and figures of a question: its capitalised words and its numbers, in order.

    The first word may be capitalised for its place alone and is no name; for a German question, whose nouns all are,
    only figures count.
    """
    language = likely_language(question)
    found = _SPECIFIC_NUMBER.findall(question)
    if language != "de":
        names = [match.group().strip("'’-") for match in _PATTERNS["name"].finditer(question)]
        found += [name for name in names if not is_function_word(name, language)]
    return list(dict.fromkeys(found))


def specific_terms(question: str) -> frozenset[str]:
    """The terms of a question's names and figures."""
    return frozenset(term for name in specifics(question) for term in spelled_terms(name))
