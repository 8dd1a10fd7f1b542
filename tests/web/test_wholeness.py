"""What a feed gives as the content is the text, however short; a teaser is none, however long."""

# ruff: noqa: E501 - a feed to a line is easier to compare.

from __future__ import annotations

import io
import json

import pytest
from letters import NEWS_IN

from rag.ingest.cleaning.line_classifier import Kind, classify_line
from rag.ingest.formats.record import ONLY_SUMMARY
from rag.ingest.source_reader import Item, read_items
from rag.ingest.web.lists.feeds import read_feed
from rag.ingest.web.lists.wholeness import ends_as_teaser
from rag.text.scripts import letters_of

SHORT = "<p>The ferry to Brennick was two hours late on Monday.</p><p>Nobody was hurt, the harbour office said.</p>"
TWO = ["The ferry to Brennick was two hours late on Monday.", "Nobody was hurt, the harbour office said."]


def rss(
    content: str, kind: str = "content:encoded", title: str = "Late ferry", link: str = "https://l.example/1"
) -> bytes:
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
        f"<channel><title>Ledger</title><link>https://l.example/</link><item><title>{title}</title><link>{link}</link>"
        f"<{kind}><![CDATA[{content}]]></{kind}></item></channel></rss>"
    ).encode()


def atom(content: str, kind: str = "content", authors: str = "") -> bytes:
    escaped = content.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Ledger</title><id>f</id>{authors}<entry><title>Late ferry</title>"
        f"<link href='https://l.example/1'/><id>1</id><updated>2025-06-27T10:00:00Z</updated>"
        f"<{kind} type='html'>{escaped}</{kind}></entry></feed>"
    ).encode()


def json_feed(**fields: object) -> bytes:
    entry = {"id": "1", "url": "https://l.example/1", "title": "Late ferry", **fields}
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "L", "items": [entry]}).encode()


def saved(raw: bytes) -> Item:
    [item] = read_items(io.BytesIO(raw), "feed.json" if raw.startswith(b"{") else "feed.xml")
    return item


@pytest.mark.parametrize(
    "raw",
    [rss(SHORT), atom(SHORT), json_feed(content_html=SHORT), json_feed(content_text="\n\n".join(TWO)),
     atom(SHORT.replace("<p>", "<div>").replace("</p>", "</div>"))],
)  # fmt: skip
def test_a_short_content_is_the_text(raw: bytes) -> None:
    item = saved(raw)
    assert item.draft is not None, item.reason
    assert item.draft.text == "\n\n".join(TWO)
    assert item.draft.title == "Late ferry" and item.draft.warnings == ()


@pytest.mark.parametrize("language", NEWS_IN)
def test_a_short_content_in_any_script(language: str) -> None:
    item = saved(rss(f"<p>{NEWS_IN[language]}</p>", title=NEWS_IN[language][:12]))
    assert item.draft is not None and item.draft.text == NEWS_IN[language]


def test_length_counts_by_script() -> None:
    latin = letters_of(NEWS_IN["en" if "en" in NEWS_IN else "de"])
    for language in ("ja", "ko", "zh", "tw", "ru", "el"):
        assert 0.7 < letters_of(NEWS_IN[language]) / latin < 1.5, language


ENDINGS = [
    " […]", " [...]", "…", " ...", " <a href='/1'>Continue reading</a>", "… <a href='/1'>Continue reading <span>“Late ferry”</span></a>",
    " <a href='/1'>Read more »</a>", " <a href='/1'>Read the full story →</a>", " <a>Weiterlesen</a>", " <a>Lire la suite</a>",
    " <a>Leer más</a>", " <a>Leggi tutto</a>", " <a>Czytaj dalej</a>", " <a>Читать далее</a>", " <a>Читати далі</a>",
    " <a>阅读全文</a>", " <a>続きを読む</a>", " <a>더 보기</a>", " <a>Lees meer</a>", " <a>Läs mer</a>", " <a>Devamını oku</a>",
    " […]</p><p>The post <a href='/1'>Late ferry</a> appeared first on <a href='/'>Ledger</a>.",
]  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("times", [1, 20])
def test_what_ends_as_teasers_do_is_one(ending: str, times: int) -> None:
    content = f"<p>{' '.join(TWO * times)}{ending}</p>"
    [entry] = read_feed(rss(content), "feed", url=None, most=9).entries
    assert not entry.whole
    if times == 1:
        item = saved(rss(content))
        assert item.skipped and "teaser" in (item.reason or "")


@pytest.mark.parametrize(
    "last",
    ["Then he drove on, and his son fuhr weiter.", "The half of it is więcej.", "They read on.", "She wanted to learn more.",
     "He said there would be no more.", "The town wants to read more."],
)  # fmt: skip
def test_a_sentence_may_end_in_such_words(last: str) -> None:
    assert not ends_as_teaser(f"Nobody was hurt. {last}")


@pytest.mark.parametrize(
    "content",
    [
        "<p>Late ferry</p>",
        "<p>Photo.</p>",
        "<img src='a.png'>",
        "<p>The ferry to Brennick was two hours late on Monday, after the</p>",
    ],
)
def test_a_content_that_is_no_sentence_is_no_article(content: str) -> None:
    assert saved(rss(content)).draft is None


def test_a_short_summary_of_a_saved_feed_is_taken_with_a_warning() -> None:
    for raw in (rss(" ".join(TWO), "description"), atom(" ".join(TWO), "summary"), json_feed(summary=" ".join(TWO))):
        item = saved(raw)
        assert item.draft is not None and item.draft.text == " ".join(TWO)
        assert item.draft.warnings == (ONLY_SUMMARY,)
    for teaser in ("Short.", TWO[0], " ".join(TWO)[:-1], " ".join(TWO) + " […]"):
        assert saved(rss(teaser, "description")).draft is None


SYNDICATED = [
    "The post {a} appeared first on {b}.", "The post {a} first appeared on {b}.", "Der Beitrag {a} erschien zuerst auf {b}.",
    "L’article {a} est apparu en premier sur {b}.", "Cet article {a} est apparu en premier sur {b}.",
    "La entrada {a} se publicó primero en {b}.", "La entrada {a} aparece primero en {b}.", "L'articolo {a} proviene da {b}.",
    "O post {a} apareceu primeiro em {b}.", "Het bericht {a} verscheen eerst op {b}.", "Artykuł {a} pochodzi z serwisu {b}.",
    "Příspěvek {a} se nejdříve objevil na {b}.", "Inlägget {a} dök först upp på {b}.", "Indlægget {a} blev først udgivet på {b}.",
    "Innlegget {a} dukket først opp på {b}.", "Artikkeli {a} julkaistiin ensimmäisen kerran {b}.",
    "Сообщение {a} появились сначала на {b}.", "Допис {a} з'явився спочатку на {b}.", "{a} yazısı ilk önce {b} üzerinde ortaya çıktı.",
    "投稿 {a} は {b} に最初に表示されました。", "{a}最先出现在{b}。", "Το άρθρο {a} εμφανίστηκε πρώτα στο {b}.",
]  # fmt: skip


@pytest.mark.parametrize("sentence", SYNDICATED)
@pytest.mark.parametrize("before", ["</p><p>", "<br>", " ", "</p>\n"])
def test_where_it_appeared_first_is_no_sentence_of_the_article(sentence: str, before: str) -> None:
    links = sentence.format(
        a="<a href='https://l.example/1'>Late ferry: “two hours”, says 1st mate</a>", b="<a href='/'>The Ledger</a>"
    )
    item = saved(rss(SHORT.removesuffix("</p>") + before + links + ("</p>" if before != "</p>\n" else "")))
    assert item.draft is not None and item.draft.text == "\n\n".join(TWO)
    plain = sentence.format(a="Late ferry: “two hours”, says 1st mate", b="The Ledger")
    assert classify_line(plain).kind is Kind.BOILERPLATE


@pytest.mark.parametrize(
    "sentence",
    ["The post office on Mill Street appeared on a list of closures, first in the Ledger.",
     "The post of harbour master, which appeared first on the list, will be filled in May, the office said.",
     "Artykuł o promie, który pochodzi z archiwum, zaginął."],
)  # fmt: skip
def test_sentences_about_posts_stay(sentence: str) -> None:
    assert classify_line(sentence).kind is Kind.PROSE


def test_the_authors_of_a_feed_are_those_of_its_entries() -> None:
    person = "<author><name>Tom Bray</name></author>"
    [entry] = read_feed(atom(SHORT, authors=person), "feed", url=None, most=9).entries
    assert entry.told.authors == ("Tom Bray",)
    own = atom(SHORT, authors=person).replace(b"<id>1</id>", b"<id>1</id><author><name>Ida Weil</name></author>")
    assert read_feed(own, "feed", url=None, most=9).entries[0].told.authors == ("Ida Weil",)
    outlet = atom(SHORT, authors="<author><name>Ledger</name></author>")
    assert read_feed(outlet, "feed", url=None, most=9).entries[0].told.authors == ()
    feed = json.loads(json_feed(content_html=SHORT)) | {"authors": [{"name": "Suse Aarden"}]}
    assert read_feed(json.dumps(feed).encode(), "json feed", url=None, most=9).entries[0].told.authors == (
        "Suse Aarden",
    )
