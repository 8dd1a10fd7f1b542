"""The clauses of a claim, so that a false one cannot hide behind a true one."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.verify.units import ClaimUnit
from rag.text.parse import ParsedSentence
from rag.text.wordlists import irregular_forms, listed

_JOINING = listed(
    """and but while which who whose whom where because although though whereas so as when after before until since
    despite yet or und aber während weil obwohl sondern der die das et mais tandis qui dont où car і та але який
    яка яке які де бо проте"""
)
_BARE = listed("and but while because although whereas und aber weil et mais і та але")
_RELATIVE = listed(
    """which who whose whom where die der das wo dessen deren qui que dont où laquelle lequel який яка яке які де"""
)
# A clause's subject is at most so many words long.
_SUBJECT = 4
_GOES_ON = listed(
    """he she they it was were is are has had have will would then later also er sie es wurde wurden ist war hat il
    elle ils elles a est ont він вона вони воно"""
)


def split_clauses(claim: ParsedSentence, units: Sequence[ClaimUnit]) -> list[list[ClaimUnit]]:
    """The units of ``claim`` by clause, in order, every unit in one; each clause says something that can be checked."""
    cuts = [index for index in range(1, len(claim.tokens)) if _cuts(claim, index)]
    clauses: list[list[ClaimUnit]] = [[]]
    for unit in units:
        while cuts and unit.first >= cuts[0]:
            cuts.pop(0)
            clauses.append([])
        clauses[-1].append(unit)
    merged: list[list[ClaimUnit]] = []
    for clause in clauses:
        if merged and (
            not any(unit.kind == "word" for unit in clause) or not any(u.kind == "word" for u in merged[-1])
        ):
            merged[-1].extend(clause)
        elif clause:
            merged.append(clause)
    return merged or [list(units)]


def antecedent(claim: ParsedSentence, before: Sequence[ClaimUnit], clause: Sequence[ClaimUnit]) -> ClaimUnit | None:
    """What a relative clause says something of: the last word before it; None where the clause is no relative one."""
    between = claim.tokens[before[-1].last + 1 : clause[0].first + 1]
    return before[-1] if any(token.text.lower() in _RELATIVE for token in between) else None


def _cuts(claim: ParsedSentence, index: int) -> bool:
    """Whether a clause begins at a token."""
    token = claim.tokens[index]
    before = claim.tokens[index - 1]
    following = claim.tokens[index + 1].text.lower() if index + 1 < len(claim.tokens) else ""
    lowered = token.text.lower()
    if before.text in (";", ":", "—", "–", "(", ")"):
        return True
    if before.text == ",":
        return lowered in _JOINING or (lowered.endswith("ing") and len(lowered) > 5 and token.text[0].islower())
    return lowered in _BARE and (following in _GOES_ON or _verb_follows(claim, index))


def _verb_follows(claim: ParsedSentence, index: int) -> bool:
    """Whether one of the next words looks like a verb in the past, so that more than a list goes on."""
    for token in claim.tokens[index + 1 : index + 1 + _SUBJECT]:
        word = token.text.lower()
        if token.kind == "mark":
            return False
        if (word.endswith("ed") and len(word) > 4) or irregular_forms().get(word, word) != word or word in _GOES_ON:
            return True
    return False
