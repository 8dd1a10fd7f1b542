"""A wheel is all that a user needs: built, installed into an environment of its own, and run outside the checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cli_runs import ARTICLES

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
PROJECT = ("pyproject.toml", "README.md", "LICENSE", "rag", "ui", "tests", "tools", "bench")
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def _done(*command: object, cwd: Path, environment: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of a copy of the project, so that building leaves nothing in the checkout, and finds nothing there."""
    copy = tmp_path_factory.mktemp("project")
    unwanted = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in PROJECT:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=unwanted)
        else:
            shutil.copy(ROOT / name, copy / name)
    built = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "wheel", "--quiet"]
    _done(*pip, "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", built, ".", cwd=copy)
    [wheel] = built.iterdir()
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an environment that holds the wheel; what Dateline needs comes from the tests' own environment."""
    place = tmp_path_factory.mktemp("installed") / "env"
    _done(sys.executable, "-m", "venv", "--without-pip", place, cwd=place.parent)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", place / "bin" / "python", "install"]
    _done(*pip, "--quiet", "--no-compile", "--no-deps", "--no-index", wheel, cwd=place.parent)
    [packages] = place.glob("lib/python*/site-packages")
    # A path in a .pth file is searched after the environment's own packages, and its own .pth files, such as that
    # of a checkout which is installed there, are not read.
    others = {sysconfig.get_paths()[name] for name in ("purelib", "platlib")}
    (packages / "needed.pth").write_text("".join(f"{path}\n" for path in sorted(others)))
    return place


def _outside() -> dict[str, str]:
    """The environment without what would lead back to the checkout."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return {**kept, "DATELINE_LLM": "none"}


def test_a_wheel_holds_the_packages_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as held:
        names = set(held.namelist())
    info = f"dateline-{VERSION}.dist-info/"
    wanted = {
        file.relative_to(ROOT).as_posix()
        for package in ("rag", "ui")
        for file in (ROOT / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert {name for name in names if not name.startswith(info)} == wanted
    assert {"rag/py.typed", "ui/py.typed", "ui/page/static/dateline.css", "ui/page/static/dateline.js"} <= names
    assert {"ui/page/templates/answers.html", "ui/page/templates/login.css"} <= names
    assert f"{info}licenses/LICENSE" in names


def test_an_installed_wheel_answers_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    program, environment = installed / "bin" / "dateline", _outside()

    def run(*arguments: str | Path) -> str:
        return _done(program, *arguments, cwd=tmp_path, environment=environment)

    assert "Add and ask:" in run("--help")
    assert run("--version") == f"dateline {VERSION}\n"
    names = ("ferry.txt", "bridge.md")
    for name in names:
        (tmp_path / name).write_text(ARTICLES[name])
    report: dict[str, Any] = json.loads(run("add", *names, "--archive", "archive", "--json"))
    assert (len(report["added"]), report["failed"]) == (2, [])
    question = "What does the work on the bridge cost?"
    answer = json.loads(run("ask", question, "--archive", "archive", "--json"))
    assert answer["outcome"] in ("answered", "possible")
    assert "46 million crowns" in answer["evidence"][0]["text"]


def test_an_installed_page_has_its_files(installed: Path, tmp_path: Path) -> None:
    code = (
        "import json, rag, ui.page.server\n"
        "from pathlib import Path\n"
        "page = Path(ui.page.server.__file__).parent\n"
        "static = sorted(file.name for file in (page / 'static').iterdir())\n"
        "print(json.dumps([rag.__file__, str(page), static]))\n"
    )
    printed = _done(installed / "bin" / "python", "-c", code, cwd=tmp_path, environment=_outside())
    engine, page, static = json.loads(printed.splitlines()[-1])
    assert Path(engine).is_relative_to(installed)
    assert Path(page).is_relative_to(installed)
    assert static == sorted(file.name for file in (ROOT / "ui" / "page" / "static").iterdir())
