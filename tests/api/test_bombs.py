"""Files of some kilobytes that unpack to gigabytes, sent over HTTP: one sentence each, and little memory."""

from __future__ import annotations

import os
import struct
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from served_api import Served, open_archive, served

from rag import schema

#: What each says that it unpacks to: more than any reader may hold.
GIGABYTES = 3
#: Reading may take so much memory besides what it had: a document of 100 MB is held whole.
MOST_MEGABYTES = 400


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with open_archive(tmp_path_factory.mktemp("bombs")) as archive, served(archive) as server:
        yield server


def deflated(first: bytes = b"") -> bytes:
    """Some bytes and then gigabytes of words, as a raw deflate stream: one piece, made once, over and over."""
    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    begins = packing.compress(first) + packing.flush(zlib.Z_FULL_FLUSH)
    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packing.compress(b"a b " * 250_000) + packing.flush(zlib.Z_FULL_FLUSH)
    return begins + piece * (GIGABYTES * 1000) + zlib.compressobj(9, zlib.DEFLATED, -15).flush()


def zipped(*names: str) -> bytes:
    """A ZIP whose members are such streams."""
    body, listed = bytearray(), bytearray()
    stream, size = deflated(), GIGABYTES * 1_000_000_000
    for name in names:
        sizes = struct.pack("<IIIHH", 0, len(stream), size, len(name), 0)
        listed += struct.pack("<4sHHHHHH", b"PK\1\2", 20, 20, 0, 8, 0, 33) + sizes
        listed += struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name.encode()
        body += struct.pack("<4sHHHHH", b"PK\3\4", 20, 0, 8, 0, 33) + sizes + name.encode() + stream
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, len(names), len(names), len(listed), len(body), 0)
    return bytes(body + listed + end)


def warc() -> bytes:
    """A page without an end, as web archives are packed."""
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2024-01-01T00:00:00Z\r\n"
        "WARC-Target-URI: http://example.org/\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {GIGABYTES * 1_000_000_000}\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    )
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + deflated(head.encode())


BOMBS = {
    "letter.docx": (lambda: zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml"), "more than"),
    "news.zip": (lambda: zipped("a.txt", "b.html"), "more than allowed"),
    "figures.xlsx": (lambda: zipped("[Content_Types].xml", "xl/sharedStrings.xml"), "more than allowed"),
    "book.epub": (lambda: zipped("mimetype", "OEBPS/chapter.xhtml"), "more than allowed"),
    "pages.warc.gz": (warc, "larger than 20 MB"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_with_a_sentence_and_little_memory(serving: Served, name: str) -> None:
    made, said = BOMBS[name]
    bomb = made()
    assert len(bomb) < 10_000_000
    before = memory()
    answer = serving.client.post("/api/articles", files={"file": (name, bomb)})
    assert answer.status_code == 202, answer.text
    ends, most = time.monotonic() + 120, 0.0
    while True:
        job = schema.JobOut.model_validate(serving.client.get(answer.headers["location"]).json())
        most = max(most, memory() - before)
        if job.state in ("done", "failed"):
            break
        assert time.monotonic() < ends
        time.sleep(0.01)
    assert isinstance(job.result, schema.AddOut) and not job.result.added
    assert any(said in each.reason for each in job.result.failed), job.result.failed
    assert all("\n" not in each.reason and "Traceback" not in each.reason for each in job.result.failed)
    assert most < MOST_MEGABYTES
    assert serving.client.get("/healthz").status_code == 200


def memory() -> float:
    """Megabytes of this process and those that it started (Linux; elsewhere the sentence is all that is looked at)."""
    if sys.platform != "linux":
        return 0
    kept, wanted = 0, [str(os.getpid())]
    while wanted:
        process = wanted.pop()
        try:
            kept += int(Path(f"/proc/{process}/statm").read_text().split()[1])
            for thread in Path(f"/proc/{process}/task").iterdir():
                wanted += (thread / "children").read_text().split()
        except OSError:  # it has ended
            continue
    return kept * os.sysconf("SC_PAGE_SIZE") / 1e6
