"""The catalog's database, and what else uses its library."""

from __future__ import annotations

import subprocess
import sys

import pytest

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
