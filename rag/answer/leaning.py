"""Whether a question leans on those before it: told by its pronouns, in five languages, without a parser.

A pronoun leans unless the question itself has what it stands for: a name before it, or a noun in an earlier clause
("What did the mayor say when she opened it?"). Most words that look like pronouns are none: articles, relatives ("the
ferry that sank"), conjunctions, and the "it" and "there" of "how long does it take" and "how many were there in May".
Such are taken out first.
"""

# ruff: noqa: E501 - a language's patterns stand on a line each, whatever its length.

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.answer.asked.kinds import specifics
from rag.text.terms import is_function_word, likely_language

#: A question that begins so goes on from the one before.
CONTINUES = re.compile(
    r"^\s*[¿¡]?(?:and|but|so|what about|how about|und|aber|was ist mit|et|mais|y|pero|а|і|й|та|але)\b[\s,]*",
    re.IGNORECASE,
)
_GERMAN = re.compile(
    r"(?:Was|Wer|Wen|Wem|Wo|Wann|Wie|Warum|Wieso) (?!(?:the|he|she|it|they|there|this|that|these|those|an?|his|her|its|their)\b)"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Of one language, each without regard to case.

    ``idle``: pronouns that stand for nothing. ``pointing``: what always points back, unless a name stands before it.
    ``subject``, ``owner``: personal and possessive pronouns. ``noun``: what either may stand for. ``clause``: what
    begins a further clause, in which a personal pronoun may stand for the noun.
    """

    idle: str
    pointing: str
    subject: str
    owner: str
    noun: str
    clause: str
    who: str
    owner_in_clause: bool = False  # where nouns cannot be told from verbs, a possessive needs a further clause too


_EN_TIMES = "year|month|week|weekend|day|morning|afternoon|evening|night|time|season|spring|summer|autumn|fall|winter|century|decade"
_DE_TIMES = "Jahr|Monat|Woche|Wochenende|Tag|Morgen|Abend|Nacht|Sommer|Winter|Herbst|Frühjahr|Frühling|Saison|Mal|Zeit"
_PATTERNS = {
    "en": _Patterns(
        idle=r"\b(?:there(?='s| (?:is|are|was|were|been|be|has|have|had|will|would)\b)|(?:is|are|was|were|be|has|have|will|would|could|can) there(?= \w)"
        r"|it(?= (?:\w+ )?(?:takes?|took|rain(?:s|ed)?|snow(?:s|ed)?|seems?|cost to|possible|true|likely|certain|legal|safe|cheaper|clear|known|important) ?)"
        r"|(?:is|was|does|did|will|would|can|could|has|had) it (?=(?:take|cost to|rain|snow|possible|true|likely|certain|legal|safe|clear|known|important|that\b|the\b|an?\b|[A-Z])|\w+ that\b)"
        rf"|(?:this|that|these|those) (?:\w+ )?(?:{_EN_TIMES})s?\b|(?:all|anyone|everyone) (?:who|that)\b|those (?!\s*\?|is\b|are\b|was\b|were\b|did\b|do\b)(?=\w)|that of\b|so that\b|what (?:is|was) it that\b)",
        pointing=r"\b(?:(?:why|how|when|where|who|what|which \w+) (?:is|was|are|were|did|does|do|has|had|will|would|can|could) (?:this|that|these|those)\b"
        r"|(?:this|these|those|that)(?=\s*[?,.!]?\s*$)|(?:of|about|after|before|with|for|from|by|like|to|against|behind|despite|on|in|at|than|under) (?:this|that|these|those)\b(?! (?:who|which|that))"
        r"|^(?:is|was|are|were|did|does|do|has|will|would|can) (?:this|that|these|those)\b|\b(?:this|these) [a-z]+"
        r"|(?:who|what) (?!said|says|thinks?|thought|believes?|claims?|claimed|denied|denies|announced|knows|knew|warned|hopes?|shows?|means?)[a-z]+(?:ed|es|s|de|ld|ght|t|d|ve) that [a-z]+(?=\s*\?)"
        r"|the (?:same|latter|former)(?: \w+)?(?=\s*\?)|there(?=\s*[?,.!]?\s*$| (?:before|after|in|on|at|now|then)\b)|(?:next|then|afterwards|since then|instead)(?=\s*\?))",
        subject=r"\b(?:he|she|they|it|him|them|her(?=\s*[?,.!]|\s*$| (?:to|in|on|at|for|by|with|when|after|before|and|from|as)\b)|himself|herself|themselves|itself|one of them)\b",
        owner=r"\b(?:his|hers?|their|theirs|its)\b",
        noun=r"\b(?:the|an?|every|each|both|some|all|two|three|four|five|many|[a-z]+['’]s)\s+[\w-]+|^(?:what|which|how many)\s+(?!year|day|month|time|date|age|kind|type|other|is|was|did|does|do|are|were|will)[\w-]+\s+(?!(?:did|do|does|is|was|are|were|has|have|had|will|would|can|could)\b)\w+",
        clause=r"[,;:]|\b(?:and|but|or|when|while|after|before|because|since|until|till|if|that|who|which|where|why|how|what|as|although|though|once|whether|says?|said|thinks?|believes?|claims?|hopes?|promised?|plans?|wants?|expects?|to)\b",
        who=r"^who(?:se \w+)? (?!is|was|are|were|will|would|can|could|did|does|has|had)\w+",
    ),
    "de": _Patterns(
        idle=r"\b(?:(?i:gibt|gab|geht|ging|dauert|dauerte|kam|kommt|handelt|handelte|heißt|hieß|regnet|schneit|bedarf|brauchte?|bleibt|steht) es\b|es (?:gibt|gab|geht|ging|dauert|dauerte|kam|kommt|handelt|heißt|regnete|schneite)|es\b(?=.*\b(?:gegeben|gekommen|geben|kommen|dazu|darum|dass)\b)|(?i:ist|war|wird) es (?:wahr|möglich|erlaubt|verboten|richtig|wahrscheinlich|sicher)"
        rf"|dies(?:e[rmns]?|) (?:\w+en )?(?:{_DE_TIMES})(?:e?s|e|en)?\b|(?<=, )(?:das|der|die|dem|den)\b|das(?= (?:[a-zäöüß-]+(?:e|en|er|em|es|te|ste) ){{0,3}}[A-ZÄÖÜ])|das (?:im|am|in|von|vom|auf|bei|beim|zur|zum)(?= (?:\w+ )*[A-ZÄÖÜ])|sein(?=\s*[?,.!])|da(?:für|gegen|zu|von|mit|ran|rüber|rauf|durch)(?=,| zu\b| dass\b| ob\b)|mehr als das (?:Doppelte|Dreifache))",
        pointing=r"\b(?:das|dies|dieser|diese|dieses|diesem|diesen|dorthin|dort|davon|dafür|dagegen|dazu|damit|daran|darüber|darauf|dadurch|danach|davor|dabei|darum|daraus|darin|deren|dessen|derselbe|dieselbe|dasselbe)\b",
        subject=r"\b(?:er|sie|es|ihn|ihm|ihnen|ihr(?=\s*[?,.!]|\s*$| (?:in|auf|mit|von|zu|und|an|vor|nach|gesagt|gehört|geholfen|gegeben)\b))\b",
        owner=r"\b(?:seine?[nmrs]?|ihre[nmrs]?|ihr)\b",
        noun=r"\b(?:de[rnms]|die|das|eine?[nmrs]?|beide|alle|am|im|vom|zum|zur|beim)\s+(?:[a-zäöüß-]+\s+){0,2}[A-ZÄÖÜ][\w-]+|^(?:[Ww]elche[rsn]?|[Ww]ie viele)\s+[A-ZÄÖÜ][\w-]+\s+(?!(?:hat|haben|ist|sind|war|waren|wird|wurde|will|kann)\b)\w+",
        clause=r"[,;:]|\b(?:und|aber|oder|als|wenn|während|nachdem|bevor|weil|dass|ob|damit|obwohl|sobald|seit)\b",
        who=r"^wer (?!ist|war|hat|wird|kann)\w+",
    ),
    "fr": _Patterns(
        idle=r"(?:\by a[- ]t[- ]il\b|\by a(?:vait)?(?:-t-il|-il)?\b|\b(?:il|s['’]il) (?:y|faut|fallait|pleut|neige|s['’]agit|est (?:vrai|possible|prévu|interdit|permis))|\b(?:faut|fallait|pleut|s['’]agit|faudra(?:-t)?|reste(?:-t)?)-il|est-il (?:vrai|possible|prévu|interdit|permis|nécessaire)|qu['’]est-ce (?:que|qui|qu['’])|est-ce (?:que|qu['’])?|s['’](?:est|était)-il (?:passé|produit|agi)|\bc['’](?:est|était)|\bce (?:que|qui|dont|qu['’])"
        r"|\bc(?:e|ette|et|es) (?:\w+ )?(?:année|mois|semaine|jour|matin|soir|nuit|été|hiver|automne|printemps|week-end|saison|fois)s?\b|\ben (?!a\b|ai\b|as\b|ont\b|avait|avaient|est\b|sont\b|pense|sait|veut|reste|parle|dit|vend|vendu)(?=\w)|\bleur (?:a-t-on|ont-ils)\b)",
        pointing=r"(?:\b(?:cela|ça|celui-ci|celle-ci|ceux-ci|celles-ci|ce dernier|cette dernière|là-bas)\b|\blà(?=\s*[?,.!])|\bce(?:t|tte|s)? (?!que|qui|dont|sont|fut|sera)[\w-]+|\b(?:en|y)\b|\bl['’]\s?(?:a|ont|avait|avaient|aura|aurait|a-t-(?:il|elle|on))\b|\b(?:qui|pourquoi|quand|comment) (?:le|la|les) (?:a|ont|avait|aurait|voit|vend|dirige|soutient|finance|paie|construit|possède)\b|(?:ensuite|après|alors)(?=\s*\?))",
        subject=r"\b(?:(?<!-)(?:il|elle|ils|elles)|lui|eux|(?<=-)(?:il|elle|ils|elles))\b",
        owner=r"\b(?:son|sa|ses|leurs?)\b",
        noun=r"(?<!\bde )(?<!\bà )(?<!\bdans )(?<!\bsur )(?<!\bpar )(?<!\bpour )(?<!\bavec )\b(?:le |la |les |l['’]|une? |tous les |deux |trois )[\w-]+|^(?:quel(?:le)?s? )\w+ (?!(?:a|ont|est|sont|avait|était)-)\w+",
        clause=r"[,;:]|\b(?:et|mais|ou|quand|lorsqu(?:e|['’])|pendant que|après|avant|parce|car|si|que|qu['’]|qui|où|dont|comme|puisque|dit|déclaré|pour)\b|(?<=\w)-(?:t-)?$",
        who=r"^qui (?!est|était|sont|sera)\w+",
    ),
    "es": _Patterns(
        idle=r"\b(?:(?:de|a|por|en|con) lo(?= \w)|lo (?:que|largo|mejor|peor|más|cual)|(?:est[aeo]s?|es[aeo]s?) (?:\w+ )?(?:año|mes|semana|día|mañana|tarde|noche|verano|invierno|otoño|primavera|temporada|vez)(?:s|es)?|les? (?=\w+ (?:al?|a los|a las) \w+)|por lo (?:menos|tanto)|ello es)\b",
        pointing=r"\b(?:eso|esto|aquello|ello|allí|ahí|allá|(?<!\w)es[ae]s? \w+|aquel(?:la|los|las)? \w+|este(?= \w)|esta(?= \w)|estos(?= \w)|estas(?= \w)|(?:qui[eé]n(?:es)?|por qué|cuándo|dónde|cómo|c[oó]mo) (?:lo|los|las|la|le|les) (?!\w+ (?:de|del)\b)\w+(?:ó|aron|ieron|ió|a|e|en|an|ía|ían|o)\b(?=\s*\?| (?:en|por|de|a|con|tras|antes|después|ayer|hoy)\b)|lo|les?|el mismo|la misma|después(?=\s*\?)|entonces(?=\s*\?))\b",
        subject=r"\b(?:él|ella|ellos|ellas)\b",
        owner=r"\b(?:sus?|suy[oa]s?)\b",
        noun=r"(?<!\bde )(?<!\ben )(?<!\bpor )(?<!\bcon )\b(?:el|la|los|las|una?|al|dos|tres|todos los)\s+[\wáéíóúñ-]+|^[¿\s]*(?:qué|cuántos|cuántas)\s+(?!año|día|mes|edad|hora)\w+\s+(?!(?:es|era|fue|ha|han)\b)\w+",
        clause=r"[,;:]|\b(?:y|pero|o|cuando|mientras|después de que|antes de que|porque|desde que|si|que|quien|donde|como|aunque|dijo|dice|tras|para)\b",
        who=r"^[¿\s]*qui[eé]n (?!es|era|fue|ha)\w+",
    ),
    "uk": _Patterns(
        idle=r"\b(?:(?:цього|цьому|цим|цей|цю|ця|того|тому|тим|той) (?:\w+ого |\w+ому )?(?:рок[уиі]|році|тижн[яіюі]|місяц[яіюі]|дн[яю]|день|ранку|вечора|вечір|ночі|літа|літо|зими|осені|весни|сезон[уі]?|разу?)|що це за|це (?=\w+ (?:перш|найб))|про те, що|те, що|тих, хто|того, що|тому, що|тим, що|після того,? як|перед тим,? як|до того,? як)\b",
        pointing=r"\b(?:це|цей|ця|ці|цього|цьому|цим|цю|цієї|цій|цією|цих|цими|там|туди|звідти|тоді|потім(?=\s*\?)|далі(?=\s*\?)|той самий|та сама|те саме|такий самий)\b",
        subject=r"\b(?:він|вона|вони|воно|йому|їй|їм|ним|нею|ними|нього|неї|них|нім|ній|(?:його|її|їх)(?=\s*[?,.!]|\s*$| (?:у|в|на|до|з|за|під|після|перед|через|було)\b))\b",
        owner=r"\b(?:його|її|їх(?:н\w+)?)\b",
        noun=r"(?<=\s)(?:[а-яіїєґ'’]{3,}(?:а|я|о|е|и|і|й|р|н|т|к|д|м|л|с|ь|в|ч|г|ю|у))(?=\s|,)",
        clause=r"[,;:]|\b(?:і|й|та|але|або|коли|якщо|бо|що|щоб|хто|який|яка|яке|які|де|як|після|поки)\b",
        who=r"^хто (?!є|був|була|це)\w+",
        owner_in_clause=True,
    ),
}  # fmt: skip


@lru_cache(maxsize=512)
def leans_on_turns(question: str) -> bool:
    """Whether a question cannot stand alone: it goes on ("And …?"), has a pronoun for what it does not say, or no words.

    Args:
        question: in any language; one of none that is known is read as English.
    """
    if CONTINUES.match(question):
        return True
    language = likely_language(question)
    words = _WORD.findall(question)
    content = [word for word in words if not is_function_word(word, language)]
    if len(content) <= 1 and not re.search(r"\d", question) and all(word[0].islower() for word in content):
        return True
    if _GERMAN.match(question):  # "Was geschah dort?" has no function word that is German alone
        language = "de"
    known = _PATTERNS.get(language)
    return known is not None and _points_back(question, known)


#: Pronouns that stand for one person; of one that may stand for a thing as well ("er", "elle", "він"), too.
_PERSON = {
    "en": r"he|she|him|his|hers?|himself|herself",
    "de": r"er|ihn|ihm|ihr|sie|seine?[nmrs]?|ihre?[nmrs]?",
    "fr": r"il|elle|lui|son|sa|ses",
    "es": r"él|ella|sus?",
    "uk": r"він|вона|його|йому|її|їй|ним|нею|нього|неї|нього",
}
#: Pronouns that stand for a thing or for several.
_THING = {
    "en": r"it|its|this|that|these|those|they|them|their|there",
    "de": r"es|das|dies\w*|dort|davon|dazu|daran|damit|ihnen",
    "fr": r"cela|ça|ils|elles|leurs?|y|en",
    "es": r"eso|esto|ellos|ellas|allí|lo",
    "uk": r"воно|це|вони|їх|їм|там|туди",
}


def means_a_person(question: str) -> bool:
    """Whether a question has a pronoun that may stand for a person named before."""
    return _has_one_of(_PERSON, question)


def means_a_thing(question: str) -> bool:
    """Whether it has one that may stand for something else named before."""
    return _has_one_of(_THING, question)


def _has_one_of(pronouns: dict[str, str], question: str) -> bool:
    known = pronouns.get("de" if _GERMAN.match(question) else likely_language(question))
    return known is not None and re.search(rf"(?<!\w)(?:{known})(?!\w)", question, re.IGNORECASE) is not None


def _points_back(question: str, known: _Patterns) -> bool:
    plain = re.sub(known.idle, lambda match: " " * len(match.group()), question, flags=_flags(known))
    for match in re.finditer(known.pointing, plain, re.IGNORECASE):
        if not specifics(plain[: match.start()]):
            return True
    for match in re.finditer(known.subject, plain, re.IGNORECASE):
        if not _meant_within(plain[: match.start()], known, in_a_further_clause=True):
            return True
    return any(
        not _meant_within(plain[: match.start()], known, in_a_further_clause=known.owner_in_clause)
        for match in re.finditer(known.owner, plain, re.IGNORECASE)
    )


def _meant_within(before: str, known: _Patterns, *, in_a_further_clause: bool) -> bool:
    """Whether a pronoun behind ``before`` stands for something there."""
    if specifics(before):
        return True
    if not in_a_further_clause and re.search(known.who, before, re.IGNORECASE):
        return True
    for noun in re.finditer(known.noun, before, _flags(known)):
        if not in_a_further_clause or re.search(known.clause, before[noun.end() :], re.IGNORECASE):
            return True
    return False


def _flags(known: _Patterns) -> re.RegexFlag:
    """German tells nouns by their capitals."""
    return re.NOFLAG if known is _PATTERNS["de"] else re.IGNORECASE
