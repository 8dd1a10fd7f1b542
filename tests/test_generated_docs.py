"""The pages of docs/ say what the code does: those made from it are up to date, and the tutorial's blocks run."""

from __future__ import annotations

import ast
import codeop
import io
import re
import shutil
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from rag import Archive, schema
from ui.cli.main import COMMANDS

ROOT = Path(__file__).parent.parent
_BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: A relative link of Markdown to a file, without its place within the page.
_LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


@pytest.fixture
def make_docs(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(ROOT / "tools")
    import make_docs  # type: ignore[import-not-found]

    return make_docs


def test_pages_made_from_the_code_are_up_to_date(make_docs: object) -> None:
    for file, text in make_docs.pages().items():  # type: ignore[attr-defined]
        assert file.read_text("utf-8") == text, f"docs/{file.name} is not what the code says: run make docs"


def test_pages_name_no_place_of_this_machine(make_docs: object) -> None:
    for text in make_docs.pages().values():  # type: ignore[attr-defined]
        assert str(Path.home()) not in text
        assert str(ROOT) not in text


def test_a_shape_that_the_page_does_not_know_is_noticed(make_docs: object, monkeypatch: pytest.MonkeyPatch) -> None:
    class StoryOut(schema.Shape):
        """A story."""

    monkeypatch.setattr("rag.schema.StoryOut", StoryOut, raising=False)
    with pytest.raises(ValueError, match="StoryOut"):
        make_docs.schema_page()  # type: ignore[attr-defined]


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    table = readme[readme.index("## Commands") : readme.index("## Python")]
    names = [name for commands in COMMANDS.values() for name in commands]
    assert [name for name in names if not re.search(rf"`[^`]*\b{name}\b", table)] == []


def test_links_between_pages_lead_somewhere() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    dead = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in pages
        for link in _LINK.findall(page.read_text("utf-8"))
        if not (page.parent / link).exists()
    ]
    assert dead == []


def _like(said: str) -> re.Pattern[str]:
    """What a block prints, where blanks do not matter and ``…`` stands for anything."""
    parts = (re.escape(" ".join(part.split())) for part in said.split("…"))
    return re.compile(r"\s*.*?\s*".join(parts), re.DOTALL)


def _pasted(code: str) -> list[str]:
    """What Python's prompt makes of a block's lines, one after the other: the statements that it cannot read."""
    lines: list[str] = []
    wrong = []
    for line in [*code.splitlines(), ""]:
        lines.append(line)
        try:
            if codeop.compile_command("\n".join(lines), symbol="single") is not None:
                lines = []
        except SyntaxError:
            wrong.append("\n".join(lines))
            lines = []
    return wrong


def test_the_tutorials_blocks_can_be_pasted_at_the_prompt() -> None:
    """At the prompt an empty line ends what is indented, and nothing but it does."""
    assert _pasted("for n in [1]:\n    print(n)\nprint(2)\n") == ["for n in [1]:\n    print(n)\nprint(2)"]
    assert _pasted("for n in [1]:\n    print(n)\n\nprint(2)\n") == []
    blocks = _BLOCK.findall((ROOT / "docs" / "tutorial.md").read_text("utf-8"))
    assert [wrong for kind, code in blocks if kind == "python" for wrong in _pasted(code)] == []


def _echoed(code: str) -> list[str]:
    """The lines whose value the prompt would print: a page says what is printed only where that is asked for."""
    lines = [node.value for node in ast.parse(code).body if isinstance(node, ast.Expr)]
    return [said for said in map(ast.unparse, lines) if not said.startswith("print(") and not said.endswith(".close()")]


def test_a_tutorials_block_prints_nothing_else_at_the_prompt() -> None:
    assert _echoed("archive.add(pages)\nprint(1)\narchive.close()\n") == ["archive.add(pages)"]
    blocks = _BLOCK.findall((ROOT / "docs" / "tutorial.md").read_text("utf-8"))
    assert [line for kind, code in blocks if kind == "python" for line in _echoed(code)] == []


@pytest.mark.slow  # it reads and embeds four articles, with the real embedding
def test_the_tutorial_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gazette = "corpus/articles/upriver-gazette"
    shutil.copytree(ROOT / gazette, tmp_path / gazette)
    monkeypatch.chdir(tmp_path)
    blocks = _BLOCK.findall((ROOT / "docs" / "tutorial.md").read_text("utf-8"))
    assert [kind for kind, _ in blocks] == ["python", "text"] * (len(blocks) // 2), "each block says what it prints"
    names: dict[str, object] = {}
    try:
        for (_, code), (_, said) in zip(blocks[::2], blocks[1::2], strict=True):
            out = io.StringIO()
            with redirect_stdout(out):
                exec(compile(code, "docs/tutorial.md", "exec"), names)  # noqa: S102 - the page's own code
            printed = " ".join(out.getvalue().split())
            assert _like(said).fullmatch(printed), f"{code}\nprints\n{out.getvalue()}"
    finally:
        if isinstance(archive := names.get("archive"), Archive):
            archive.close()
