"""A question and its answer as a statement: "Who built the pier?" and "Ada Lind" as "Ada Lind built the pier."

Who wrote the question used words of their own, so such a statement says what its source says in other words.
"""

from __future__ import annotations

import re

from rag.text.wordlists import irregular_forms

_DO = r"(?:did|does|do)"
_BE = r"(?:is|are|was|were)"
_HAVE = r"(?:has|have|had|can|could|will|would|may|might|should|must)"
_BEFORE = r"(?:in|on|at|from|to|by|with|for|during|under|through|of|into|until|since)"
_ARTICLE = re.compile(r"(?:the|a|an|his|her|its|their|one|some)\b|[A-Z]")
_SUBJECT = re.compile(r"(?:who|what)\s+(?P<rest>(?!do\b|does\b|did\b)\w.*)", re.IGNORECASE)
_COPULA = re.compile(rf"(?P<be>{_BE})\s+(?P<named>.+)", re.IGNORECASE)
_DONE = re.compile(
    rf"(?P<before>{_BEFORE}\s)?(?:what|which|who|whom|when|where)(?P<noun>(?:\s(?!{_DO}\b)\w+){{0,4}}?)\s(?P<did>{_DO})"
    r"\s(?P<rest>.+)",
    re.IGNORECASE,
)
_HAPPENED = re.compile(
    rf"(?:(?P<before>{_BEFORE})\s(?:what|which)(?:\s\w+){{1,4}}?|when|where)\s(?P<be>{_BE}|{_HAVE})\s(?P<rest>.+)",
    re.IGNORECASE,
)
_NAMED = re.compile(rf"(?:what|which)(?P<noun>(?:\s\w+){{1,4}}?)\s(?P<verb>{_BE}|{_HAVE}|\w+)\s(?P<rest>.+)", re.I)
_COUNTED = re.compile(
    rf"how (?:many|much)(?P<noun>(?:\s\w+){{1,4}}?)\s"
    rf"(?:(?P<did>{_DO})\s(?P<rest>.+)|(?P<be>{_BE}|{_HAVE})\s(?P<there>there)?(?P<told>.+))",
    re.IGNORECASE,
)
_LONGEST_ANSWER = 8


def statement_of(question: str, answer: str) -> str | None:
    """What a question and its answer say together.

    Args:
        question: in English.
        answer: a few words.

    Returns:
        One sentence, its words those of both, its grammar mostly that of English; None where the question is of no form
        that is known here.
    """
    asked, given = " ".join(question.strip(" ?").split()), answer.strip(" .")
    if not given or len(given.split()) > _LONGEST_ANSWER or asked.count("?"):
        return None
    said = _done(asked, given) or _counted(asked, given) or _happened(asked, given) or _subject(asked, given)
    said = said or _named(asked, given)
    return f"{said[:1].upper()}{said[1:]}." if said else None


def _done(asked: str, given: str) -> str | None:
    """ "What did she write in 1901": "she did write in 1901 a play"."""
    found = _DONE.fullmatch(asked)
    if found is None:
        return None
    return f"{found['rest']} {_placed(asked, found['before'], given)}"


def _placed(asked: str, before: str | None, given: str) -> str:
    """The answer behind the preposition that it needs."""
    if re.match(rf"{_BEFORE}\b", given, re.IGNORECASE):
        return given
    before = (before or "").strip().lower() or ("in" if re.match(r"when\b|where\b", asked, re.IGNORECASE) else "")
    return f"{before} {given}".strip()


def _happened(asked: str, given: str) -> str | None:
    """ "When was the pier built by Lind": "the pier was built by Lind in 1901"."""
    found = _HAPPENED.fullmatch(asked)
    if found is None:
        return None
    words = found["rest"].split()
    verb = next((place for place, word in enumerate(words) if place and _past(word)), None)
    if verb is None:
        return None
    told = [*words[:verb], found["be"].lower(), *words[verb:]]
    return f"{' '.join(told)} {_placed(asked, found['before'], given)}"


def _counted(asked: str, given: str) -> str | None:
    found = _COUNTED.fullmatch(asked)
    if found is None:
        return None
    counted = f"{given}{found['noun']}"
    if found["did"]:
        return f"{found['rest']} {counted}"
    if found["there"]:
        return f"there {found['be'].lower()} {counted}{found['told']}"
    return f"{counted} {found['be'].lower()} {found['told']}"


def _subject(asked: str, given: str) -> str | None:
    """ "Who was the first mayor": "the first mayor was Lind"; "who built the pier": "Lind built the pier"."""
    found = _SUBJECT.fullmatch(asked)
    if found is None:
        return None
    copula = _COPULA.fullmatch(found["rest"])
    if copula is None:
        first = found["rest"].split()[0]
        return f"{given} {found['rest']}" if _past(first) or first.endswith("s") or _auxiliary(first) else None
    if not _ARTICLE.match(copula["named"]):
        return f"{given} {found['rest']}"
    words = copula["named"].split()
    if _past(words[-1]):
        return f"{' '.join(words[:-1])} {copula['be'].lower()} {words[-1]} {given}"
    return f"{copula['named']} {copula['be'].lower()} {given}"


def _named(asked: str, given: str) -> str | None:
    """ "Which town has two piers": "Skarne has two piers"."""
    found = _NAMED.fullmatch(asked)
    if found is None or not (_past(found["verb"]) or _auxiliary(found["verb"])):
        return None
    return f"{given} {found['verb']} {found['rest']}"


def _auxiliary(word: str) -> bool:
    return re.fullmatch(rf"{_BE}|{_HAVE}", word, re.IGNORECASE) is not None


def _past(word: str) -> bool:
    """Whether a word looks like a verb in the past."""
    lowered = word.lower()
    return (lowered.endswith("ed") and len(lowered) > 4) or irregular_forms().get(lowered, lowered) != lowered
