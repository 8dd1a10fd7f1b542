"""Gradio's import, which writes no stub files."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

NAME = "create_or_modify_pyi"


def test_no_stub_files_are_written(tmp_path: Path) -> None:
    package = tmp_path / "gradio"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "component_meta.py").write_text(f"def {NAME}(*_): raise OSError('written')\nother = 5\n")
    code = f"import ui.page; from gradio import component_meta as meta; meta.{NAME}(1, 2, 3); assert meta.other"
    path = os.pathsep.join([str(tmp_path), str(Path(__file__).parents[2])])
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_gradio_has_what_is_left_out() -> None:
    """Else each start of the page takes some seconds longer again, and nobody would notice."""
    gradio = importlib.util.find_spec("gradio")
    assert gradio is not None and gradio.origin is not None
    assert f"def {NAME}(" in (Path(gradio.origin).parent / "component_meta.py").read_text(encoding="utf-8")
