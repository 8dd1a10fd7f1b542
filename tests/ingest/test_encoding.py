"""Bytes become the right letters, or are replaced; never letters of another alphabet."""

from __future__ import annotations

import codecs
import io
import json
import re

import pytest
from letters import NEWS_IN, SAVED_IN

from rag.errors import RejectedSourceError
from rag.ingest.decoding.encoding import UNKNOWN_ENCODING, decode
from rag.ingest.limits import Limits
from rag.ingest.source_reader import Item, read_items
from rag.ingest.web.lists.feeds import read_feed

LATIN = ("de", "fr", "es", "pl", "cs", "hu", "tr")


def page(text: str, charset: str = "utf-8") -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>{text[:30]}</title></head><body><article>'
        f"<h1>{text[:30]}</h1><p>{text}</p></article></body></html>"
    )


@pytest.mark.parametrize(("language", "encoding"), [(code, name) for code in SAVED_IN for name in SAVED_IN[code]])
def test_other_encodings_are_told_with_and_without_a_declaration(language: str, encoding: str) -> None:
    text = NEWS_IN[language]
    assert decode(text.encode(encoding)).text == text
    # The title is cut at its 30th letter, never within a character.
    declared = page(text, encoding.replace("cp125", "windows-125"))
    assert decode(declared.encode(encoding), html=True).text == declared
    for raw in (text.encode(encoding), declared.encode(encoding)):
        assert decode(raw, html=True).warnings == ()


@pytest.mark.parametrize("language", NEWS_IN)
@pytest.mark.parametrize("byte", [b"\x80", b"\x92", b"\x96", b"\xa0", b"\xe9", b"\xf6", b"\xff", b"\xc3"])
def test_a_stray_byte_between_words_costs_nothing_else(language: str, byte: bytes) -> None:
    text = NEWS_IN[language]
    words = text.split(" ") if " " in text else [text[:20], text[20:]]
    raw = " ".join(words[:1]).encode() + b" " + byte + b" " + " ".join(words[1:]).encode()
    found = decode(raw)
    assert len(found.strays) == 1 and found.warnings
    assert found.text[: len(words[0])] == words[0]
    assert found.text.endswith(" ".join(words[1:]))
    assert found.text[found.strays[0]] in "\ufffd–"


@pytest.mark.parametrize("language", NEWS_IN)
def test_a_text_may_end_within_a_character(language: str) -> None:
    text = NEWS_IN[language]
    last = max(place for place, char in enumerate(text) if ord(char) > 0x7F)
    for whole, bytes_of_last in [(text[:last], text[last].encode()[:-1]), (text[:last], text[last].encode()[:1])]:
        found = decode(whole.encode() + bytes_of_last)
        assert found.text == whole + "\ufffd"
        assert "1 replaced" in found.warnings[0]


@pytest.mark.parametrize("language", NEWS_IN)
def test_a_lost_byte_costs_the_letters_beside_it_at_most(language: str) -> None:
    text = NEWS_IN[language]
    raw = text.encode()
    for place in range(10, len(raw) - 10, 7):
        found = decode(raw[:place] + raw[place + 1 :]).text
        start = next(i for i, (ours, theirs) in enumerate(zip(text, found, strict=False)) if ours != theirs)
        # Behind the place all letters are as they were.
        assert found[start + 3 :].endswith(text[start + 6 :]), (place, found)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"The caf\xc3\xa9 owner Zo\xc3\xab said on Monday of the tax: \x93We will see what it brings.\x94",
         "The café owner Zoë said on Monday of the tax: “We will see what it brings.”"),
        (b"Zo\xc3\xab\x92s caf\xc3\xa9 \x97 the best of the town \x97 closes in May.",
         "Zoë’s café — the best of the town — closes in May."),
        (b"Beyonc\xc3\xa9 sang\x85 and the rain fell on the people of the town.",
         "Beyoncé sang… and the rain fell on the people of the town."),
        (b"The prices rose by 12\x9615 per cent in Malm\xc3\xb6 and in Lund.",
         "The prices rose by 12–15 per cent in Malmö and in Lund."),
        (b"The caf\xe9 owner Zo\xc3\xab Br\xc3\xbcll said that the town would help.",
         "The café owner Zoë Brüll said that the town would help."),
        (b"F\xc3\xbcr die F\xe4hre gilt ab Montag der neue Fahrplan, sagte der B\xc3\xbcrgermeister am Dienstag.",
         "Für die Fähre gilt ab Montag der neue Fahrplan, sagte der Bürgermeister am Dienstag."),
        (b"Le caf\xc3\xa9 a \xe9t\xc3\xa9 ferm\xc3\xa9 hier soir, a d\xc3\xa9clar\xc3\xa9 la mairie de la ville.",
         "Le café a été fermé hier soir, a déclaré la mairie de la ville."),
        (b"The council of the town will meet again on Monday. The mayor\x92s office gave no other date for it.",
         "The council of the town will meet again on Monday. The mayor’s office gave no other date for it."),
        (b"The owner of the tea house, a Mr S\xf6rrel, told us on Monday that the council had not asked him before.",
         "The owner of the tea house, a Mr Sörrel, told us on Monday that the council had not asked him before."),
    ],
)  # fmt: skip
def test_signs_of_windows_in_utf8_are_made_good(raw: bytes, text: str) -> None:
    assert decode(raw).text == text


@pytest.mark.parametrize(
    "raw",
    [
        b"The last guest of the evening was a certain Mr Jos\xc3 Diaz, and Zo\xc3\xab, said the owner of it.",
        "Most zamkniEty, a ciężarówki mogą jechać dalej przez inną wieś, jak podał urząd.".encode().replace(
            b"E", b"\xea"
        ),
        "Мэр сообщил, что мост X закрыт до утра понедельника.".encode().replace(b"X", b"\xe9"),
        "Řidiči mohou XIct jinou cestou, sdělil úřad v úterý ráno.".encode().replace(b"X", b"\xe8"),
    ],
)
def test_a_letter_that_is_not_plain_is_replaced(raw: bytes) -> None:
    found = decode(raw)
    assert [found.text[place] for place in found.strays] == ["\ufffd"]


@pytest.mark.parametrize("language", LATIN)
def test_one_stray_byte_never_brings_in_another_alphabet(language: str) -> None:
    other = re.compile("[\u0370-\u1dff\u2c00-\ud7ff\uf900-\ufaff]")
    sentences = NEWS_IN[language].split(". ")
    for sentence in sentences:
        for byte in range(0x80, 0x100):
            raw = sentence[:15].encode() + bytes((byte,)) + sentence[15:].encode()
            try:
                found = decode(raw).text
            except RejectedSourceError:
                continue
            # A stray byte may by chance stand where it makes a whole character with its neighbour.
            assert len(other.findall(found)) <= 1, found


def test_letters_that_were_encoded_twice() -> None:
    for text in (
        "Zoë Müller’s café “Wheel” – crème brûlée",
        NEWS_IN["fr"],
        NEWS_IN["de"],
        NEWS_IN["pl"],
        NEWS_IN["ru"],
    ):
        wrong = "".join(
            char if (char := bytes((byte,)).decode("cp1252", "replace")) != "\ufffd" else chr(byte)
            for byte in text.encode()
        )
        found = decode(wrong.encode())
        assert found.text == text and "twice" in found.warnings[0]
        assert decode(text.encode()).text == text and not decode(text.encode()).warnings
    for right in ("São Paulo: «AMANHû", "Ärzte", "Ångström and Ærø", "€ 5 – 6", "Â"):
        assert decode(right.encode()).text == right


def test_a_mark_of_utf8_and_a_stray_byte() -> None:
    found = decode(codecs.BOM_UTF8 + b"caf\xc3\xa9 \x96 bar, said the owner of the house")
    assert found.text == "café – bar, said the owner of the house"


def test_utf16_that_ends_within_a_character() -> None:
    raw = NEWS_IN["ru"].encode("utf-16")
    assert decode(raw[:-1]).text == NEWS_IN["ru"][:-1] + "\ufffd"


def test_a_stated_encoding_with_a_stray_byte() -> None:
    raw = NEWS_IN["ja"].encode("shift_jis") * 3
    found = decode(raw[:60] + b"\x82 " + raw[60:], stated="Shift_JIS")
    assert len(found.strays) == 1 and found.text.endswith(NEWS_IN["ja"] * 2)


def test_pages_state_narrower_encodings_than_they_use() -> None:
    for stated, used, text in [
        ("gb2312", "gb18030", "镕" + NEWS_IN["zh"]),
        ("euc-kr", "cp949", "똠" + NEWS_IN["ko"]),
        ("shift_jis", "cp932", "①" + NEWS_IN["ja"]),
        ("iso-8859-1", "cp1252", "“" + NEWS_IN["fr"]),
    ]:
        assert decode(text.encode(used), stated=stated).text == text


@pytest.mark.parametrize("raw", [b"caf\xe9", "Quand l'été à Évry est déployé.".encode("cp850")])
def test_what_cannot_be_told_is_handed_back(raw: bytes) -> None:
    with pytest.raises(RejectedSourceError, match=UNKNOWN_ENCODING):
        decode(raw)


ENGLISH = (
    "Town buys paper mill\n\nThe council of Verrin voted on Tuesday to buy the old paper mill, a spokesman said. “We "
    "will not let it fall into the river,” said {0}, who leads the project. Neighbours’ complaints – of rats – have "
    "gone on for years, and {0} wants an end of it. Work on the roof is to begin in the spring."
)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        *(("cp1252", name) for name in ("Søren Ærøskjold", "Rafael Núñez", "Günther Weiß", "Thora Guðmundsdóttir")),
        *(("cp1252", name) for name in ("José García", "Zoë Weil", "somebody")),
        *(("cp1252", sign) for sign in ("Nestlé®", "20°C", "£5", "5 µm", "¿Qué?")),
        *(("cp1250", name) for name in ("Tomáš Dvořák", "Łukasz Wałęsa", "Błażej Żak", "Jiří Novák", "Gašper Žižek")),
        *(("iso8859-2", name) for name in ("Tomáš Dvořák", "Łukasz Wałęsa")),
    ],
)
def test_an_english_text_has_names_of_any_language(encoding: str, name: str) -> None:
    text = ENGLISH.format(name)
    if encoding == "iso8859-2":
        text = re.sub("[“”’–]", "'", text)
    found = decode(text.encode(encoding))
    assert (found.text, found.warnings) == (text, ())


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("cp1252", "Søren Berg"), ("cp1252", "João Silva"), ("cp1250", "Orbán Győző"), ("cp1254", "Erdoğan")],
)
def test_a_name_that_two_languages_may_write_is_nobody_elses(encoding: str, name: str) -> None:
    try:
        found = decode(ENGLISH.format(name).encode(encoding)).text
    except RejectedSourceError:
        return
    assert re.sub("[^\x00-\x7f“”’–]", "\ufffd", ENGLISH.format(name)) == found


# --- through the door ---


def read(raw: bytes, name: str, **limits: int) -> list[Item]:
    return list(read_items(io.BytesIO(raw), name, limits=Limits(**limits)))


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.md"])
@pytest.mark.parametrize("language", ["fr", "pl", "ru", "zh"])
def test_the_article_is_added_and_whoever_added_it_is_told(name: str, language: str) -> None:
    text = page(NEWS_IN[language]) if name == "a.html" else f"# Title\n\n{NEWS_IN[language]}\n"
    place = text.index(NEWS_IN[language][40:]) + 60
    raw = text[:place].encode() + b"\xfe" + text[place:].encode()
    [item] = read(raw, name)
    assert item.draft is not None, item.reason
    assert NEWS_IN[language][:30] in item.draft.text and NEWS_IN[language][-30:] in item.draft.text
    assert any("not wholly in UTF-8" in warning for warning in item.draft.warnings)


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.md"])
def test_a_nul_within_a_text_is_left_out(name: str) -> None:
    text = page(NEWS_IN["de"]) if name == "a.html" else NEWS_IN["de"]
    place = text.index("Autos")
    [item] = read(text[:place].encode() + b"\0" + text[place:].encode(), name)
    assert item.draft is not None and "Autos dürfen höchstens" in item.draft.text
    assert any("NUL" in warning for warning in item.draft.warnings)


ROWS = [("Brücke", "de"), ("Pont", "fr"), ("Мост", "ru"), ("Most", "pl")]


def rows_of_a_table(bad: int, how: bytes) -> bytes:
    lines = [b"title,date,text"]
    for number, (title, language) in enumerate(ROWS):
        stray = how if number == bad else b""
        lines.append(f'"{title} '.encode() + stray + f'","2025-01-0{number + 1}","{NEWS_IN[language]}"'.encode())
    return b"\r\n".join(lines) + b"\r\n"


@pytest.mark.parametrize("size", [20_000_000, 1_000])  # held, and row by row
@pytest.mark.parametrize("bad", range(4))
@pytest.mark.parametrize("how", [b"\xe9", b"\x93", b"\xd0", b"\xff\xfe"])
def test_a_stray_byte_in_a_table_is_told_of_its_row(size: int, bad: int, how: bytes) -> None:
    items = read(rows_of_a_table(bad, how), "a.csv", text_bytes=size)
    assert len(items) == 4
    for number, (item, (title, language)) in enumerate(zip(items, ROWS, strict=True)):
        assert item.draft is not None and item.draft.text == NEWS_IN[language]
        assert item.draft.title.startswith(title)
        assert bool(item.draft.warnings) == (number == bad)


@pytest.mark.parametrize("size", [20_000_000, 1_000])
def test_a_row_in_another_encoding_costs_that_row(size: int) -> None:
    first, *rest = rows_of_a_table(9, b"").split(b"\r\n")
    bad = f'"Мост","2025-01-09","{NEWS_IN["ru"]}"'.encode("cp1251")
    for place in range(4):
        items = read(b"\r\n".join([first, *rest[:place], bad, *rest[place:]]), "a.csv", text_bytes=size)
        assert [item.draft is None for item in items] == [number == place for number in range(5)]
        assert "not UTF-8" in (items[place].reason or "")


def test_a_large_table_in_another_encoding_is_handed_back() -> None:
    row = f'"Мост","{NEWS_IN["ru"]}"\n'.encode("cp1251")
    items = read(b"title,text\n" + row * 50, "a.csv", text_bytes=2_000)
    assert not any(item.draft for item in items)
    assert items[-1].reason and "save the table as UTF-8" in items[-1].reason


@pytest.mark.parametrize("how", [b"\xe9", b"\x94", b"\xff"])
def test_a_stray_byte_in_json_lines_costs_one_line_at_most(how: bytes) -> None:
    lines = [json.dumps({"title": title, "text": NEWS_IN[code]}, ensure_ascii=False).encode() for title, code in ROWS]
    plain = b'{"title": "Plain", "text": "The council of the town will meet again on Monday, said the mayor."}'
    for bad in range(5):
        mixed = [*lines, plain]
        mixed[bad] = mixed[bad][:20] + how + mixed[bad][20:]
        items = read(b"\n".join(mixed), "a.jsonl")
        right = [item for number, item in enumerate(items) if number != bad]
        assert len(items) == 5 and all(item.draft and not item.draft.warnings for item in right)
        draft = items[bad].draft
        text = (
            NEWS_IN[ROWS[bad][1]] if bad < 4 else "The council of the town will meet again on Monday, said the mayor."
        )
        assert draft is None or draft.text == text


def test_a_stray_byte_in_a_json_file() -> None:
    records = [{"title": title, "text": NEWS_IN[code]} for title, code in ROWS]
    raw = json.dumps(records, ensure_ascii=False, indent=1).encode()
    place = raw.index("höchstens".encode())
    items = read(raw[:place] + b"\x96 " + raw[place:], "a.json")
    drafts = [item.draft for item in items if item.draft]
    assert len(drafts) == 4 and drafts[2].text == NEWS_IN["ru"]
    assert [len(draft.warnings) for draft in drafts] == [1, 0, 0, 0]


def test_a_stray_byte_in_a_feed() -> None:
    entries = "".join(
        f"<item><title>{title}</title><link>https://a.example/{code}</link><description>{NEWS_IN[code]}</description></item>"
        for title, code in ROWS
    )
    raw = f"<?xml version='1.0' encoding='iso-8859-1'?><rss version='2.0'><channel>{entries}</channel></rss>".encode()
    place = raw.index("höchstens".encode())
    listing = read_feed(raw[:place] + b"\x96 " + raw[place:], "feed", url=None, most=10)
    assert [entry.told.title for entry in listing.entries] == [title for title, _ in ROWS]
    contents = [entry.content or "" for entry in listing.entries]
    assert "– höchstens" in contents[0] and contents[2] == NEWS_IN["ru"]
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_text": NEWS_IN["fr"]}]}
    raw = json.dumps(feed, ensure_ascii=False).encode()
    place = raw.index("préfecture".encode())
    listing = read_feed(raw[:place] + b"\xff" + raw[place:], "json feed", url=None, most=10)
    assert "La réparation coûtera cher." in (listing.entries[0].content or "")
