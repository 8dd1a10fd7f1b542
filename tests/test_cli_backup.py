"""``dateline export`` and ``dateline import``, as a user runs them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cli_runs import ask_json, call, refused, run, write_articles
from toy import ToyEmbedder

from rag import Archive, load_settings
from rag.errors import BackupError
from rag.model import Draft
from rag.store.listed import EntryMetadata, ListEntry

pytestmark = pytest.mark.slow

FEED = "https://ledger.example/feed"


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup of an archive of three articles."""
    ask_json("add", write_articles(tmp_path / "news"), "--archive", tmp_path / "one", by=call)
    path = tmp_path / "backup.zip"
    written = ask_json("export", path, "--with-vectors", "--archive", tmp_path / "one", by=call)
    assert written == {"path": str(path), "articles": 3, "vectors": 3, "bytes": path.stat().st_size}
    return path


def test_there_and_back(backup: Path, tmp_path: Path) -> None:
    imported = ask_json("import", backup, "--archive", tmp_path / "two")
    assert set(imported) >= {"added", "updated", "unchanged", "skipped", "failed", "warnings", "vectors", "notice"}
    assert (len(imported["added"]), imported["vectors"], imported["notice"]) == (3, 3, None)
    one, two = (ask_json("list", "--archive", tmp_path / name, by=call) for name in ("one", "two"))
    assert one == two
    for article in one:
        shown = [ask_json("show", article["id"], "--archive", tmp_path / name, by=call) for name in ("one", "two")]
        assert shown[0] == shown[1]
    assert ask_json("doctor", "--archive", tmp_path / "two", by=call)["ok"]
    done = call("import", backup, "--archive", tmp_path / "two")
    assert done.stdout == "0 added, 0 updated, 3 unchanged, 0 skipped, 0 failed.\n"


def test_some_of_it(backup: Path, tmp_path: Path) -> None:
    done = run("export", tmp_path / "some.zip", "--language", "de", "--archive", tmp_path / "one")
    assert (done.returncode, done.stderr) == (0, "")
    assert "articles 1, vectors 0" in done.stdout


def test_refused_with_a_sentence(backup: Path, tmp_path: Path) -> None:
    there, new = ("--archive", tmp_path / "one"), ("--archive", tmp_path / "new")
    refused(2, "does not exist")(call("import", tmp_path / "none.zip", *new))
    assert not (tmp_path / "new").exists()
    refused(2, "no archive at")(call("export", tmp_path / "new.zip", *new))
    refused(2, "not a backup")(call("export", tmp_path / "news" / "ferry.txt", *there))
    (tmp_path / "half.zip").write_bytes(backup.read_bytes()[:700])
    refused(1, "half.zip", "cut off")(call("import", tmp_path / "half.zip", *there))


def test_what_is_followed_after_an_import_is_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.archive.choose_embedder", lambda settings: ToyEmbedder())
    news, path = write_articles(tmp_path / "news"), tmp_path / "backup.zip"
    call("add", news, "--follow", "--archive", tmp_path / "one")
    call("export", path, "--archive", tmp_path / "one")
    with Archive.open(tmp_path / "one", embedder=ToyEmbedder()) as archive:
        archive._web.follow([FEED])
    call("export", path, "--archive", tmp_path / "one")
    other = ("--archive", tmp_path / "two")
    # An archive that a stranger made would have "sync" read a folder of this machine, or ask a server of theirs.
    [_, said] = call("import", path, *other).stdout.splitlines()
    assert said.startswith("2 sources are followed in the backup and not here") and said.endswith(f"{news}, {FEED}")
    assert ask_json("sync", "--list", *other, by=call)["followed"] == []
    done = ask_json("import", path, "--follow", *other, by=call)
    assert (done["followed"], done["not_followed"]) == ([FEED], [str(news)])
    assert [one["source"] for one in ask_json("sync", "--list", *other, by=call)["followed"]] == [FEED]
    done = ask_json("import", path, "--follow", *other, by=call)
    assert (done["followed"], done["not_followed"]) == ([], [str(news)])
    call("export", tmp_path / "some.zip", "--language", "de", "--archive", tmp_path / "one")
    call("unfollow", FEED, *other)
    done = ask_json("import", tmp_path / "some.zip", "--follow", *other, by=call)
    assert (done["followed"], done["not_followed"]) == ([], []), "a part of an archive"


def test_an_import_leaves_what_is_followed_here_as_it_is(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "one", embedder=ToyEmbedder()) as one:
        one._web.follow([FEED])
        evil = ListEntry("evil", "https://evil.example/a", EntryMetadata())
        [row] = one._web._followed_store.followed()
        one._web._followed_store.keep(replace(row, form="feed", etag="1", entries=(evil,)))
        one.export(tmp_path / "backup.zip")
    with Archive.open(tmp_path / "two", embedder=ToyEmbedder()) as two:
        two._web.follow([FEED])
        before = two._web._followed_store.followed()
        report = two.import_backup(tmp_path / "backup.zip", follow=True)
        assert (report.followed, report.not_followed) == ((), ())
        assert two._web._followed_store.followed() == before


@pytest.mark.parametrize(
    "changes", [{"text": "Long. " * 200_000}, {"captions": ("Long. " * 200_000,)}, {"title": "L" * 1_000_001}]
)
def test_an_import_keeps_to_the_limit_of_a_text(tmp_path: Path, changes: dict[str, Any]) -> None:
    draft = replace(Draft("Ferry", "The ferry of Skarne will stop."), **changes)
    with Archive.open(tmp_path / "one", embedder=ToyEmbedder()) as one:
        one._ingest._run.adder().add_drafts([("ferry", draft)])
        one.export(tmp_path / "backup.zip")
    settings = load_settings(limit_text_mb=1)
    with Archive.open(tmp_path / "two", embedder=ToyEmbedder(), settings=settings) as two:
        with pytest.raises(BackupError, match=r"of more than 1 MB in the article .*DATELINE_LIMIT_TEXT_MB"):
            two.import_backup(tmp_path / "backup.zip")
        assert two.count() == 0
