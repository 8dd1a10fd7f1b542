"""What the README shows to programs runs as it is written, but for the address."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from served_api import Served

ROOT = Path(__file__).parent.parent.parent
_BLOCK = re.compile(r"^```(python|sh)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ADDRESS = "http://localhost:7860"


def _blocks() -> list[tuple[str, str]]:
    readme = (ROOT / "README.md").read_text("utf-8")
    part = readme[readme.index("## Use it from your programs") :]
    return _BLOCK.findall(part[: part.index("\n## ", 5)])


@pytest.mark.parametrize("number", range(3))
def test_the_examples_of_the_readme_run(reading: Served, number: int) -> None:
    blocks = _blocks()
    assert [kind for kind, _ in blocks] == ["python", "python", "sh"]
    kind, code = blocks[number]
    assert _ADDRESS in code
    code = code.replace(_ADDRESS, reading.url)
    if kind == "python":
        out = io.StringIO()
        with redirect_stdout(out):
            exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - the page's own code
        said = out.getvalue()
    else:
        if shutil.which("curl") is None:
            pytest.skip("there is no curl here")
        said = subprocess.run(["bash", "-c", code], capture_output=True, text=True, timeout=60, check=True).stdout
    assert "21:40" in said and "Teskline" in said
