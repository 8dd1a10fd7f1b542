"""A packed source that was cut off between two commits is read to its end the next time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import delete

from rag import Archive
from rag.store.source_registry import SOURCES


def _write(file: Path, edition: int = 1) -> None:
    file.parent.mkdir(exist_ok=True)
    text = "The harbour office of pier {0} counted {0} barges in season {1}, and the clerk noted it in her book."
    rows = [
        {"id": f"w{number}", "title": f"Pier {number}", "text": text.format(number, edition)} for number in range(6)
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))


def _cut_off(archive: Archive, file: Path) -> None:
    """As a kill leaves it after the first commit: some articles are there, and nothing is known of the file."""
    archive.add(file.parent)
    later = [article.id for article in archive.articles() if article.source.endswith(("w4", "w5"))]
    assert len(archive.remove(later).removed) == 2
    with archive._store.catalog.database.write() as db:
        db.execute(delete(SOURCES))


@pytest.mark.parametrize("name", ["wire.jsonl", "wire #3.jsonl"])
@pytest.mark.parametrize("edition", [1, 2], ids=["unchanged", "changed"])
@pytest.mark.parametrize("through", ["folder", "parent", "file"])
def test_the_rest_is_added_and_nothing_is_doubled(
    archive: Archive, tmp_path: Path, name: str, edition: int, through: str
) -> None:
    file = tmp_path / "all" / "packed" / name
    file.parent.parent.mkdir()
    _write(file)
    _cut_off(archive, file)
    _write(file, edition)
    archive.add({"folder": file.parent, "parent": file.parent.parent, "file": file}[through])
    assert sorted(article.source for article in archive.articles()) == [f"packed/{name}#w{n}" for n in range(6)]
    assert all(f"season {edition}," in article.text for article in archive.articles())
    assert archive.check().problems == ()


def test_a_file_with_a_number_sign_is_known_by_itself(archive: Archive, tmp_path: Path) -> None:
    file = tmp_path / "all" / "packed" / "wire #3.txt"
    file.parent.mkdir(parents=True)
    file.write_text("The harbour office of pier 3 counted 17 barges on Monday, and the clerk noted it in her book.")
    archive.add(file.parent)
    with archive._store.catalog.database.write() as db:
        db.execute(delete(SOURCES))
    assert len(archive.add(file.parent.parent).unchanged) == 1
    assert [article.source for article in archive.articles()] == ["packed/wire #3.txt"]
