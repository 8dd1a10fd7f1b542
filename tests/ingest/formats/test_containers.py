"""Mails, saved pages, web archives and ZIP files: what is in them, and what they may not do."""

from __future__ import annotations

import gzip
import io
import random
import stat
import zipfile
from datetime import date, datetime
from email.message import EmailMessage
from pathlib import Path

import brotli
import pytest
from made import HEADLINE, NEWS, article, docx, mail, page, paragraph, pdf, read, reason, set_in, text_of, warc, zipped

from rag.ingest.limits import Limits
from rag.ingest.source_reader import read_items

DATE = "Tue, 04 Mar 2025 10:00:00 +0100"


def keys(raw: bytes, name: str, **given: object) -> dict[str | None, str | None]:
    """The items' keys, each with its reason or None for an article."""
    return {item.key: item.reason for item in read(raw, name, **given)}  # type: ignore[arg-type]


@pytest.mark.parametrize("language", list(NEWS))
def test_a_mail(language: str) -> None:
    made = mail(f"AW: Re: {HEADLINE[language]}", text_of(language), From="Ada Wrïter <ada@x.example>", Date=DATE)
    draft = article(bytes(made), "a.eml")
    assert (draft.title, draft.text, draft.language) == (HEADLINE[language], text_of(language), language)
    assert (draft.authors, draft.published_from) == (("Ada Wrïter",), "header")
    assert draft.published == datetime.fromisoformat("2025-03-04T10:00:00+01:00")


@pytest.mark.parametrize("subject", ["Fwd: x y", "WG: x y", "Re: Fw: x y", "TR : x y"])
def test_who_forwards_a_mail_did_not_write_it(subject: str) -> None:
    draft = article(bytes(mail(subject, text_of(), From="Ada <ada@x.example>", Date=DATE)), "a.eml")
    assert (draft.title, draft.authors, draft.published) == ("x y", (), None)


def test_a_newsletter_comes_from_an_outlet_and_is_cleaned() -> None:
    made = mail("This week", "See the web version.", html=page(), From="The Ledger <n@x.example>", List_Id="<n.x>")
    draft = article(bytes(made), "a.eml")
    assert (draft.text, draft.outlet, draft.authors, draft.published) == (text_of(), "The Ledger", (), None)


def test_articles_attached_to_a_mail_are_articles() -> None:
    inner = mail("Inner", text_of("fr"), From="Bo <bo@x.example>")
    made = mail("Cover", text_of(), From="Ada <ada@x.example>")
    made.add_attachment(page("de").encode(), maintype="text", subtype="html", filename="../../a.html")
    made.add_attachment(docx(paragraph(text_of("uk"))), maintype="application", subtype="zip", filename="b.docx")
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="c.png")
    made.add_attachment(inner)
    items = read(bytes(made), "a.eml")
    assert [(item.key, item.skipped) for item in items] == [
        (None, False),
        ("a.html", False),
        ("b.docx", False),
        ("c.png", True),
        ("message.eml", False),
    ]
    assert [item.draft and item.draft.language for item in items] == ["en", "de", "uk", None, "fr"]


def test_a_mail_that_only_carries_articles() -> None:
    made = EmailMessage()
    made["Subject"] = "Scan"
    made.add_attachment(page().encode(), maintype="text", subtype="html", filename="a.html")
    carried, cover = read(bytes(made), "a.eml")
    assert carried.draft and cover.skipped and cover.reason == "a mail without text"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b"no header at all", "no header"),
        (b"Subject: x\n\n", "empty"),
        (b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n", "empty"),
        (b"Subject: x\nContent-Type: image/png\n\nx", "without text"),
        (b"Subject: x\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n!!", "empty"),
    ],
)
def test_mails_that_cannot_be_read(raw: bytes, words: str) -> None:
    assert words in reason(raw, "a.eml")


def test_headers_that_lie() -> None:
    body = "\n\n" + text_of()
    assert article(f"From: <A\0\bB\nX: y\n\n{text_of()}".encode(), "a.eml").authors == ("AB",)
    for line in ("Date: Tue, 99 Foo 99999 99:99:99 +9999", "From: <<<@@>", "Subject: =?utf-8?b?////?=", "Date: \0"):
        draft = article(f"X: y\n{line}{body}".encode(), "a.eml")
        assert draft.published is None and draft.text
    stated = f"Content-Type: text/plain; charset=nonsense-7\nX: y{body}"
    assert article(stated.encode(), "a.eml").text == text_of()
    old = "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\n" + NEWS["fr"][0]
    assert article(old.replace("’", "'").encode("latin-1"), "a.eml").text == NEWS["fr"][0].replace("’", "'")


@pytest.mark.timeout(60)
def test_a_mail_of_several_parts_that_has_none_and_a_charset_that_cannot_be() -> None:
    raw = b'Subject: x\nContent-Type: multipart/mixed; charset="u\0tf"\n\nThe ha\x93rbour.\n'
    [item] = read(raw, "a.eml")
    assert item.draft is None and item.reason


@pytest.mark.parametrize("line", ["From: " + "<a@b," * 40_000, "Content-Type: text/plain; " + "a*0=b;" * 20_000])
def test_endless_headers_cost_no_minutes(line: str) -> None:
    assert article(f"{line}\nX: y\n\n{text_of()}".encode(), "a.eml").text == text_of()


def test_a_mail_in_a_mail_in_a_mail_ends_somewhere() -> None:
    made = mail("0", text_of(), From="a@b.example")
    for number in range(1, 8):
        outer = mail(str(number), text_of(), From="a@b.example")
        outer.add_attachment(made)
        made = outer
    items = read(bytes(made), "a.eml")
    assert len(items) == 4 and items[-1].reason == "packed too deep"
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))
    assert reason(b"Subject: x\n" + deep, "a.eml")


def saved(page_: str, **headers: str) -> bytes:
    made = EmailMessage()
    made["From"] = "<Saved by Blink>"
    made["Date"] = DATE
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content("cover", subtype="plain")
    made.make_related()
    made.add_related("<html><body>An advertisement in a frame.</body></html>", subtype="html")
    made.add_related(page_, subtype="html")
    made.add_related(b"\x89PNG", maintype="image", subtype="png")
    parts = made.get_payload()
    assert isinstance(parts, list)
    parts[1]["Content-Location"] = "cid:frame-1"  # type: ignore[index]
    parts[2]["Content-Location"] = "https://ledger.example/a"  # type: ignore[index]
    return bytes(made)


@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "a.txt", "a.html", "a.eml"])
def test_a_saved_page(name: str) -> None:
    raw = saved(page("uk"), Snapshot_Content_Location="https://ledger.example/a")
    draft = article(raw, name)
    assert (draft.title, draft.text, draft.url) == (HEADLINE["uk"], text_of("uk"), "https://ledger.example/a")
    assert draft.published is None  # the header's date is the day it was saved


def test_saved_pages_that_cannot_be_read() -> None:
    assert "without a page in it" in reason(bytes(mail("x", text_of())), "a.mhtml")
    assert "no header" in reason(b"<html>", "a.mhtml")
    assert reason(saved(page())[:200], "a.mhtml")


PAGES = [
    ("https://ledger.example/en", "text/html; charset=utf-8", page().encode()),
    ("https://ledger.example/pic", "image/png", b"\x89PNG"),
    ("https://ledger.example/fr", "text/html; charset=iso-8859-1", page("fr").replace("’", "'").encode("latin-1")),
    ("https://ledger.example/pdf", "application/pdf", pdf([set_in(text_of("de"), 60, 60, 700)])),
    ("https://ledger.example/menu", "text/html", b"<html><body><nav>Home</nav></body></html>"),
]


@pytest.mark.parametrize("packed", [False, True])
def test_a_web_archive(packed: bool) -> None:
    raw = b"".join(gzip.compress(warc(entry)) for entry in PAGES) if packed else warc(*PAGES)
    items = read(raw, "crawl.warc.gz" if packed else "crawl.warc")
    assert [item.key for item in items] == [address for address, *_ in PAGES if "pic" not in address]
    drafts = [item.draft for item in items if item.draft]
    assert [draft.url for draft in drafts] == [item.key for item in items if item.draft]
    assert [draft.language for draft in drafts] == ["en", "fr", "de"]
    assert all(draft.published is None for draft in drafts)  # when a page was kept is not when it was published
    assert items[-1].reason and "furniture" in items[-1].reason


def test_a_page_kept_twice_is_read_once_unless_it_changed() -> None:
    address, kind, content = PAGES[0]
    changed = content.replace(b"Eleven", b"Twelve")
    found = keys(warc((address, kind, content), (address, kind, content), (address, kind, changed)), "a.warc")
    assert found == {address: None, f"{address}#2026-01-02T03:04:05Z": None}


def test_other_records_of_web_archives() -> None:
    assert "without pages" in reason(warc(PAGES[0], status=404), "a.warc")
    assert article_of(warc(PAGES[0], kind="resource")) == text_of()
    assert article_of(warc(("https://x.example", "text/plain", text_of().encode()), kind="conversion")) == text_of()


def article_of(raw: bytes) -> str:
    [item] = read(raw, "a.warc")
    assert item.draft
    return item.draft.text


def test_damaged_web_archives_keep_what_comes_before() -> None:
    packed = b"".join(gzip.compress(warc(entry)) for entry in PAGES)
    first, *_, last = read(packed[:-200], "a.warc.gz")
    assert first.draft and last.key is None and last.reason and "damaged or cut-off WARC file" in last.reason
    assert "not a WARC file" in reason(gzip.compress(b"words"), "a.warc.gz")
    assert "not a WARC file" in reason(b"words", "a.warc")
    assert reason(b"WARC/1.0\r\nContent-Length: -5\r\n\r\n", "a.warc")
    assert reason(b"WARC/1.0\r\n" + b"x" * 100_000, "a.warc")


def test_web_archives_that_unpack_to_too_much() -> None:
    bomb = gzip.compress(warc(("https://x.example", "text/html", b" " * 50_000_000)))
    assert "unpacks to more than" in str(read(bomb, "a.warc.gz")[-1].reason)
    big = warc(PAGES[0], ("https://x.example/2", "text/html", b"<p>" + b"x" * 30_000))
    found = keys(big, "a.warc", limits=Limits(text_bytes=20_000))
    assert found == {PAGES[0][0]: None, "https://x.example/2": "larger than 20000 bytes"}
    assert len(read(warc(*PAGES), "a.warc", limits=Limits(items=1))) == 2


def test_a_zip_file_is_read_as_a_folder_is() -> None:
    members = {
        "README.md": b"about",
        "a/en.html": page().encode(),
        "a/b/de.txt": text_of("de").encode(),
        "a/uk.docx": docx(paragraph(text_of("uk"))),
        "a/pic.png": b"\x89PNG",
        "__MACOSX/a/._en.html": b"x",
        "a/.DS_Store": b"x",
        "list.jsonl": b'{"id": "r", "text": "' + NEWS["fr"][0].encode() + b'"}',
        "inner.zip": zipped({"x/en.html": page().encode(), "more.zip": zipped({"a.txt": b"x"})}),
        "empty.txt": b"",
    }
    assert keys(zipped(members), "a.zip") == {
        "README.md": "about the folder, not an article",
        "a/en.html": None,
        "a/b/de.txt": None,
        "a/uk.docx": None,
        "a/pic.png": "not a known type of article (.png)",
        "list.jsonl/r": None,
        "inner.zip/x/en.html": None,
        "inner.zip/more.zip": "packed too deep: a ZIP file in a ZIP file in a ZIP file",
        "empty.txt": "empty",
    }


@pytest.mark.parametrize("name", ["../up.txt", "/etc/passwd.txt", "C:\\x.txt", "a/../../x.txt", "..\\x.txt"])
def test_names_that_lead_out_are_passed_over(name: str) -> None:
    [item] = read(zipped({name: text_of().encode()}), "a.zip")
    assert item.skipped and item.reason == "its name leads out of the ZIP file"


def test_links_and_encrypted_members() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        packed.writestr(link, "/etc/passwd")
        packed.writestr("secret.txt", text_of())
    raw = bytearray(made.getvalue())
    second = raw.rindex(b"PK\x01\x02")
    raw[second + 8] |= 1
    assert keys(bytes(raw), "a.zip") == {
        "link.txt": "a link, not a file",
        "secret.txt": "encrypted; unpack it with its password, then add the folder",
    }


def test_zip_bombs() -> None:
    bomb = zipped({"a.txt": b" " * 30_000_000, "b.txt": text_of().encode()})
    assert "unpacks to more than allowed" in str(list(keys(bomb, "a.zip").values()))
    one = zipped({"a.txt": b" " * 30_000_000, "b.txt": random.Random(1).randbytes(2_000_000)})
    assert "unpacks to more than 20 times its size" in str(keys(one, "a.zip", limits=Limits(ratio=20)))
    layered = zipped({"1.zip": zipped({"2.txt": b"0" * 50_000_000})})
    assert "unpacks to more than" in str(keys(layered, "a.zip"))
    assert [item.draft is None for item in read(zipped({f"{n}.html": page().encode() for n in range(4)}), "a.zip",
                                                 limits=Limits(items=2))] == [False, False, True]  # fmt: skip


def test_a_size_that_lies_is_found_out() -> None:
    raw = bytearray(zipped({"a.txt": text_of().encode() * 50}))
    central = raw.index(b"PK\x01\x02")
    raw[central + 24 : central + 28] = (10).to_bytes(4, "little")
    [item] = read(bytes(raw), "a.zip")
    assert item.reason


def test_damaged_zip_files() -> None:
    raw = zipped({"a.html": page().encode()})
    assert "damaged or cut-off ZIP" in reason(raw[:-30], "a.zip")
    assert "without files" in reason(zipped({}), "a.zip")
    assert "not a ZIP file" in reason(b"words", "a.zip")
    broken = bytearray(raw)
    broken[60:90] = b"\xff" * 30
    [item] = read(bytes(broken), "a.zip")
    assert item.reason


def test_a_member_without_a_name() -> None:
    raw = bytearray(zipped({"a": b"x", "b.html": page().encode()}))
    central = raw.index(b"PK\x01\x02")
    raw[central + 28] = 0  # so long is its name
    del raw[central + 46]
    end = raw.rindex(b"PK\x05\x06")
    raw[end + 12 : end + 16] = (int.from_bytes(raw[end + 12 : end + 16], "little") - 1).to_bytes(4, "little")
    assert keys(bytes(raw), "a.zip") == {"?": "not a known type of article (no suffix)", "b.html": None}


def test_members_of_one_name_are_told_apart(recwarn: pytest.WarningsRecorder) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("a.txt", text_of())
        packed.writestr("a.txt", text_of("de"))
    assert keys(made.getvalue(), "a.zip") == {"a.txt": None, "a.txt#2": None}


def test_a_stream_that_cannot_be_sought_is_read_too(tmp_path: Path) -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.inner = io.BytesIO(zipped({"a.html": page().encode()}))

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            return self.inner.readinto(buffer)

    [item] = read_items(io.BufferedReader(Pipe()), "a.zip")
    assert item.key == "a.html" and item.draft and item.draft.published is None
    assert isinstance(item.draft.published, date | None)


FROM = b"From ada@x.example Thu May 15 10:00:00 2025\r\n"
QUOTED = "\n\n>From here on all is told."
BOX = b"".join(
    FROM + bytes(mail(name, text + QUOTED, Date=DATE)) + b"\r\n\r\n"
    for name, text in (("One", text_of()), ("Two", text_of("de")))
)


@pytest.mark.parametrize("name", ["box.mbox", "box.eml", "BOX.MBOX"])
def test_a_mailbox_is_its_mails(name: str) -> None:
    one, two = read(BOX, name)
    assert one.draft and two.draft and one.key != two.key
    assert (one.draft.title, two.draft.title) == ("One", "Two")
    assert one.draft.text == f"{text_of()}\n\nFrom here on all is told."
    longer = (
        BOX + b"From a@b Fri May 16 10:00:00 2025\n" + bytes(mail("Three", text_of("fr"), Message_ID="<3@x.example>"))
    )
    assert [item.key for item in read(longer, name)] == [one.key, two.key, "3@x.example"]


def test_one_mail_behind_a_from_line_is_a_mail() -> None:
    raw = b"From ada@x.example Thu May 15 10:00:00 2025\n" + bytes(mail("One", text_of() + "\n\nFrom now on: more"))
    assert article(raw, "a.eml").title == "One"


def test_an_empty_mailbox() -> None:
    assert reason(b"nothing", "a.mbox") == "a mailbox without mails in it"


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_content_types_the_one_that_fits_counts(order: int) -> None:
    types = [f'Content-Type: multipart/alternative;\r\n boundary="{name}"\r\n' for name in ("P1", "P2")][::order]
    raw = (
        f"{types[0]}{types[1]}Subject: One\r\nMIME-Version: 1.0\r\n\r\n--P2\r\nContent-Type: text/plain; charset=utf-8"
        f"\r\n\r\n{text_of()}\r\n--P2--\r\n"
    )
    draft = article(raw.encode(), "a.eml")
    assert (draft.title, draft.text) == ("One", text_of())


def test_a_mail_s_signature_is_no_part_of_its_text() -> None:
    made = mail("One", f"{text_of()}\n-- \nAda Writer\nThe Skarne Ledger, Harbour Street 1\n")
    assert article(bytes(made), "a.eml").text == text_of()


def sent(body: bytes, *headers: str) -> bytes:
    """A web archive of one page that was sent with these headers."""
    reply = ("HTTP/1.1 200 OK\r\n" + "".join(f"{header}\r\n" for header in headers) + "\r\n").encode() + body
    return (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example/a\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n"
        "WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(reply)}\r\n\r\n"
    ).encode() + reply + b"\r\n\r\n"  # fmt: skip


HTML = "Content-Type: text/html; charset=utf-8"


def test_a_page_that_was_sent_with_brotli() -> None:
    packed = brotli.compress(page().encode())
    chunked = f"{len(packed):x}\r\n".encode() + packed + b"\r\n0\r\n\r\n"
    for raw in (
        sent(packed, HTML, "Content-Encoding: br"),
        sent(chunked, HTML, "Content-Encoding: BR", "Transfer-Encoding: chunked"),
        sent(page().encode(), HTML, "Content-Encoding: br"),
    ):
        [item] = read(raw, "a.warc")
        assert item.draft is not None and item.draft.text == text_of(), item.reason
    assert keys(sent(packed[:-20], HTML, "Content-Encoding: br"), "a.warc") == {
        "https://x.example/a": "its Brotli data is cut off"
    }
    bomb = brotli.compress(b"<html>" + bytes(3_000_000))
    assert len(bomb) < 1_000
    assert keys(sent(bomb, HTML, "Content-Encoding: br"), "a.warc", limits=Limits(text_bytes=1_000_000)) == {
        "https://x.example/a": "unpacks to more than 1 MB"
    }


def test_a_record_without_a_type() -> None:
    [item] = read(sent(page().encode(), "Server: x"), "a.warc")
    assert item.draft is not None and item.draft.text == text_of()
    [item] = read(sent(b"\x89PNG....", "Server: x"), "a.warc")
    assert item.reason == "a record that does not say what it is (no Content-Type)" and item.skipped
