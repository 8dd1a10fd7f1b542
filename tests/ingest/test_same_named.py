"""Files of one name in folders of one name: none takes the place of another's article."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from rag import Archive

WORDS = "The ferry of pier {0} sailed on Monday, said the mayor of quarter {0}. Nobody was late in week {0}."
Write = Callable[..., Path]


def sources(archive: Archive) -> dict[str, str]:
    return {article.source: article.text for article in archive.articles()}


def test_two_folders_of_one_name_lose_nothing_in_one_command_or_in_two(archive: Archive, write: Write) -> None:
    one, two = write("2023/news/a.txt", WORDS.format(1)).parent, write("2024/news/a.txt", WORDS.format(2)).parent
    three = write("2025/news/a.txt", WORDS.format(3)).parent
    first = archive.add([one, two])
    assert (len(first.added), first.updated) == (2, ())
    later = archive.add(three)
    assert (len(later.added), later.updated) == (1, ())
    assert sources(archive) == {
        "news/a.txt": WORDS.format(1),
        "2024/news/a.txt": WORDS.format(2),
        "2025/news/a.txt": WORDS.format(3),
    }
    again = archive.add([three, two, one])  # in whatever order
    assert set(again.unchanged) == {*first.added, *later.added} and archive.count() == 3
    (two / "a.txt").write_text(WORDS.format(4))
    assert archive.add(two).updated == first.added[1:]
    assert sources(archive)["2024/news/a.txt"] == WORDS.format(4)


def test_as_many_folders_as_it_takes(archive: Archive, write: Write) -> None:
    folders = [write(f"{outlet}/2024/news/a.txt", WORDS.format(n)).parent for n, outlet in enumerate("xyz")]
    report = archive.add(folders)
    assert len(report.added) == 3
    assert set(sources(archive)) == {"news/a.txt", "2024/news/a.txt", "z/2024/news/a.txt"}


def test_packed_files_and_single_files_of_one_name(archive: Archive, write: Write) -> None:
    table = 'title,text\nReport,"{0}"\n'
    files = [write(f"{year}/news/table.csv", table.format(WORDS.format(year))) for year in (2023, 2024)]
    assert len(archive.add(files).added) == 2
    assert set(sources(archive).values()) == {WORDS.format(2023), WORDS.format(2024)}


def test_a_folder_that_was_moved_or_copied_keeps_its_ids(archive: Archive, write: Write, tmp_path: Path) -> None:
    folder = write("old/news/a.txt", WORDS.format(1)).parent
    [known] = archive.add(folder).added
    shutil.copytree(folder, tmp_path / "copy" / "news")
    assert archive.add(tmp_path / "copy" / "news").unchanged == (known,)
    (tmp_path / "new").mkdir()
    shutil.rmtree(tmp_path / "copy")
    folder.rename(tmp_path / "new" / "news")
    (tmp_path / "new" / "news" / "a.txt").write_text(WORDS.format(2))
    assert archive.add(tmp_path / "new" / "news").updated == (known,)
    assert sources(archive) == {"news/a.txt": WORDS.format(2)}


def test_a_file_that_failed_is_tried_again_by_its_own_name(archive: Archive, write: Write) -> None:
    well, bad = write("2023/news/a.txt", WORDS.format(1)), write("2024/news/a.txt", b"")
    archive.add([well.parent, bad.parent])
    assert [failure.origin for failure in archive.failures()] == [str(bad)]
    bad.write_text(WORDS.format(2))
    assert len(archive.retry_failed().added) == 1
    assert set(sources(archive).values()) == {WORDS.format(1), WORDS.format(2)} and archive.failures() == []
