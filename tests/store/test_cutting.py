"""Sentences and passages: whatever the text, the offsets hold and nothing falls between them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.model import Draft
from rag.text.passages import cut_passages, embedding_text, estimate_tokens
from rag.text.sentences import split_sentences

LANGUAGES = st.sampled_from([None, "en", "de", "uk", "ja", "th", "ar", "xx", ""])
PIECES = st.sampled_from(
    ["The ferry sails at 3 p.m. Tuesday. ", "Dr. Who came. ", "«Ні», сказав він. ", '"No," she said. ',
     "am 3. Oktober ",
     "\n\n", "\n", "\u00a0", "東京。", "x" * 700, "3.5 ", "?!… ", "\u2028", "\r\n", "\t", "🦊", "e\u0301", "word " * 60]
)  # fmt: skip
TEXTS = st.text() | st.lists(PIECES, max_size=40).map("".join)


@given(TEXTS, LANGUAGES)
@example("Dr. ", "en")
@example("\ud7ff\x00\x1f a. b", None)
def test_sentences_cover_all_that_is_not_white_space(text: str, language: str | None) -> None:
    spans = split_sentences(text, language)
    covered = set()
    position = 0
    for span in spans:
        assert position <= span.start < span.end <= len(text)
        position = span.end
        assert span.of(text) == span.of(text).strip()
        covered.update(range(span.start, span.end))
    assert all(char.isspace() for place, char in enumerate(text) if place not in covered)


@given(TEXTS.filter(lambda text: text.strip()), LANGUAGES, st.text(max_size=30))
def test_passages_are_verbatim_and_lose_nothing(text: str, language: str | None, title: str) -> None:
    passages = cut_passages("0123456789abcdef", Draft(title, text, language=language))
    covered = set()
    position = 0
    for passage in passages:
        assert text[passage.start : passage.end] == passage.text
        assert passage.start >= position
        position = passage.end
        covered.update(range(passage.start, passage.end))
    assert all(char.isspace() for place, char in enumerate(text) if place not in covered)
    assert len({passage.id for passage in passages}) == len(passages)
    assert passages == cut_passages("0123456789abcdef", Draft(title, text, language=language))


def test_passages_are_of_the_size_that_the_embedding_is_good_at() -> None:
    text = " ".join(f"The harbour office counted {n} barges on the northern pier that day." for n in range(200))
    sizes = [estimate_tokens(passage.text) for passage in cut_passages("a", Draft("", text))]
    assert len(sizes) > 10
    assert all(90 <= size <= 170 for size in sizes)


def test_an_id_follows_from_place_words_headline_and_date() -> None:
    text = "One sentence. Another."
    [base] = cut_passages("a", Draft("T", text))
    assert cut_passages("a", Draft("T", text, outlet="Courier"))[0].id == base.id
    others = [
        cut_passages("b", Draft("T", text))[0],
        cut_passages("a", Draft("U", text))[0],
        cut_passages("a", Draft("T", text, published=date(2025, 1, 1)))[0],
        cut_passages("a", Draft("T", "One sentence. Another!"))[0],
    ]
    assert len({base.id, *(other.id for other in others)}) == 5


@pytest.mark.parametrize(
    ("title", "published", "expected"),
    [
        ("Ferry cut", date(2025, 9, 2), "Ferry cut. 2025-09-02\nwords"),
        ("Ferry cut.", None, "Ferry cut\nwords"),
        ("", date(2025, 9, 2), "2025-09-02\nwords"),
        (" ", None, "words"),
    ],
)
def test_what_is_embedded(title: str, published: date | None, expected: str) -> None:
    assert embedding_text(title, published, "words") == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("He left. She stayed.", "en", ["He left.", "She stayed."]),
        ("Dr. Berg left. She stayed.", "en", ["Dr. Berg left.", "She stayed."]),
        ("It sails at 3 p.m. Tuesday. Then no more.", "en", ["It sails at 3 p.m. Tuesday.", "Then no more."]),
        ("Am 3. Oktober kam er. Sie blieb.", "de", ["Am 3. Oktober kam er.", "Sie blieb."]),
        ("A headline\nA line below.", "en", ["A headline", "A line below."]),
        ("Він пішов. Вона лишилась.", "uk", ["Він пішов.", "Вона лишилась."]),
        ('He left. "We stay," she said.', "en", ["He left.", '"We stay," she said.']),
    ],
)  # fmt: skip
def test_where_sentences_end(text: str, language: str, expected: list[str]) -> None:
    assert [span.of(text) for span in split_sentences(text, language)] == expected


@pytest.mark.slow
def test_a_line_of_any_length_is_cut_as_its_sentences_are() -> None:
    sentences = [f"Die Fähre nach Insel {n} fuhr am 3. Oktober um {n} Uhr." for n in range(1, 2_000)]
    line = " ".join(sentences)  # some 100,000 characters
    assert [span.of(line) for span in split_sentences(line, "de")] == sentences
    chinese = "议会周二决定关闭旧桥。" * 100_000  # it took minutes when a boundary cost a look at the whole line
    spans = split_sentences(chinese, "zh")
    assert len(spans) == 100_000 and {span.of(chinese) for span in spans} == {"议会周二决定关闭旧桥。"}


@pytest.mark.slow
@pytest.mark.parametrize("word", ["x", "橋", "x ", "Dr. ", "...", "(a "])
def test_a_line_without_a_sentence_is_cut_into_passages_of_the_usual_size(word: str) -> None:
    text = (word * 1_000_000)[:1_000_000].strip()  # endless words took minutes as well
    passages = cut_passages("a", Draft("", text))
    assert sum(len(passage.text.replace(" ", "")) for passage in passages) == len(text.replace(" ", ""))
    assert max(estimate_tokens(passage.text) for passage in passages) < 200
