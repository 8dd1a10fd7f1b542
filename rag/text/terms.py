"""Terms: how words are compared, in the lexical index and between a question and a sentence.

A term is a word in lower case, stemmed by the language's Snowball stemmer where there is one, with plain letters
(:mod:`rag.text.letters`). A word with other letters than these has a term for each way in which it is written without
them, so that both its spellings are one term: "Jörg" is found as "jorg" and as "joerg", and finds either. Numbers
lose their thousands separators, possessives their ``'s``, dotted abbreviations their dots. Scripts that are written
without blanks give one term for each pair of characters (as Lucene's CJK analysis does).
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from rag.text.letters import has_accents, plain, spelled_out
from rag.text.word_table import WordTable

_SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "fi": "finnish", "fr": "french", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian",
    "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip

# Function words that a question is made of and that say nothing of its subject. Published lists (stop-words,
# stopwords-iso: 1,300 English entries) also hold "billion", "general", "end" and "computer", which news
# questions turn on, so these are the closed classes only: articles, pronouns, prepositions, auxiliaries,
# question words.
_FUNCTION_WORDS = {
    "en": """a about after all also am an and any are as at be because been being but by can could did do does
        doing done for from had has have having he her hers him his how i if in into is it its itself just me my
        of off on once one's or our ours she so some than that the their theirs them then there these they this
        those through to too was we were what whatever when where which while who whom whose why will with would
        you your yours s t d ll re ve isn't didn't doesn't tell please exactly say says said many much according""",
    "de": """aber als am an auch auf aus bei bin bis bist da damit dann das dass dem den denn der des dessen die
        dies diese dieser dieses du durch ein eine einem einen einer eines er es fur für gegen gibt hat hatte
        hatten habe haben hier ich ihr ihre im in ist ja kann können mit nach noch nun nur ob oder seit sein
        seine sich sie sind so uber über um und uns vom von vor war waren warum was wegen welche welchem welchen
        welcher welches wenn wer wem wen wessen werden wie wieso wird wo woher wohin worden wurde wurden zu zum
        zur sagte sagt gesagt viel viele vielen laut""",
    "fr": """a à ai après au aux avec c ce cela ces cet cette d dans de des du elle elles en est et eu été être
        font fut il ils je l la le les leur leurs lequel laquelle lui lors m mais me n ne nous on ont ou où par
        pas plus pour pourquoi qu quand que quel quelle quelles quels qui quoi s sa se ses si son sont sur t un
        une vers vous y était étaient avait combien comment dit selon t-il a-t-il a-t-elle""",
    "es": """a al ante como cómo con cual cuál cuales cuáles cuando cuándo cuanto cuánto cuantos cuántos cuanta
        cuánta cuantas cuántas de del desde donde dónde e el ella ellas ellos en entre era eran es esa ese eso
        esta está este esto fue fueron ha habia había han hasta hay la las le les lo los más me mi muy no nos o
        para pero por porque qué que quien quién quienes se ser si sido sin sobre son su sus también tan te tiene
        un una unas uno unos y ya dijo""",
    "it": """a ad al alla alle anche che chi ci come con cosa cui da dal dalla dei del della delle di dove e è
        era ed erano fu furono gli ha hanno i il in io la le lo loro ma nel nella non o per perché più qual quale
        quali quando quanto quanta quanti quante se si sono su sua sue suo suoi tra un una uno disse""",
    "pt": """a ao aos as às até com como da das de do dos e é ela ele eles em entre era eram essa esse esta este
        eu foi foram há isso isto já lhe mais mas na nas no nos o onde os ou para pela pelo por porque qual quais
        quando quanto quanta quantos quantas que quem se sem ser seu seus sua suas também um uma disse
        desde está estão""",
    "nl": """aan als bij dan dat de der die dit door een en er had heeft het hij hoe hoeveel hun ik in is je kan
        maar met naar niet of om ook op over te tot uit van voor waar waarom wanneer was wat we welk welke werd
        werden wie wordt worden ze zei zich zijn zo""",
    "pl": """a aby albo ale był była było były być bo co czego czy czym dla dlaczego do gdy gdzie go i ich ile im
        ja jak jaka jaki jakie jego jej jest już kiedy kim kogo komu kto która które który których ma na nad nie o
        od on ona oni oraz po pod przed przez przy się są ta tak także te tego tej ten to w we z za ze że został
        została według powiedział powiedziała ilu czyj jakiego jakim jakiej jaką której którym którego którą""",
    "uk": """а або але була були було бути був в вже ви він вона вони воно все від для до де же з за зі із і й його
        її їх або коли кого кому ким куди ли мене ми на над не ні о об он під по при про саме свій своє свою себе
        скільки так та такий також те тим то той ту у хто це цей ця чи чим чого чому що щоб як яка яке який які
        якій якого якому яку якої якою яким яких котрій сказав сказала""",
    "ru": """а без более бы был была были было быть в вам вас весь во вот все всё вы где да для до его ее её если
        есть еще ещё же за и из или им их к как какая какие какое какой какую каким каких когда кого кому кем кто
        куда ли мне мы на над не него нее нет ни но о об он она они оно от по под при про с сколько со так также
        такой там то тот у уже чего чем что чтобы эта эти это этот я почему зачем сказал сказала каков какова каково
        каковы каком какого какому""",
}  # fmt: skip

# With these a question asks of somebody or something that it does not know: articles that answer it have another word
# ("Did anyone die?": "No one has died."). In what articles say they are words like others.
_UNKNOWN_SUBJECTS = {
    "en": "anyone anybody anything someone somebody something",
    "de": "jemand jemanden jemandem irgendjemand irgendjemanden etwas irgendetwas",
    "fr": "quelqu'un",
    "es": "alguien algo",
    "it": "qualcuno qualcosa",
    "pt": "alguém algo",
    "nl": "iemand iets",
    "pl": "ktoś kogoś komuś coś",
    "uk": "хтось когось комусь щось",
    "ru": "кто-то кто-нибудь нибудь",
}

# "How long" and "how old" ask for a figure: their adjective is not what the text is about.
_MEASURE = re.compile(r"\b(how) (?:long|old|far|often|tall|large|big|high|deep|fast|soon)\b", re.IGNORECASE)

_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*"  # a number with its separators
    r"|(?:[^\W\d_]\.){2,}"  # U.S., e.g.
    r"|[^\W_]+(?:['’][^\W_]+)*"  # words, with inner apostrophes
)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_THOUSANDS = re.compile(r"(?<=\d)[,.](?=\d{3}(?!\d))")
_POSSESSIVE = re.compile(r"['’]s?$")

# Languages by the letters that only they are written with, the first that fits; Latin letters tell nothing.
_SCRIPTS = tuple(
    (language, re.compile(letters))
    for language, letters in (
        ("ja", r"[\u3040-\u30ff\u31f0-\u31ff]"), ("zh", r"[\u3400-\u9fff\U00020000-\U0002fa1f]"),
        ("ko", r"[\u1100-\u11ff\uac00-\ud7af]"), ("th", r"[\u0e00-\u0e7f]"), ("fa", r"[پچژگ]"),
        ("ar", r"[\u0600-\u06ff]"), ("he", r"[\u0590-\u05ff]"), ("el", r"[\u0370-\u03ff]"),
        ("hi", r"[\u0900-\u097f]"), ("bn", r"[\u0980-\u09ff]"), ("ta", r"[\u0b80-\u0bff]"),
        ("hy", r"[\u0530-\u058f]"), ("ka", r"[\u10a0-\u10ff]"), ("ru", r"[ыэъёЫЭЪЁ]"), ("uk", r"[\u0400-\u04ff]"),
    )
)  # fmt: skip
# Of languages that share their shortest function words: the one, those that it is taken for, and what only it has.
_SIBLINGS = (
    ("ru", ("uk",), re.compile(r"\A(?=.*[ыэъё])(?!.*[іїєґ])", re.IGNORECASE | re.DOTALL)),
    ("uk", ("ru",), re.compile(r"[іїєґ]", re.IGNORECASE)),
    (
        "pt",
        ("es", "it"),
        re.compile(r"\A(?!.*[¿ñìò])(?=.*(?:[ãõçê]|\b(?:o|os|do|em|na|uma?)\b))", re.IGNORECASE | re.DOTALL),
    ),
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")

# Whose every word may be written with two letters for one; elsewhere only names are ("Güler", but not "düğün").
_SPELL_OUT = frozenset({"da", "de", "fo", "is", "nb", "nn", "no", "sv"})

_stemmers = threading.local()  # PyStemmer's objects are not safe to share between threads


def terms(text: str, language: str | None = None) -> list[str]:
    """The terms of ``text`` in order, one for each word, function words included.

    Args:
        text: any text.
        language: ISO 639-1 code; English where None (news in an unknown language is mostly English, and for
            another one the English stemmer does little harm), none where Snowball has no stemmer.
    """
    return [term for term, _ in located_terms(text, language)]


def spelled_terms(text: str, language: str | None = None) -> list[str]:
    """Like :func:`terms`, with all terms of a word that is written in more than one way, one after the other."""
    table = _spelled_words(language or "en")
    return [term for word in _words(text) for term in table[word]]


def located_terms(text: str, language: str | None = None) -> list[tuple[str, str]]:
    """Like :func:`terms`, each with the word that it came from."""
    table = _spelled_words(language or "en")
    return [(table[word][0], word) for word in _words(text)]


def word_places(text: str, language: str | None = None) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where each word of ``text`` begins and ends, with all its terms, as :func:`spelled_terms` has them.

    Args:
        text: in composed letters (NFC), as an archive keeps it.
        language: as :func:`terms` takes it.
    """
    table = _spelled_words(language or "en")
    return ((start, start + len(word), table[word]) for start, word in _located(text))


def _words(text: str) -> list[str]:
    text = unicodedata.normalize("NFC", text)
    if text.isascii() or _UNSPACED.search(text) is None:  # as :func:`_located`, in a fifth of the time
        return _TOKEN.findall(text)
    return [word for _, word in _located(text)]


def _located(text: str) -> Iterator[tuple[int, str]]:
    for match in _TOKEN.finditer(text):
        start, word = match.start(), match.group()
        if len(word) > 1 and _UNSPACED.search(word):
            yield from ((start + place, word[place : place + 2]) for place in range(len(word) - 1))
        else:
            yield start, word


@dataclass(frozen=True, slots=True)
class QuestionWord:
    """A word of a question that carries its subject, with the terms it may stand as: one for each language."""

    word: str
    terms: tuple[str, ...]


def question_words(question: str, languages: Iterable[str | None] = ()) -> list[QuestionWord]:
    """The words of a question that carry its subject, in order, each once.

    Args:
        question: in any language; its function words are left out, unless nothing else is left ("Who is who?"), also
            with dots: their term is that of the word ("W.H.O.").
        languages: the languages of the texts that it is compared with; each may stem a word differently.
    """
    question = _MEASURE.sub(r"\1", question)
    spoken = likely_language(question)
    stop = _empty_words(spoken)
    among = dict.fromkeys([spoken, *(language or "en" for language in languages), "en"])
    every: dict[tuple[str, ...], QuestionWord] = {}
    kept: dict[tuple[str, ...], QuestionWord] = {}
    for word in _words(question):
        alternatives = tuple(dict.fromkeys(term for language in among for term in _asked(word, language)))
        every.setdefault(alternatives, QuestionWord(word, alternatives))
        if word.lower().replace("’", "'").replace(".", "") not in stop and (len(word) > 1 or word.isdigit()):
            kept.setdefault(alternatives, QuestionWord(word, alternatives))
    return list((kept or every).values())


@lru_cache(maxsize=1024)
def likely_language(question: str) -> str:
    """The language whose function words a question uses most; where none does, that of its letters, else English.

    Questions are too short for statistical language identification, but hardly one lacks function words. One that seems
    to be there in a question that is written in other letters is a name ("WHO对麻疹说了什么？").
    """
    words = [word.lower() for word in re.findall(r"[^\W\d_]+", question)]
    scores = {language: sum(word in _empty_words(language) for word in words) for language in _FUNCTION_WORDS}
    best = max(scores, key=lambda language: scores[language])
    if (sibling := _sibling(question, best)) and scores[sibling] == scores[best]:
        best = sibling
    if scores[best] <= 1 and best not in ("ru", "uk") and (written := _language_of_letters(question)):
        return written
    return best if scores[best] > scores["en"] else "en"


def _sibling(question: str, language: str) -> str | None:
    """The language that shares most of its function words with one, where a question's letters and short words are that
    language's alone: of "O que anunciou o ministro?" Spanish has as many as Portuguese."""
    return next((other for other, ones, own in _SIBLINGS if language in ones and own.search(question)), None)


def _language_of_letters(question: str) -> str | None:
    """The language that a question's letters tell; None where Latin ones are most of them."""
    latin = len(_LATIN.findall(question))
    letters = sum(char.isalpha() for char in question)
    # One character of a script without blanks says as much as a few Latin letters.
    if letters - latin + 2 * len(_UNSPACED.findall(question)) <= latin:
        return None
    return next((language for language, pattern in _SCRIPTS if pattern.search(question)), None)


@lru_cache(maxsize=32)
def _function_words(language: str) -> frozenset[str]:
    return frozenset(_FUNCTION_WORDS.get(language, "").replace("?", "").split())


@lru_cache(maxsize=32)
def _empty_words(language: str) -> frozenset[str]:
    """The words of a question that say nothing of what it is about."""
    return _function_words(language) | frozenset(_UNKNOWN_SUBJECTS.get(language, "").split())


def is_function_word(word: str, language: str | None) -> bool:
    """Whether ``word`` only holds a sentence together, in the given language (English where None)."""
    return word.lower().replace("’", "'") in _function_words(language or "en")


@lru_cache(maxsize=64)
def _spelled_words(language: str) -> WordTable[tuple[str, ...]]:
    """:func:`_spelled` of each word of texts in a language."""
    return WordTable(lambda word: _spelled(word, language))


def _spelled(word: str, language: str) -> tuple[str, ...]:
    """The terms that a word of a text stands as, the first of them its own."""
    own = _term(word, language)
    if not has_accents(word):
        return (own,)
    return tuple(dict.fromkeys((own, *_plain_terms(word, language, word[0].isupper() or language in _SPELL_OUT))))


@lru_cache(maxsize=4096)
def _asked(word: str, language: str) -> tuple[str, ...]:
    """The terms that a word of a question is looked for as: all that :func:`_spelled` gives for any way to write it."""
    own = _term(word, language)
    if not has_accents(word):
        return (own,)
    return tuple(dict.fromkeys((own, *_plain_terms(word, language, True))))


def _plain_terms(word: str, language: str, spell_out: bool) -> list[str]:
    """The terms of a word as somebody writes it who has only plain letters: its stem may be another."""
    written = [plain(word), spelled_out(word)] if spell_out else [plain(word)]
    return [_term(other, language) for other in written]


@lru_cache(maxsize=65536)
def _term(word: str, language: str) -> str:
    if word[0].isdigit():  # of "²'0" too, which is no number
        return _THOUSANDS.sub("", re.sub(r"['’]", "", word))
    if _UNSPACED.search(word):
        return word
    lowered = word.lower()
    if "." in lowered:
        return _unbroken(plain(lowered.replace(".", ""))) or word
    lowered = _POSSESSIVE.sub("", lowered).replace("’", "'").replace("ё", "е")
    return _unbroken(plain(stemmed(lowered, language))) or word


def _unbroken(letters: str) -> str:
    """Letters without what would be syntax in the index: some Arabic marks stand for a blank and two others."""
    return letters.replace("'", "").replace(" ", "")


def term_before_format_4(word: str, language: str) -> str:
    """The term of a word as archives of formats 1 to 3 have it, which kept strokes and ligatures."""
    if word[0].isdigit() or "." in word:
        return _term(word, language)
    stem = stemmed(_POSSESSIVE.sub("", word.lower()).replace("’", "'"), language)
    decomposed = unicodedata.normalize("NFKD", stem)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).replace("'", "") or word


def stemmed(word: str, language: str) -> str:
    """A word in lower case without its endings; itself where Snowball does not know the language."""
    stemmer = _stemmer(language)
    return stemmer.stemWord(word) if stemmer else word


def _stemmer(language: str) -> Stemmer.Stemmer | None:
    name = _SNOWBALL.get(language)
    if name is None:
        return None
    if not hasattr(_stemmers, name):
        setattr(_stemmers, name, Stemmer.Stemmer(name))
    stemmer: Stemmer.Stemmer = getattr(_stemmers, name)
    return stemmer
