"""What a question asks for: the kind of answer, and the names and figures that an answer must be about.

News asks for the same few things again and again: how many of what, how much money, what share, how long, how far,
when, who and where, and what somebody said. A sentence that holds such a thing is likelier to answer than one that
only repeats the question's words, as the first sentence of an article mostly does.
"""

# ruff: noqa: E501 - a language's patterns stand on a line each, whatever its length.

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rag.answer.asked.name_parts import name_part_asked, name_part_told
from rag.answer.asked.reference_points import reference_phrase
from rag.answer.asked.words_that_ask import ASKING, BEFORE_JOINING, JOINING, AnswerKind
from rag.text.dates.mentions import find_days
from rag.text.late_pattern import LatePattern
from rag.text.terms import is_function_word, likely_language, spelled_terms, terms

_WORD_NUMBERS = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|dozens?|half|hundreds?|thousands?"
    r"|millions?|billions?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|hundert|tausend|deux|trois|quatre"
    r"|cinq|sept|huit|neuf|dix|cent|mille|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|cien|mil"
    r"|quattro|sette|otto|dieci|cento|dois|duas|três|sete|oito|dez|twee|drie|vijf|zeven|acht|negen|tien|honderd|duizend"
    r"|dwa|dwie|trzy|trzech|cztery|czterech|pięć|pięciu|sześć|sześciu|siedem|osiem|dziewięć|dziesięć|dziesięciu"
    r"|два|дві|двох|три|трьох|чотири|шість|сім|вісім|десять|сто|две|двух|трех|трёх|четыре|пять|шесть|семь|восемь|девять"
)
# Bounds, so that a line of thousands of digits or number words is not read to its end from each of them.
_FIGURE = rf"(?:\d[\d.,]{{0,40}}+|\b(?:{_WORD_NUMBERS}|п[’'ʼ]ят[ьи]|дев[’'ʼ]ять)\b)"
_SCALE = (
    r"(?:[ -]?(?:million|billion|thousand|hundred|mn|bn|m|k|tn|Millionen|Milliarden|Tausend|Mio\.?|Mrd\.?|millions?|milliards?"
    r"|mila|milion[ei]|miliard[oi]|mil|milh(?:ão|ões)|millón|millones|miljoen|miljard|duizend|tys\.?|tysi(?:ące|ęcy)|mld\.?|milion(?:ów|y|a)|miliard(?:ów|y|a)"
    r"|мільйон(?:ів|и|а)?|мільярд(?:ів|и|а)?|тисяч[аі]?|миллион(?:ов|а)?|миллиард(?:ов|а)?|тысячи?|тысяч|(?:млн|mln|млрд|тис|тыс)\.?)){0,4}"
)
_GAP = r"[\s\u00a0-]+(?:d['’]|d[ei] )?"
# Letters of the alphabets of the ten languages that are no capitals.
_SMALL = "a-zß-ÿāăąćčďđēęěğģīįıķļľłńņňőœŕřśşšťūůűųźżžа-яёіїєґ"
_CAPITAL = rf"[^\W\d_{_SMALL}][\w’'-]*"
# Verbs by which a thing goes by a name.
_CALLED = (
    r"(?i:named|called(?! (?:on|for|off|out|in|up)\b)|christened|baptised|dubbed|renamed|entitled|titled|nicknamed|known as"
    r"|genannt|getauft|heißen|heißt|hieß|namens|umbenannt|benannt|nommée?s?|appelée?s?|(?:re)?baptisée?s?|s[’']appel\w+"
    r"|intitulée?s?|llamad[oa]s?|se llam\w+|bautizad[oa]s?|titulad[oa]s?|назва(?:ли|но|ний|на|в|ла)|називає\w*|називал\w+"
    r"|назвуть|носить назву|під назвою|назвал[иа]?|названа?|называется|под названием|получил[аио]? название"
    r"|si chiam\w+|chiamat[oaie]|battezzat[oa]|intitolat[oa]|ribattezzat[oa]|denominat[oa]|chama-se|se cham\w+|chamad[oa]|batizad[oa]|intitulad[oa]"
    r"|heet(?:te)?|heten|genaamd|genoemd|gedoopt|nazyw\w+ się|nazwan[oya]|nazwę|pod nazwą|ochrzczon[oya]|zatytułowan[oya])"
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
        r"|доллар(?:ов|а)|євро|евро|рубл(?:ей|я|ів)|Pfund|Rubel|Franken|Zloty|livres sterling|roubles|dólar(?:es)?|libras|coronas|rublos"
        r"|francos|céntimos|dollar[oi]|sterline|coron[ae]|franchi|rubli|centesimi|reais|real|coroas|cêntimos|centavos|pond|roebel|gulden"
        r"|dolar(?:ów|y|a)|funt(?:ów|y|a)|koron(?:y|ę)?|złot(?:y|e|ego)|gros(?:zy|ze)|rubl[ie]|frank(?:ów|i|a)|фунт(?:ів|и|ов|а)?"
        r"|злот(?:их|ых|і|ые)|копі(?:йок|йки)|копе(?:ек|йки)|франк(?:ів|ов|и|а)?|кроны|гривен|гривны|рублі|доллары|юан(?:ів|ей|і|и|я)|[єи]ен)\b",
        re.IGNORECASE,
    ),
    "share": LatePattern(
        rf"\d\s?%|{_FIGURE}{_GAP}(?:per\s?cent|percent(?:age)?|Prozent(?:punkten?)?|pour cent|por ciento|per cento|por cento|procent"
        r"|відсотк(?:ів|и|а)|відсоток|процент(?:ов|а|ів|и)?)"
        rf"|{_FIGURE} (?:to|in|of|out of) {_FIGURE}|\b(?:half|third|quarter|majority|Hälfte|Drittel|Viertel|moitié|mitad|metà|metade"
        r"|helft|połow[aęy]|половин[аиуы]|третин[аиу]|треть|чверть|четверть)\b",
        re.IGNORECASE,
    ),
    "duration": LatePattern(
        rf"{_FIGURE}{_SCALE}(?:{_GAP}(?:more|long|full|whole|and a half)){{0,4}}{_GAP}(?:seconds?|minutes?|hours?|days?|nights?"
        r"|weeks?|months?|years?|decades?|centur(?:y|ies)|Sekunden|Minuten|Stunden?|Tagen?|Wochen?|Monaten?|Jahren?"
        r"|heures?|jours?|semaines?|mois|ans|années|horas|días|semanas|meses|años|segundos|minutos|dias|anos|minut[oi]|ore|giorn[oi]|settiman[ae]"
        r"|mesi|anni|secondi|uur|uren|dagen|weken|maanden|jaar|jaren|minuten|godzin[ayę]?|dni|tygodni[ea]?|miesi(?:ące|ęcy)|lata?|minut[yę]?"
        r"|годин[иау]?|дн(?:ів|і|я|ей)|тижн(?:ів|і|я)|місяц(?:ів|і|я)|рок(?:ів|и)|хвилин[иау]?|час(?:ов|а)|недел[ьи]|месяц(?:ев|а)|лет"
        r"|(?<!\d{4}[\s\u00a0])года?|минут[аыу]?)\b",
        re.IGNORECASE,
    ),
    "length": LatePattern(
        rf"{_FIGURE}{_SCALE}{_GAP}(?:(?:centi|milli|kilo)?met(?:re|er)s?|km|cm|mm|m|miles?|feet|foot|inch(?:es)?|yards?"
        r"|hectares?|acres?|square(?:[ -](?:kilo)?met(?:re|er)s?|[ -](?:miles?|feet|foot|yards?|km))?|(?:Quadrat)?Kilometern?|(?:Quadrat)?Metern?|Zentimetern?|Hektar|kilomètres|mètres|(?:kiló|quiló|quilô|centí)?metros|hectáreas|millas"
        r"|(?:chilo|centi)?metr[oi]|ettari|miglia|milhas|mijl|(?:kilo|centy)?metr(?:ów|y|a)|hektar(?:ów|y)|(?:кіло|сантиметр|кило|санти)?метр(?:ів|и|ов|а)?"
        r"|гектар(?:ів|и|ов|а)?|км|см|миль)\b",
        re.IGNORECASE,
    ),
    "number": LatePattern(_FIGURE, re.IGNORECASE),
    "date": LatePattern(
        r"\b(?:1\d{3}|20\d{2})s?\b|\b\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}[:.]\d{2}\b|\b\d{1,2} ?[ap]\.?m\b|\d{1,2}\. (?=[A-ZÄÖÜ])"
        r"|\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)(?:uary|ruary|ch|il|ust|ember|tober|ober)?\b"
        r"|\b(?:Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember|janvier|février|mars|avril|juin|juillet|août"
        r"|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre"
        r"|noviembre|diciembre|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|janeiro|fevereiro|março"
        r"|maio|junho|julho|setembro|outubro|novembro|dezembro|januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november"
        r"|december|styczni[au]|lut(?:ego|ym)|marc[au]|kwietni[au]|maj[au]|czerwc[au]|lipc[au]|sierpni[au]|wrześni[au]|październik[au]|listopad(?:a|zie)"
        r"|grudni[au]|січн[яі]|лют(?:ого|ому)|березн[яі]|квітн[яі]|травн[яі]|червн[яі]|липн[яі]|серпн[яі]|вересн[яі]|жовтн[яі]|листопад[аі]|грудн[яі]"
        r"|январ[яе]|феврал[яе]|март[ае]|апрел[яе]|ма[яе]|июн[яе]|июл[яе]|август[ае]|сентябр[яе]|октябр[яе]|ноябр[яе]|декабр[яе])\b"
        r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:century|decade|yesterday|today|tomorrow|tonight|noon|midnight)\b"
        r"|\b(?i:(?:Diens|Donners|Frei|Sams|Sonn|Mon)tag|Mittwoch|gestern|heute|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|miércoles|jueves|viernes"
        r"|sábado|domingo|ayer|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|ieri|oggi|(?:segunda|terça|quarta|quinta|sexta)-feira|ontem|hoje|maandag|dinsdag"
        r"|woensdag|donderdag|vrijdag|zaterdag|zondag|gisteren|vandaag|poniedział(?:ek|ku)|wtor(?:ek|ku)|środ[aęy]|czwart(?:ek|ku)|piąt(?:ek|ku)|sobot[aęy]|niedziel[aęi]"
        r"|wczoraj|dzisiaj|понеділ(?:ок|ка)|вівтор(?:ок|ка)|серед[ауи]|четвер(?:га)?|п[’'ʼ]ятниц[юяі]|субот[ауи]|неділ[юяі]|вчора|сьогодні|понедельника?|вторника?"
        r"|в среду|четверга?|пятниц[ауы]|суббот[ауы]|воскресенье|воскресенья|вчера|сегодня)\b"
        # Long ago, and hours of the day.
        r"|\b(?i:(?:hours?|days?|weeks?|months?|years?|decades?|centuries) ago|vor (?:\w{1,20} ){1,2}(?:Stunden|Tagen|Wochen|Monaten|Jahren)"
        r"|il y a (?:\w{1,20} ){1,2}(?:heures|jours|semaines|mois|ans)|hace (?:\w{1,20} ){1,2}(?:horas|días|semanas|meses|años)"
        r"|(?:ore|giorni|settimane|mesi|anni) fa|há (?:\w{1,20} ){1,2}(?:horas|dias|semanas|meses|anos)|(?:uur|dagen|weken|maanden|jaar) geleden"
        r"|(?:godzin|dni|tygodni|miesięcy|lat|lata) temu|(?:годин|днів|тижнів|місяців|років|роки|дні) тому|(?:часов|дней|недель|месяцев|лет|года|дня) назад"
        r"|\d{1,2} Uhr|om \d{1,2} uur|\d{1,2} o['’]clock)\b"
    ),
    "name": LatePattern(rf"(?<![.!?…\"“„«'‘’\w])(?<!^)\b[^\W\d_{_SMALL}][\w’'-]+"),
    "naming": LatePattern(_NAMING),
    "statement": LatePattern(r"[\"“„«][^\"”“»]{12,}"),
}  # fmt: skip
#: What is told with a unit, which may be left out of a price alone.
WITH_UNIT: tuple[AnswerKind, ...] = ("money", "share", "duration", "length")
_SPECIFIC_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
#: To "when", a year that stands before a word is of the kind by so much: "a 2017 game" does not tell when it came out,
#: as "came out in 2017" does.
A_YEAR_ALONE = 0.6
#: A date by so much that is of something else: what is asked about stands only in "since taking office".
OF_SOMETHING_ELSE = 0.25
#: To "how many people were injured", a figure of something else, or of people of whom nothing tells that they were.
OF_OTHERS = 0.5
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
_BEHIND_NOUN = r"\s+(?:do|does|did|has|have|had|is|are|was|were|will|would|can|could|per)\b"
_AND = "and|or|und|oder|et|ou|y|o|e|en|of|i|lub|та|і|й|або|и|или"
_SENTENCE_END = re.compile(r"[.!?;:]\s")


@dataclass(frozen=True, slots=True)
class Asked:
    """The kind of answer a question asks for.

    ``counted``: the terms of what it counts, with the word behind it ("how many *people* were *evacuated*"); ``behind``:
    those of that word alone, which tells one figure from another of the same noun, left out as it may be; ``doing``: the
    same where it is what they do, or what is done to them, and no noun ("how many *gold medals* did Spain win").
    """

    kind: AnswerKind
    counted: frozenset[str] = frozenset()
    behind: frozenset[str] = frozenset()
    doing: frozenset[str] = frozenset()


def asked_for(question: str) -> Asked | None:
    """The kind of answer that a question asks for; None where its words do not tell."""
    if name_part_asked(question) is not None:
        return Asked("name part")
    lowered = question.lower()
    language = likely_language(question)
    for kind, pattern in _asking(language):
        match = pattern.search(lowered)
        if match is None or _only_joins(lowered, match, language):
            continue
        counted = behind = doing = frozenset[str]()
        if kind == "count" and (found := _COUNTED.search(question)):
            words = [word for word in found.group(1).split() if not is_function_word(word, language)]
            if language != "de":  # "how many otters did Mara count": who counts is not counted
                words = words[:1] + [word for word in words[1:] if word.islower()]
            counted = frozenset(term for word in words[:2] for term in terms(word, language))
            behind = frozenset(term for word in words[1:2] for term in terms(word, language))
            noun = any(re.search(rf"\b{re.escape(word)}{_BEHIND_NOUN}", question) for word in words[1:2])
            doing = frozenset() if noun else behind
        return Asked(kind, counted, behind, doing)
    return None


@lru_cache(maxsize=16)
def _asking(language: str) -> tuple[tuple[AnswerKind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")) for kind, pattern in ASKING.get(language, ()))


@lru_cache(maxsize=16)
def _joining(language: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A joining word, a word that asks before it, and such a word with which it asks together ("how and when")."""
    asks = rf"(?<!\w)(?:{BEFORE_JOINING[language]})(?!\w)"
    return re.compile(JOINING[language]), re.compile(asks), re.compile(rf"{asks}(?:, ?| (?:{_AND}) )$")


def _only_joins(lowered: str, match: re.Match[str], language: str) -> bool:
    """Whether what seems to ask only joins a clause to what another word asks for: "What happened when it sank?"."""
    joins, asks, together = _joining(language)
    if not joins.fullmatch(match.group().rsplit(maxsplit=1)[-1]):
        return False
    before = _SENTENCE_END.split(lowered[: match.start()])[-1]
    return bool(asks.search(before)) and not together.search(before[-40:])


def fit(asked: Asked, sentence: str, question: str, language: str | None) -> float:
    """How well a sentence holds what is asked for: 1 it does, 0.5 something like it, 0 nothing of the kind.

    What the question says itself does not count.
    """
    if asked.kind == "count":
        # In another language what is counted has another word, so that a figure is all that can be asked for.
        countable = likely_language(question) == (language or "en")
        if asked.counted and _counts(asked.counted, sentence, question, language):
            # "120 people work there" does not count those who were injured.
            of_these = not (countable and asked.doing) or asked.doing & set(terms(sentence, language))
            return 1.0 if of_these else OF_OTHERS
        return (OF_OTHERS if countable else 1.0) if _new_number(sentence, question, language) else 0.0
    if asked.kind == "name part":
        part = name_part_asked(question)
        return 1.0 if part is not None and name_part_told(part, sentence, language) is not None else 0.0
    if asked.kind == "naming":
        if _names_it(sentence, question):
            return 1.0
        # Kinds of things have names too: "the stages are called expansions".
        return 0.5 if _CALLS.search(sentence) or _new_match("name", sentence, question) else 0.0
    if asked.kind == "date":
        told = _told_year if _asks_year(question) else _told_day
        if (phrase := reference_phrase(question, sentence, language)) is not None:
            return max(told(phrase.of(sentence), question), OF_SOMETHING_ELSE * told(sentence, question))
        return told(sentence, question)
    if _new_match(asked.kind, sentence, question):
        return 1.0
    if asked.kind in WITH_UNIT and _new_match("number", sentence, question):
        return 0.5
    return 0.0


def of_its_unit(asked: Asked, sentence: str) -> list[tuple[int, int]]:
    """Where a sentence has figures of the unit that is asked for, as ``[start, end)``: sums of money where a price is;
    nowhere where what is asked for has no unit."""
    if asked.kind not in WITH_UNIT:
        return []
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
    new = list(_new_matches("date", sentence, question))
    if not new:
        return 0.0
    return 1.0 if any(_tells_when(match, sentence) for match in new) else A_YEAR_ALONE


def _tells_when(match: re.Match[str], sentence: str) -> bool:
    """Whether a date is more than a year that only describes a thing."""
    if not _YEAR.fullmatch(match.group()):
        return True
    behind = sentence[match.end() : match.end() + 2]
    return _dates_by_year(sentence, match.start()) or re.match(r"\s\w", behind) is None


def _dates_by_year(sentence: str, start: int) -> bool:
    """Whether a word before a year makes it one that says when ("since 1971")."""
    return _BEFORE_YEAR.search(sentence[max(0, start - 12) : start]) is not None


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
    return any(_new_matches(kind, sentence, question))


def _new_matches(kind: AnswerKind, sentence: str, question: str) -> Iterator[re.Match[str]]:
    """What a sentence has of a kind and the question does not say itself."""
    asked = {word.lower() for word in re.findall(r"\w+", question)}
    for match in _PATTERNS[kind].finditer(sentence):
        if not {word.lower() for word in re.findall(r"\w+", match.group())} <= asked:
            yield match


def _new_number(sentence: str, question: str, language: str | None) -> bool:
    """Whether a sentence has a number that the question does not have and that is no part of a date ("since 1971")."""
    new = list(_new_matches("number", sentence, question))
    days = [
        day
        for day in (find_days(sentence, language or likely_language(sentence)) if new else ())
        if day.month or day.decade or _dates_by_year(sentence, day.start)  # "1500 were evacuated" tells no year
    ]
    return any(not any(day.start <= match.start() < day.end for day in days) for match in new)


def _names_it(sentence: str, question: str) -> bool:
    """Whether a sentence says by what name something goes, other than one that the question has."""
    asked = {word.lower() for word in re.findall(r"\w+", question)}
    return any(
        not {word.lower() for word in re.findall(rf"(?<!\w){_CAPITAL}", match.group())} <= asked
        for match in _PATTERNS["naming"].finditer(sentence)
        if not _PATTERNS["date"].search(match.group())  # "was named on Monday"
    )


def _counts(counted: frozenset[str], sentence: str, question: str, language: str | None) -> bool:
    """Whether a figure stands at most two words before something that is counted ("16,300 elderly people")."""
    for match in _new_matches("number", sentence, question):
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
