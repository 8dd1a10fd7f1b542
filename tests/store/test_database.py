"""The catalog's database, and what else uses its library."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from toy import ToyEmbedder

from rag import Archive, ArchiveDamagedError

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
