"""JSON, JSONL and CSV: the usual fields, a person's own, and what is said of rows that are no article."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from made import HEADLINE, NEWS, article, page, read, reason, text_of

from rag.errors import UsageError
from rag.ingest.field_map import FieldMap
from rag.ingest.formats.record import people, read_date
from rag.ingest.formats.records import MAX_BARREN
from rag.ingest.limits import Limits


def lines(*records: object) -> bytes:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()


def table(*rows: list[str], separator: str = ",") -> bytes:
    made = io.StringIO()
    csv.writer(made, delimiter=separator).writerows(rows)
    return made.getvalue().encode()


FULL = {
    "Headline": HEADLINE["en"],
    "articleBody": text_of(),
    "URL": "https://ledger.example/a/1",
    "datePublished": "2025-03-04T18:12:00+02:00",
    "date_modified": "2025-03-05",
    "author": [{"name": "Ada Writer"}, {"name": "Bo Other"}],
    "publisher": {"name": "The Skarne Ledger"},
    "inLanguage": "en-GB",
    "articleSection": "Port",
    "guid": "urn:1",
}


def test_a_record_s_usual_fields() -> None:
    [item] = read(lines(FULL), "a.jsonl")
    draft = item.draft
    assert draft and item.key == "urn:1"
    assert (draft.title, draft.text, draft.url) == (HEADLINE["en"], text_of(), "https://ledger.example/a/1")
    assert draft.published == datetime.fromisoformat("2025-03-04T18:12:00+02:00") and draft.published_from == "field"
    assert (draft.updated, draft.section, draft.language) == (date(2025, 3, 5), "Port", "en")
    assert (draft.authors, draft.outlet) == (("Ada Writer", "Bo Other"), "The Skarne Ledger")


def test_what_is_no_number_is_no_text() -> None:
    """Programs for tables write NaN, which is none of JSON, where a field has nothing."""
    nothing = float("nan")
    raw = lines({"title": nothing, "text": text_of(), "author": [nothing]}, {"title": "A", "text": nothing})
    told, empty = read(raw, "a.jsonl")
    assert told.draft and told.draft.title != "nan" and told.draft.authors == ()
    assert empty.draft is None and empty.reason
    infinite = float("inf")
    [infinity] = [
        item for item in read(lines({"title": "A", "text": infinite}, FULL), "b.jsonl") if item.key != "urn:1"
    ]
    assert infinity.draft is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2025-03-04", date(2025, 3, 4)),
        ("2025-03-04T10:00:00Z", datetime(2025, 3, 4, 10, tzinfo=UTC)),
        ("2025-03-04T10:00:00", date(2025, 3, 4)),
        ("Tue, 04 Mar 2025 10:00:00 GMT", datetime(2025, 3, 4, 10, tzinfo=UTC)),
        ("4. März 2025", date(2025, 3, 4)),
        ("4 березня 2025", date(2025, 3, 4)),
        (1741082400, datetime(2025, 3, 4, 10, tzinfo=UTC)),
        (1741082400000, datetime(2025, 3, 4, 10, tzinfo=UTC)),
        ("1741082400.0", datetime(2025, 3, 4, 10, tzinfo=UTC)),
        ("20250304", date(2025, 3, 4)),
        ({"$date": "2025-03-04T10:00:00Z"}, datetime(2025, 3, 4, 10, tzinfo=UTC)),
        ("03/04/2025", None),
        ("Oct. 3", None),
        (12, None),
        (10**12 + 5 * 10**15, None),
        (True, None),
        (None, None),
    ],
)
def test_dates_of_fields(value: object, expected: date | None) -> None:
    assert read_date(value) == expected


def test_a_date_that_is_not_clear_is_left_out_and_said() -> None:
    draft = article(lines({"title": "T", "text": text_of(), "date": "03/04/2025"}), "a.jsonl")
    assert draft.published is None and draft.published_from is None
    assert draft.warnings == ("its date is not clear, so it has none: 03/04/2025",)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("By Ada Writer and Bo Other", ("Ada Writer", "Bo Other")),
        ("Ada Writer; Bo Other", ("Ada Writer", "Bo Other")),
        ("Von Ada Writer und Bo Other", ("Ada Writer", "Bo Other")),
        (["Ada Writer", "Ada Writer"], ("Ada Writer",)),
        ("['Ada Writer', 'Bo Other']", ("Ada Writer", "Bo Other")),
        ("https://ledger.example/ada", ()),
        ({"name": None}, ()),
        (7.5, ("7.5",)),
    ],
)
def test_people(value: object, names: tuple[str, ...]) -> None:
    assert people(value) == names


@pytest.mark.parametrize("language", list(NEWS))
def test_bodies_in_html_are_cleaned_as_html(language: str) -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in NEWS[language])
    body = f"{paragraphs}<figure><figcaption>The bay</figcaption></figure><script>x()</script>"
    draft = article(lines({"title": HEADLINE[language], "content": body}), "a.jsonl")
    assert (draft.text, draft.language, draft.captions) == (text_of(language), language, ("The bay",))
    escaped = body.replace("<", "&lt;").replace(">", "&gt;")
    assert article(lines({"title": "T", "content": escaped}), "a.jsonl").text == text_of(language)


def test_a_whole_page_in_a_field_tells_what_the_record_does_not() -> None:
    draft = article(lines({"html": "", "content": page("de")}), "a.jsonl")
    assert (draft.title, draft.text) == (HEADLINE["de"], text_of("de"))


def test_plain_text_that_speaks_of_tags_stays_plain() -> None:
    text = f"{NEWS['en'][0]} The page's <b tag was never closed, and 3 < 4."
    assert article(lines({"text": text}), "a.jsonl").text == text


def test_a_person_s_own_fields() -> None:
    record = {"kopf": "Hafen zu", "inhalt": {"rein": text_of("de")}, "tag": "4. März 2025", "text": "not this"}
    [item] = read(lines(record), "a.jsonl", fields=["title=kopf", "text=inhalt.rein", "date=tag"])
    assert item.draft and (item.draft.title, item.draft.text) == ("Hafen zu", text_of("de"))
    assert item.draft.published == date(2025, 3, 4)


def test_a_mapping_to_a_field_that_is_nowhere_is_said_once() -> None:
    items = read(lines(FULL, FULL | {"guid": 2}), "a.jsonl", fields=["section=ressort"])
    assert [item.draft is not None for item in items] == [True, True, False]
    assert items[-1].key is None and 'no line has the field "ressort", which section was mapped to' in str(items[-1])
    [nothing] = read(lines(FULL, FULL), "a.jsonl", fields=["text=inhalt"])
    assert nothing.reason and 'no record has a text in the field "inhalt"; the fields are Headline' in nothing.reason
    assert not nothing.skipped


@pytest.mark.parametrize(
    ("pair", "words"),
    [("title", "OURS=THEIRS"), ("=x", "OURS=THEIRS"), ("colour=x", "no field colour"), ("title=", "OURS=THEIRS")],
)
def test_wrong_mappings(pair: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        FieldMap.parse([pair])
    with pytest.raises(UsageError, match="text is mapped to a already"):
        FieldMap.parse(["text=a", "body=b"])


def test_what_is_no_article_is_named_by_its_line() -> None:
    raw = lines(FULL) + b'\n\n{"title": "no text"}\n[1]\n{"broken\n' + lines(FULL)
    items = read(raw, "a.jsonl")
    assert [(item.key, item.reason) for item in items] == [
        ("urn:1", None),
        ("3", "line 3: no text"),
        ("4", "line 4: not a JSON object"),
        ("5", "line 5: not valid JSON (column 2: unterminated string starting at)"),
        ("urn:1#6", None),
    ]


def test_other_data_is_one_reason_not_thousands() -> None:
    other = [{"question": "Who?", "answers": ["Ada"]}] * (MAX_BARREN + 500)
    for raw, name in [(lines(*other), "qa.jsonl"), (json.dumps(other).encode(), "qa.json")]:
        [item] = read(raw, name)
        assert item.key is None and item.skipped
        assert item.reason and "the fields are question, answers; choose one: --map text=FIELD" in item.reason
    assert len(read(b"{broken\n" * (MAX_BARREN + 500), "a.jsonl")) == MAX_BARREN + 1


def test_a_summary_stands_in_for_a_text_and_says_so() -> None:
    draft = article(lines({"headline": "T", "short_description": NEWS["en"][0]}), "a.jsonl")
    assert draft.text == NEWS["en"][0] and draft.warnings == ("only its summary is there, not its text",)
    cut = article(lines({"content": NEWS["en"][0] + " The union… [+1234 chars]"}), "a.jsonl")
    assert cut.text.endswith("The union") and cut.warnings == ("its text is cut off in the source",)


RECORD = {"title": "T", "text": text_of()}


@pytest.mark.parametrize(
    ("value", "keys"),
    [
        (RECORD, [None]),
        ([RECORD, RECORD | {"id": "b"}], ["1", "b"]),
        ({"status": "ok", "articles": [RECORD]}, ["1"]),
        ({"response": {"docs": [RECORD]}, "facets": [{"a": 1}, {"b": 2}]}, ["1"]),
        ({"hits": {"hits": [{"_id": "x", "_source": RECORD}]}}, ["x"]),
        ({"response": {"results": [{"id": "g", "webTitle": "W", "fields": {"body": text_of()}}]}}, ["g"]),
        ({"first": RECORD, "second": RECORD}, ["first", "second"]),
        ([{"title": {"rendered": "T"}, "content": {"rendered": f"<p>{text_of()}</p><p>x</p>"}, "link": "u"}], ["u"]),
    ],
)
def test_json_in_its_shapes(value: object, keys: list[str | None]) -> None:
    items = read(json.dumps(value).encode(), "a.json")
    assert [item.key for item in items] == keys and all(item.draft for item in items)


def test_a_json_feed() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Skarne Ledger",
        "language": "en",
        "items": [{"id": "1", "content_html": f"<p>{text_of()}</p><p>End.</p>", "date_published": "2025-03-04"}],
    }
    [item] = read(json.dumps(feed).encode(), "feed.json")
    assert item.draft and (item.draft.outlet, item.draft.published) == ("The Skarne Ledger", date(2025, 3, 4))


def test_json_lines_under_the_name_of_json_and_the_other_way_round() -> None:
    assert [item.key for item in read(lines(FULL, RECORD), "a.json")] == ["urn:1", "2"]
    assert [item.key for item in read(json.dumps([FULL, RECORD], indent=1).encode(), "a.jsonl")] == ["urn:1", "2"]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b"{", "not valid JSON"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"a":' * 100_000, "nested too deep"),
        (b"9" * 10_000, "a number that is too long"),
        (b"[1, 2]", "not a list of articles"),
        (b"{}", "not a list of articles"),
        (b'"text"', "not a list of articles"),
        (b'{"text": "\xff\xff"}', "cannot tell its encoding"),
        (b"[]", "no records in it"),
    ],
)
def test_json_that_is_no_article(raw: bytes, words: str) -> None:
    assert words in reason(raw, "a.json")


@pytest.mark.timeout(60)
def test_long_runs_of_blanks_and_brackets_cost_no_minutes() -> None:
    blanks = text_of() + " " * 300_000 + "[+1 char"
    assert article(
        lines({"text": blanks, "title": " " * 50_000 + "T", "author": "[" + "'a " * 50_000}), "a.jsonl"
    ).title


def test_lone_surrogates_and_nuls_do_not_come_through() -> None:
    raw = b'{"title": "A\\ud800 B\\u0000", "text": "' + NEWS["en"][0].encode() + b' \\udfff\\u0000"}'
    draft = article(raw, "a.jsonl")
    (draft.title + draft.text).encode()
    assert "\0" not in draft.title + draft.text


def test_a_line_too_long_is_a_reason_and_the_next_is_read() -> None:
    raw = lines(FULL) + b'\n{"text": "' + b"x" * 3_000_000 + b'"}\n' + lines(RECORD)
    items = read(raw, "a.jsonl", limits=Limits(text_bytes=1_000_000))
    assert [item.reason for item in items] == [None, "line 2: longer than 1 MB", None]


def test_limits_of_items_and_size() -> None:
    items = read(lines(*[RECORD] * 5), "a.jsonl", limits=Limits(items=2))
    assert [item.draft is not None for item in items] == [True, True, False]
    assert items[-1].reason == "more than 2 articles in it; those behind are not read"
    big = json.dumps([RECORD] * 10).encode()
    assert "save it as JSON lines" in reason(big, "a.json", limits=Limits(document_bytes=1000))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(("language", "encoding"), [("en", "utf-8"), ("de", "cp1252"), ("uk", "utf-8-sig"),
                                                    ("fr", "utf-16")])  # fmt: skip
def test_tables(language: str, encoding: str, separator: str) -> None:
    rows = [["Title", "Body", "Published At", "Author"], [HEADLINE[language], text_of(language), "2025-03-04", "A B"]]
    raw = table(*rows, separator=separator).decode().encode(encoding)
    [item] = read(raw, "a.tsv" if separator == "\t" else "a.csv")
    assert item.draft and item.key == "2"
    assert (item.draft.title, item.draft.text) == (HEADLINE[language], text_of(language))
    assert (item.draft.published, item.draft.authors) == (date(2025, 3, 4), ("A B",))


def test_rows_that_are_no_article() -> None:
    raw = table(["id", "text"], ["a", text_of()], ["b", ""], ["c", "x", "surplus"], ["", ""], ["a", text_of()])
    assert [(item.key, item.reason) for item in read(raw, "a.csv")] == [
        ("a", None),
        ("b", "row 3: no text"),
        ("4", "row 4: 3 cells under 2 columns; is a quotation mark missing?"),
        ("a#6", None),
    ]


def test_a_quotation_that_runs_to_the_end_is_no_cell() -> None:
    rows = table(["title", "text"], ["One", text_of()])
    for last in (b'"Two,The ferry sank.\nThree,The dam broke.\n', b'Two,"The ferry sank.\nThree,The dam broke.\n'):
        one, left_open = read(rows + last, "a.csv")
        assert one.draft
        assert left_open.reason == "row 3: a quotation mark is opened and not closed, up to the end: close it"
    *_, inch = read(rows + b'A 5" pipe,The dam broke.', "a.csv")
    assert inch.draft and inch.draft.title == 'A 5" pipe'


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"title,text\n", "without rows"),
        (b"\n\n", "empty"),
        (b",,\n1,2,3\n", "does not name its columns"),
        (b'title,"text\nA,B\n', "row 1: a quotation mark is opened and not closed"),
        (b"kopf,inhalt\nA,B\n", "the fields are kopf, inhalt; choose one: --map text=FIELD"),
        (b"x," * 3000 + b"\n1\n", "more than 2000 columns"),
    ],
)
def test_tables_that_are_none(raw: bytes, words: str) -> None:
    assert words in reason(raw, "a.csv")


def test_a_large_table_is_streamed_and_stops_where_it_cannot_be_read() -> None:
    small = Limits(text_bytes=2_000)
    raw = table(["text"], *[[text_of("uk")]] * 20)
    assert len(raw) > 2_000
    assert all(item.draft for item in read(raw, "a.csv", limits=small))
    *articles, last = read(raw + b"\xff\xff\n", "a.csv", limits=small)
    assert last.reason and "not UTF-8; save the table as UTF-8" in last.reason
    [*articles, last] = read(raw + b'"' + b"never closed\n" * 500, "a.csv", limits=small)
    assert len(articles) == 20 and last.reason and "a quotation mark is not closed" in last.reason
    [*articles, last] = read(raw + b"x" * 5_000, "a.csv", limits=small)
    assert last.reason == "a line longer than 2000 bytes"


BODY = (
    "The council of Verrin voted on Tuesday to buy the old paper mill for 3.2 million crowns, after two years of talks."
)
REPLIES = {
    "newsapi": {
        "status": "ok",
        "totalResults": 1,
        "articles": [
            {
                "source": {"id": None, "name": "Hallow Herald"},
                "author": "Suse Aarden",
                "title": "Mill sold - Hallow Herald",
                "description": "x",
                "url": "https://hallow.example/1",
                "publishedAt": "2025-04-12T06:30:00Z",
                "content": BODY,
            }
        ],
    },
    "guardian": {
        "response": {
            "status": "ok",
            "total": 1,
            "results": [
                {
                    "id": "world/2025/apr/12/mill",
                    "type": "article",
                    "sectionName": "World news",
                    "webPublicationDate": "2025-04-12T06:30:00Z",
                    "webTitle": "Mill sold",
                    "webUrl": "https://hallow.example/1",
                    "apiUrl": "https://content.example/1",
                    "fields": {"byline": "Suse Aarden in Verrin", "bodyText": BODY, "publication": "Hallow Herald"},
                }
            ],
        }
    },
    "nyt": {
        "status": "OK",
        "response": {
            "docs": [
                {
                    "web_url": "https://hallow.example/1",
                    "snippet": "x",
                    "lead_paragraph": BODY,
                    "source": "Hallow Herald",
                    "headline": {"main": "Mill sold", "kicker": None},
                    "pub_date": "2025-04-12T06:30:00+0000",
                    "section_name": "World",
                    "byline": {"original": None, "person": [{"firstname": "Suse", "lastname": "Aarden"}]},
                    "_id": "nyt://article/1",
                }
            ],
            "meta": {"hits": 1},
        },
    },
    "eventregistry": {
        "articles": {
            "results": [
                {
                    "uri": "8012",
                    "lang": "eng",
                    "isDuplicate": False,
                    "date": "2025-04-13",
                    "time": "08:30:00",
                    "dateTime": "2025-04-13T08:30:00Z",
                    "dateTimePub": "2025-04-12T06:30:00Z",
                    "dataType": "news",
                    "url": "https://hallow.example/1",
                    "title": "Mill sold",
                    "body": BODY,
                    "source": {"uri": "hallow.example", "dataType": "news", "title": "Hallow Herald"},
                    "authors": [
                        {"uri": "a", "name": "Suse Aarden", "type": "author", "isAgency": False},
                        {"uri": "b", "name": "Tesk Wire Service", "type": "author", "isAgency": True},
                    ],
                }
            ],
            "totalResults": 1,
            "page": 1,
        }
    },
    "mediastack": {
        "pagination": {"limit": 1, "total": 1},
        "data": [
            {
                "author": "Suse Aarden",
                "title": "Mill sold",
                "description": BODY,
                "url": "https://hallow.example/1",
                "source": "Hallow Herald",
                "image": None,
                "category": "general",
                "language": "en",
                "country": "us",
                "published_at": "2025-04-12T06:30:00+00:00",
            }
        ],
    },
    "gdelt": {
        "articles": [
            {
                "url": "https://hallow.example/1",
                "title": "Mill sold",
                "seendate": "20250412T063000Z",
                "domain": "Hallow Herald",
                "author": "Suse Aarden",
                "language": "English",
                "text": BODY,
            }
        ]
    },
}


@pytest.mark.parametrize("name", list(REPLIES))
def test_saved_replies_of_newsrooms_interfaces(name: str) -> None:
    [item] = read(json.dumps(REPLIES[name]).encode(), "reply.json")
    draft = item.draft
    assert draft is not None, item.reason
    assert (draft.title, draft.text, draft.outlet) == ("Mill sold", BODY, "Hallow Herald")
    assert (draft.authors, draft.url, draft.language) == (("Suse Aarden",), "https://hallow.example/1", "en")
    assert draft.published == datetime(2025, 4, 12, 6, 30, tzinfo=UTC)


def test_what_a_publisher_removed_is_no_article() -> None:
    gone = {
        "title": "[Removed]",
        "content": "[Removed]",
        "url": "https://removed.example",
        "publishedAt": "1970-01-01T00:00:00Z",
    }
    kept, removed = read(lines({"title": "A", "content": BODY, "publishedAt": "1970-01-01T00:00:00Z"}, gone), "a.jsonl")
    assert kept.draft is not None and kept.draft.published is None
    assert removed.reason == "line 2: its publisher has removed it: nothing but that is there"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Mill sold - Hallow Herald", "Mill sold"),
        ("Mill sold | hallow herald", "Mill sold"),
        ("Verrin - Hallow: mill sold", "Verrin - Hallow: mill sold"),
        ("Mill sold - Tarn Post", "Mill sold - Tarn Post"),
    ],
)
def test_the_outlet_behind_a_headline_s_dash(title: str, expected: str) -> None:
    [item] = read(lines({"title": title, "text": BODY, "outlet": "Hallow Herald"}), "a.jsonl")
    assert item.draft is not None and item.draft.title == expected


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "\ufeffSEP=;", "sep=\t"])
def test_a_table_that_says_what_parts_its_columns(first: str) -> None:
    by = first.strip('"')[-1]
    text = f"{first}\r\ntitle{by}text\r\nMill sold{by}{BODY}\r\n"
    [item] = read(text.encode(), "a.csv")
    assert item.draft is not None and (item.draft.title, item.draft.text) == ("Mill sold", BODY)
