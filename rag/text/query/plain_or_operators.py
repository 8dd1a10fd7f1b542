"""Whether what somebody typed is a query with operators, or plain words."""

from __future__ import annotations

from rag.text.query.tokens import Part, field_name, near_number, split_parts, wildcards
from rag.text.query.words import folded_words, is_word_character, text_words

# What a text ends in that is a question or a sentence: also the question marks of Arabic and Greek, the full stop of
# Chinese and Japanese, and that of Hindi.
_ENDINGS = ("?", "？", "؟", ";", "\u037e", ".", "!", "…", "。", "！", "।")
_QUESTIONS = """who whom whose what which when where why how
    did does do is are was were has have had can could will would should
    wer wen wem wessen was welche welcher welches welchen welchem wann wo wohin woher warum wieso weshalb wie wieviel
    qui que quoi quel quelle quels quelles quand ou pourquoi comment combien lequel laquelle qu
    quien quienes cual cuales cuando donde adonde cuanto cuanta cuantos cuantas como porque
    chi che cosa quale quali quando dove perche come quanto quanta quanti quante
    wie wat welke welk wanneer waar waarom hoe hoeveel
    quem qual quais onde aonde quantos quantas
    kto kogo komu co czego czemu czyj ktory ktora ktore kiedy gdzie dokad skad dlaczego jak ile
    хто кого кому що чого чому чии якии яка яке які коли де куди звідки як скільки
    кто что чего чеи какои какая какое какие которыи когда где куда откуда почему зачем как сколько"""
#: How a question begins, folded: the question words of ten languages, and the auxiliary verbs of English.
QUESTION_WORDS = frozenset(_QUESTIONS.split())
#: Words that ask wherever they stand, in a text of so many words outside of phrases.
ASKING_WITHIN = frozenset(("who", "whom", "whose", "what", "which", "when", "where", "why", "how"))
ASKED_IN = 8
_FUNCTION = "the a an this that is was are were do did does at in on of for to by with and or not it its all much"
#: Function words of English: beside one of them "same" is no operator ("the same day").
FUNCTION_WORDS = frozenset(_FUNCTION.split())


def has_operators(text: str) -> bool:
    """Whether a text is to be read as operators, by the rules of docs/search.md; else it is plain words."""
    parts = split_parts(text)
    if any(_is_field(part, following) for part, following in zip(parts, [*parts[1:], None], strict=False)):
        return True
    if _reads_as_sentence(text.strip(), parts) or _asks_within(text, parts):
        return False
    return _joins(text, parts) or _same(text) or any(_is_operator(text, part) for part in parts)


def _is_field(part: Part, following: Part | None) -> bool:
    """Whether a part is a field with its value directly after the colon."""
    if part.kind != "piece" or not (name := field_name(part.text)):
        return False
    return len(part.text) > len(name) + 1 or (
        following is not None and following.kind == "phrase" and following.start == part.end
    )


def _is_operator(text: str, part: Part) -> bool:
    if part.kind == "phrase":
        return bool(folded_words(part.text))
    if part.kind == "dash":
        begins_blank = part.start == 0 or text[part.start - 1].isspace()
        following = text[part.end]
        return begins_blank and not (is_word_character(following) and not following.isalpha()) and following != "*"
    return part.kind == "piece" and any(any(is_word_character(char) for char in word) for word in wildcards(part.text))


def _joins(text: str, parts: list[Part]) -> bool:
    """Whether AND, OR, NOT or near/ stands where a word is on each side that needs one."""
    words = list(text_words(text))
    if not words:
        return False
    first, last = words[0].start, words[-1].start
    for part in parts:
        if part.kind != "piece":
            continue
        if part.text == "NOT" and last >= part.end:
            return True
        if (
            (part.text in ("AND", "OR") or near_number(part.text) is not None)
            and first < part.start
            and last >= part.end
        ):
            return True
    return False


def _same(text: str) -> bool:
    pieces = text.split()
    if len(pieces) != 3 or pieces[1].lower() != "same":
        return False
    sides = [folded_words(pieces[0]), folded_words(pieces[2])]
    return all(side and not (len(side) == 1 and side[0] in FUNCTION_WORDS) for side in sides)


def _reads_as_sentence(text: str, parts: list[Part]) -> bool:
    """Whether a text is a question or a sentence, by its end or its first word."""
    words = list(text_words(text))
    if not words:
        return False
    if text.endswith(_ENDINGS) and not (text.endswith(".") and _is_initial(text, words[-1].start)):
        return True
    first = words[0]
    if (
        text[: first.start].replace("¿", "").strip()
        or first.folded not in QUESTION_WORDS
        or text[first.end : first.end + 1] == "*"
    ):
        return False
    if len(parts) > 1 and (parts[1].text in ("AND", "OR") or near_number(parts[1].text) is not None):
        return False
    written = text[first.start : first.end]
    # "WHO" and "IS" are names of organisations where not all is in capitals.
    return not (len(written) > 1 and written.isupper() and not text.isupper())


def _asks_within(text: str, parts: list[Part]) -> bool:
    """Whether a text with no operators but phrases asks in many words: "According to Vey when did the "gates" open"."""
    if any(part.kind not in ("piece", "phrase") for part in parts):
        return False
    pieces = [part for part in parts if part.kind == "piece"]
    if _joins(text, parts) or any(_is_operator(text, part) for part in pieces):
        return False
    words = [word for part in pieces for word in folded_words(part.text)]
    return len(words) >= ASKED_IN and bool(ASKING_WITHIN.intersection(words))


def _is_initial(text: str, start: int) -> bool:
    """Whether the text ends in an abbreviation such as "U.S." or "J.": one letter and a full stop."""
    return start == len(text) - 2 and (start == 0 or not text[start - 1].isalnum())
