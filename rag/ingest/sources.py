"""From a path to the sources under it: which files are articles, and what each of them is called.

A source's name is what its article's id is made from, so it must not depend on where a folder happens to lie:
the folder's own name and the path below it, with ``/`` between them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from rag.errors import UsageError
from rag.reports import SourceProblem

TEXT_SUFFIXES = frozenset({".txt", ".text"})
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
MARKDOWN_SUFFIXES = frozenset({".md", ".markdown"})
#: Documents, messages and saved pages: mostly one article each.
DOCUMENT_SUFFIXES = frozenset({".pdf", ".docx", ".rtf", ".eml", ".mhtml", ".mht"})
#: Files of many articles.
PACKED_SUFFIXES = frozenset({".mbox", ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".warc", ".warc.gz", ".zip"})
#: Feeds that were saved; other XML is passed over once it is looked at.
FEED_SUFFIXES = frozenset({".rss", ".atom", ".rdf", ".xml"})
KNOWN_SUFFIXES = TEXT_SUFFIXES | HTML_SUFFIXES | MARKDOWN_SUFFIXES | DOCUMENT_SUFFIXES | PACKED_SUFFIXES | FEED_SUFFIXES


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read.

    ``name`` is the contract's source string: the file's path relative to the folder it was added from, behind
    that folder's own name, with POSIX slashes ("articles/sub/x.txt"). ``path`` is absolute.
    """

    name: str
    path: Path

    def __post_init__(self) -> None:
        if not self.name or not self.path.is_absolute():
            raise ValueError(f"a source needs a name and an absolute path: {self.name!r}, {self.path}")


def suffix_of(name: str) -> str:
    """The suffix of a source's name, in lower case with its dot, or the two of ``.warc.gz``; empty where it has
    none."""
    lower = name.lower()
    return ".warc.gz" if lower.endswith(".warc.gz") else Path(lower).suffix


def is_known(name: str) -> bool:
    """Whether files of this name may be articles."""
    return suffix_of(name) in KNOWN_SUFFIXES


def is_about(name: str) -> bool:
    """Whether a file of this name, at a folder's top, is about the folder rather than an article."""
    return name.casefold() == "readme.md" or name.startswith("LICENSE")


def find_sources(path: Path) -> tuple[list[Source], list[SourceProblem]]:
    """Find the articles at ``path``: a file, or a folder with all that is below it.

    Returns:
        The sources and what was passed over, each in the order of their names. Passed over: unknown types, hidden
        files and folders (a hidden folder once), README.md and LICENSE* at the folder's top, links that lead out
        of the folder or back into it, and folders that cannot be read. A file that is named directly is only
        passed over when its type is unknown.

    Raises:
        UsageError: nothing is at ``path``, or it is neither a file nor a folder.
    """
    try:
        given = path.expanduser()
        if given.is_dir():
            return _Walk(given.resolve()).run()
        if not given.exists():
            raise UsageError(f"There is nothing at {path}: check the path.")
        if not given.is_file():
            raise UsageError(f"{path} is neither a file nor a folder.")
        # The parent is resolved, not the file: a link is called by its own name.
        file = given.parent.resolve() / given.name
    except (OSError, RuntimeError, ValueError) as error:  # too long, no access, an unknown ~user, a NUL
        raise UsageError(f"{path} cannot be looked at: {_words(error)}.") from error
    name = _name(file.parent, file)
    problem = _name_problem(file.name) or _type_problem(file.name)
    return ([], [SourceProblem(name, problem)]) if problem else ([Source(_printable(name), file)], [])


class _Walk:
    """One walk through a folder. Links to folders wait until all real folders have been walked, so that a folder
    is read in its own place first and no link can make a loop."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sources: list[Source] = []
        self.problems: list[SourceProblem] = []
        self.walked: set[Path] = set()
        self.links: list[tuple[Path, Path]] = []

    def run(self) -> tuple[list[Source], list[SourceProblem]]:
        """Walk, and give the sources and problems in the order of their names."""
        self.folder(self.root, self.root)
        while self.links:
            waiting, self.links = self.links, []
            for link, target in waiting:
                if target in self.walked:
                    self.pass_over(link, "a link to a folder that is read in its own place")
                else:
                    self.folder(link, target)
        self.sources.sort(key=lambda source: source.name)
        self.problems.sort(key=lambda problem: problem.source)
        return self.sources, self.problems

    def folder(self, shown: Path, real: Path) -> None:
        """Walk the folder ``real`` and what is below it; ``shown`` is its path as reached (through a link or not)."""
        waiting = [(shown, real)]
        while waiting:
            shown, real = waiting.pop()
            self.walked.add(real)
            try:
                # What scandir knows of an entry's type spares three looks at each of 100,000 files.
                with os.scandir(real) as scan:
                    entries = sorted(scan, key=lambda entry: entry.name)
            except OSError as error:
                self.pass_over(shown, f"the folder cannot be read: {_words(error)}")
                continue
            waiting.extend(below for entry in reversed(entries) if (below := self.entry(shown / entry.name, entry)))

    def entry(self, shown: Path, entry: os.DirEntry[str]) -> tuple[Path, Path] | None:
        """Take or pass over one entry; a folder that is to be walked is given back."""
        problem = _name_problem(entry.name)
        if not problem and entry.name.startswith("."):
            problem = "hidden"
        if problem:
            self.pass_over(shown, problem)
            return None
        try:
            if entry.is_symlink():
                self.link(shown, Path(entry.path))
                return None
            if entry.is_dir():
                return shown, Path(entry.path)
            is_file = entry.is_file()
        except OSError as error:
            self.pass_over(shown, f"cannot be looked at: {_words(error)}")
            return None
        self.file(shown, is_file)
        return None

    def link(self, shown: Path, real: Path) -> None:
        """Take a link to a file within the folder, put off a link to a folder, pass over the rest."""
        try:
            target = real.resolve(strict=True)
        except (OSError, RuntimeError):  # RuntimeError: how Python 3.11 reports a loop of links
            self.pass_over(shown, "a link that leads nowhere")
            return
        if not target.is_relative_to(self.root):
            self.pass_over(shown, "a link that leads out of the folder")
        elif target.is_dir():
            self.links.append((shown, target))
        else:
            self.file(shown, target.is_file())

    def file(self, shown: Path, is_file: bool) -> None:
        """Take a file whose type is known."""
        at_top = shown.parent == self.root
        if not is_file:
            self.pass_over(shown, "not a regular file")
        elif at_top and is_about(shown.name):
            self.pass_over(shown, "about the folder, not an article")
        elif problem := _type_problem(shown.name):
            self.pass_over(shown, problem)
        else:
            self.sources.append(Source(_name(self.root, shown), shown))

    def pass_over(self, shown: Path, reason: str) -> None:
        """Note why something was not taken."""
        self.problems.append(SourceProblem(_name(self.root, shown), reason))


def _name(folder: Path, path: Path) -> str:
    """The contract's name of ``path``, added from ``folder``. The root of a disk has no name to put first."""
    relative = path.relative_to(folder).as_posix()
    if relative == ".":
        return _printable(folder.name or folder.as_posix())
    return _printable(f"{folder.name}/{relative}" if folder.name else relative)


def _printable(name: str) -> str:
    """``name`` with the bytes that are not UTF-8 (a folder's old name, say) shown as question marks."""
    return name.encode("utf-8", "replace").decode("utf-8")


def _name_problem(name: str) -> str | None:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return "its name is not valid UTF-8; rename it"
    return None


def _type_problem(name: str) -> str | None:
    suffix = suffix_of(name)
    if suffix in KNOWN_SUFFIXES:
        return None
    return f"not a known type of article ({suffix})" if suffix else "not a known type of article (no suffix)"


def _words(error: BaseException) -> str:
    """What the operating system says, without the path (the caller names it)."""
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()
