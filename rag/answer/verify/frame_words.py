"""What a written sentence says of itself and of its sources: "Based on the given context, …", "2. …", "… Reference:".

Models write such words around what they say. No article has them, and they tell nothing that an article could bear out.
"""

# ruff: noqa: E501 - a language's words stand on one line, whatever its length.

from __future__ import annotations

import re

# What a model calls what it was given. A noun that articles use of their own sources, too ("according to the source"),
# needs one of the words by which only a model speaks of it.
_GIVEN = {
    "en": r"(?:given|provided|above|following|available|supplied|retrieved|cited|quoted|mentioned)",
    "de": r"(?:gegeben|bereitgestellt|vorliegend|obig|angegeben|genannt|zitiert|verfügbar)e[nmrs]?",
    "fr": r"(?:fournie?s?|donnée?s?|cité?e?s?|disponibles?|ci-dessus)",
    "es": r"(?:proporcionad[oa]s?|dad[oa]s?|facilitad[oa]s?|citad[oa]s?|disponibles?|anterior(?:es)?)",
    "it": r"(?:fornit[oaie]|dat[oaie]|citat[oaie]|disponibil[ei])",
    "pt": r"(?:fornecid[oa]s?|dad[oa]s?|citad[oa]s?|disponíve(?:l|is))",
    "nl": r"(?:gegeven|verstrekte|bovenstaande|beschikbare|geciteerde)",
    "pl": r"(?:podan\w+|dostarczon\w+|powyższ\w+|dostępn\w+|cytowan\w+)",
    "uk": r"(?:надан\w+|наведен\w+|поданим\w*|доступн\w+|цитован\w+)",
    "ru": r"(?:предоставленн\w+|приведённ\w+|приведенн\w+|данн\w+|доступн\w+)",
}
_OWN = {
    "en": r"(?:contexts?|passages?|excerpts?|snippets?|search results?)",
    "de": r"(?:Kontext(?:e[ns]?|s)?|Textstellen?|Auszug(?:s|es)?|Auszüge[n]?|Textauszug|Abschnitte?s?n?)",
    "fr": r"(?:contextes?|extraits?|passages?)",
    "es": r"(?:contextos?|extractos?|pasajes?|fragmentos?)",
    "it": r"(?:contest[oi]|estratt[oi]|pass[oi]|bran[oi])",
    "pt": r"(?:contextos?|trechos?|excertos?|passagens?|passagem)",
    "nl": r"(?:context|passages?|fragment(?:en)?|uittreksels?)",
    "pl": r"(?:kontek\w+|fragment\w*|urywk\w+)",
    "uk": r"(?:контекст\w*|урив\w+|фрагмент\w*)",
    "ru": r"(?:контекст\w*|отрыв\w+|фрагмент\w*)",
}
_SHARED = {
    "en": r"(?:sources?|texts?|articles?|documents?|information|references?|paragraphs?|reports?)",
    "de": r"(?:Quellen?|Texte[nms]?|Text|Artikeln?|Dokumente?n?|Informationen|Angaben)",
    "fr": r"(?:sources?|textes?|articles?|documents?|informations?)",
    "es": r"(?:fuentes?|textos?|artículos?|documentos?|información)",
    "it": r"(?:font[ei]|test[oi]|articol[oi]|document[oi]|informazion[ei])",
    "pt": r"(?:fontes?|textos?|artigos?|documentos?|informações)",
    "nl": r"(?:bronnen|bron|teksten|tekst|artikelen|artikel|documenten|informatie)",
    "pl": r"(?:źród\w+|tek\w+|artykuł\w*|dokument\w*|informacj\w+)",
    "uk": r"(?:джерел\w*|текст\w*|стат\w+|документ\w*|інформаці\w+)",
    "ru": r"(?:источник\w*|текст\w*|стат\w+|документ\w*|информаци\w+)",
}
_LEAD = {
    "en": r"(?:based (?:up)?on|according to|as per|from|in|per)(?: (?:the|this|these|all|both))*",
    "de": r"(?:basierend auf|auf (?:der )?(?:Grundlage|Basis)|gemäß|laut|nach|aus|in|im)(?: (?:dem|den|der|des|diesen|diesem|dieser))?",
    "fr": r"(?:selon|d['’]après|sur la base|dans|en se basant sur)(?: (?:le|la|les|ce|cet|ces|du|des|de))*(?: l['’])? ?",
    "es": r"(?:según|de acuerdo con|basándo(?:se|nos|me) en|sobre la base de|en)(?: (?:el|la|los|las|este|esta|estos|estas))?",
    "it": r"(?:secondo|in base a(?:l|lla|i|lle|gli)?|sulla base de(?:l|lla|i|lle|gli)|nel(?:la)?)(?: (?:il|la|i|le|gli))?",
    "pt": r"(?:segundo|de acordo com|com base n?[oa]?s?|n[oa]s?)(?: [oa]s?)?",
    "nl": r"(?:volgens|op basis van|in)(?: (?:de|het|deze|dit))?",
    "pl": r"(?:według|na podstawie|zgodnie z|w)",
    "uk": r"(?:згідно з|відповідно до|на основі|за|у|в)",
    "ru": r"(?:согласно|на основе|исходя из|по|в)",
}
# A number or letter that a model gave a source: "the passage [2]", "context A".
_NUMBERED = r"(?: ?\(?(?:\[?\d{1,2}\]?|[A-E]\b)\)?(?:(?:,| and| und| et| y| e| i| та| и) ?\[?\d{1,2}\]?)*)?"
_COMMA_BEHIND = r"(?:\s?\[\d{1,2}\])*\s*[,:]\s+"


def _phrase(language: str) -> str:
    lead, given = _LEAD[language], _GIVEN[language]
    own, shared = _OWN[language], _SHARED[language]
    bare = r"(?:according to|as per|per) the (?:article|text)s?" if language == "en" else "(?!)"
    return (
        rf"(?:{lead} ?(?:{given} )*(?:{own})(?: {given})?{_NUMBERED}"
        rf"|{lead} ?(?:{given} )+(?:{shared}){_NUMBERED}|{lead} ?(?:{shared}) {given}{_NUMBERED}|{bare})"
    )


_BEFORE = {one: re.compile(rf"\A\W*{_phrase(one)}{_COMMA_BEHIND}(?=\S)", re.IGNORECASE) for one in _LEAD}
_BEHIND = {one: re.compile(rf",?\s+{_phrase(one)}\s*(?P<end>[.!]?)\s*$", re.IGNORECASE) for one in _LEAD}
# "2. In 1990 …": not where a dot makes an ordinal, "2. Mai" and "2. Bundesliga".
_LISTED = re.compile(r"\A\s*(?:[•*–-]\s+|\(?\d{1,2}\)\s+|\d{1,2}\.\s+(?=[^\W\d_a-z]))")
_LISTED_WITH_ORDINALS = re.compile(r"\A\s*(?:[•*–-]\s+|\(?\d{1,2}\)\s+)")
_DOT_IS_ORDINAL = frozenset(("de", "pl"))
_STRAY_START = re.compile(r"^[.,;:]\s+(?=\w)")
# "(context 2)", "(passages 1 and 3)": a model's marks.
_BRACKETED = re.compile(
    rf"\s?[(\[](?:see )?(?:{'|'.join([*_OWN.values(), *_SHARED.values()])})"
    r"[\s\d,;&\[\]]*(?:(?:and|und|et|y|e|i|та|и)[\s\d,;&\[\]]*)*[)\]]",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"\s+(?:references?|sources?|citations?|quellen?|références|fuentes?|referencias|fonti|fontes|bronnen|źródła"
    r"|джерела|источники)\s*:\s*$",
    re.IGNORECASE,
)


def without_frame(claim: str, language: str) -> str:
    """A written sentence without what it says of itself and its sources.

    Args:
        claim: one sentence or several.
        language: its ISO 639-1 code.

    Returns:
        The claim without a list's number or dash before it, an empty heading behind it, and words that only say that
        it rests on what its writer was given; all of it where nothing else is left.
    """
    listed = _LISTED_WITH_ORDINALS if language in _DOT_IS_ORDINAL else _LISTED
    bare = _BRACKETED.sub("", claim)
    bare = _HEADING.sub("", _STRAY_START.sub("", listed.sub("", bare, count=1), count=1))
    if language in _BEFORE:
        bare = _BEHIND[language].sub(r"\g<end>", _BEFORE[language].sub("", bare, count=1), count=1)
    bare = bare.strip()
    if not any(char.isalnum() for char in bare):
        return claim
    return bare
