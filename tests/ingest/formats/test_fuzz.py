"""Whatever is done to a source, its reader gives articles or reasons, and what it gives can be kept."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import HEADLINE, docx, mail, page, paragraph, pdf, read, set_in, text_of, warc, zipped

from rag.ingest.limits import Limits

RECORD = {
    "id": 1,
    "title": HEADLINE["fr"],
    "text": f"<p>{text_of('fr')}</p><br>",
    "date": "2025-03-04",
    "authors": ["A B"],
}
MAIL = mail("Re: x", text_of(), html=page("de"), From="A B <a@b.example>", Date="Tue, 04 Mar 2025 10:00:00 +0100")
MAIL.add_attachment(page().encode(), maintype="text", subtype="html", filename="a.html")
SAMPLES = {
    "a.json": json.dumps({"articles": [RECORD, RECORD]}).encode(),
    "a.jsonl": b"\n".join([json.dumps(RECORD).encode()] * 3),
    "a.csv": f'id,title,text,date\n1,T,"{text_of()}",2025-03-04\n2,"T ""x""","{text_of("uk")}",\n'.encode(),
    "a.pdf": pdf([[(60, 700, 18, HEADLINE["uk"]), *set_in(text_of("uk"), 60, 60, 660)]] * 2, info="/Title(A)"),
    "a.docx": docx(paragraph(HEADLINE["de"], "Titel") + paragraph(text_of("de")), core="<x/>"),
    "a.eml": bytes(MAIL),
    "a.mhtml": b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n"
    b"Content-Location: https://x.example/a\n\n" + page().encode() + b"\n--b--\n",
    "a.warc": warc(("https://x.example/a", "text/html; charset=utf-8", page().encode())) * 2,
    "a.warc.gz": gzip.compress(warc(("https://x.example/a", "text/html", page().encode()))) * 2,
    "a.zip": zipped({"a.txt": text_of().encode(), "b/c.html": page().encode(), "d.zip": zipped({"e.txt": b"x"})}),
}
#: Small enough that a length which the fuzzer has made large is met by a limit.
SMALL = Limits(text_bytes=1_000_000, document_bytes=2_000_000, expanded_bytes=5_000_000, pages=20, items=50)


def check(raw: bytes, name: str) -> None:
    for item in read(raw, name, limits=SMALL):
        if item.draft is None:
            assert item.reason
            item.reason.encode()
        else:
            kept = (
                item.draft.title,
                item.draft.text,
                *item.draft.authors,
                item.draft.outlet or "",
                item.draft.url or "",
            )
            assert item.draft.text.strip() and item.draft.title
            assert all("\0" not in words and words.encode() is not None for words in kept)
        (item.key or "").encode()


@st.composite
def damaged(draw: st.DrawFn, raw: bytes) -> bytes:
    """``raw`` with some bytes changed, put in, left out or doubled."""
    made = bytearray(raw)
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(0, len(made) - 1)))
        length = draw(st.integers(0, 40))
        how = draw(st.sampled_from(["change", "insert", "leave out", "double", "cut", "splice"]))
        if how == "change":
            made[place : place + length] = draw(st.binary(min_size=length, max_size=length))
        elif how == "insert":
            made[place:place] = draw(
                st.sampled_from([b"\0" * 9, b"\xff\xfe", b'"', b"<!--", b"9" * 40, b"\r\n", b"--b--"])
            )
        elif how == "leave out":
            del made[place : place + length]
        elif how == "double":
            made[place:place] = made[place : place + 10 * length]
        elif how == "cut":
            del made[max(1, place) :]
        else:
            other = draw(st.integers(0, max(0, len(made) - 1)))
            made[place : place + length] = made[other : other + length]
    return bytes(made)


@pytest.mark.parametrize("name", list(SAMPLES))
def test_samples_are_articles(name: str) -> None:
    check(SAMPLES[name], name)
    assert all(item.draft for item in read(SAMPLES[name], name) if item.key != "d.zip/e.txt")


@pytest.mark.parametrize("name", list(SAMPLES))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_damaged_sources_are_read_or_rejected(name: str, data: st.DataObject) -> None:
    check(data.draw(damaged(SAMPLES[name])), name)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(list(SAMPLES)))
def test_any_bytes_are_read_or_rejected(raw: bytes, name: str) -> None:
    check(raw, name)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text()
    | st.sampled_from([text_of(), "<p>x</p>", "1e999"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["title", "text", "date", "author", "url", "source", "id", "fields", "items", "version", "x"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=250, deadline=None)
@given(JSON)
def test_any_json_is_read_or_rejected(value: object) -> None:
    check(json.dumps(value).encode(), "a.json")
    check(json.dumps({"text": text_of(), "x": value, "date": value, "author": value}).encode(), "a.jsonl")
