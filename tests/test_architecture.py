"""The layers of the house: who may import whom, how large a folder may be, and what a file may be called.

A layer imports those that stand after it, and its own. What is wrong here is mended by moving what is shared down, not
by an exception.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import rag
import rag.evaluate

ROOT = Path(__file__).parent.parent
#: From the roof to the ground; what stands in one line does not know of its neighbours.
LAYERS = (
    {"evaluate"},
    {"archive", "client"},
    {"backup"},
    {"answer", "ingest"},
    {"store"},
    {"llm"},
    {"accounts"},
    {"text"},
    {"schema"},
    {"reports"},
    {"model"},
    {"settings"},
    {"errors"},
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
#: Of one folder of code.
MOST_FILES = 25
#: What may lie loose in rag/, besides __init__.
LOOSE = {"archive", "reports", "errors"}
#: What Archive does itself: it puts the services together, opens, and closes.
OWN = {"__init__", "open", "close", "__enter__", "__exit__"}
#: Each folder may have one of these.
OFTEN = {"__init__", "__main__", "service"}


def _imports(file: Path) -> Iterator[tuple[str, str]]:
    """The module and the name of each import, also of those within functions."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def _files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def _layer(file: Path) -> str:
    return file.relative_to(ROOT / "rag").with_suffix("").parts[0]


def test_layers_run_one_way() -> None:
    wrong = []
    for file in _files("rag"):
        own = _layer(file)
        if own == "__init__":
            continue
        for module, name in _imports(file):
            if not (module == "rag" or module.startswith(("rag.", "ui."))):
                continue
            assert not module.startswith("ui."), f"{file}: the engine knows no door"
            other = name if module == "rag" else module.split(".")[1]
            if other != own and RANK[other] <= RANK[own]:
                wrong.append(f"{file.relative_to(ROOT)} imports {module}")
    assert not wrong


def test_nobody_imports_what_is_private_to_a_module() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}: {name} of {module}"
        for file in _files("rag") + _files("ui")
        for module, name in _imports(file)
        if module.startswith(("rag", "ui")) and name.startswith("_")
    ]
    assert not wrong


def test_the_doors_use_what_the_engine_exports() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}: {module}"
        for file in _files("ui")
        for module, _ in _imports(file)
        if module.startswith("rag.") and module != "rag.evaluate"
    ]
    assert not wrong
    for package in (rag, rag.evaluate):
        assert all(getattr(package, name) is not None for name in package.__all__)


def test_the_facade_only_delegates() -> None:
    assert rag.Archive.__bases__ == (object,)
    tree = ast.parse((ROOT / "rag" / "archive.py").read_text(encoding="utf-8"))
    [archive] = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    for method in archive.body:
        if not isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) or method.name in OWN:
            continue
        assert ast.get_docstring(method), f"Archive.{method.name} is documented"
        assert method.returns is not None, f"Archive.{method.name} is typed"
        assert len(method.body) == 2, f"Archive.{method.name} is one line"


def test_the_doors_do_not_know_each_other() -> None:
    """Only ``dateline serve`` starts the page, which has the doors for programs served beside it."""
    doors = ("cli", "page", "api", "mcp")
    pairs = [(f"ui/{door}", f"ui.{other}") for door in (*doors, "shared") for other in doors if door != other]
    for door, other in pairs:
        names = {
            (file.relative_to(ROOT).as_posix(), module)
            for file in _files(door)
            for module, _ in _imports(file)
            if module.startswith(other)
        }
        assert names <= {
            ("ui/cli/serve.py", "ui.page.server"),
            ("ui/cli/serve.py", "ui.page.security.workspace"),
            ("ui/cli/serve.py", "ui.mcp.stdio"),
            ("ui/page/web_app.py", "ui.api.access"),
            ("ui/page/web_app.py", "ui.api.app"),
            ("ui/page/web_app.py", "ui.api.errors"),
            ("ui/page/web_app.py", "ui.mcp.http"),
        }


@pytest.mark.parametrize("folder", ["rag", "ui"])
def test_folders_can_be_looked_over(folder: str) -> None:
    sizes = Counter(file.parent.relative_to(ROOT).as_posix() for file in _files(folder))
    assert {name: size for name, size in sizes.items() if size > MOST_FILES} == {}


def test_names_of_files_are_told_apart() -> None:
    assert {file.stem for file in (ROOT / "rag").glob("*.py")} - {"__init__"} == LOOSE
    names = Counter(file.stem for file in _files("rag") if file.stem not in OFTEN)
    assert [name for name, number in names.items() if number > 1] == []
