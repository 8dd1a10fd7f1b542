"""Sentences that take an earlier statement back: "she withdrew the remark", "an article of Friday gave a wrong figure".

Told by their verbs, in five languages, in two kinds: somebody takes back what he said, or a paper what it wrote. A verb
that is used of other things too ("withdrew from the race", "took the car back") counts only with a word for what is
said; so does an admission, for to admit that a bridge was a mistake takes nothing back.
"""

# ruff: noqa: E501 - a language's patterns stand on a line each, whatever its length.

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

#: So much of a sentence is looked at.
_MAX_CHARS = 600
#: Between two of a pattern's words.
_NEAR, _FAR = r"[^\n]{0,60}?", r"[^\n]{0,140}?"

#: What is said, by language.
_SAID = {
    "en": r"(?:statements?|words|claims?|remarks?|comments?|accusations?|allegations?|assertions?|assurances?|accounts?|version|testimony|denials?|figures?|numbers?|estimates?|reports?|quotes?|what (?:he|she|they|it|I|we) (?:had )?(?:said|told|claimed|stated))",
    "de": r"(?:Aussagen?|Behauptung(?:en)?|Äußerung(?:en)?|Vorw[uü]rfe?|Worte?|Anschuldigung(?:en)?|Darstellung|Angaben?|Zahl(?:en)?|Erklärung(?:en)?|Zusage|Dementi|Meldung|Berichte?)",
    "fr": r"(?:propos|déclarations?|accusations?|affirmations?|paroles|chiffres?|démenti|version)",
    "es": r"(?:palabras|declaraci[oó]n(?:es)?|acusaci[oó]n(?:es)?|afirmaci[oó]n(?:es)?|cifras?|versión|desmentido)",
    "uk": r"(?:слов[аоі]?|заяв[аиу]|твердження|звинувачення|цифр[аиу]|дан[іих]{1,2}|показання|версі[яюї]|висловлювання)",
}
#: That something is not so.
_WRONG = {
    "en": r"(?:wrong|untrue|not (?:been )?(?:true|correct|right)|false|incorrect|inaccurate|mistaken|misleading|a lie|an error|a mistake|made up|invented)",
    "de": r"(?:falsch|unwahr|nicht (?:wahr|richtig|korrekt|der Wahrheit|gestimmt|stimm\w+)|unrichtig|irreführend|erfunden|gelogen|eine Lüge|ein Fehler|ein Irrtum)",
    "fr": r"(?:faux|fausses?|inexacte?s?|erronée?s?|mensong\w+|menti|pas vrai|une erreur)",
    "es": r"(?:fals[oa]s?|inexact[oa]s?|erróne[oa]s?|mentira|mentido|no (?:era|eran|fue) (?:cierto|verdad)|un error)",
    "uk": r"(?:неправд\w+|хибн\w+|помилков\w+|не відповіда\w+ (?:дійсності|правді)|брехн\w+|збреха\w+|неточн\w+|обман\w*)",
}
#: Somebody takes back what he said.
_BY_SPEAKER = {
    "en": rf"\b(?:tak(?:es?|en|ing)|took)\s+(?:(?:it|that|this|them)\s+(?:all\s+)?back(?!\s+(?:to|from|into|in|home|with)\b)|back\s+(?:\w+\s+){{0,3}}?{_SAID['en']}|(?:\w+\s+){{1,4}}?{_SAID['en']}\s+back)\b"
    rf"|\b(?:withdr[ae]w(?:n|s|ing)?|walk(?:s|ed|ing)\s+back|row(?:s|ed|ing)\s+back(?:\s+on|\s+from)?|revok(?:es|ed|ing)|disown(?:s|ed)|correct(?:s|ed|ing)?|revis(?:es|ed|ing)|back(?:s|ed|ing)\s+away\s+from|distanc\w+\s+\w+\s+from)\s+(?:\w+\s+){{0,5}}?{_SAID['en']}\b"
    rf"|\b{_SAID['en']}\s+(?:\w+\s+){{0,10}}?(?:withdrawn|taken back|retracted|corrected)\b"
    r"|\b(?:retract(?:s|ed|ing)?|recant(?:s|ed|ing)?|backtrack(?:s|ed|ing)?|back-?pedall?(?:s|ed|ing)?|misspoke|correct(?:s|ed)\s+(?:him|her|it)self|correct(?:ed)?\s+themselves)\b"
    rf"|\b(?:admit(?:s|ted)?|acknowledg(?:es|ed)|conced(?:es|ed)|confess(?:es|ed)|accept(?:s|ed))\b{_NEAR}\b(?:said|told|stated|claimed|announced|denied|{_SAID['en']})\b{_FAR}\b{_WRONG['en']}"
    rf"|\b(?:admit(?:s|ted)?|acknowledg(?:es|ed)|conced(?:es|ed)|confess(?:es|ed))\b{_NEAR}\b(?:lied|lying|misled|misleading|misspoken|(?:been|was|were) (?:wrong|mistaken)|not told the truth|not (?:been )?telling the truth)\b"
    rf"|\bapologi[sz](?:es?|ed|ing)\s+(?:\w+\s+){{0,4}}?for\s+(?:\w+\s+){{0,5}}?(?:{_SAID['en']}|saying|said|claiming|lying|misleading)\b"
    r"|\b(?:was|were|had been)\s+wrong\s+to\s+(?:say|claim|deny|accuse|state|announce)\b|\b(?:I|we)\s+(?:was|were)\s+(?:wrong|mistaken)\b|\bshould\s+(?:not|never)\s+have\s+(?:said|claimed|denied)\b|\bno\s+longer\s+(?:stands?\s+by|maintains?|claims?)\b",
    "de": rf"\b(?:nahm|nahmen|nimmt|nehmen|zog|zogen|zieht|ziehen)\b{_NEAR}\b{_SAID['de']}\b{_NEAR}\bzurück\b|\b(?:nahm|nahmen|nimmt|nehme) (?:das|es|sie|dies) (?:\w+ ){{0,4}}?zurück\b|\b{_SAID['de']}\b{_NEAR}\bzurück(?:genommen|gezogen|zunehmen|zuziehen|nehmen|ziehen)\b"
    rf"|\bwiderr(?:ief|iefen|ufen|uft)\b|\brudert(?:e|en)?\b{_NEAR}\bzurück\b|\bzurückgerudert\b|\b(?:korrigiert(?:e|en)?|berichtigt(?:e|en)?)\s+(?:sich\b|(?:\w+\s+){{0,4}}?{_SAID['de']})|\b{_SAID['de']}\b{_NEAR}\b(?:korrigiert|berichtigt|richtiggestellt|zu korrigieren|richtigzustellen)\b|\bstellt(?:e|en)?\b{_NEAR}\b{_SAID['de']}\b{_NEAR}\brichtig\b"
    rf"|\b(?:räumt(?:e|en)?|gab(?:en)?|gibt|gestand(?:en)?|gesteht|eingeräumt|zugegeben|eingestanden)\b{_FAR}\b(?:gesagt|behauptet|erklärt|angegeben|mitgeteilt|{_SAID['de']})\b{_FAR}\b{_WRONG['de']}|\b(?:räumt(?:e|en)?|gab(?:en)?|gestand(?:en)?|gesteht)\b{_FAR}\b{_WRONG['de']}{_FAR}\b(?:gesagt|behauptet|erklärt|angegeben|mitgeteilt)\b"
    rf"|\b(?:räumt(?:e|en)? ein|gab(?:en)? zu|gestand(?:en)?|eingeräumt|zugegeben)\b{_FAR}\b(?:gelogen|geirrt|getäuscht|die Unwahrheit|falsch gelegen)\b|\bentschuldigt(?:e|en)?\s+sich\b{_NEAR}\bfür\b{_NEAR}\b{_SAID['de']}\b|\bhätte\b{_NEAR}\bnicht (?:sagen|behaupten) dürfen\b",
    "fr": rf"\b(?:est|sont|était) revenue?s? sur\b{_NEAR}\b{_SAID['fr']}|\b(?:s[’']est|se sont) rétractée?s?\b|\b(?:retir\w+|corrig\w+|rectifi\w+)\s+(?:\w+\s+){{0,3}}?{_SAID['fr']}|\b(?:reconnaît|reconnu|admet|admis|avoue|avoué)\b{_FAR}\b{_WRONG['fr']}|\b(?:excusée?s?|excuse)\b{_NEAR}\bpour\b{_NEAR}\b{_SAID['fr']}",
    "es": rf"\bse (?:retract|desdij)\w+|\b(?:retir|rectific|corrigi)\w+\s+(?:\w+\s+){{0,3}}?{_SAID['es']}|\b(?:admit\w+|reconoc\w+|confes\w+)\b{_FAR}\b{_WRONG['es']}|\b(?:disculp\w+|perdón)\b{_NEAR}\bpor\b{_NEAR}\b{_SAID['es']}",
    "uk": rf"\b(?:відклика|забра|[ув]зя)\w+\s+(?:\w+\s+){{0,3}}?{_SAID['uk']}|\b(?:відмови\w+ся|відмовля\w+ся|відхрести\w+)\s+від\s+(?:\w+\s+){{0,3}}?(?:слів|заяв\w*|тверджен\w+|звинувачен\w+)|\b(?:виправи|спростува|уточни)\w+\s+(?:власн\w+|сво\w+|попередн\w+)\b|\bвиправи(?:в|ла|ли)с[яь]\b"
    rf"|\b(?:визна|зізна)\w+\b{_FAR}\b{_WRONG['uk']}|\b(?:визна|зізна)\w+\b{_NEAR}\bпомили\w+|\b(?:вибачи|перепроси)\w+\b{_NEAR}\bза\b{_NEAR}(?:слов\w+|заяв\w+|висловлюван\w+|неправд\w+|тверджен\w+)",
}
_WE_RETRACT = r"we\s+(?:hereby\s+)?(?:retract|withdraw)\b"
#: A paper takes back what it wrote.
_BY_PAPER = {
    "en": r"^\W*(?:corrections?|clarification|retraction|erratum)\b"
    rf"|\b(?:earlier|previous|original|first)\s+(?:version|article|report|edition|story)\b{_FAR}\b(?:{_WRONG['en']}|wrongly|incorrectly|mistakenly|misstated|misidentified|misspelled|error)"
    r"|\b(?:earlier|previous|original|first)\s+version\s+of\s+(?:this|our)\s+(?:\w+\s+)?(?:article|story|report|piece|post|page)\b"
    rf"|\b(?:article|report|story|headline|edition|caption)\b{_FAR}\b(?:gave|stated|said|reported|named|contained|printed|carried)\b{_NEAR}\b(?:wrong|incorrect|false|erroneous|inaccurate|wrongly|incorrectly|mistakenly|erroneously|an error|a mistake)\b"
    rf"|^(?![\"“„«‘'])\W*{_WE_RETRACT}"
    r"|\bwe\s+(?:\w+\s+)?(?:wrongly|incorrectly|mistakenly|erroneously)\b|\b(?:was|were)\s+(?:wrongly|incorrectly|mistakenly|erroneously)\s+(?:reported|given|stated|named|called|said|attributed)\b",
    "de": rf"^\W*(?:korrektur|berichtigung|richtigstellung|widerruf)\b|\bfrüheren\s+(?:fassung|version|ausgabe|meldung)\b|\b(?:artikel|bericht|meldung|beitrag|überschrift|text)\b{_FAR}\b(?:falsch\w*|irrtümlich|fälschlich(?:erweise)?|versehentlich)\b|\bwir\s+(?:\w+\s+){{0,3}}?(?:irrtümlich|fälschlich(?:erweise)?|falsch)\b|\b(?:irrtümlich|fälschlich(?:erweise)?)\s+(?:\w+\s+){{0,4}}?(?:berichtet|geschrieben|gemeldet|angegeben|genannt)\b",
    "fr": rf"^\W*(?:rectificatif|correction|erratum|mise au point)\b|\b(?:version|édition)\s+(?:précédente|antérieure)\b|\b(?:article|titre|dépêche)\b{_FAR}\b(?:erreur|erroné\w*|à tort|faux|fausse)\b",
    "es": rf"^\W*(?:fe de erratas|fe de errores|rectificación|corrección)\b|\bversión\s+(?:anterior|previa)\b|\b(?:artículo|titular|noticia)\b{_FAR}\b(?:error|erróne\w+|equivocad\w+|por error)\b",
    "uk": rf"^\W*(?:виправлення|спростування|уточнення)\b|\bпопередн\w+\s+(?:версі\w+|редакці\w+)\b|\b(?:статт\w+|повідомленн\w+|матеріал\w*|заголов\w+)\b{_FAR}\b(?:помилк\w+|помилков\w+|хибн\w+|неправильн\w+)\b|\bми\s+(?:\w+\s+)?помилково\b",
}  # fmt: skip
#: Right behind what it takes back: "That was not true."
_OF_THE_ONE_BEFORE = {
    "en": rf"^\W*(?:this|that|it|(?:the|this|that) (?:report|statement|claim|figure|article|account|information|number))\s+(?:was|is|has since been|has (?:since )?(?:proved|proven|turned out)(?: to be)?|turned out(?: to be)?|proved(?: to be)?)\s+(?:\w+ly\s+)?{_WRONG['en']}\b|^\W*{_WE_RETRACT}"
    r"|^\W*there (?:is|was) (?:\w+ )?no (?:evidence|proof|sign|indication) (?:for|of) (?:this|that|it)\b",
    "de": rf"^\W*(?:das|dies|es|(?:diese|die) (?:Meldung|Angabe|Behauptung|Zahl|Aussage|Information))\s+(?:war|ist|stellte sich als)\s+(?:\w+\s+)?{_WRONG['de']}|^\W*(?:das|dies)\s+(?:stimmt\w*|traf|trifft)\s+nicht\b",
    "fr": rf"^\W*(?:c[’']était|cela était|ceci était|c[’']est|cette information (?:est|était)|ce chiffre (?:est|était))\s+(?:\w+\s+)?{_WRONG['fr']}",
    "es": rf"^\W*(?:esto|eso|aquello|la información|la cifra)\s+(?:era|es|fue|resultó(?: ser)?)\s+{_WRONG['es']}|^\W*(?:esto|eso) no (?:era|es|fue) (?:cierto|verdad)\b",
    "uk": rf"^\W*(?:це|ця інформація|ця цифра)\s+(?:(?:виявил\w+|бул[аои])\s+)?{_WRONG['uk']}",
}


#: Of each pattern's ways to match, one of these stands in the sentence, in small letters. To look for them takes a
#: fifth of the patterns' time, which were a tenth of all that Python did for an answer; most sentences have none.
_HINTS = {
    "en": (
        "back", "withdr", "revok", "disown", "correct", "revis", "distanc", "retract", "recant", "misspoke", "admit",
        "acknowledg", "conced", "confess", "accept", "apolog", "wrong", "mistak", "should", "longer", "clarif",
        "erratum", "erron", "true", "right", "false", "accura", "mislead", "a lie", "error", "made up", "invent",
        "misst", "misid", "misspell", "version of",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Retraction:
    """That a sentence takes something back: ``by`` whom, and at which character of it what says so begins."""

    by: Literal["speaker", "paper"]
    start: int


#: Who takes back, the likelier first where both would do.
_BY: tuple[Literal["paper"], Literal["speaker"]] = ("paper", "speaker")
_PATTERNS = {"speaker": _BY_SPEAKER, "paper": _BY_PAPER, "of the one before": _OF_THE_ONE_BEFORE}


@lru_cache(maxsize=64)  # of languages without patterns, too
def _pattern(kind: str, language: str) -> re.Pattern[str] | None:
    known = _PATTERNS[kind].get(language)
    return re.compile(known, re.IGNORECASE) if known else None


def retraction_in(sentence: str, language: str | None) -> Retraction | None:
    """Whether a sentence says that an earlier statement is withdrawn, corrected, or was wrong.

    Args:
        sentence: of an article.
        language: of the article, as an ISO 639-1 code; English where None. Others than English, German, French,
            Spanish and Ukrainian are not known.

    Returns:
        None where it says nothing of the kind.
    """
    text = " ".join(sentence[:_MAX_CHARS].split("\n"))
    hints = _HINTS.get(language or "en")
    if hints is not None:
        small = text.casefold()
        if not any(hint in small for hint in hints):
            return None
    return _by_patterns(text, language)


def takes_back_the_one_before(sentence: str, language: str | None) -> bool:
    """Whether a sentence says of the one right before it that it is not so: "That was wrong", "We retract the report".

    Args:
        sentence: of an article.
        language: of the article, as an ISO 639-1 code; English where None.
    """
    pattern = _pattern("of the one before", language or "en")
    return pattern is not None and pattern.match(" ".join(sentence[:_MAX_CHARS].split())) is not None


def repeats_an_error(sentence: str, language: str | None) -> bool:
    """Whether a paper's correction tells what was wrong in it: "an earlier version of this article said 4 million".

    Args:
        sentence: of an article.
        language: of the article, as an ISO 639-1 code; English where None.
    """
    found = retraction_in(sentence, language)
    return found is not None and found.by == "paper" and found.start > 0


def _by_patterns(text: str, language: str | None) -> Retraction | None:
    for by in _BY:
        pattern = _pattern(by, language or "en")
        if pattern is not None and (match := pattern.search(text)):
            return Retraction(by, match.start())
    return None
