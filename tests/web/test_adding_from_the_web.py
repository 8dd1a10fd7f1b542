from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from cli_runs import ARTICLES, ask_json, call
from farm import Farm, answer, moved
from markup import page

from rag import Archive, FieldMap, UsageError, load_settings


def test_an_address_becomes_an_article(web_archive: Archive, farm: Farm) -> None:
    farm.pages["/ferry?id=1"] = answer(page(canonical="https://ledger.example/ferry"))
    report = web_archive.add(f"{farm.url}/ferry?id=1#comments")
    [article] = web_archive.articles()
    assert report.added == (article.id,)
    assert article.source == f"{farm.url}/ferry?id=1"
    assert article.url == "https://ledger.example/ferry"
    assert (article.title, article.outlet, article.state) == (
        "Ferry of Harrow Bay to stop earlier",
        "Skarne Ledger",
        "ready",
    )
    assert farm.paths() == ["/ferry?id=1"], "robots.txt is not asked for what a person names"
    assert web_archive.add(f"{farm.url}/ferry?id=1").unchanged == (article.id,)
    farm.pages["/ferry?id=1"] = answer(page().replace("21:40", "21:50"))
    assert web_archive.add(f"{farm.url}/ferry?id=1").updated == (article.id,)
    assert "21:50" in web_archive.article(article.id).text


def test_where_a_page_states_no_address_it_is_where_it_lay_in_the_end(web_archive: Archive, farm: Farm) -> None:
    farm.pages.update({"/old": moved("/new"), "/new": answer(page())})
    web_archive.add(f"{farm.url}/old")
    [article] = web_archive.articles()
    assert (article.source, article.url) == (f"{farm.url}/old", f"{farm.url}/new")


def test_what_fails_is_reported_and_the_rest_goes_on(
    web_archive: Archive, farm: Farm, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("files")
    (folder / "a.txt").write_text(
        "A headline\n\nThe council of Keldermark met on Monday and decided about the bridge.\n"
    )
    farm.pages["/good"] = answer(page())
    bad = [f"{farm.url}/missing", "http://10.0.0.1/", "http://user:secret@example.org/", "ftp://example.org/x"]
    report = web_archive.add([bad[0], str(folder), *bad[1:], f"{farm.url}/good"])
    assert len(report.added) == 2
    reasons = {problem.source: problem.reason for problem in report.failed}
    assert "404" in reasons[bad[0]] and "private network" in reasons[bad[1]] and "http and https" in reasons[bad[3]]
    assert len(reasons) == 4


def test_the_type_that_the_server_states_chooses_the_reader(web_archive: Archive, farm: Farm) -> None:
    farm.pages.update(
        {
            "/text.html": answer(ARTICLES["ferry.txt"], kind="text/plain"),
            "/html": answer(page("Keldermark"), kind="application/octet-stream"),
            "/said-text": answer(page("Brennick"), kind="text/plain"),
            "/nothing": answer(page("Skarne"), kind=""),
            "/picture": answer(b"\x89PNG\r\n\x1a\n" + b"x" * 500, kind="image/png"),
            "/empty": answer(""),
        }
    )
    report = web_archive.add([f"{farm.url}{path}" for path in farm.pages])
    titles = {article.title for article in web_archive.articles()}
    assert titles == {
        "Ferry to stop earlier",
        *(f"Ferry of {place} to stop earlier" for place in ("Keldermark", "Brennick", "Skarne")),
    }
    assert [problem.source.rpartition("/")[2] for problem in report.failed] == ["picture", "empty"]


@pytest.mark.parametrize(
    ("charset", "encoding"), [("windows-1251", "cp1251"), ("iso-8859-1", "cp1252"), ("utf-8", "utf-8")]
)
def test_the_encoding_that_the_server_states_counts(
    web_archive: Archive, farm: Farm, charset: str, encoding: str
) -> None:
    place = "Київ" if encoding == "cp1251" else "Brænnø “B”"
    raw = page(place).replace("<head>", "<head><meta charset='koi8-r'>").encode(encoding)
    farm.pages["/"] = answer(raw, kind=f"text/html; charset={charset}")
    web_archive.add(farm.url)
    assert place.partition(" ")[0] in web_archive.articles()[0].text


def test_a_date_that_lies_ahead_is_unknown_and_said(web_archive: Archive, farm: Farm) -> None:
    farm.pages["/"] = answer(page(published="2099-01-01T10:00:00Z"))
    report = web_archive.add(farm.url)
    [article] = web_archive.articles()
    assert article.published is None
    assert "lies ahead (2099-01-01" in report.warnings[0].warning


def test_the_command_line_adds_addresses(farm: Farm, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    farm.pages["/a"] = answer(gzip.compress(page().encode()), content_encoding="gzip")
    monkeypatch.setenv("DATELINE_FETCH_ALLOW", "127.0.0.1, intranet.example")
    monkeypatch.setenv("DATELINE_EMBEDDINGS", "local")
    assert load_settings().fetch_allow == ("127.0.0.1", "intranet.example")
    done = ask_json("add", f"{farm.url}/a", "http://[::1]/", by=call, code=1)
    assert len(done["added"]) == 1
    assert done["failed"][0]["source"] == "http://[::1]/" and "this machine" in done["failed"][0]["reason"]


def test_a_persons_names_for_fields_hold_for_what_is_fetched(web_archive: Archive, farm: Farm, tmp_path: Path) -> None:
    text = "The council of Keldermark met on Monday about the bridge. It will be closed until the spring."
    farm.pages["/out.json"] = answer(json.dumps({"kopf": "Bridge", "inhalt": text}), kind="application/json")
    names = FieldMap.parse(["title=kopf", "text=inhalt"])
    report = web_archive.add(f"{farm.url}/out.json", fields=names)
    assert [web_archive.article(one).title for one in report.added] == ["Bridge"], report
    with pytest.raises(UsageError, match="--map or --follow"):
        web_archive.add(str(tmp_path), follow=True, fields=names)
    assert web_archive.followed() == []
