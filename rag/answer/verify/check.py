"""``verify``: whether a claim stands in its sources, by rules alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.verify import reasons
from rag.answer.verify.proposal import check_proposal, complete, split_proposal
from rag.answer.verify.reply_words import without_reply_word
from rag.answer.verify.statement import Finding, check_statement
from rag.answer.verify.units import ParsedSources, shelve
from rag.answer.verify.verdict import Support, Verdict
from rag.text.parse import ParsedSentence, read_sentence
from rag.text.prompt_injection import gives_orders, orders, unusable
from rag.text.quotations import quoted, stands
from rag.text.terms import likely_language

#: A claim is verified from this score on. Measured (``eval citations``, accepted of the supported / caught of the
#: unsupported): rgb-fact 0.6: 98 / 100 %, 0.7: 96 / 100 %, 0.8: 86 / 100 %; claims made from squad2 0.6: 96 / 89 %,
#: 0.7: 94 / 91 %, 0.8: 87 / 95 %.
THRESHOLD = 0.7
#: Scores this close to the threshold are borderline: about one claim in twelve of the same sets.
BORDERLINE = 0.1
#: A refused claim that nothing contradicts, and none of whose dates and figures stands with something else, may be
#: judged by a model from this score on.
NEAR = 0.4

#: A longer claim, in characters, is no sentence of an answer; only as a whole sentence of a source it is verified.
LONGEST_CLAIM = 1200

_MARKS = re.compile(r"\s?(?:\[(?:\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*|\^\d+)\]|【\d+[^】]{0,20}】|[¹²³⁴-⁹]+)")
_LONGEST_VERBATIM = 6
_NOW = re.compile(
    r"^\W*(?:who|what|which)\b.*?\b(?:is|are)\b(?!.*\b(?:was|were|did|had)\b)|^\W*who['’]s\b", re.IGNORECASE
)
_PAST = re.compile(r"\b(?P<past>former|ex|erstwhile|previous)[ -](?P<role>\w+(?: \w+)?)", re.IGNORECASE)
_LANGUAGE_SAMPLE = 3000


def verify(claim: str, sources: Sequence[str], *, question: str | None = None, language: str | None = None) -> Verdict:
    """Check one sentence of an answer against the texts that it may rest on.

    Args:
        claim: a sentence, or ``QUESTION: ANSWER``; marks such as ``[1]`` in it are ignored.
        sources: untrusted texts; what they order their reader to say supports nothing.
        question: what was asked; a claim of a few words is then taken as the answer to it.
        language: ISO 639-1 code of claim and sources; told from their function words where None.

    Returns:
        The verdict, with whole sentences of the sources as support when verified. Never raises on any text.
    """
    claim = claim.strip()
    if not any(source.strip() for source in sources):
        return _refused(0.0, reasons.NO_SOURCES)
    spoken = language or likely_language(" ".join([claim, *sources])[:_LANGUAGE_SAMPLE])
    shelf = shelve(sources, spoken)
    if verbatim := _verbatim(claim, shelf):
        return Verdict(True, verbatim, None, 1.0, False)
    claim = without_reply_word(_MARKS.sub("", claim).strip(), spoken)
    lowered = frozenset(
        token.text
        for readings in shelf.readings
        for sentence in readings
        for token in sentence.tokens
        if token.text[0].islower()
    )
    if len(claim) > LONGEST_CLAIM:
        return _refused(0.0, reasons.TOO_LONG)
    read = read_sentence(claim, spoken, lowered)
    if repeated := _repeated(read, shelf):
        return Verdict(True, repeated, None, 1.0, False)
    for quote in quoted(claim):
        if len(quote.split()) > 1 and not stands(quote, sources) and not (question and quote in question):
            return _refused(0.2, reasons.quotation(quote))
    if question and (role := _past_role(claim, question)):
        return _refused(0.3, reasons.past(role))
    if proposal := split_proposal(claim, question):
        asked, answer = (read_sentence(part, spoken, lowered) for part in complete(*proposal))
        finding = check_proposal(asked, answer, shelf)
    else:
        finding = check_statement(read, shelf)
    return _verdict(finding, shelf)


def _past_role(claim: str, question: str) -> str | None:
    """The role of which a claim names a former holder although the question asks for the one who holds it."""
    if not _NOW.search(question) or _PAST.search(question):
        return None
    asked = set(re.findall(r"\w{3,}", question.lower()))
    return next(
        (
            f"{match['past'].lower()} {word}"
            for match in _PAST.finditer(claim)
            for word in match["role"].lower().split()
            if word in asked
        ),
        None,
    )


def _verdict(finding: Finding, shelf: ParsedSources) -> Verdict:
    borderline = abs(finding.score - THRESHOLD) < BORDERLINE
    support = tuple(
        Support(source, shelf.readings[source][first].start, shelf.readings[source][last].end)
        for source, first, last in finding.windows
    )
    if finding.score < THRESHOLD or not support:
        near = finding.score >= NEAR and not (finding.contradicted or finding.misplaced or _orders_about(shelf))
        nearest = support if near else ()
        return Verdict(False, (), finding.reason or reasons.UNSUPPORTED, min(finding.score, 1.0), borderline, nearest)
    return Verdict(True, support, None, finding.score, borderline)


def _orders_about(shelf: ParsedSources) -> bool:
    """Whether a source gives orders: then no model is asked for a second opinion, as it may obey them."""
    return any(orders(sentence.text) for readings in shelf.readings for sentence in readings)


def _refused(score: float, reason: str) -> Verdict:
    return Verdict(False, (), reason, score, False)


def _verbatim(claim: str, shelf: ParsedSources) -> tuple[Support, ...]:
    """The place where a source has the claim as a whole sentence or several, character by character."""
    if not claim:
        return ()
    for source, readings in enumerate(shelf.readings):
        text = shelf.texts[source]
        for number, sentence in enumerate(readings):
            if not claim.startswith(sentence.text) or _ordered(readings, number):
                continue
            for last in range(number, min(number + _LONGEST_VERBATIM, len(readings))):
                if text[sentence.start : readings[last].end] == claim:
                    return (Support(source, sentence.start, readings[last].end),)
    return ()


def _repeated(claim: ParsedSentence, shelf: ParsedSources) -> tuple[Support, ...]:
    """The place where a source has the claim's words as a whole sentence; typography may differ."""
    if not claim.signature:
        return ()
    for source, readings in enumerate(shelf.readings):
        for number, sentence in enumerate(readings):
            if sentence.signature == claim.signature and not _ordered(readings, number):
                return (Support(source, sentence.start, sentence.end),)
    return ()


def _ordered(readings: Sequence[ParsedSentence], number: int) -> bool:
    """Whether a sentence only completes an order to the reader; the order itself may be quoted."""
    return unusable(readings, number) and not gives_orders(readings[number])
