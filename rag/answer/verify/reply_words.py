"""The yes or no that a written sentence begins with: "No, the ferry is no longer in service."

It says nothing that the rest does not say, and no article says it; left there, it reads as a name, or as a second
negation.
"""

from __future__ import annotations

import re

from rag.answer.verify.negation import cues
from rag.text.parse import read_sentence

_YES = r"yes|ja|oui|s[ií]|sì|sim|tak|так|да"
_NO = r"no|nein|nee|non|não|nie|ні|нет"
_FIRST_WORD = re.compile(
    rf"\W*(?:(?P<yes>{_YES})|(?P<no>{_NO}))\s*[,.:;!–—-]\s+(?P<rest>\w.*)", re.IGNORECASE | re.DOTALL
)
# Where the clause ends that a yes or no goes with: "Yes, it is open, as nothing forbids it."
_CLAUSE_ENDS = re.compile(
    r"[.;:!?]\s|\s(?:as|because|since|although|though|but|while|and|which|who|weil|da|obwohl|aber|denn|und|car|parce|mais"
    r"|puisque|bien|et|porque|aunque|pero|perché|mas|omdat|maar|want|ponieważ|bo|ale|бо|але|хоча|оскільки|но|хотя)\b",
    re.IGNORECASE,
)


def _main_clause(sentence: str) -> str:
    found = _CLAUSE_ENDS.search(sentence)
    return sentence[: found.start()] if found else sentence


def without_reply_word(claim: str, language: str) -> str:
    """A sentence without the yes or no before it, where that goes with what it says.

    A no before a sentence that denies nothing ("No, the ferry runs on Sundays") stays, as does a yes before one that
    does: which of the two is meant cannot be told.

    Args:
        claim: a sentence.
        language: its ISO 639-1 code.
    """
    found = _FIRST_WORD.fullmatch(claim)
    if found is None:
        return claim
    denies = bool(cues(read_sentence(_main_clause(found["rest"]), language)))
    return found["rest"] if denies == bool(found["no"]) else claim
