"""What an ``add`` will come to, told before it begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rag import Archive, UsageError
from rag.ingest.forecast import Foresight, foresee
from ui.cli.forecast import foreseen

Write = Callable[..., Path]


def test_files_are_counted_by_what_they_hold(archive: Archive, write: Write) -> None:
    folder = write("pile/a.txt", "word " * 2_000).parent
    write("pile/below/b.html", "<p>word</p>" * 1_000)
    write("pile/.hidden.txt", "word")
    write("pile/picture.png", b"no article")
    ahead = archive.foresee([folder, "https://news.example/feed.xml"])
    assert (ahead.files, ahead.size) == (2, 21_000)
    text, page = (archive.foresee([folder / name]) for name in ("a.txt", "below/b.html"))
    assert text.seconds > 5 * page.seconds > 0  # a page is mostly markup
    assert ahead.room == pytest.approx(text.room + page.room, abs=2) and ahead.room > text.size
    assert ahead.free > 0
    with pytest.raises(UsageError):
        archive.foresee([folder / "none"])


def test_an_archive_that_is_still_to_be_made_is_no_hindrance(tmp_path: Path, write: Write) -> None:
    assert foresee([write("pile/a.txt", "word")], tmp_path / "to" / "be" / "made").free > 0


def test_only_what_takes_long_or_is_tight_is_told() -> None:
    short = Foresight(files=2, size=9_000, seconds=2, room=90_000, free=10**12)
    assert foreseen(short) == []
    [line] = foreseen(replace(short, files=100_000, size=220_000_000, seconds=37_000, room=3_000_000_000))
    assert line.startswith("100,000 files, 220 MB: about 10 hours and 3.0 GB in the archive")
    [warning] = foreseen(replace(short, room=90_000_000, free=100_000_000))
    assert "100 MB left" in warning and "90 MB" in warning
