"""A sound source of each format, and what must hold of whatever a reader makes of one; for fuzzing."""

from __future__ import annotations

import gzip
import json

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
ITEM = f"<title>T</title><content:encoded><![CDATA[<p>{text_of()}</p>]]></content:encoded>"
FEED = (
    '<?xml version="1.0"?><!-- x --><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    f"<title>L</title><item>{ITEM}<link>https://x.example/1</link><pubDate>2 Sep 2025 08:15 EST</pubDate></item>"
    f"<item>{ITEM}<guid>2</guid><pubDate>2025-09-02</pubDate></item></channel></rss>"
)
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><title type='html'>&lt;b&gt;T&lt;/b&gt;</title>"
    f"<published>2025-09-02T08:15:00Z</published><content type='html'>{text_of()}</content></entry></feed>"
)
JSON_ITEM = {"id": 1, "title": "T", "content_text": text_of(), "date_published": "2025-09-02T08:15:00+02:00"}
SAMPLES = {
    "a.txt": text_of().encode(),
    "a.html": page("uk").encode(),
    "a.md": b"---\ntitle: T\ndate: 2025-03-04\nauthor: [A, B]\n---\n# T\n\n" + text_of().encode() + b"\n\n- x\n\n> y\n",
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
    "a.rss": FEED.encode(),
    "a.atom": ATOM.encode(),
    "feed.json": json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [JSON_ITEM] * 2}).encode(),
    "a.zip": zipped({"a.txt": text_of().encode(), "b/c.html": page().encode(), "d.zip": zipped({"e.txt": b"x"})}),
}
#: Small enough that a length which the fuzzer has made large is met by a limit.
SMALL = Limits(text_bytes=1_000_000, document_bytes=2_000_000, expanded_bytes=5_000_000, pages=20, items=50)


def check(raw: bytes, name: str) -> None:
    """Read a source; all that comes of it is articles that can be kept, and reasons.

    Raises:
        AssertionError: something else came of it.
    """
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
