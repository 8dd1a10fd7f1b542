"""Exports of news databases: each article with its own headline, day, outlet, persons, section and language."""

from __future__ import annotations

import pytest
import samples_exports as samples
from made import docx, paragraph, read

from rag.ingest.source_item import Item
from rag.model import Draft

#: Title, outlet, authors, day, section, language of each article.
Facts = tuple[str, str | None, tuple[str, ...], str | None, str | None, str | None]

_NEXIS: list[Facts] = [
    (
        "Ferry line asks for another eleven million crowns to keep its winter timetable and two of its ships",
        "The Ness Chronicle (Ness)", ("Mina Falk",), "2024-08-30", "Section B; Column 3; Metropolitan Desk", "en",
    ),
    ("Letters to the editor", "The Ness Chronicle (Ness)", (), None, None, "en"),
]  # fmt: skip
_NEXIS_GERMAN: list[Facts] = [
    ("Bibliothek verleiht Bohrmaschinen", "Hallower Tagblatt", ("Suse Aarden",), "2025-03-12", "LOKALES", "de"),
    ("Straßenbahn kommt vier Monate später", "Osterfelder Post", (), "2025-02-04", None, "de"),
]
_UNI: list[Facts] = [
    (
        "Wolf kills fourteen sheep near Upper Tarn", "Tarn Evening Post", ("Ida Weil", "Jonte Rusk"), "2021-07-21",
        "NEWS", "en",
    ),
    ("Eels are back in Lake Sorrel", "Hallow Herald", (), "2025-02-05", "A", "en"),
]  # fmt: skip
_UNI_GERMAN: list[Facts] = [
    ("Aale sind zurück im Sorrelsee", "Hallower Tagblatt", ("Lise Orme",), "2025-02-05", "LOKALES", "de")
]
_FACTIVA_GERMAN: list[Facts] = [
    ("Bibliothek verleiht Bohrmaschinen", "Hallower Tagblatt", ("Suse Aarden",), "2025-04-12", "NEWS", "de"),
    ("Straßenbahn kommt vier Monate später", "Osterfelder Post", (), "2025-04-13", None, "de"),
]
_FACTIVA_CODES: list[Facts] = [
    (
        "Tram line opens four months late", "Osterfeld Post", ("Karel Dobbs", "Lise Orme"), "2025-04-13", "News", "en",
    ),
    ("Town library lends drills", "Hallow Herald", (), "2025-04-12", None, "en"),
]  # fmt: skip
_FACTIVA_HTML: list[Facts] = [
    ("Town library of Hallow lends out drills", "Hallow Herald", ("Suse Aarden",), "2025-04-12", "Local", "en"),
    ("Straßenbahn kommt später", "Osterfelder Post", ("Karel Dobbs",), "2025-04-13", None, "de"),
]
_PROQUEST: list[Facts] = [
    (
        "Eels are back in Lake Sorrel", "Hallow Herald, Evening ed", ("Lise Orme", "Ada M Quill"), "2025-02-05",
        "Nature", "en",
    ),
    ("Wolf kills fourteen sheep", "Tarn Evening Post", ("Ida Weil",), "2021-07-21", None, "en"),
]  # fmt: skip
_PROQUEST_GERMAN: list[Facts] = [
    ("Aale sind zurück im Sorrelsee", "Hallower Tagblatt", ("Lise Orme",), "2025-02-05", None, "de")
]


def drafts(items: list[Item]) -> list[Draft]:
    assert all(item.draft is not None for item in items), [item.reason for item in items]
    return [item.draft for item in items if item.draft is not None]


def facts(items: list[Item]) -> list[Facts]:
    return [
        (d.title, d.outlet, d.authors, str(d.published) if d.published else None, d.section, d.language)
        for d in drafts(items)
    ]


def rtf(text: str) -> bytes:
    """A Rich Text document of these lines, headlines as links, letters beyond ASCII in both ways of writing them."""

    def plain(line: str) -> str:
        marked = line.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}").replace("\u00a0", "\\~")
        return "".join(
            char if char.isascii() else f"\\'{char.encode('cp1252').hex()}" if char in "äöüß" else f"\\u{ord(char)}?"
            for char in marked
        )

    lines = [plain(line) for line in text.split("\n")]
    linked = f'{{\\field{{\\*\\fldinst HYPERLINK "https://database.example/1"}}{{\\fldrslt {lines[0]}}}}}'
    return (
        "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss\\fcharset0 Arial;}{\\f1\\fnil\\fcharset2 Symbol;}}"
        "{\\stylesheet{\\s0 Normal;}}{\\info{\\title Search results}{\\creatim\\yr2026\\mo3\\dy14}}"
        "{\\header\\pard Page \\chpgn  of 3\\par}\\pard\\f0\\fs24 "
        + linked + "\\par\r\n" + "\\par\r\n".join(lines[1:]) + "\\par}\x00"
    ).encode("ascii")  # fmt: skip


def word(text: str) -> bytes:
    return docx("".join(paragraph(line.strip()) for line in text.split("\n")))


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("NEXIS.TXT", samples.NEXIS_TOP_COPYRIGHT, _NEXIS),
        ("nexis-de.txt", samples.NEXIS_GERMAN, _NEXIS_GERMAN),
        ("uni.txt", samples.UNI_LINES, _UNI),
        ("uni-de.txt", samples.UNI_GERMAN, _UNI_GERMAN),
        ("factiva-de.txt", samples.FACTIVA_GERMAN, _FACTIVA_GERMAN),
        ("factiva.txt", samples.FACTIVA_CODES, _FACTIVA_CODES),
        ("Factiva.html", samples.FACTIVA_HTML, _FACTIVA_HTML),
        ("ProQuest.txt", samples.PROQUEST, _PROQUEST),
        ("ProQuest-de.txt", samples.PROQUEST_GERMAN, _PROQUEST_GERMAN),
    ],
)
def test_each_article_of_an_export_has_its_own_facts(name: str, text: str, expected: list[Facts]) -> None:
    assert facts(read(text.encode(), name)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (samples.UNI_LINES, _UNI),
        (samples.UNI_GERMAN, _UNI_GERMAN),
        (samples.FACTIVA_GERMAN, _FACTIVA_GERMAN),
        (samples.FACTIVA_CODES, _FACTIVA_CODES),
        (samples.PROQUEST, _PROQUEST),
        (samples.PROQUEST_GERMAN, _PROQUEST_GERMAN),
    ],
)
@pytest.mark.parametrize(("make", "name"), [(rtf, "export.rtf"), (word, "export.docx")])
def test_the_same_as_documents(make: object, name: str, text: str, expected: list[Facts]) -> None:
    assert callable(make)
    items = read(make(text), name)
    assert facts(items) == expected
    assert [draft.text for draft in drafts(items)] == [draft.text for draft in drafts(read(text.encode(), "a.txt"))]


def test_wrapped_lines_are_whole_and_the_database_s_lines_are_off() -> None:
    first, _ = drafts(read(samples.NEXIS_TOP_COPYRIGHT.encode(), "nexis.txt"))
    assert first.text.split("\n\n") == [
        "The ferry line between Ness and Cape Rill has asked the province for eleven million crowns, its director said"
        " on Thursday. Without the money two ships would be laid up in November.",
        "The province's treasurer, Otto Brandt, said that he had not yet read the letter, which reached him on"
        " August 12, 2023.",
    ]
    assert first.captions == ("Photo: The ferry Solveig at the quay of Ness",)
    assert any(piece.text.startswith("LOAD-DATE: ") for piece in first.taken_off)


def test_text_in_fields_is_told_from_fields() -> None:
    first, _ = drafts(read(samples.FACTIVA_CODES.encode(), "factiva.txt"))
    assert first.text.split("\n\n") == [
        "The new tram line between Osterfeld and the harbour will open four months late, the transport company said.",
        "Director Mina Falk said that the supplier would bear the cost of the repair.",
        "IN spite of that the company expects 4,000 passengers a day from May 2, 2026.",
    ]


def test_a_month_alone_is_no_day_and_neither_is_the_day_of_loading() -> None:
    _, second = drafts(read(samples.NEXIS_TOP_COPYRIGHT.encode(), "nexis.txt"))
    assert second.published is None
    assert second.warnings == ("its date is not clear, so it has none: September 2024",)


def test_an_abstract_in_place_of_the_text_is_said() -> None:
    first, second = drafts(read(samples.PROQUEST.encode(), "proquest.txt"))
    assert first.warnings == () and second.warnings == ("only its abstract is there, not its text",)


@pytest.mark.parametrize(
    ("text", "divider", "keys"),
    [
        (samples.NEXIS_GERMAN, "Dokument 2 von 2", None),
        (samples.UNI_LINES, "End of Document\n", None),
        (
            samples.FACTIVA_GERMAN, "Straßenbahn kommt",
            ["HALTAG0020250412el4c0001x", "OSTPOS0020250413el4d0002y"],
        ),
        (samples.PROQUEST, "Document 2 of 2", ["1234567890", "1234567891"]),
    ],
)  # fmt: skip
def test_an_article_keeps_its_key_in_an_export_with_more(text: str, divider: str, keys: list[str] | None) -> None:
    both = [item.key for item in read(text.encode(), "a.txt")]
    assert keys is None or both == keys
    head = text.partition(divider)[0] + ("End of Document\n" if divider.startswith("End") else "")
    assert [item.key for item in read(head.encode(), "a.txt")] == both[:1]
    assert len(set(both)) == 2 and None not in both


def test_one_article_that_is_saved_twice_has_two_keys() -> None:
    keys = [item.key for item in read((samples.UNI_GERMAN * 2).encode(), "a.txt")]
    assert len(keys) == 2 and keys[1] == f"{keys[0]}#2"


def test_an_article_without_text_is_a_reason_and_the_others_stay() -> None:
    broken = samples.UNI_LINES.replace("Fishermen on", "\x00").split("\x00")[0] + "Classification\nEnd of Document\n"
    first, second = read(broken.encode(), "a.txt")
    assert first.draft is not None
    assert second.reason == "article 2 (Eels are back in Lake Sorrel): no text, only the database's fields"


def test_an_export_in_an_unknown_form_has_no_article_s_date() -> None:
    [draft] = drafts(read(samples.UNKNOWN_FORM.encode(), "a.txt"))
    assert (draft.published, draft.outlet, draft.authors) == (None, None, ())
    [warning] = draft.warnings
    assert "several articles" in warning


def test_one_article_with_an_export_s_fields() -> None:
    one = samples.NEXIS_GERMAN.partition("Dokument 2 von 2")[0].replace("Dokument 1 von 2", "")
    [item] = read(one.encode(), "a.txt")
    assert item.key is None and facts([item]) == _NEXIS_GERMAN[:1]


def test_an_article_about_documents_is_none() -> None:
    text = (
        "Court asks for 3 of 4 documents\n\nBy Ada Quill\n4 February 2025\n\nThe court of Ness has asked the ferry line"
        " for three of four documents, its clerk said on Monday.\n\nDocument 4 of 4 is said to be lost, the clerk"
        " added, and nobody knows who had it last.\n\nLENGTH: the list has nine pages, and no end of document mark."
    )
    [item] = read(text.encode(), "a.txt")
    assert item.key is None and item.draft is not None and str(item.draft.published) == "2025-02-04"
