"""Corrections: what a person says of an article outlives its source, and every index agrees."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from cli_runs import ask_json, call, refused
from toy import ToyEmbedder

from rag import Archive, Filters, Settings
from rag.errors import UnknownArticleError, UsageError

FERRY = """Ferry to stop earlier

By Jonas Field
2 September 2025

The last ferry from Harrow Bay will leave at 21:40 on weekdays, the operator Teskline said on Tuesday.

Mayor Ilse Brandt opposes the cuts. "The ferry is our main street," she told the council.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pile").mkdir()
    (tmp_path / "pile" / "ferry.txt").write_text(FERRY)
    return tmp_path / "pile"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive", settings=Settings(llm="none"), embedder=ToyEmbedder()) as opened:
        yield opened


def test_a_correction_outlives_its_source(archive: Archive, folder: Path) -> None:
    [known] = archive.add(folder).added
    before = archive.article(known)
    assert (before.published and before.published.isoformat(), archive.corrected_fields(known)) == ("2025-09-02", ())

    edited = archive.edit(known, published="2025-09-03", title="Last  ferry at 21:40", authors=["Jo Field", "Ann Lee"])
    assert (edited.published and edited.published.isoformat(), edited.published_from) == ("2025-09-03", "edited")
    assert (edited.title, edited.authors, edited.text) == ("Last ferry at 21:40", ("Jo Field", "Ann Lee"), before.text)
    assert archive.corrected_fields(known) == ("published", "title", "authors")

    assert archive.add(folder).unchanged == (known,)
    (folder / "ferry.txt").write_text(FERRY.replace("21:40", "22:15").replace("2 September", "5 September"))
    assert archive.add(folder).updated == (known,)
    again = archive.article(known)
    assert (again.title, again.published, again.authors) == (edited.title, edited.published, edited.authors)
    assert "22:15" in again.text
    assert archive.check().ok

    undone = archive.edit(known, undo=["published", "title", "author"])
    assert (undone.published and undone.published.isoformat(), undone.title) == ("2025-09-05", before.title)
    assert (undone.authors, undone.published_from) == (before.authors, before.published_from)
    assert archive.corrected_fields(known) == ()
    assert archive.add(folder).unchanged == (known,)


def test_search_filters_and_vectors_agree_with_a_correction(archive: Archive, folder: Path) -> None:
    [known] = archive.add(folder).added
    archive.edit(known, title="Zeppelin sold", outlet="Skarne Ledger", published="2019-02-01", language="DE")
    for mode in ("lexical", "dense", "hybrid"):
        filters = Filters(outlets=("skarne ledger",), languages=("de",))
        hits = archive.search("Zeppelin", filters=filters, mode=mode)
        assert [hit.article.id for hit in hits] == [known], mode
        assert not archive.search("ferry", filters=Filters(languages=("en",)), mode=mode)
    archive.edit(known, clear=["published", "outlet"])
    article = archive.article(known)
    assert (article.published, article.published_from, article.outlet) == (None, None, None)
    assert archive.check().ok
    assert archive.remove(known).removed == (known,)
    [again] = archive.add(folder).added
    assert (again, archive.article(again).title) == (known, "Ferry to stop earlier")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({}, "nothing to change"),
        ({"published": "yesterday"}, "is not a date"),
        ({"published": "2024-03-15T10:00"}, "needs its zone"),
        ({"published": "2999-01-01"}, "lies ahead"),
        ({"title": " \n"}, "needs words"),
        ({"language": "english"}, "no language code"),
        ({"clear": ["title"]}, "needs a headline"),
        ({"clear": ["text"]}, 'no field "text"'),
        ({"outlet": "A", "clear": ["outlet"]}, "named twice"),
    ],
)
def test_what_cannot_be_right_is_refused(
    archive: Archive, folder: Path, wrong: dict[str, object], sentence: str
) -> None:
    [known] = archive.add(folder).added
    before = archive.article(known)
    with pytest.raises(UsageError, match=sentence):
        archive.edit(known, **wrong)  # type: ignore[arg-type]
    assert archive.article(known) == before


def test_an_unknown_article_cannot_be_edited(archive: Archive) -> None:
    with pytest.raises(UnknownArticleError):
        archive.edit("0" * 16, title="New")


def test_the_commands(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_ARCHIVE", str(tmp_path / "archive"))
    page = FERRY.replace("The last", "Share\n\nThe last") + "\n\nSign up to read more.\n\nMost read\n"
    (folder / "ferry.txt").write_text(page)
    [known] = ask_json("add", folder, by=call)["added"]
    shown = ask_json("edit", known, "--published", "2025-09-03", "--author", "Ann Lee", by=call)
    assert (shown["published"], shown["authors"], shown["corrected"]) == (
        "2025-09-03", ["Ann Lee"], ["published", "authors"],
    )  # fmt: skip
    explained = ask_json("show", known, "--explain", by=call)
    assert explained["published_from"] == "edited" and explained["corrected"] == ["published", "authors"]
    assert [piece["text"] for piece in explained["taken_off"]] == [
        "By Jonas Field", "2 September 2025", "Share", "Sign up to read more.", "Most read",
    ]  # fmt: skip
    assert all(piece["reason"] for piece in explained["taken_off"])
    text = call("show", known, "--explain").stdout
    assert "Corrected by hand: published, authors" in text and "(page furniture by what it says)" in text
    assert "taken_off" not in ask_json("show", known, by=call)
    refused(2, "nothing to change")(call("edit", known))
    refused(2, "is not a date")(call("edit", known, "--published", "soon"))
    refused(1, "no article has the id")(call("edit", "0" * 16, "--title", "New"))


@pytest.fixture
def many(archive: Archive, tmp_path: Path) -> Archive:
    pile = tmp_path / "many"
    pile.mkdir()
    for number in range(7):
        outlet = "Bote" if number < 4 else "Courier"
        (pile / f"{number}.md").write_text(
            f"---\ntitle: Ferry {number}\noutlet: {outlet}\ndate: 2025-09-0{number + 1}\n---\n\nThe ferry sailed.\n"
        )
    archive.add(pile)
    return archive


def test_many_are_corrected_at_once_and_as_they_were_again(many: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.store.edit_service._AT_ONCE", 3)
    ids = many.article_ids("ferry", filters=Filters(outlets=("bote",)))
    told: list[tuple[int, int]] = []
    report = many.edit_many(
        [*ids, "0" * 16],
        outlet="Küstenbote",
        authors=["Ann Lee"],
        clear=["published"],
        progress=lambda step: told.append((step.done, step.total)) if step.step == "correcting" else None,
    )
    assert (report.edited, report.unchanged, report.unknown) == (tuple(ids), (), ("0" * 16,))
    assert told == [(3, 5), (5, 5)]
    assert {article.id for article in many.articles(Filters(outlets=("Kuestenbote",)))} == set(ids)
    assert all(many.article(each).authors == ("Ann Lee",) and many.article(each).published is None for each in ids)
    assert many.count(Filters(outlets=("Courier",))) == 3
    assert {hit.article.outlet for hit in many.search("ferry", filters=Filters(outlets=("Küstenbote",)), mode="dense")}
    assert many.check().problems == ()
    again = many.edit_many(ids, outlet="Küstenbote", authors=["Ann Lee"], clear=["published"])
    assert (again.edited, again.unchanged) == ((), tuple(ids))
    undone = many.edit_many(ids, undo=["outlet", "authors", "published"])
    assert undone.edited == tuple(ids)
    assert {many.article(each).outlet for each in ids} == {"Bote"} and all(many.article(each).published for each in ids)
    assert not any(many.corrected_fields(each) for each in ids)


def test_the_command_refuses_what_is_unclear(many: Archive) -> None:
    where = ("--archive", many.path)
    many.close()
    for wrong in (
        ("edit", "--outlet", "X"),
        ("edit", "a", "--where", "ferry", "--outlet", "X"),
        ("edit", "--where", "ferry", "--title", "X"),
    ):
        assert call(*wrong, *where).returncode == 2


def test_the_command_says_what_it_corrected(
    many: Archive, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ui.cli import edit as cli_edit

    monkeypatch.setattr("rag.Archive.open", lambda *_, **__: nullcontext(many))
    cli_edit.edit(from_outlet=["Bote"], since="2025-09-03", dry_run=True)
    assert capsys.readouterr().out == "2 articles would be corrected.\n"
    chosen: dict[str, Any] = {"from_outlet": ["BOTE"], "where": "ferry", "undated": False}
    cli_edit.edit(**chosen, outlet="New", as_json=True)
    assert len(json.loads(capsys.readouterr().out)["edited"]) == 4
    cli_edit.edit(from_outlet=["New"], undo=["outlet"])
    assert capsys.readouterr().out == "4 corrected.\n"
