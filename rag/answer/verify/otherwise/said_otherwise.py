"""Whether the sentence that holds most of a claim's words says something else with them."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.verify import reasons
from rag.answer.verify.otherwise.belonging import said_of_whose
from rag.answer.verify.otherwise.circumstances import otherwise_told
from rag.answer.verify.otherwise.hearsay import only_believed, said_by_others
from rag.answer.verify.otherwise.modified_nouns import of_another_kind
from rag.answer.verify.otherwise.relations import compared_otherwise, not_the_most, related_otherwise
from rag.answer.verify.units import ClaimUnit, ParsedSources
from rag.text.parse import ParsedSentence


def said_otherwise(
    claim: ParsedSentence, units: Sequence[ClaimUnit], shelf: ParsedSources, holder: tuple[int, int]
) -> str | None:
    """The reason why a sentence with a claim's words does not say what it says; None where it does.

    Args:
        claim: a statement.
        units: what it says.
        shelf: the sources.
        holder: the source and the sentence that hold the most of it.
    """
    source, number = holder
    sentence = shelf.readings[source][number]
    if other := (
        of_another_kind(claim, sentence, shelf, source)
        or said_of_whose(claim, units, shelf, sentence, source)
        or not_the_most(claim, sentence)
    ):
        return reasons.of_another(other)
    if turned := compared_otherwise(claim, units, sentence, source, number):
        return reasons.exchanged(turned[0].text, turned[1].text)
    if reservation := only_believed(claim, sentence) or otherwise_told(claim, sentence):
        return reasons.hedged(reservation)
    if others := said_by_others(claim, sentence):
        return reasons.wrong_speaker(*others)
    found = related_otherwise(claim, sentence)
    return reasons.instead(*found) if found else None
