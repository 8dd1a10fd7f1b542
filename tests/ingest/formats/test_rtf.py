"""Rich Text Format: the words, in any alphabet, without what is not the document's; and no file that takes long."""

from __future__ import annotations

import time

import pytest
from made import NEWS, article, reason

from rag.ingest.formats.rtf_text import rtf_paragraphs

HEAD = b"{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset204 Arial CYR;}}"


def body(raw: bytes) -> list[str]:
    return [line for line in rtf_paragraphs(raw)[0] if line]


def test_an_article() -> None:
    paragraphs = [b"Harbour stays closed", b"By Ada Quill", b"4 March 2025", *(p.encode() for p in NEWS["en"])]
    draft = article(HEAD + b"\\pard " + b"\\par ".join(paragraphs) + b"\\par}", "a.rtf")
    assert (draft.title, draft.authors, str(draft.published)) == ("Harbour stays closed", ("Ada Quill",), "2025-03-04")
    assert draft.text == "\n\n".join(NEWS["en"])


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"Br\\'fccke", "Brücke"),
        (b"\\f1\\'cf\\'ee\\'f0\\'f2", "Порт"),
        (b"{\\f1 \\'cf}\\'fc", "Пü"),
        (b"\\u1055?\\u1086\\'3f\\uc0\\u1088\\u1090", "Порт"),
        (b"\\uc2\\u8364 xx!", "€!"),
        (b"\\u-10179?\\u-8704?", "\U0001f600"),
        (b"a\\~b\\emdash c\\ldblquote d\\rdblquote\\tab e", "a\u00a0b\u2014c\u201cd\u201d\te"),
        (b"for\r\nty \\{crowns\\} \\\\ more", "forty {crowns} \\ more"),
        (b"one{\\v hidden}{\\*\\unknown gone}{\\pict\\bin3 }}}}{\\header head} two", "one two"),
        (b'{\\field{\\*\\fldinst HYPERLINK "http://x.example"}{\\fldrslt a link}}', "a link"),
        (b"\\trowd Ness\\cell 12\\cell\\row", "Ness\t12"),
    ],
)
def test_words(written: bytes, read: str) -> None:
    assert body(HEAD + written + b"\\par}") == [read]


def test_a_note_stands_behind_the_text() -> None:
    text, notes = rtf_paragraphs(
        HEAD + b"The fish ladder{\\super\\chftn{\\footnote\\pard \\chftn Built in 2023.}} helps.\\par}"
    )
    assert [line for line in text if line] == ["The fish ladder helps."]
    assert [line.strip() for line in notes if line.strip()] == ["Built in 2023."]


def test_what_is_behind_the_document_is_not_read() -> None:
    assert body(HEAD + b"one\\par}\x00\x00two") == ["one"]


def test_nothing_in_it() -> None:
    assert reason(HEAD + b"}", "a.rtf") == "an RTF document without text"
    assert "does not begin as one" in reason(b"plain words", "a.rtf")


def test_nested_without_end() -> None:
    assert "nested too deeply" in reason(b"{\\rtf1 " + b"{" * 100_000, "a.rtf")


@pytest.mark.parametrize(
    "piece", [b"\\f1", b"{\\field{\\*\\fldinst{HYPERLINK ", b"\\'e9", b"\\u8364?", b"}", b"\\", b"{}"]
)
def test_time_grows_with_the_size(piece: bytes) -> None:
    def seconds(count: int) -> float:
        raw = HEAD + piece * count
        start = time.perf_counter()
        try:
            rtf_paragraphs(raw)
        except Exception as error:  # noqa: BLE001 - how it ends is another test's question
            assert "nested" in str(error)
        return time.perf_counter() - start

    small = max(seconds(20_000), 0.01)
    assert seconds(80_000) < 25 * small
