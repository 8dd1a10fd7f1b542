"""Text with half letters (lone surrogates), from arguments that are not UTF-8 or a browser's cut emoji.

At every door it is read with a mark in their place, or refused with one sentence. Paths with such bytes are paths
like any other.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_runs import call, run
from toy import ToyEmbedder

from rag import Archive, Filters, UsageError
from rag.model import Draft

Put = Callable[..., str]
#: ``$'caf\xe9'`` as Python has it, and as it is shown.
HALF, MARKED = "caf\udce9", "caf\ufffd"
FOLDER = os.fsdecode(b"caf\xe9")
FERRY = "The ferry of Skarne sailed today. It cost two million crowns."


class StrictEmbedder(ToyEmbedder):
    """Takes UTF-8 alone, as the real ones do."""

    def embed_query(self, text: str) -> Any:
        return super().embed_query(text.encode().decode())


@pytest.fixture
def embedder() -> StrictEmbedder:
    return StrictEmbedder()


def test_questions_are_read_with_marks(archive: Archive, put: Put) -> None:
    put("ferry", FERRY)
    asked = f"{HALF} ferry of Skarne"
    talk = archive.conversation(turns=[(HALF, HALF)])
    for answer in (archive.ask(asked), archive.quote(asked), archive.summarize(query=asked), talk.ask(asked)):
        assert answer.question == f"{MARKED} ferry of Skarne"
        assert answer.evidence
    assert archive.search(asked)
    assert talk.turns[0].question == MARKED


def test_what_is_added_and_corrected_has_marks(archive: Archive) -> None:
    (identity,) = archive.add_text(f"{FERRY} The {HALF} is open.", name=f"{HALF}.txt").added
    assert MARKED in archive.article(identity).text
    assert MARKED in archive.article(identity).source
    edited = archive.edit(identity, title=HALF, outlet=HALF, authors=[HALF])
    assert (edited.title, edited.outlet, edited.authors) == (MARKED, MARKED, (MARKED,))


NAMES = Filters(outlets=(HALF,))


@pytest.mark.parametrize(
    "door",
    [
        lambda archive: archive.ask("ferry", filters=NAMES),
        lambda archive: archive.search("ferry", filters=Filters(languages=(HALF,))),
        lambda archive: archive.articles(NAMES),
        lambda archive: archive.page_of_articles(HALF),
        lambda archive: archive.article_ids(HALF),
        lambda archive: archive.coverage(NAMES),
        lambda archive: archive.article(HALF),
        lambda archive: archive.versions(HALF),
        lambda archive: archive.summarize(HALF),
        lambda archive: archive.edit(HALF, title="Ferry"),
        lambda archive: archive.edit_many([HALF], outlet="Courier"),
        lambda archive: archive.remove([HALF]),
        lambda archive: archive.remove([HALF], erase=True),
        lambda archive: archive.forget_failures([HALF]),
        lambda archive: archive.add_drafts([("ferry", Draft("Ferry", FERRY, captions=(HALF,)))]),
        lambda archive: archive.add_drafts([(HALF, Draft("Ferry", FERRY))]),
    ],
)
def test_what_cannot_be_there_is_refused(archive: Archive, put: Put, door: Callable[[Archive], object]) -> None:
    put("ferry", FERRY)
    with pytest.raises(UsageError, match=r"caf\?.* is not UTF-8"):
        door(archive)
    assert archive.count() == 1


def test_addresses_are_refused(archive: Archive) -> None:
    for follow in (False, True):
        with pytest.raises(UsageError):
            archive.add(f"http://127.0.0.1:9/{HALF}", follow=follow)
    assert not archive.failures()
    assert not archive.followed()


def test_a_folder_is_added_followed_and_kept(archive: Archive, write: Callable[..., Path], tmp_path: Path) -> None:
    file = write(f"{FOLDER}/ferry.txt", FERRY)
    write(f"{FOLDER}/broken.pdf", "no PDF")
    report = archive.add(file.parent)
    assert (len(report.added), len(report.failed)) == (1, 1)
    assert archive.add(file).unchanged == report.added  # known by its place
    assert [failure.origin for failure in archive.failures()] == [str(file.with_name("broken.pdf"))]
    assert len(archive.retry_failed().failed) == 1
    archive.add(file.parent, follow=True)
    assert [each.source for each in archive.followed()] == [str(file.parent)]
    assert archive.sync().added.unchanged == report.added
    assert archive.unfollow(file.parent)
    archive.export(file.with_name("backup.zip"))
    with Archive.open(tmp_path / "other", embedder=ToyEmbedder()) as other:
        assert other.import_backup(file.with_name("backup.zip")).articles.added == report.added
    archive.remove(report.added, erase=True)
    assert archive.count() == 0


def test_an_archive_is_made_elsewhere(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="give another folder"):
        Archive.open(tmp_path / FOLDER, embedder=ToyEmbedder())
    assert not (tmp_path / FOLDER).exists()


def test_the_command_line_has_no_stack_trace(tmp_path: Path, write: Callable[..., Path]) -> None:
    archive = tmp_path / "archive"
    folder = write(f"{FOLDER}/ferry.txt", FERRY).parent
    assert call("add", folder, "--archive", archive).returncode == 0
    answer = run("ask", HALF, "--archive", archive, "--json")
    assert json.loads(answer.stdout)["question"] == MARKED
    refused = call("show", HALF, "--archive", archive)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
