"""The answers of ``archive_questions.jsonl``, computed from the sample corpus's articles one by one.

``python tests/dates/expected_from_corpus.py`` says which answers of the file differ, and ends with 1 if one does;
with ``--write`` it puts the computed ones into the file. Nothing here reads a question: the parameters are the file's.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rag.ingest.source_reader import read_items
from rag.ingest.sources import find_sources
from rag.model import Draft

HERE = Path(__file__).parent
CORPUS = HERE.parent.parent / "corpus"
QUESTIONS = HERE / "archive_questions.jsonl"

#: A question's parameters, as the file's ``expected`` has them.
Parameters = Mapping[str, Any]


def corpus_articles() -> dict[str, Draft]:
    """The articles of the sample corpus as the readers give them, by their source below ``corpus/``."""
    articles = {}
    for source in find_sources(CORPUS)[0]:
        with source.path.open("rb") as stream:
            for item in read_items(stream, source.name):
                if item.draft is not None:  # the file of questions is none
                    key = f"#{item.key}" if item.key else ""
                    articles[source.name.removeprefix("corpus/") + key] = item.draft
    return articles


def answer(parameters: Parameters, articles: Mapping[str, Draft], *, plurals: bool = False) -> Any:
    """What the archive should answer.

    Args:
        parameters: kind, authors, outlets, sections, since, until and mentions; all of them must hold, and of several
            authors, outlets or sections one is enough.
        articles: the articles by their source.
        plurals: whether a mentioned word may stand in its English plural or possessive, too.

    Returns:
        list: sources by day, those without a day last; count: a number; first and last: the day and that day's
        sources, or None; outlets and authors: names in the order of the alphabet.
    """
    found = {source: article for source, article in articles.items() if _holds(parameters, article, plurals)}
    return _BY_KIND[parameters["kind"]](found)


def _holds(parameters: Parameters, article: Draft, plurals: bool) -> bool:
    named = (
        (parameters["authors"], article.authors),
        (parameters["outlets"], (article.outlet or "",)),
        (parameters["sections"], (article.section or "",)),
    )
    for wanted, given in named:
        if wanted and not any(has_words(one, name) for name in wanted for one in given):
            return False
    told = f"{article.title}\n{article.text}"
    return _within(parameters, _day(article)) and all(
        has_words(told, word, plurals=plurals) for word in parameters["mentions"]
    )


def _within(parameters: Parameters, day: date | None) -> bool:
    since, until = parameters["since"], parameters["until"]
    if since is None and until is None:
        return True
    if day is None:
        return False
    return (since is None or day.isoformat() >= since) and (until is None or day.isoformat() <= until)


def has_words(text: str, words: str, *, plurals: bool = False) -> bool:
    """Whether ``words`` stand in ``text`` as whole words, case and accents aside."""
    forms = [plain(words)]
    if plurals:
        stem = forms[0]
        forms += [stem + "s", stem + "'s"] + ([stem[:-1] + "ies"] if stem.endswith("y") else [])
    choice = "|".join(re.escape(form) for form in forms)
    return re.search(rf"(?<!\w)(?:{choice})(?!\w)", plain(text)) is not None


def plain(text: str) -> str:
    """Text without case and accents, with straight apostrophes and single spaces."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(bare.casefold().replace("’", "'").split())


def _day(article: Draft) -> date | None:
    return article.published.date() if isinstance(article.published, datetime) else article.published


def _list(found: Mapping[str, Draft]) -> list[str]:
    return sorted(found, key=lambda source: (_day(found[source]) or date.max, source))


def _end(choose: Callable[[list[date]], date]) -> Callable[[Mapping[str, Draft]], dict[str, Any] | None]:
    def end(found: Mapping[str, Draft]) -> dict[str, Any] | None:
        days = [day for article in found.values() if (day := _day(article)) is not None]
        if not days:
            return None
        chosen = choose(days)
        sources = sorted(source for source, article in found.items() if _day(article) == chosen)
        return {"day": chosen.isoformat(), "articles": sources}

    return end


def _outlets(found: Mapping[str, Draft]) -> list[str]:
    return sorted({article.outlet for article in found.values() if article.outlet})


def _authors(found: Mapping[str, Draft]) -> list[str]:
    return sorted({author for article in found.values() for author in article.authors})


_BY_KIND: dict[str, Callable[[Mapping[str, Draft]], Any]] = {
    "list": _list,
    "count": len,
    "first": _end(min),
    "last": _end(max),
    "outlets": _outlets,
    "authors": _authors,
}


def with_answers(row: Mapping[str, Any], articles: Mapping[str, Draft]) -> dict[str, Any]:
    """A row of the file with its answer; ``answer_with_plurals`` is there where it differs. Other rows stay."""
    if row["about"] != "archive" or row["expected"] is None:
        return dict(row)
    parameters = {name: value for name, value in row["expected"].items() if not name.startswith("answer")}
    expected = {**parameters, "answer": answer(parameters, articles)}
    wider = answer(parameters, articles, plurals=True)
    if wider != expected["answer"]:
        expected["answer_with_plurals"] = wider
    return {**row, "expected": expected}


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> int:
    """Compare the file with the corpus, or write the answers into it."""
    articles = corpus_articles()
    rows = read_rows(QUESTIONS)
    computed = [with_answers(row, articles) for row in rows]
    if "--write" in sys.argv[1:]:
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in computed)
        QUESTIONS.write_text("".join(lines), encoding="utf-8")
        return 0
    differing = [row["_id"] for row, new in zip(rows, computed, strict=True) if row != new]
    print(f"differing: {', '.join(differing) or 'none'}")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
