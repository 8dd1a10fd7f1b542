"""Where a source denies what a claim says although the words are the same."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.verify import reasons
from rag.answer.verify.argument_order import exchanged
from rag.answer.verify.date_attachment import attached_elsewhere
from rag.answer.verify.negation import begins_later, cues, is_prefix, negated, reach_of
from rag.answer.verify.otherwise.quantifiers import changed_otherwise, of_too_many
from rag.answer.verify.otherwise.said_otherwise import said_otherwise
from rag.answer.verify.slot_matching import context_of, fit
from rag.answer.verify.token_alignment import swapped
from rag.answer.verify.units import ClaimUnit, ParsedSources
from rag.answer.verify.unreal import tense, unreal
from rag.text.attribution import resolved, same_person, speaker
from rag.text.names import spelled_out
from rag.text.parse import ParsedSentence
from rag.text.quotations import quoted
from rag.text.retractions import takes_back_the_one_before
from rag.text.wordlists import hedges, outcomes

# An opposite must stand as near to the claim's other words as this.
_OPPOSITE_FIT = 0.3
# An opposite outweighs the word itself in the same window by this factor.
_OUTWEIGHS = 1.3
# How many words a hedge reaches.
_HEDGE_REACH = 2


def conflict_in(
    claim: ParsedSentence, units: Sequence[ClaimUnit], shelf: ParsedSources, window: tuple[int, int, int]
) -> str | None:
    """The reason why a window contradicts the claim; None where it does not."""
    return (
        _swapped(claim, shelf, window)
        or _negation(claim, units, shelf, window)
        or _opposite(claim, units, shelf, window)
        or _roles(claim, units, shelf, window)
        or _speaker(claim, units, shelf, window)
        or _hedge(claim, units, shelf, window)
        or _unreal(claim, units, shelf, window)
        or _too_many(claim, units, shelf, window)
        or _otherwise(claim, units, shelf, window)
        or _taken_back(claim, units, shelf, window)
        or attached_elsewhere(claim, units, shelf, window)
    )


def _swapped(claim: ParsedSentence, shelf: ParsedSources, window: tuple[int, int, int]) -> str | None:
    source, first, last = window
    for number in range(first, last + 1):
        if reason := swapped(claim, shelf.readings[source][number], shelf.explained):
            return reason
    return None


def _negation(
    claim: ParsedSentence, units: Sequence[ClaimUnit], shelf: ParsedSources, window: tuple[int, int, int]
) -> str | None:
    source, first, last = window
    mine = negated(claim)
    by_token = {index: unit for unit in units for index in range(unit.first, unit.last + 1)}
    shared = _shared_cues(claim, shelf, window)
    for cue, reach in cues(claim).items():
        if claim.tokens[cue].term in shared or all(
            begins_later(claim, cue, sentence) for sentence in shelf.readings[source][first : last + 1]
        ):
            continue
        reached = [by_token[index] for index in reach if index in by_token and index in mine]
        if not reached and reach:
            continue  # under two negations, or in another clause
        if not any(_denied(unit, shelf, window) for unit in reached):
            denials = [c for number in range(first, last + 1) for c in cues(shelf.readings[source][number])]
            if any(unit.at(source, first, last) for unit in reached) or not denials:
                return reasons.denied(reached[0].text if reached else claim.tokens[cue].text)
    for number in range(first, last + 1):
        sentence = shelf.readings[source][number]
        theirs = negated(sentence)
        for cue, reach in cues(sentence).items():
            if sentence.tokens[cue].term in shared or begins_later(sentence, cue, claim):
                continue
            live = [index for index in reach if index in theirs]
            if not live:
                continue
            matched = {
                index: [u for u in units if any(p.index == index for p in u.at(source, number, number))]
                for index in live
            }
            first_word = next((index for index in live if sentence.tokens[index].kind == "word"), live[0])
            if not matched[first_word] and live[0] > cue:
                continue
            said = [unit for found in matched.values() for unit in found]
            if any(set(range(unit.first, unit.last + 1)) & mine for unit in said):
                continue
            # What stands elsewhere, too, without being denied (the bridge of the sentence before) excuses itself alone.
            if only_denied := [unit for unit in said if not _said_plainly(unit, shelf, window)]:
                return reasons.denied(only_denied[0].text)
    return None


def _shared_cues(claim: ParsedSentence, shelf: ParsedSources, window: tuple[int, int, int]) -> set[str]:
    """Verbs of denial and negating prefixes that both use: what they deny is compared like any other words."""
    source, first, last = window
    sentences = shelf.readings[source][first : last + 1]
    mine = {claim.tokens[cue].term for cue in cues(claim) if claim.tokens[cue].kind != "negation"}
    shared = mine & {sentence.tokens[cue].term for sentence in sentences for cue in cues(sentence)}
    if prefixed := _prefixed(claim):
        theirs = set().union(*map(_prefixed, sentences))
        shared |= {prefix for prefix, _ in prefixed} if prefixed <= theirs else set()
    return shared


def _prefixed(sentence: ParsedSentence) -> set[tuple[str, str]]:
    """The negating prefixes of a sentence, each with the word that it is joined to."""
    tokens = sentence.tokens
    return {
        (tokens[cue].term, tokens[cue + 1].term)
        for cue in cues(sentence)
        if cue + 1 < len(tokens) and is_prefix(sentence, cue)
    }


def _denied(unit: ClaimUnit, shelf: ParsedSources, window: tuple[int, int, int]) -> bool:
    """Whether the window denies a unit, in so many words or by its opposite."""
    for place in unit.at(*window):
        if place.index in negated(shelf.sentence(place)):
            return True
    source, first, last = window
    return any(
        place.source == source and first <= place.sentence <= last and place.index not in negated(shelf.sentence(place))
        for place in unit.contrary
    )


def _said_plainly(unit: ClaimUnit, shelf: ParsedSources, window: tuple[int, int, int]) -> bool:
    return any(place.index not in negated(shelf.sentence(place)) for place in unit.at(*window))


def _opposite(
    claim: ParsedSentence, units: Sequence[ClaimUnit], shelf: ParsedSources, window: tuple[int, int, int]
) -> str | None:
    source, first, last = window
    mine = negated(claim)
    said = {place for unit in units for place in unit.places}
    both = outcomes(claim.language)
    for unit in units:
        own = unit.at(source, first, last)
        against = [p for p in unit.contrary if p.source == source and first <= p.sentence <= last and p not in said]
        if not against:
            continue
        context = context_of(unit, units)
        best = max((fit(context, place) for place in own), default=0.0)
        for place in against:
            agrees = (place.index in negated(shelf.sentence(place))) != (unit.first in mine)
            near = fit(context, place)
            if own and frozenset((unit.term, shelf.sentence(place).tokens[place.index].term)) in both:
                continue
            if not agrees and near >= _OPPOSITE_FIT and near > _OUTWEIGHS * best:
                return reasons.denied(unit.text)
    return None


def _roles(
    claim: ParsedSentence, units: Sequence[ClaimUnit], shelf: ParsedSources, window: tuple[int, int, int]
) -> str | None:
    turned = exchanged(units, claim, shelf, *window)
    return reasons.exchanged(turned[0].text, turned[1].text) if turned else None


def _speaker(
    claim: ParsedSentence, units: Sequence[ClaimUnit], shelf: ParsedSources, window: tuple[int, int, int]
) -> str | None:
    told = speaker(claim)
    if not told or not told[0]:
        return None
    said, verb = told[0][0], told[1]
    source, first, last = window
    statement = [unit for unit in units if unit.item is not said and unit.first != verb]
    if not any(unit.kind != "light" for unit in statement) or not any(unit.item is said for unit in units):
        return None

    def held(number: int) -> float:
        return sum(unit.weight for unit in statement if unit.at(source, number, number))

    number = max(range(first, last + 1), key=held)
    theirs = resolved(shelf.readings[source], number)
    if any(same_person(said, one) or spelled_out(said.name, one.name, shelf.explained) for one in theirs):
        return None
    if (
        not theirs
        and not quoted(claim.text)
        and any(unit.item is said and unit.at(source, number, number) for unit in units)
    ):
        return None  # the source has it in the speaker's own doing ("the ministry's report puts it at 12")
    return reasons.wrong_speaker(said.text, theirs[0].text if theirs else None)


def _hedge(
    claim: ParsedSentence, units: Sequence[ClaimUnit], shelf: ParsedSources, window: tuple[int, int, int]
) -> str | None:
    source, first, last = window
    words = hedges(claim.language)
    if any(token.text.lower() in words for token in claim.tokens):
        return None
    for number in range(first, last + 1):
        sentence = shelf.readings[source][number]
        for index, token in enumerate(sentence.tokens):
            if token.text not in words or index in sentence.in_items:
                continue
            reach = reach_of(sentence, index, _HEDGE_REACH)[:1]
            reached = [
                u
                for u in units
                if u.kind in ("word", "light") and any(p.index in reach for p in u.at(source, number, number))
            ]
            if reached and all(len(unit.at(source, first, last)) == 1 for unit in reached):
                return reasons.hedged(token.text)
    return None


def _unreal(
    claim: ParsedSentence, units: Sequence[ClaimUnit], shelf: ParsedSources, window: tuple[int, int, int]
) -> str | None:
    """The reason where the claim states as done what the source tells as planned, tried, demanded or imagined."""
    own = unreal(claim)
    source, most = window[0], _holder(units, window)
    for unit in units:
        mine = own.get(unit.first)
        if unit.item is not None or (mine and mine.kind != "future") or (stated := tense(claim, unit.first)) is None:
            continue
        places = unit.at(source, most, most) or unit.at(*window)
        told = [unreal(shelf.sentence(place)).get(place.index) for place in places]
        against = [one for one in told if one and (stated == "past" or one.kind == "not so")]
        if told and len(against) == len(told):
            return reasons.hedged(against[0].words)
    return None


def _too_many(
    claim: ParsedSentence, units: Sequence[ClaimUnit], shelf: ParsedSources, window: tuple[int, int, int]
) -> str | None:
    found = of_too_many(claim, units, shelf, window) or changed_otherwise(claim, units, shelf, window)
    return reasons.instead(*found) if found else None


def _otherwise(
    claim: ParsedSentence, units: Sequence[ClaimUnit], shelf: ParsedSources, window: tuple[int, int, int]
) -> str | None:
    """The reason where the sentence that holds most of what is claimed says it of another, or otherwise."""
    return said_otherwise(claim, units, shelf, (window[0], _holder(units, window)))


def _taken_back(
    claim: ParsedSentence, units: Sequence[ClaimUnit], shelf: ParsedSources, window: tuple[int, int, int]
) -> str | None:
    """The reason where the source says of the sentence that holds the claim, right behind it, that it is not so."""
    behind = shelf.readings[window[0]][_holder(units, window) + 1 :][:1]
    if not behind or cues(claim) or speaker(claim):
        return None
    return reasons.TAKEN_BACK if takes_back_the_one_before(behind[0].text, behind[0].language) else None


def _holder(units: Sequence[ClaimUnit], window: tuple[int, int, int]) -> int:
    """Which sentence of a window holds most of what is claimed."""
    source, first, last = window
    return max(range(first, last + 1), key=lambda one: sum(unit.weight for unit in units if unit.at(source, one, one)))
