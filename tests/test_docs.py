"""What the documentation names exists: paths, dotted modules, links, and the list of decisions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(
    (ROOT / "docs").rglob("*.md")
)
#: Folders whose files are named by their whole path.
_TREES = "rag|ui|tests|docs|bench|tools"
_PATH = re.compile(rf"(?<![\w./~-])(?:{_TREES})/[\w./*…<>{{}}-]*")
#: Folders of modules, so that a bare ``store/catalog.py`` is told from the whole path.
_SHORT = re.compile(r"`((?:[a-z_]+/)+[a-z_]+\.py)`")
_MODULE = re.compile(r"(?<![\w./-])(?:rag|ui)(?:\.[a-z_]\w*)+")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
#: Patterns and placeholders name no one file.
_PLACEHOLDER = re.compile(r"[*…<>{}]|NAME|NN|\.\.\.")


def _named(pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for match in pattern.finditer(page.read_text(encoding="utf-8")):
            yield page.relative_to(ROOT).as_posix(), match[match.re.groups]


def _is_module(dotted: str) -> bool:
    """Whether it names a module or a package, or something within one."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        place = ROOT.joinpath(*parts[:length])
        file = place.with_suffix(".py") if place.with_suffix(".py").is_file() else place / "__init__.py"
        if file.is_file():
            inside = parts[length:]
            return not inside or re.search(rf"\b{inside[0]}\b", file.read_text(encoding="utf-8")) is not None
    return False


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    titles = _HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_paths_exist() -> None:
    paths = [(page, path.rstrip(".")) for page, path in _named(_PATH) if not _PLACEHOLDER.search(path)]
    assert len(paths) > 300
    assert [f"{page}: {path}" for page, path in paths if not (ROOT / path).exists()] == []


def test_paths_in_code_exist() -> None:
    """In comments and docstrings, which no tool for types looks at."""
    wrong = []
    for file in [file for folder in ("rag", "ui", "tests") for file in (ROOT / folder).rglob("*.py")]:
        for match in _PATH.finditer(file.read_text(encoding="utf-8")):
            path = match[0].rstrip(".")
            if not _PLACEHOLDER.search(path) and not (ROOT / path).exists():
                wrong.append(f"{file.relative_to(ROOT)}: {path}")
    assert wrong == []


def test_modules_are_named_by_their_whole_path() -> None:
    names = [(page, name) for page, name in _named(_SHORT) if not (ROOT / name).is_file()]
    assert [f"{page}: {name}" for page, name in names] == []


def test_dotted_modules_exist() -> None:
    modules = list(_named(_MODULE))
    assert modules
    assert [f"{page}: {name}" for page, name in modules if not _is_module(name)] == []


def test_links_lead_somewhere() -> None:
    wrong = []
    for page, link in _named(_LINK):
        path, _, anchor = link.partition("#")
        if "://" in path:
            continue
        target = (ROOT / page).parent / path if path else ROOT / page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            wrong.append(f"{page}: {link}")
    assert wrong == []


def test_the_list_of_decisions_is_whole() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = {
        match[2]: match[1]
        for match in re.finditer(
            r"\[([^\]]+)\]\((\d\d-[a-z-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8")
        )
    }
    titles = {
        page.name: f"{page.name[:2]} {page.read_text(encoding='utf-8').partition(chr(10))[0].removeprefix('# ')}"
        for page in folder.glob("[0-9]*.md")
    }
    assert listed == titles
    assert [int(name[:2]) for name in sorted(titles)] == list(range(1, len(titles) + 1))


@pytest.mark.parametrize("word", ["What", "Why", "How it was measured", "What would change it"])
def test_each_decision_says_what_it_owes(word: str) -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [page.name for page in pages if f"**{word}" not in page.read_text(encoding="utf-8")] == []


def test_the_picture_names_what_exists() -> None:
    picture = (ROOT / "docs" / "architecture.svg").read_text(encoding="utf-8")
    words = re.findall(r">([^<]*)</text>", picture)
    paths = [path.strip(",") for text in words for path in re.findall(r"(?:rag|ui)/[\w/.]*|\b\w+\.py\b", text)]
    files = [path.relative_to(ROOT).as_posix() for path in [*(ROOT / "rag").rglob("*"), *(ROOT / "ui").rglob("*")]]
    assert len(paths) > 20
    assert [
        path for path in paths if not any(f"/{file}".endswith(f"/{path.rstrip('/')}") for file in [*files, "ui"])
    ] == []
