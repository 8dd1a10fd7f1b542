"""``verify``: whether a claim stands in its sources, by rules alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.verify import reasons
from rag.answer.verify.frame_words import without_frame
from rag.answer.verify.proposal import check_proposal, complete, split_proposal
from rag.answer.verify.reply_words import without_reply_word
from rag.answer.verify.statement import Finding, check_statement, weakest
from rag.answer.verify.units import ParsedSources, shelve
from rag.answer.verify.verdict import Support, Verdict
from rag.text.parse import ParsedSentence, read_sentence
from rag.text.prompt_injection import gives_orders, orders, unusable
from rag.text.quotations import quoted, stands
from rag.text.sentences import split_sentences
from rag.text.terms import likely_language

#: A short answer to a question, and a sentence that is to be shown as borne out, is verified from this score on.
#: Measured (``eval citations``, accepted of the supported / caught of the unsupported): rgb-fact 0.6: 98 / 100 %, 0.7:
#: 96 / 100 %, 0.8: 86 / 100 %; answers made from squad2 0.6: 93 / 73 %, 0.7: 88 / 79 %, 0.8: 76 / 87 %.
THRESHOLD = 0.7
#: A statement that is only judged, and shown to nobody as borne out, is verified from this score on. Measured on
#: statements made of squad2's questions and answers, which say in the asker's words what a paragraph says in its own
#: (327 true, 239 with another answer): 0.4: 86 / 63 %, 0.5: 73 / 82 %, 0.6: 64 / 87 %, 0.7: 54 / 91 %. Sentences of the
#: paragraphs themselves are told as well at the one as at the other: 100 / 98 %.
STATEMENT_THRESHOLD = 0.5
#: The same where nothing but words is missing: every name, date and figure stands with the rest, and nothing is denied.
#: Of those statements with a score between this and the other, 3 of 4 are true; with both thresholds it is 78 / 81 %.
WORDS_ONLY_THRESHOLD = 0.35
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


def verify(
    claim: str,
    sources: Sequence[str],
    *,
    question: str | None = None,
    language: str | None = None,
    shown_as_verified: bool = False,
) -> Verdict:
    """Check one sentence of an answer against the texts that it may rest on.

    Args:
        claim: a sentence, or ``QUESTION: ANSWER``; marks such as ``[1]`` in it are ignored.
        sources: untrusted texts; what they order their reader to say supports nothing.
        question: what was asked; a claim of a few words is then taken as the answer to it.
        language: ISO 639-1 code of claim and sources; told from their function words where None.
        shown_as_verified: the claim was written by a model and is to be shown as borne out, in an answer or a summary:
            a whole sentence has to reach :data:`THRESHOLD`, too.

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
    claim = without_reply_word(without_frame(_MARKS.sub("", claim).strip(), spoken), spoken)
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
        finding, least = check_proposal(asked, answer, shelf), THRESHOLD
    else:
        strict = shown_as_verified or _orders_about(shelf)
        least = THRESHOLD if strict else STATEMENT_THRESHOLD
        finding = check_statement(read, shelf)
        parts = split_sentences(claim, spoken)
        if len(parts) > 1 and not finding.sure:
            apart = (without_frame(part.of(claim), spoken) for part in parts)
            finding = weakest([check_statement(read_sentence(one, spoken, lowered), shelf) for one in apart])
        if finding.words_only and not strict:
            least = WORDS_ONLY_THRESHOLD
    return _verdict(finding, shelf, least)


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


def _verdict(finding: Finding, shelf: ParsedSources, least: float) -> Verdict:
    borderline = abs(finding.score - least) < BORDERLINE
    support = tuple(
        Support(source, shelf.readings[source][first].start, shelf.readings[source][last].end)
        for source, first, last in finding.windows
    )
    if finding.score < least or not support:
        near = finding.score >= NEAR and not (finding.contradicted or finding.misplaced or _orders_about(shelf))
        nearest = support if near else ()
        return Verdict(False, (), finding.reason or reasons.UNSUPPORTED, min(finding.score, 1.0), borderline, nearest)
    return Verdict(True, support, None, finding.score, borderline)


def _orders_about(shelf: ParsedSources) -> bool:
    """Whether a source gives orders: then no model is asked for a second opinion, as it may obey them, and a statement
    that needs the benefit of the doubt may be what was ordered."""
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
