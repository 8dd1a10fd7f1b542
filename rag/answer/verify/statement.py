"""Checking a statement: every clause of it against the sentences of the sources that come nearest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.verify import reasons
from rag.answer.verify.clauses import antecedent, split_clauses
from rag.answer.verify.contradictions import conflict_in
from rag.answer.verify.slot_matching import rival_of
from rag.answer.verify.units import ClaimUnit, ParsedSources, units_of
from rag.text.attribution import goes_on
from rag.text.parse import ParsedSentence
from rag.text.prompt_injection import unusable

#: A window: a source, and the first and last of its sentences.
Window = tuple[int, int, int]

# How many neighbouring sentences may support a clause together, what each further one costs, and how many windows
# are looked at closely.
_LONGEST = 3
_PER_SENTENCE = 0.02
_LOOKED_AT = 4
# A window whose coverage is lower by more than this cannot outvote one that contradicts the claim.
_AS_GOOD = 0.1
# What a word counts that stands not in the window but in the two sentences before it or the source's first one,
# where a text names what it goes on to call "he" or "the company".
_CONTEXT = 2
_IN_CONTEXT = {"name": 0.8, "date": 0.0, "figure": 0.0, "word": 0.3, "light": 0.5}
# From this score on, with nothing missing, a claim is not looked at part by part.
_SURE = 0.9
# A claim all of whose clauses are covered at least so far is as good as its whole coverage.
_CLAUSE = 0.6
# One sentence must hold so much of a clause that several support together.
_GREATER_PART = 0.55
# What it costs a window that the year of a date stands elsewhere in its source: another that states it is shown first.
_PARTIAL_DATE = 0.05
# A claim of which a name, figure or date stands elsewhere in the source is worth at most so much.
_MISPLACED = 0.45
# Names, dates and figures without any word that a clause says of them are not what it says ("Argentina Heads to Its
# Sixth World Cup Final · 2014" is not that it won); a judge may still be asked.
_NAMES_ALONE = 0.45
# A rival that fits better by a factor f brings the score down by f to this power. Names stand more freely in a
# sentence than figures and dates.
_RIVALRY = {"figure": 2.0, "date": 2.0, "name": 1.0}


@dataclass(frozen=True, slots=True)
class Finding:
    """How well a claim stands in the windows that support it, and what is wrong with it, if anything."""

    score: float
    windows: tuple[Window, ...]
    reason: str | None
    contradicted: bool = False
    #: A date or figure of the claim stands elsewhere in the sources, but not with the rest of it.
    misplaced: bool = False
    #: Nothing but words is missing: every name, date and figure stands with the rest, and nothing is denied.
    words_only: bool = False

    @property
    def sure(self) -> bool:
        """Whether nothing is missing, so that no closer look is needed."""
        return self.reason is None and self.score >= _SURE


def weakest(parts: Sequence[Finding]) -> Finding:
    """What is found of several sentences together, of what is found of each.

    Each may have its support elsewhere. Sentences that say nothing which could be checked are left aside. The least
    score is that of all: on claims of several statements made of squad2's questions the mean accepts no more for what
    it lets through, and a false sentence could hide behind true ones.
    """
    said = [part for part in parts if part.reason != reasons.EMPTY] or list(parts)
    least = min(said, key=lambda part: part.score)
    if not all(part.windows for part in said):
        return least
    return Finding(
        least.score,
        tuple(dict.fromkeys(window for part in said for window in part.windows)),
        least.reason,
        any(part.contradicted for part in said),
        any(part.misplaced for part in said),
        all(part.words_only for part in said),
    )


def check_statement(claim: ParsedSentence, shelf: ParsedSources) -> Finding:
    """Check a statement against the sources."""
    units = units_of(claim, shelf)
    checkable = [unit for unit in units if unit.kind != "light"]
    if not checkable:
        return Finding(0.0, (), reasons.EMPTY)
    clauses = split_clauses(claim, units)
    whole = _best(claim, units, clauses, shelf)
    for unit in units:
        if unit.item is not None and not unit.places and not _soft(unit):
            return Finding(min(0.3, 0.4 * whole.score), (), reasons.absent(unit))
    if len(clauses) < 2 or whole.contradicted or whole.sure:
        return whole
    apart = [_best(claim, clause, [clause], shelf) for clause in clauses]
    if any(not one.windows for one in apart):
        return whole
    if any(_loose(claim, clauses, number, one.windows[0]) for number, one in enumerate(apart)):
        return whole
    least = min(apart, key=lambda one: one.score)
    together = Finding(
        max(0.0, least.score - _PER_SENTENCE),
        tuple(dict.fromkeys(window for one in apart for window in one.windows)),
        least.reason,
        words_only=all(one.words_only for one in apart),
    )
    return max(whole, together, key=lambda one: one.score)


def _loose(claim: ParsedSentence, clauses: Sequence[Sequence[ClaimUnit]], number: int, window: Window) -> bool:
    """Whether a relative clause is said of something that its support, and the sentence before that, do not name."""
    of = antecedent(claim, clauses[number - 1], clauses[number]) if number else None
    if of is None:
        return False
    source, first, last = window
    holder = max(range(first, last + 1), key=lambda sentence: _held(clauses[number], (source, sentence, sentence)))
    return not any(place.source == source and holder - 1 <= place.sentence <= holder for place in of.places)


def _soft(unit: ClaimUnit) -> bool:
    return unit.item is not None and unit.item.figure is not None and unit.item.figure.soft


def _best(
    claim: ParsedSentence, units: Sequence[ClaimUnit], clauses: Sequence[Sequence[ClaimUnit]], shelf: ParsedSources
) -> Finding:
    """The finding of the window that supports ``units`` best."""
    judged = [(_held(units, window), _judge(claim, units, clauses, shelf, window)) for window in _windows(units, shelf)]
    # A window that denies the claim is outvoted only by one that holds about as much of it.
    least = max((held for held, finding in judged if finding.contradicted), default=0.0) - _AS_GOOD
    found = [finding for held, finding in judged if held >= least]
    return max(found, key=lambda finding: finding.score, default=Finding(0.0, (), reasons.UNSUPPORTED))


def _held(units: Sequence[ClaimUnit], window: Window) -> float:
    """The share of the units' weight that stands in a window itself."""
    total = sum(unit.weight for unit in units)
    return sum(unit.weight for unit in units if unit.at(*window)) / total if total else 0.0


def _windows(units: Sequence[ClaimUnit], shelf: ParsedSources) -> list[Window]:
    """The windows that hold most of the units' weight, best first."""
    held: dict[tuple[int, int], set[int]] = {}
    for number, unit in enumerate(units):
        for place in (*unit.places, *unit.contrary):
            held.setdefault((place.source, place.sentence), set()).add(number)
    scored: list[tuple[float, Window]] = []
    for source, sentence in held:
        if unusable(shelf.readings[source], sentence):
            continue
        covered: set[int] = set()
        for length in range(_LONGEST):
            last = sentence + length
            if last >= len(shelf.readings[source]) or unusable(shelf.readings[source], last):
                break
            more = held.get((source, last), set()) - covered
            if length and not more:
                continue
            covered |= more
            weight = sum(units[number].weight for number in covered)
            scored.append((weight - 0.2 * length, (source, sentence, last)))
    scored.sort(key=lambda one: (-one[0], one[1]))
    return [window for _, window in scored[:_LOOKED_AT]]


def coverage(units: Sequence[ClaimUnit], window: Window) -> float:
    """The share of the units' weight that a window and its context hold."""
    total = sum(unit.weight for unit in units)
    return sum(unit.weight * _covered(unit, window) for unit in units) / total if total else 1.0


def _covered(unit: ClaimUnit, window: Window) -> float:
    source, first, last = window
    if unit.at(source, first, last):
        return 1.0
    if any(place.source == source and first <= place.sentence <= last for place in unit.denied):
        return 1.0
    before = range(first - _CONTEXT, first)
    near = any((source, number) in unit.by_sentence for number in ((0, *before) if unit.kind == "name" else before))
    return _IN_CONTEXT[unit.kind] if near else 0.0


def _judge(
    claim: ParsedSentence,
    units: Sequence[ClaimUnit],
    clauses: Sequence[Sequence[ClaimUnit]],
    shelf: ParsedSources,
    window: Window,
) -> Finding:
    source, first, last = window
    score = coverage(units, window) - _PER_SENTENCE * (last - first)
    misplaced, words_only = False, True
    reason = None if score >= _CLAUSE else _least(units, window)
    for number, clause in enumerate(clauses):
        part = min(coverage(clause, window), _in_one(clause, window, shelf))
        if _loose(claim, clauses, number, window):
            part = 0.0
        if part < _CLAUSE and part < score:
            score, reason = part, _least(clause, window)
        words = [unit for unit in clause if unit.kind == "word"]
        if words and score > _NAMES_ALONE and not any(_covered(unit, window) for unit in words):
            score, reason, words_only = _NAMES_ALONE, reasons.lacking(words[0]), False
        if (later := _named_later(clause, window, shelf)) is not None:
            score, reason, misplaced, words_only = min(score, _MISPLACED), reasons.elsewhere(later), True, False
    for unit in units:
        if unit.item is None or (_soft(unit) and not unit.at(source, first, last)):
            continue
        if not unit.at(source, first, last):
            if not _covered(unit, window):
                score, reason = min(score, _MISPLACED), reasons.elsewhere(unit)
                misplaced, words_only = misplaced or unit.kind in ("date", "figure"), False
            continue
        if unit.kind == "date" and not _stated_in_full(unit, shelf, window):
            score -= _PARTIAL_DATE
        own, rival = rival_of(unit, _clause_of(unit, clauses), claim, shelf, window)
        if rival and rival.fit > own:
            share = (own / rival.fit) ** _RIVALRY[unit.kind]
            if share * score < score:
                score, words_only = score * share, False
                reason = reason or reasons.rivalled(unit, rival)
    conflict = conflict_in(claim, units, shelf, window)
    if conflict:
        score, reason = min(score * 0.5, 0.4), conflict
    return Finding(
        max(0.0, min(1.0, score)), (window,), reason, conflict is not None, misplaced, words_only and conflict is None
    )


def _named_later(clause: Sequence[ClaimUnit], window: Window, shelf: ParsedSources) -> ClaimUnit | None:
    """The name of a clause that only stands behind the sentence which holds the rest and leans on what was before it:
    in "It was due at 8:30. The navy is searching" it is not the navy that was due."""
    source, first, last = window
    rest = [unit for unit in clause if unit.kind != "name"]
    holder = max(range(first, last + 1), key=lambda number: _held(rest, (source, number, number)))
    if holder == last or not goes_on(shelf.readings[source][holder]):
        return None
    names = (unit for unit in clause if unit.kind == "name" and unit.at(source, holder + 1, last))
    return next((unit for unit in names if not unit.at(source, 0, holder)), None)


def _stated_in_full(unit: ClaimUnit, shelf: ParsedSources, window: Window) -> bool:
    """Whether the window states a date as fully as the claim does."""
    stated = unit.item.day if unit.item else None
    source, first, last = window
    items = [item for sentence in shelf.readings[source][first : last + 1] for item in sentence.items]
    found = [item.day for item in items if item.day and stated and stated.agrees(item.day)]
    return not found or any(set(stated.missing_from(day)) == {None} for day in found if stated)


def _in_one(clause: Sequence[ClaimUnit], window: Window, shelf: ParsedSources) -> float:
    """1, or less where the clause's words only stand about in sentences that do not go on from one another.

    They do where each begins with a pronoun or gives its speaker as one; else one sentence must hold the greater part.
    """
    source, first, last = window
    if all(goes_on(shelf.readings[source][number]) for number in range(first + 1, last + 1)):
        return 1.0
    most = max(_held(clause, (source, number, number)) for number in range(first, last + 1))
    return 1.0 if most >= _GREATER_PART else most


def _clause_of(unit: ClaimUnit, clauses: Sequence[Sequence[ClaimUnit]]) -> Sequence[ClaimUnit]:
    return next(clause for clause in clauses if unit in clause)


def _least(units: Sequence[ClaimUnit], window: Window) -> str:
    """The sentence about the heaviest unit that the window lacks."""
    lacking = [unit for unit in units if _covered(unit, window) < 1.0 and unit.kind != "light"]
    if not lacking:
        return reasons.UNSUPPORTED
    return reasons.lacking(max(lacking, key=lambda unit: (not unit.places, unit.weight)))
