from __future__ import annotations

import codecs
import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import RejectedSourceError
from rag.ingest.decoding.encoding import UNKNOWN_ENCODING, decode
from rag.ingest.read import read_article
from rag.text.language import choose_language, detect_language

TEXTS = {
    "de": "Der Präsident sagte am Montag, die Lage sei schön. Für die Länder gäbe es keine größere Lösung.",
    "fr": "Le président a déclaré que l'été était là. L'armée a été déployée à la frontière, où rien n'a éclaté.",
    "uk": "Президент України заявив, що країна має право на самооборону. Її підтримали союзники, зокрема Польща.",
    "pl": "Prezydent powiedział, że sytuacja jest poważna. Rząd zapowiedział pomoc dla Łodzi i źródła światła.",
}


@pytest.mark.parametrize(
    ("language", "encoding"),
    [("de", "cp1252"), ("fr", "cp1252"), ("uk", "cp1251"), ("uk", "koi8_u"), ("pl", "cp1250")]
    + [(language, encoding) for language in TEXTS for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32")],
)
def test_encodings_are_told(language: str, encoding: str) -> None:
    assert decode(TEXTS[language].encode(encoding)).text == TEXTS[language]


def test_big_endian_marks() -> None:
    assert decode(codecs.BOM_UTF16_BE + "ä".encode("utf-16-be")).text == "ä"


def test_what_cannot_be_told_is_handed_back() -> None:
    with pytest.raises(RejectedSourceError, match=UNKNOWN_ENCODING):
        decode(b"caf\xe9")
    with pytest.raises(RejectedSourceError, match=UNKNOWN_ENCODING):
        decode(TEXTS["fr"].encode("cp850"))


def test_a_page_may_declare_its_encoding() -> None:
    page = f'<html><head><meta charset="iso-8859-2"></head><body><p>{TEXTS["pl"]}</p></body></html>'
    assert TEXTS["pl"] in decode(page.encode("iso-8859-2"), html=True).text


@pytest.mark.parametrize(
    ("raw", "name", "reason"),
    [
        (b"", "a.txt", "empty"),
        (b" \n\xef\xbb\xbf ", "a.txt", "empty"),
        (codecs.BOM_UTF8, "a.html", "empty"),
        (b"%PDF-1.7 ...", "a.txt", "looks like a PDF, not like .txt"),
        (b"PK\x03\x04....", "a.html", "looks like a zip archive"),
        (b"\x89PNG\r\n\x1a\n", "a.md", "looks like a PNG picture"),
        (gzip.compress(b"hello", mtime=0), "a.txt", "looks like gzip-compressed"),
        (b"text\0with\0nul", "a.txt", "binary data, not text"),
        ("ab".encode("utf-16-le"), "a.txt", "binary data, not text"),
        (b"words", "a.doc", "not a known type"),
        (b"---\ntitle: [x\n---\nBody text.", "a.md", r"not valid YAML \(line"),
        (b"<html><body><nav>Home</nav></body></html>", "a.html", "nothing but page furniture"),
    ],
)
def test_bad_sources_are_rejected_with_a_reason(raw: bytes, name: str, reason: str) -> None:
    with pytest.raises(RejectedSourceError, match=reason):
        read_article(raw, name)


def test_a_limit_of_the_settings_counts() -> None:
    raw = b"The ferry was late, the harbour office said.\n"
    assert read_article(raw, "a.txt", most=len(raw)).text
    with pytest.raises(RejectedSourceError, match="larger than 44 bytes"):
        read_article(raw, "a.txt", most=len(raw) - 1)


@settings(max_examples=150, deadline=None)
@given(st.binary(), st.sampled_from(["a.txt", "a.html", "a.md"]))
def test_any_bytes_are_read_or_rejected(raw: bytes, name: str) -> None:
    try:
        assert read_article(raw, name).text
    except RejectedSourceError as error:
        assert str(error)


MARKUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<div>", "<table><tr><td>", "<article>", "<!--", "-->",
         "<script type='application/ld+json'>",
         '{"@type":"Article","author":[{}],"headline":5}', "</script>", "<title>",
         "<time datetime='x'>", "&#0;", "<svg/>",
         "---\n", "title: ", "- [x", "# ", "![a](b)", "```",
         "<h1>", "\x0b", "\ud7ff", "A sentence of some length. " * 4]
    )
).map("".join)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(MARKUP, st.sampled_from(["a.html", "a.md"]))
def test_any_markup_is_read_or_rejected(markup: str, name: str) -> None:
    try:
        assert read_article(markup.encode(), name).text
    except RejectedSourceError as error:
        assert str(error)


def test_languages() -> None:
    assert [detect_language(text) for text in TEXTS.values()] == list(TEXTS)
    assert detect_language("Too short") is None
    assert choose_language("en-GB", TEXTS["uk"]) == "uk"
    assert choose_language("de-AT", TEXTS["de"]) == "de"
    assert choose_language("nonsense", "Too short") is None
