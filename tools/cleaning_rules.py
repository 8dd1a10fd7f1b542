"""What each rule of the text cleaner is worth, and whether it carries over: on how many web sites it fires, and what
its removal does to the measure there and elsewhere.

    python tools/cleaning_rules.py DIR [--phrases] [--structure] [--unseen]

DIR is a set of ``dateline eval extraction``. ``--phrases`` takes each alternative of the phrase tables off in turn,
``--structure`` each rule by place and look; ``--unseen`` reads each page without the phrases that no other site than
its own has, which estimates the measure on pages that the tables were not made on.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any
from urllib.parse import urlsplit

from rag.errors import RejectedSourceError
from rag.evaluate.extraction import read_page_file, read_truth, shingles
from rag.ingest.cleaning import boilerplate
from rag.ingest.cleaning import boilerplate_patterns as phrases
from rag.ingest.cleaning import line_classifier as kinds
from rag.ingest.cleaning import main_content as density
from rag.ingest.cleaning import plain_text as text
from rag.ingest.cleaning.flatten import flatten
from rag.ingest.cleaning.line_wrapping import split_paragraphs


@dataclass(frozen=True, slots=True)
class Page:
    """A page as copied text, its true text's shingles, and its site."""

    name: str
    site: str
    paragraphs: tuple[str, ...]
    truth: Any


@dataclass(frozen=True, slots=True)
class Rule:
    """One alternative of a phrase table."""

    table: str
    pattern: str


#: The tables, each with how its pattern is made of its alternatives and how it is applied.
_TABLES: dict[str, tuple[str, Callable[[], Iterable[str]], str, str]] = {
    "LINES": ("LINE_PATTERN", lambda: (e for found in phrases.LINES.values() for e in found), "{}", "fullmatch"),
    "STARTS": ("START_PATTERN", lambda: (e for found in phrases.STARTS.values() for e in found), "{}", "match"),
    "SECTIONS": (
        "SECTION_PATTERN",
        lambda: (e for found in phrases.SECTIONS.values() for e in found),
        "{}",
        "fullmatch",
    ),
    "COMMENTS": ("COMMENT_PATTERN", lambda: phrases.COMMENTS, "{}", "fullmatch"),
    "LABELS": ("LABEL_PATTERN", lambda: [phrases.LABELS], "{}", "fullmatch"),
    "LINKS": ("LINK_PATTERN", lambda: phrases.LINKS.values(), r"(?:{})\s*(?::|[|»>→]|$)\s*", "match"),
    "COMMENT_SIGNS": ("COMMENT_SIGN_PATTERN", lambda: [phrases.COMMENT_SIGNS], "{}", "fullmatch"),
}


def _never(*_: object, **__: object) -> None:
    return None


#: Rules by look and place: a name, the module, what stands for the rule in it, and what it is without.
_STRUCTURE: tuple[tuple[str, Any, str, object], ...] = (
    ("the main part by density", text, "main_part", _never),
    ("what stands twice", text, "repeated", lambda lines: frozenset()),
    ("teasers below headlines", density, "_is_teaser", lambda lines, index: False),
    ("teasers that are cut off", density, "_CUT_OFF", re.compile("(?!)")),
    ("readers' comments end the search", density, "comments_follow", lambda lines, index, start: False),
    ("small loss of items and figures", density, "_is_listed", lambda line: False),
    ("what readers' comments hold", boilerplate, "comments_follow", lambda lines, index, start: False),
    ("lists of other stories", boilerplate, "_section_end", lambda lines, index: index + 1),
    ("teasers in such lists", boilerplate, "_teasers_follow", lambda lines, index, heading: False),
    ("captions", boilerplate, "_captions", lambda lines, drop: []),
    ("what is behind the last prose", boilerplate, "_drop_tail", _never),
    ("the page's word to its reader", boilerplate, "is_notice", lambda line, loose: False),
    ("labels beside boilerplate", boilerplate, "_drop_beside", _never),
    ("menus on one line", kinds, "_is_menu", lambda text: False),
    ("captions by their credit", kinds, "_is_caption", lambda text: False),
    ("a credit alone", kinds, "_CREDIT_ONLY", re.compile("(?!)")),
    ("prose with a mark behind it", kinds, "_INNER_END", re.compile("(?!)")),
    ("lines of copyright", kinds, "_COPYRIGHT_LINE", re.compile("(?!)")),
    ("headlines near the body", text, "_NEAR", 0.0),
    ("a standfirst above the share bar", text, "_standfirst_start", lambda lines, place, start: start),
    ("headlines that are questions", text, "_with_question_headline", lambda lines, start: (lines, start)),
    ("sorting until nothing more goes", text, "_MAX_ROUNDS", 0),
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what is asked for, a line of JSON to each rule."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    for name in ("phrases", "structure", "unseen"):
        parser.add_argument(f"--{name}", action="store_true")
    given = parser.parse_args(arguments)
    pages = list(_pages(given.folder))
    base = {page.name: _measure(page) for page in pages}
    _say(what="all rules", pages=len(pages), sites=len({page.site for page in pages}), f1=_f1(base.values()))
    alternatives = list(_alternatives())
    firing = _firing(alternatives, pages) if given.unseen or given.phrases else {}
    if given.unseen:
        _say(what="without what no other site has", f1=_f1(_unseen(pages, firing).values()))
        for least in (2, 3):
            kept = [
                rule
                for rule in alternatives
                if len({page.site for page in firing.get(rule, ())}) not in range(1, least)
            ]
            with _tables_of(kept):
                without = {page.name: _measure(page) for page in pages}
            _say(
                what=f"without phrases of 1 to {least - 1} sites",
                off=len(alternatives) - len(kept),
                f1=_f1(without.values()),
            )
    if given.phrases:
        for rule, where in sorted(firing.items(), key=lambda item: (item[0].table, len(item[1]))):
            with _tables_of([other for other in alternatives if other != rule]):
                _compare(f"{rule.table}: {rule.pattern}", pages, base, {page.name: _measure(page) for page in where})
    for name, module, attribute, instead in _STRUCTURE if given.structure else ():
        with _set(module, attribute, instead):
            _compare(name, pages, base, {page.name: _measure(page) for page in pages})
    return 0


def _pages(folder: Path) -> Iterator[Page]:
    stated = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    for name, body in read_truth(folder):
        plain = flatten(read_page_file(folder, name).decode("utf-8", "replace"))
        host = (urlsplit(stated[name].get("url") or name).hostname or name).removeprefix("www.")
        yield Page(name, ".".join(host.split(".")[-2:]), tuple(split_paragraphs(plain)), shingles(body))


def _measure(page: Page) -> tuple[float | None, float | None]:
    """Precision and recall of a page; None where it has no share in that average."""
    try:
        found = shingles(text.draft_of(page.paragraphs).text)
    except RejectedSourceError:
        found = shingles("")
    shared = (found & page.truth).total()
    return (shared / found.total() if found else None), (shared / page.truth.total() if page.truth else None)


def _f1(measured: Iterable[tuple[float | None, float | None]]) -> float:
    rows = list(measured)
    precision, recall = (fmean([row[i] for row in rows if row[i] is not None] or [0.0]) for i in (0, 1))  # type: ignore[misc]
    return round(2 * precision * recall / (precision + recall), 4) if precision + recall else 0.0


def _alternatives() -> Iterator[Rule]:
    for table, (_, entries, _, _) in _TABLES.items():
        for entry in entries():
            yield from (Rule(table, part) for part in _parted(entry))


def _parted(pattern: str) -> list[str]:
    """A pattern's alternatives, of the outermost level; a group around all of them is undone."""
    if pattern.startswith("(?:") and pattern.endswith(")") and len(_cut(pattern)) == 1 and _closes_at_end(pattern):
        pattern = pattern[3:-1]
    return _cut(pattern)


def _cut(pattern: str) -> list[str]:
    parts, depth, start, index = [], 0, 0, 0
    while index < len(pattern):
        char = pattern[index]
        if char == "\\":
            index += 1
        elif char == "[":
            index = pattern.index("]", index + 2)
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and depth == 0:
            parts.append(pattern[start:index])
            start = index + 1
        index += 1
    return [*parts, pattern[start:]]


def _closes_at_end(pattern: str) -> bool:
    try:
        re.compile(pattern[3:-1])
    except re.error:
        return False
    return True


def _firing(rules: Sequence[Rule], pages: Sequence[Page]) -> dict[Rule, list[Page]]:
    """The pages with a line that each alternative alone matches, of those that do."""
    lines: dict[str, list[Page]] = defaultdict(list)
    for page in pages:
        for line in {kinds.bare(line) for line in page.paragraphs if len(line) <= kinds.MAX_BOILERPLATE_CHARS}:
            lines[line].append(page)
    firing: dict[Rule, list[Page]] = {}
    for table, (name, _, form, how) in _TABLES.items():
        hit = [line for line in lines if getattr(getattr(phrases, name), how)(line)]
        for rule in (rule for rule in rules if rule.table == table):
            applied = getattr(re.compile(form.format(rule.pattern), re.IGNORECASE), how)
            found = {page.name: page for line in hit if applied(line) for page in lines[line]}
            if found:
                firing[rule] = list(found.values())
    return firing


def _unseen(pages: Sequence[Page], firing: dict[Rule, list[Page]]) -> dict[str, tuple[float | None, float | None]]:
    every = list(_alternatives())
    sites = {rule: {page.site for page in where} for rule, where in firing.items()}
    by_site: dict[str, list[Page]] = defaultdict(list)
    for page in pages:
        by_site[page.site].append(page)
    measured = {}
    for site, own in by_site.items():
        if not any(found == {site} for found in sites.values()):
            measured.update({page.name: _measure(page) for page in own})
            continue
        with _tables_of([rule for rule in every if sites.get(rule) != {site}]):
            measured.update({page.name: _measure(page) for page in own})
    return measured


@contextmanager
def _tables_of(rules: Iterable[Rule]) -> Iterator[None]:
    """The phrase tables with only these alternatives."""
    by_table: dict[str, list[str]] = {table: [] for table in _TABLES}
    for rule in rules:
        by_table[rule.table].append(rule.pattern)
    before = {name: getattr(phrases, name) for name, *_ in _TABLES.values()}
    for table, (name, entries, form, _) in _TABLES.items():
        if len(by_table[table]) == sum(len(_parted(entry)) for entry in entries()):
            continue  # nothing of it is off
        joined = "|".join(f"(?:{part})" for part in by_table[table]) or "(?!)"
        setattr(phrases, name, re.compile(form.format(joined), re.IGNORECASE))
    kinds._look_at.cache_clear()
    try:
        yield
    finally:
        for name, pattern in before.items():
            setattr(phrases, name, pattern)
        kinds._look_at.cache_clear()


@contextmanager
def _set(module: Any, attribute: str, value: object) -> Iterator[None]:
    before = getattr(module, attribute)
    setattr(module, attribute, value)
    kinds._look_at.cache_clear()
    try:
        yield
    finally:
        setattr(module, attribute, before)
        kinds._look_at.cache_clear()


def _compare(
    what: str,
    pages: Sequence[Page],
    base: dict[str, tuple[float | None, float | None]],
    without: dict[str, tuple[float | None, float | None]],
) -> None:
    changed = [page for page in pages if page.name in without and without[page.name] != base[page.name]]
    _say(
        what=what,
        sites=len({page.site for page in pages if page.name in without and page in changed}),
        fires_on=len({page.site for page in pages if page.name in without}),
        f1=_f1([without.get(page.name, base[page.name]) for page in pages]),
        where_it_matters=[_f1(base[page.name] for page in changed), _f1(without[page.name] for page in changed)],
    )


def _say(**said: object) -> None:
    sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
