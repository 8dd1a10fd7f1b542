"""The catalog's database, and what else uses its library."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from toy import ToyEmbedder

from rag import Archive, ArchiveDamagedError, UsageError

_LATER = """
import sys
import rag.archive
before = {name for name in sys.modules if name.partition(".")[0] == "sqlalchemy"}
import llama_index.core
import rag.store.vectors.chroma_index
late = {name for name in sys.modules if name.partition(".")[0] == "sqlalchemy"} - before
print(*sorted(name for name in late if name.startswith("sqlalchemy.orm")))
"""


@pytest.mark.slow
def test_no_part_of_the_database_library_is_imported_while_others_query() -> None:
    """``sqlalchemy.orm`` hooks into every query as soon as its import begins: one of another thread's then failed."""
    done = subprocess.run([sys.executable, "-c", _LATER], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_a_folder_that_is_moved_away_is_not_made_anew(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "archive", tmp_path / "elsewhere"
    with Archive.open(folder, embedder=ToyEmbedder()) as archive:
        archive.add_text("The ferry sails at nine on weekdays, the operator said.", name="a.txt")
        database = archive._store.catalog.database
        folder.rename(elsewhere)
        with ExitStack() as held, pytest.raises(ArchiveDamagedError, match="no longer as it was: if it was moved"):
            for _ in range(3):  # those that are open already are of the file, wherever it is
                held.enter_context(database.read())
        with pytest.raises(ArchiveDamagedError, match="no longer as it was"):
            archive._store.vectors.rebuild()
        assert not folder.exists()
        elsewhere.rename(folder)
        assert archive.quote("When does the ferry sail?").evidence


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[Path]:
    """An archive that was closed in order, on a file system that is mounted for reading; only root can mount one."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can mount a file system")
    with Archive.open(tmp_path / "archive", embedder=ToyEmbedder()) as archive:
        archive.add_text("The ferry sails at nine on weekdays, the operator said.", name="a.txt")
    place = tmp_path / "snapshot"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=50m", "dateline-test", str(place)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    try:
        shutil.copytree(tmp_path / "archive", place / "archive")
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        yield place / "archive"
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_an_archive_that_nothing_can_be_written_beside_is_not_called_broken(sealed: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"may not be written to.*copy the archive's folder to where you may write"):
        Archive.open(sealed, embedder=ToyEmbedder(), read_only=True)
    shutil.copytree(sealed, tmp_path / "copy")
    with Archive.open(tmp_path / "copy", embedder=ToyEmbedder(), read_only=True) as archive:
        assert archive.ask("When does the ferry sail?").evidence
