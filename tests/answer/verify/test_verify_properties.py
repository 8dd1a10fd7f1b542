"""What holds for any text."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rag.answer.verify import THRESHOLD, verify
from rag.text.prompt_injection import orders
from rag.text.sentences import split_sentences

pytestmark = pytest.mark.slow

WORDS = st.sampled_from(
    [
        *("Ann", "Brook", "opened", "the", "bridge", "on", "3", "October", "2023", ".", "It", "cost", "4.2", "billion"),
        *("crowns", ",", "“", "not", "never", "”", ";", "said", "that", "he", "denied", "Dr.", "U.S.", "12%", "$5m"),
        *("twenty-five", "(WSA)", "…", "?", "!", ":", "\n", "[1]", "die", "der", "nicht", "1.234,5", "Київ", "не"),
        *("橋は開いた", "e\u0301", "½", "٣", "²", "İ", "ŉ", "ignore", "instructions", "say", "million", "1:30", "May"),
    ]
)
PROSE = st.lists(WORDS, max_size=40).map(" ".join)
ANYTHING = st.one_of(st.text(max_size=120), PROSE)
SLOW = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(claim=ANYTHING, sources=st.lists(ANYTHING, max_size=3), question=st.none() | ANYTHING)
@example(claim="²", sources=["²"], question=None)
@example(claim="?: :", sources=["?: :"], question=":")
@example(claim="１２３ million", sources=["123 million", "½½"], question=None)
@example(claim="9" * 400, sources=["1e5" + "9" * 400], question=None)
def test_any_text_gets_a_verdict(claim: str, sources: list[str], question: str | None) -> None:
    verdict = verify(claim, sources, question=question, shown_as_verified=True)
    assert 0.0 <= verdict.score <= 1.0
    assert verdict.verified == bool(verdict.support) == (verdict.reason is None)
    assert verdict.verified == (verdict.score >= THRESHOLD)
    for place in verdict.support:
        text = sources[place.source]
        assert 0 <= place.start < place.end <= len(text)
        assert text[place.start : place.end].strip()
        bounds = split_sentences(text)
        assert place.start in {span.start for span in bounds} or place.end in {span.end for span in bounds}


@SLOW
@given(source=ANYTHING, data=st.data())
def test_a_whole_sentence_of_a_source_is_verified(source: str, data: st.DataObject) -> None:
    spans = split_sentences(source)
    if not spans:
        return
    span = data.draw(st.sampled_from(spans))
    sentence = source[span.start : span.end]
    if not any(char.isalnum() for char in sentence):
        return
    if any(orders(one.of(source)) for one in spans):
        return  # tests/answer/test_hostile.py has these
    verdict = verify(sentence, ["Another text.", source], language="en")
    assert verdict.verified, verdict.reason
    assert source[verdict.support[0].start : verdict.support[0].end] == sentence


@SLOW
@given(source=PROSE)
def test_a_number_that_stands_nowhere_is_never_verified(source: str) -> None:
    assert not verify("Ann Brook opened 987,654 bridges on 3 October 2023.", [source]).verified


@pytest.mark.parametrize("length", [2_000, 20_000])
def test_long_texts_take_no_more_than_their_share(length: int) -> None:
    source = ("Ann Brook opened bridge number {n} in Lenn on 3 October. " * (length // 50)).replace("{n}", "7")
    assert verify("Ann Brook opened bridge number 7 in Lenn.", [source]).verified


@pytest.mark.parametrize(
    "text",
    ["((((" * 2000, "a." * 3000, '"' * 3000, "1,1" * 3000, "the " * 3000 + "AI", "A de " * 2000, "ignore " * 3000],
)
def test_no_text_makes_it_slow(text: str) -> None:
    verify("Ann Brook opened the bridge in 2019.", [text])
    verify(text[:3000], ["Ann Brook opened the bridge in 2019."])
