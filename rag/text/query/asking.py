"""Whether somebody asks, or gives words to look for: a question is a sentence, a list of words or a headline none."""

from __future__ import annotations

import re

#: Words that ask wherever they stand.
_ASKING = (
    r"who|whom|whose|what|which|where|why|how|wer|wen|wem|wessen|welche[mnrs]?|wann|warum|wieso|wohin|woher|qui|quel(?:le)?s?"
    r"|pourquoi|comment|combien|qué|quién(?:es)?|cuál(?:es)?|dónde|cuándo|cómo|cuánt[oa]s?|quando|dove|perché|quant[oaie]|quem|quais"
    r"|qual|onde|quantos|wanneer|waarom|hoeveel|kto|kiedy|gdzie|dlaczego|хто|кого|кому|коли|де|чому|скільки|кто|когда|где|почему|сколько"
)
#: Words that ask where they stand first.
_FIRST = (
    r"when|is|are|was|were|did|does|do|has|have|had|will|would|can|could|should|was|wo|wie|hat|ist|war|wird|kann|où|quand|que|est-ce"
    r"|chi|cosa|come|como|wie|wat|waar|hoe|co|jak|czy|ile|що|як\w{0,3}|чи|что|как\w{0,3}"
)
_BEFORE = r"in|on|by|at|for|from|to|since|until|seit|bis|ab|an|depuis|à|en|desde|hasta|a|da|in|sinds|od|do|w|з|до|с"
_QUESTION = re.compile(
    rf"(?<![\w-])(?:{_ASKING})(?![\w-])|\A\W{{0,3}}(?:(?:{_BEFORE})\s)?(?:{_FIRST})(?![\w-])", re.IGNORECASE
)
_MARKS = ("?", "？", "؟")


def is_question(text: str) -> bool:
    """Whether a text asks, by its mark or its words, in ten languages."""
    return text.rstrip(" \n\"'”’»)").endswith(_MARKS) or _QUESTION.search(text) is not None
