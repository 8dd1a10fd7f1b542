"""PDF and DOCX: the words in order, without running heads; the headline where the looks tell it; no guessed dates."""

from __future__ import annotations

import base64
import io
import json
import zipfile
import zlib
from datetime import date

import pytest
from made import HEADLINE, NEWS, W, article, docx, mail, page, paragraph, pdf, reason, set_in, text_of, zipped

from rag.ingest.formats.pdf.pdf_layout import PdfLine, paragraphs_of
from rag.ingest.limits import Limits
from rag.ingest.source_item import Item
from rag.model import Draft

Lines = list[tuple[float, float, float, str]]


def sheet(language: str = "en") -> Lines:
    """A page with the headline and the two paragraphs."""
    first, second = NEWS[language]
    return [(60, 700, 18, HEADLINE[language]), *set_in(first, 70, 60, 660), *set_in(second, 70, 60, 600)]


@pytest.mark.parametrize("language", list(NEWS))
def test_a_pdf_in_any_language(language: str) -> None:
    draft = article(pdf([sheet(language)]), "a.pdf")
    assert (draft.title, draft.text, draft.language) == (HEADLINE[language], text_of(language), language)


def test_the_dates_of_a_pdf_s_properties_are_not_its_publication_s() -> None:
    draft = article(pdf([sheet()], info="/CreationDate(D:20250304101500Z)/ModDate(D:20250304101500Z)"), "a.pdf")
    assert draft.published is None and draft.updated is None


def test_a_date_in_the_text_is() -> None:
    lines = [*sheet()[:1], (60, 680, 10, "Published 4 March 2025"), *sheet()[1:]]
    assert str(article(pdf([lines]), "a.pdf").published) == "2025-03-04"


@pytest.mark.parametrize(
    ("info", "title"),
    [
        ("/Title(Microsoft Word - draft.docx)", HEADLINE["en"]),
        ("/Title(Untitled)", HEADLINE["en"]),
        ("/Title(Another story altogether here)", HEADLINE["en"]),
        (f"/Title({NEWS['en'][1].split('.')[0]})", NEWS["en"][1].split(".")[0]),
    ],
)
def test_the_title_of_the_properties_only_where_the_page_says_it(info: str, title: str) -> None:
    assert article(pdf([sheet()], info=info), "a.pdf").title == title


def test_columns_are_read_one_after_the_other_however_they_are_drawn() -> None:
    words = " ".join(text_of().split())
    half = words.index("Eleven")
    left, right = set_in(words[:half], 25, 60, 660), set_in(words[half:], 25, 330, 660)
    rows = [line for pair in zip(left, right, strict=False) for line in pair] + right[len(left) :]
    for lines in (left + right, rows):
        text = article(pdf([lines]), "a.pdf").text
        assert " ".join(text.split()) == words


def test_words_hyphenated_at_a_line_s_end_are_whole_again() -> None:
    lines = ["The govern-", "ment spoke of the Anglo-", "French pact and of a well-", "known, indeed well-known, case."]
    made = [PdfLine(text, 60, 200, 700 - 12 * n, 10, 0.5) for n, text in enumerate(lines)]
    assert paragraphs_of([made]) == [
        "The government spoke of the Anglo-French pact and of a well-known, indeed well-known, case."
    ]


def test_a_justified_line_with_wide_spaces_is_one_line() -> None:
    spaced = [(60, 588, 10, "of"), (120, 588, 10, "Aldersund"), (230, 588, 10, "weighs"), (290, 588, 10, "880")]
    above, below = "The lens, ground by a workshop in the town", "kilograms, and it is still in its place."
    text = article(pdf([[(60, 600, 10, above), *spaced, (60, 576, 10, below)]]), "a.pdf").text
    assert text == f"{above} of Aldersund weighs 880 {below}"


def test_letters_without_width_or_height_are_letters_all_the_same() -> None:
    lines = [PdfLine(text, 60, 60, 700, 0, 0.5) for text in ("One", "two.", "Three")]
    assert " ".join(paragraphs_of([lines])) == "One two. Three"


def test_running_heads_feet_and_page_numbers_are_taken_off() -> None:
    first, second = NEWS["en"]
    pages = []
    for number, text in enumerate((first, second, first.replace("Skarne", "Brennick")), start=1):
        pages.append(
            [
                (60, 770, 8, f"The Skarne Ledger, No. {number}"),
                *set_in(text, 70, 60, 660),
                (290, 20, 8, f"– {number} –"),
                (400, 20, 8, "All about the estuary"),
            ]
        )
    text = article(pdf(pages), "a.pdf").text
    assert text.split("\n\n")[0] == first and "Ledger" not in text and "–" not in text and "All about" not in text


@pytest.mark.parametrize("foot", ["Skarne Ledger - page 1", "Küstenbote | Seite 1 von 1", "Page 1 – Skarne Ledger"])
def test_a_foot_with_a_page_s_number_is_taken_off_a_document_of_one_page(foot: str) -> None:
    first = NEWS["en"][0]
    end = (60, 60, 10, "The council will say more of it in the annual report, page 1")
    draft = article(pdf([[*set_in(first, 70, 60, 660), end, (60, 20, 8, foot)]]), "a.pdf")
    assert draft.text == f"{first}\n\n{end[3]}"
    assert [(piece.text, piece.reason) for piece in draft.taken_off if foot in piece.text] == [
        (foot, "a page's number")
    ]


def test_a_head_with_the_page_s_number_and_the_day_dates_a_document_of_one_page() -> None:
    head, headline = (60, 770, 8, "Skarne Ledger | 12 April 2025 | Page 3"), (60, 740, 16, HEADLINE["en"])
    draft = article(pdf([[head, headline, *set_in(NEWS["en"][0], 70, 60, 660)]]), "a.pdf")
    assert (draft.published, draft.text) == (date(2025, 4, 12), NEWS["en"][0])


def test_what_a_browser_prints_around_a_page() -> None:
    lines = [
        (30, 785, 8, "11/24/26, 3:10 PM"),
        (300, 785, 8, HEADLINE["en"]),
        *sheet(),
        (30, 12, 8, "https://ledger.example/harbour"),
        (560, 12, 8, "1/1"),
    ]
    draft = article(pdf([lines]), "a.pdf")
    assert (draft.text, draft.published, draft.url) == (text_of(), None, "https://ledger.example/harbour")


def test_a_paragraph_may_go_on_on_the_next_page() -> None:
    first = set_in(NEWS["en"][0], 70, 60, 660)
    draft = article(pdf([first[:1], [(60, 700, 10, line[3]) for line in first[1:2]] + first[2:]]), "a.pdf")
    assert draft.text == NEWS["en"][0]


def test_a_sentence_goes_on_on_the_next_page_behind_a_short_line() -> None:
    full = "The shelves of the library were built in their own time by all of the pupils"
    first = [(60, 700, 10, full), (60, 688, 10, "of the")]
    draft = article(
        pdf([first, [(60, 700, 10, "school of Linden, who had asked for the wood in the autumn.")]]), "a.pdf"
    )
    assert draft.text == f"{full} of the school of Linden, who had asked for the wood in the autumn."


#: An empty page, encrypted with a user's password by pypdf.
ENCRYPTED = zlib.decompress(
    base64.b64decode("""
eNqNUctu2zAQvPMr9uJjw+VjKRIQfGgSA0VbxHDSXoIcKHHpujCkQJaBpD/ZQ/+g/ZHSSpsYcQ8VQECcnRnu7syWF4s36syI2c9f338IBQh981
XUtZDLoU/7lgeobcRk0DSk52I+F9ylA0cfcW8e7xnkMq55J+R5v+9GUEK+36Qd3IItxBXcHUnNifQ8jnHbr8WTBxy8V0cC+8+3hFzxrt8PbVGU
SqHLj5w28W3/UJ7FM5yOwqdzdzAfuLT22p2O3D+DLrZghPzA3Xr8Akr7IgSrgw2u0qGUF5vtWPYir8fYpTgkIa+gxtSQJ8otGe3IBa4cBXRtzM
6yLfJoW43JcQguJ87BGQ4NocccGL0pzX+Cmg0m3USMybXJeEtMPvhWG6PZokraN9kyseWKfLTKWcRydznniAr9cUAPA2eB4AQ+f+CIDEGGZ0yV
4adK94JROMGU8qeYq04w7dQLNg5xs+Vh2uv15huXVuSq70cwUwDyXZd7UH/+L0pktVepitE3kXyy3hEqQxx8jLlMWqaf/w+lBH3ZtcPj/Qj0N+
ndGIdxWoitnJjNLq8W4jeWt8JV
""")
)


def test_pdfs_that_cannot_be_read() -> None:
    good = pdf([sheet()])
    assert "encrypted" in reason(ENCRYPTED, "a.pdf")
    assert "pictures of text only" in reason(pdf([[]] * 3, picture=True), "a.pdf")
    assert "holds no text; if its pages show any" in reason(pdf([[]]), "a.pdf")
    assert "more than 2 pages" in reason(pdf([sheet()] * 3), "a.pdf", limits=Limits(pages=2))
    assert "damaged" in reason(b"%PDF-1.7\nnothing", "a.pdf")
    assert "damaged" in reason(good[: len(good) // 3], "a.pdf")
    assert "not a PDF" in reason(b"words and words", "a.pdf")
    assert "larger than 1000 bytes" in reason(good, "a.pdf", limits=Limits(document_bytes=1000))
    private = pdf([[(60, 700, 10, "\ue001\ue002\ue003 " * 20)]])
    assert reason(private, "a.pdf")


def test_a_document_under_another_name_is_read_by_its_content() -> None:
    assert article(pdf([sheet()]), "a.txt").text == text_of()
    assert article(docx(paragraph(text_of())), "a.zip").title
    assert article(page().encode(), "a.txt").title == HEADLINE["en"]
    assert "Excel workbook; save it as CSV" in reason(zipped({"xl/workbook.xml": b"<x/>"}), "a.docx")


@pytest.mark.parametrize("language", list(NEWS))
def test_a_word_document(language: str) -> None:
    body = paragraph(HEADLINE[language], "Titel") + "".join(map(paragraph, NEWS[language]))
    body += paragraph("The bay at noon", "Beschriftung")
    draft = article(docx(body), "a.docx")
    assert (draft.title, draft.text, draft.language) == (HEADLINE[language], text_of(language), language)
    assert draft.captions == ("The bay at noon",)


def test_a_word_document_s_revisions_tables_and_boxes() -> None:
    first = NEWS["en"][0]
    body = f"""<w:p><w:r><w:t>{first}</w:t></w:r><w:del><w:r><w:delText>gone</w:delText><w:t>gone</w:t></w:r></w:del>
      <w:ins><w:r><w:tab/><w:t>Put in, she said.</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>
      <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Ships</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>11</w:t></w:r></w:p></w:tc>
      </w:tr></w:tbl>"""
    assert article(docx(body), "a.docx").text == f"{first} Put in, she said.\n\nShips | 11"


def test_a_word_document_s_properties_give_a_title_that_is_in_it_and_no_date() -> None:
    stated = f"<dc:title>{HEADLINE['en']}</dc:title><dcterms:created>2025-03-04T10:00:00Z</dcterms:created>"
    body = "".join(map(paragraph, (HEADLINE["en"], *NEWS["en"])))
    draft = article(docx(body, core=stated), "a.docx")
    assert (draft.title, draft.published) == (HEADLINE["en"], None)
    assert article(docx(body, core="<dc:title>Template of 2011</dc:title>"), "a.docx").title == HEADLINE["en"]


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "' + "&a;" * 1000 + '">]>'
LATE = f"<!--{' ' * 9_000}-->" + LAUGHS
WIDE = [("utf-16", "UTF-16"), ("utf-16-le", "UTF-16LE"), ("utf-16-be", "UTF-16"), ("utf-8-sig", "UTF-8")]
ODD = [
    ("utf-7", "UTF-7", "unknown encoding"),
    ("cp037", "IBM037", "not in the encoding"),
    ("utf-32", "UTF-32", "damaged"),
]


def encoded_docx(prolog: str, encoding: str, name: str) -> bytes:
    """A Word document whose text comes out of its document type, in another encoding than UTF-8."""
    body = "<w:body><w:p><w:r><w:t>&b; and more words of it</w:t></w:r></w:p></w:body>"
    text = f'<?xml version="1.0" encoding="{name}"?>{prolog}<w:document xmlns:w="{W}">{body}</w:document>'
    return zipped({"word/document.xml": text.encode(encoding)})


OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (docx(paragraph("x"), prolog=LAUGHS), "document type definition"),
        (docx("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", prolog=OUTSIDE), "document type definition"),
        # What makes the text come from a document type, behind the first 4 kB and in encodings that hide it.
        *((encoded_docx(LATE, encoding, name), "document type definition") for encoding, name in WIDE),
        *((encoded_docx(LATE, encoding, name), words) for encoding, name, words in ODD),
        (docx("<w:p>"), "damaged"),
        (docx(""), "without text"),
        (docx(paragraph(text_of()))[:300], "damaged"),
        (zipped({"word/document.xml": b"\0\1\2"}), "damaged"),
        (zipped({"word/document.xml": b"<w/>" + b" " * 30_000_000}), "unpacks to more than"),
        (b"PK\x03\x04", "damaged"),
        (b"no zip", "not a DOCX document"),
    ],
)
def test_word_documents_that_cannot_be_read(raw: bytes, words: str) -> None:
    assert words in reason(raw, "a.docx")


def test_a_deeply_nested_word_document_is_a_reason() -> None:
    deep = "<w:p>" * 50_000 + "</w:p>" * 50_000
    assert reason(docx(deep), "a.docx")


def test_an_encrypted_member_is_a_reason() -> None:
    raw = bytearray(docx(paragraph(text_of())))
    for info in zipfile.ZipFile(io.BytesIO(bytes(raw))).infolist():
        raw[info.header_offset + 6] |= 1
    central = raw.index(b"PK\x01\x02")
    while central >= 0:
        raw[central + 8] |= 1
        central = raw.find(b"PK\x01\x02", central + 1)
    assert "damaged" in reason(bytes(raw), "a.docx")


_DAY = "Published 4 March 2025"
_DATED = [
    ("a.txt", f"{HEADLINE['en']}\n\n{_DAY}\n\n{text_of()}".encode(), "text"),
    ("a.md", f"---\ndate: 2025-03-04\n---\n# {HEADLINE['en']}\n\n{text_of()}".encode(), "field"),
    ("a.html", page(head="<meta property='article:published_time' content='2025-03-04'>").encode(), "markup"),
    ("a.json", json.dumps({"title": "Pier", "text": text_of(), "date": "2025-03-04"}).encode(), "field"),
    ("a.csv", b"title,text,date\r\nPier,The pier was shut on Monday by the harbour office.,2025-03-04\r\n", "field"),
    ("a.eml", mail("Pier", text_of(), Date="Tue, 4 Mar 2025 10:15:00 +0000").as_bytes(), "header"),
    ("b.eml", mail("Fwd: Pier", f"{HEADLINE['en']}\n\n{_DAY}\n\n{text_of()}").as_bytes(), "text"),
    ("a.pdf", pdf([[*sheet()[:1], (60, 680, 10, _DAY), *sheet()[1:]]]), "text"),
    ("a.docx", docx(paragraph(HEADLINE["en"], "Title") + paragraph(_DAY) + paragraph(text_of())), "text"),
]


@pytest.mark.parametrize(("name", "raw", "origin"), _DATED, ids=[name for name, _, _ in _DATED])
def test_every_format_says_where_its_date_is_from(name: str, raw: bytes, origin: str) -> None:
    draft = article(raw, name)
    assert (str(draft.published)[:10], draft.published_from) == ("2025-03-04", origin)


def test_an_item_s_date_says_where_it_is_from() -> None:
    with pytest.raises(ValueError, match="comes with where it was taken from"):
        Item(None, Draft("Pier", "The pier was shut.", published=date(2025, 3, 4)))


def test_a_word_document_s_notes_stand_behind_its_text() -> None:
    body = paragraph(HEADLINE["en"], "Titel") + "".join(paragraph(text) for text in NEWS["en"])
    made = io.BytesIO(docx(body))
    with zipfile.ZipFile(made, "a") as packed:
        for kind, words in (("footnote", "The figure is from the budget of 2024."), ("endnote", "Told to this paper.")):
            packed.writestr(
                f"word/{kind}s.xml",
                f'<w:{kind}s xmlns:w="{W}"><w:{kind} w:type="separator" w:id="-1">{paragraph("RULE")}</w:{kind}>'
                f'<w:{kind} w:id="1">{paragraph(words)}</w:{kind}></w:{kind}s>',
            )
    draft = article(made.getvalue(), "a.docx")
    assert draft.text == f"{text_of()}\n\nThe figure is from the budget of 2024.\n\nTold to this paper."
