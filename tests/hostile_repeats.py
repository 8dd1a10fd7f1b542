"""Parsers of what strangers send and users and models write, and texts that repeat what such parsers trip over."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

from rag.answer.answer_part import answer_part
from rag.answer.asked.acts import act_asked, tells_who
from rag.answer.asked.kinds import Asked, asked_for, fit, other_year, specifics
from rag.answer.asked.name_parts import name_part_asked, name_part_told
from rag.answer.asked.roles import Role, names_holder, role_asked
from rag.answer.asked.words_that_ask import AnswerKind
from rag.answer.checking import is_refusal
from rag.answer.citation_marks import without_marks
from rag.answer.coverage.named import name_runs, names_and_figures, names_in_full
from rag.answer.leaning import CONTINUES, leans_on_turns
from rag.answer.quote_status import difference, find_words
from rag.answer.selected import asked_of_selection
from rag.answer.verify.agreement import agreement
from rag.answer.verify.check import verify
from rag.answer.verify.told_otherwise import tells_otherwise
from rag.ingest.cleaning.line_classifier import classify_line
from rag.ingest.cleaning.line_wrapping import split_paragraphs
from rag.ingest.cleaning.plain_text import strip_site
from rag.ingest.decoding.encoding import decode
from rag.ingest.exports.entry import authors_of
from rag.ingest.exports.proquest import outlet_of
from rag.ingest.formats.record import people
from rag.ingest.metadata.bylines import names_of
from rag.ingest.metadata.markdown_heads import without_markup
from rag.ingest.source_reader import read_items
from rag.ingest.web.address_guard import parse_address
from rag.ingest.web.content import reader_name
from rag.ingest.web.fetch import Page
from rag.ingest.web.lists.list_reader import read_list
from rag.ingest.web.lists.listing import Wanted
from rag.ingest.web.robots import rules_of
from rag.model import Filters
from rag.text.archive_questions.archive_names import ArchiveNames
from rag.text.archive_questions.archive_question import read_archive_question
from rag.text.attribution import goes_on, points_at_person, speaker
from rag.text.dates.expressions import read_dates
from rag.text.dates.stated import parse_published, parse_updated
from rag.text.dates.time_in_question import time_in_question
from rag.text.language import detect_language
from rag.text.parse import read_sentence
from rag.text.passages import passage_spans
from rag.text.prompt_injection import orders
from rag.text.query.matching import SearchedArticle, holds, marks, positive_words
from rag.text.query.parsing import parse_query
from rag.text.query.plain_or_operators import has_operators
from rag.text.retractions import retraction_in, takes_back_the_one_before
from rag.text.sentences import behind_datelines, split_sentences
from rag.text.shingles import cut_up
from rag.text.terms import question_words, terms

Parser = Callable[[str], Any]

_WANTED = Wanted("https://ledger.example/feed", 1_000)
_BODY = "The council of Ostmark voted on 3 May 2025 to close the bridge, Lena Varga said. It opens in June.\n\n"
_MAIL = "From: a@ledger.example\nSubject: x\nMIME-Version: 1.0\n"
_NEXIS = (
    "1 of 2 DOCUMENTS\n\nThe Ledger\n\nMay 3, 2025 Saturday\n\nThe bridge\n\nBYLINE: {}\n\nLENGTH: 40 words\n\n{}\n\n"
    "LOAD-DATE: May 4, 2025\n\nLANGUAGE: ENGLISH\n\n"
)
_FACTIVA = (
    "HD The bridge\nBY {}\nWC 40 words\nPD 3 May 2025\nSN The Ledger\nLP {}\nAN Document LEDG000020250503el530001a\n"
)
_PROQUEST = (
    "____________________________________________________________\nDocument 1 of 2\n\nThe bridge\n\nAuthor: {}\n\n"
    "Publication info: The Ledger ; Ostmark. 03 May 2025: A.1.\n\nFull text: {}\n"
)


def _feed(inner: str) -> Any:
    return read_list(f'<rss version="2.0"><channel><item>{inner}</item></channel></rss>'.encode(), _WANTED)


def _file(name: str, before: str = "", after: str = "") -> Parser:
    """Reads a file with a text between two others."""
    return lambda text: list(read_items(io.BytesIO(f"{before}{text}{after}".encode("utf-8", "replace")), name))


def _query(text: str) -> Any:
    tree = parse_query(text)
    return holds(tree, SearchedArticle("a", _BODY)), marks(tree, _BODY), positive_words(tree)


def _dates(text: str) -> Any:
    """In two languages: one writes months and weekdays with a capital, the other not."""
    now = date(2025, 11, 13)
    return [read_dates(f"from {text} to 3 May", language=language, now=now) for language in ("en", "es")]


def _searched(query: str) -> Parser:
    """Looks through a text for a query."""
    tree = parse_query(query)
    return lambda text: (holds(tree, SearchedArticle(text, text, authors=(text,))), marks(tree, text))


def _role_asked(text: str) -> Any:
    asked = [f"{head} {text[:2000]}" for head in ("who is the", "wer hat", "хто")]
    return [(role_asked(question), act_asked(question)) for question in asked]


def _role(question: str) -> Role:
    role = role_asked(question)
    assert role is not None
    return role


_ROLE_ASKED = "Who is the owner of the Solveig?"
_ROLE = _role(_ROLE_ASKED)


def _role_told(text: str) -> Any:
    said = (text, f"the owner {text}", f"Anna Holm, {text}")
    holders = [names_holder(_ROLE, sentence, _ROLE_ASKED, "en") for sentence in said]
    return holders, tells_who("suspend", f"{text} suspended", "Who suspended him?", "en")


_NAME_PART_ASKED = name_part_asked("What is Holm's first name?")


def _name_part(text: str) -> Any:
    assert _NAME_PART_ASKED is not None
    asked = [f"{head} {text[:2000]}" for head in ("what is the first name of", "wie heißt", "яке прізвище", "what is")]
    said = (text, f"Anna {text}", f"{text} Holm", f"Holm {text}")
    return [name_part_asked(one) for one in asked], [name_part_told(_NAME_PART_ASKED, one) for one in said]


_TAKING_BACK = {"en": "admitted that ", "de": "räumte ", "fr": "reconnaît ", "es": "admitió ", "uk": "визнав "}


def _taken_back(text: str) -> Any:
    return [
        (retraction_in(f"{verb}{text}", language), takes_back_the_one_before(f"{verb}{text}", language))
        for language, begins in _TAKING_BACK.items()
        for verb in ("", begins)
    ]


def _otherwise(text: str) -> Any:
    sentence = text[:3000]
    return [tells_otherwise(one, sentence, "en") for one in ("Who closed Kestrel Bridge?", "Who did not close it?")], (
        tells_otherwise(sentence, "He closed Kestrel Bridge.", "en")
    )


_KINDS: tuple[AnswerKind, ...] = (
    "money",
    "share",
    "duration",
    "length",
    "number",
    "date",
    "naming",
    "statement",
    "count",
)


def _said_by(text: str) -> Any:
    sentence = read_sentence(text[:3000], "en")
    return speaker(sentence), goes_on(sentence), points_at_person(text)


#: What reads a whole file.
FILES: dict[str, Parser] = {
    "text": _file("a.txt"),
    "text's middle": _file("a.txt", f"The bridge is closed\nBy Lena Varga\n3 May 2025\n\n{_BODY}", f"\n\n{_BODY}"),
    "text's head": _file("a.txt", "Title: ", f"\n\n{_BODY * 6}"),
    "text's copyright": _file("a.txt", f"The bridge is closed\n\n{_BODY * 3}© "),
    "markdown": _file("a.md"),
    "markdown's fields": _file("a.md", "---\ntitle: x\nauthor: ", f"\n---\n\n{_BODY}"),
    "page": _file("a.html"),
    "page's text": _file("a.html", f"<html><body><h1>The bridge</h1><p>{_BODY}</p><p>", f"</p><p>{_BODY}</p>"),
    "page's attribute": _file("a.html", '<html><body><p class="', f'">{_BODY * 3}</p></body></html>'),
    "page's title": _file("a.html", "<html><head><title>", f"</title></head><body><p>{_BODY * 3}</p></body></html>"),
    "page's author": _file(
        "a.html", '<html><head><meta name="author" content="', f'"></head><p>{_BODY * 3}</p></html>'
    ),
    "page's linked data": _file(
        "a.html", '<html><script type="application/ld+json">', f"</script><p>{_BODY * 3}</p></html>"
    ),
    "mail": _file("a.eml", f"{_MAIL}\n"),
    "mail's sender": _file("a.eml", "From: ", f"\nSubject: x\n\n{_BODY}"),
    "mail's type": _file("a.eml", f"{_MAIL}Content-Type: multipart/mixed; boundary=", f"\n\n{_BODY}"),
    "mailbox": _file("a.mbox", f"From a@b Mon\n{_MAIL}\n"),
    "saved page": _file(
        "a.mhtml",
        f'{_MAIL}Content-Type: multipart/related; boundary="x"\n\n--x\nContent-Type: text/html\n\n',
        "\n--x--",
    ),
    "rtf": _file("a.rtf", "{\\rtf1 ", "}"),
    "json": _file("a.json", "[", "}]"),
    "records": lambda text: _file("a.json", json.dumps([{"title": text, "author": text, "date": text, "text": text}]))(
        ""
    ),
    "table": _file("a.csv", 'title,text,author,date\nx,"', '",y,z\n'),
    "web archive": _file("a.warc", "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 40\r\nX: ", "\r\n\r\n\r\n"),
    "nexis's byline": lambda text: _file("a.txt", _NEXIS.format(text, _BODY))(""),
    "nexis's text": lambda text: _file("a.txt", _NEXIS.format("A B", text))(""),
    "factiva's byline": lambda text: _file("a.txt", _FACTIVA.format(text, _BODY))(""),
    "factiva's text": lambda text: _file("a.txt", _FACTIVA.format("A B", text))(""),
    "proquest's author": lambda text: _file("a.txt", _PROQUEST.format(text, _BODY))(""),
    "proquest's text": lambda text: _file("a.txt", _PROQUEST.format("A B", text))(""),
}
#: What reads a list, a line, a question, a claim.
PIECES: dict[str, Parser] = {
    "feed item": _feed,
    "feed author": lambda text: _feed(f"<author>{text}</author>"),
    "feed date": lambda text: _feed(f"<pubDate>{text}</pubDate>"),
    "feed text": lambda text: _feed(f"<description>{text}</description>"),
    "feed": lambda text: read_list(f"<rss>{text}".encode(), _WANTED),
    "sitemap": lambda text: read_list(f"<urlset><url><loc>{text}</loc></url></urlset>".encode(), _WANTED),
    "robots": lambda text: rules_of(text.encode()).allow("https://ledger.example/a"),
    "page type": lambda text: reader_name(Page("https://ledger.example/a", text.encode())),
    "address": lambda text: parse_address(f"https://{text}"),
    "encoding": lambda text: decode(text.encode(), html=True),
    "published": lambda text: parse_published(f"1 {text} 1 May 2025"),
    "dates": _dates,
    "question's time": lambda text: time_in_question(
        f"since the {text} on 3 May", language="en", now=date(2025, 11, 13)
    ),
    "archive question": lambda text: read_archive_question(
        f"Which articles mention the {text} by {text} in May?", names=ArchiveNames([text]), now=date(2025, 11, 13)
    ),
    "updated": lambda text: parse_updated(f"Updated {text}"),
    "proquest's outlet": lambda text: outlet_of(f"The Ledger{text}a"),
    "head's value": lambda text: without_markup(f"{text}a"),
    "line": lambda text: classify_line(text[:1000]),
    "byline": lambda text: names_of(f"By {text}"),
    "title": strip_site,
    "authors": authors_of,
    "people": people,
    "sentences": split_sentences,
    "passages": lambda text: passage_spans(text, "en"),
    "language": detect_language,
    "paragraphs": split_paragraphs,
    "shingles": cut_up,
    "terms": terms,
    "question": lambda text: (asked_for(text), specifics(text), question_words(text), leans_on_turns(text)),
    "follow-up": CONTINUES.match,
    "fit": lambda text: [fit(Asked(kind), text, "How?", "en") for kind in ("money", "share", "duration", "name")],
    "fits": lambda text: [
        *(fit(Asked(kind), text, "How?", "en") for kind in _KINDS),
        other_year("Who won in 2021?", text, ""),
    ],
    "name part": _name_part,
    "role asked": _role_asked,
    "role told": _role_told,
    "taken back": _taken_back,
    "told otherwise": _otherwise,
    "names": lambda text: (names_and_figures(text[:2000]), name_runs(text[:2000]), names_in_full("WHO", [text])),
    "answer's part": lambda text: answer_part("When did the mayor of Ness say it?", text, 60),
    "selection": lambda text: asked_of_selection(f"outlet:a {text}", Filters()),
    "agreement": lambda text: agreement("How many?", Asked("count"), [(text, "a", "en"), (f"{text}x", "b", "en")]),
    "said by": _said_by,
    "datelines": lambda text: behind_datelines(text, split_sentences(text, "en"), opening=True),
    "marks": without_marks,
    "refusal": is_refusal,
    "claim": lambda text: verify(text[:1200], [_BODY], question="Who closed the bridge?"),
    "source": lambda text: verify("The bridge is closed since 3 May 2025.", [text], question="Who closed it?"),
    "asked": lambda text: verify("The bridge is closed.", [_BODY], question=text[:2000]),
    "quote's place": lambda text: find_words(text, f"{text[:500]}x"),
    "difference": lambda text: difference(text, f"{text}x", ("a", "b")),
    "orders": orders,
    "query": _query,
    "query's term": lambda text: _query(f"a OR {text} AND {text.strip()}* same -{text}"),
    "plain or operators": has_operators,
    "searched": _searched('"a a 1" OR *1*a OR (a near/100 (a OR 1*) near/100 million) same zz'),
}
PARSERS: dict[str, Parser] = {**FILES, **PIECES}

#: What is repeated; each made some pattern or parser slow, or is of the kind that does.
REPEATS = (
    *(" ", "\n", "\t", "\r", "a", "a ", "A ", "A-", "Ab", "1", "1,", "1 ", ".", ". ", "a. ", '"', "'", "'a",),
    *("“a", "«", "(", "[", "![", "[a](", "[1]", "<", "<a ", "<p>", "<b><i>", "<td>", "<!--", "<![CDATA[", "<?",),
    *("&", "&#1", "&amp;", "©  ", "- ", "> ", "*a", "_a", "`", "|a", "#\n", "http://", "a@", "By A ", "1 May ",),
    *("2025-01-", "10:00 ", "a: ", "=\n", "=?", "\\", "{", "\xa0", "\u200b", "一", "a\u0301", "million ", "of ",),
    *("A and ", "not ", "he said ", "OSTMARK (AP) - ", "--x\n", "…",),
)  # fmt: skip
