"""Evaluation data: reading a folder in the BEIR layout, with or without answers, or a folder of articles."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO, TypeVar

from rag.errors import EvaluationDataError

_T = TypeVar("_T")

#: The seed of the shuffle that ``--limit`` takes the first questions of.
SEED = 20_250_101


@dataclass(frozen=True, slots=True)
class Document:
    """An article of an evaluation corpus; what its ``metadata`` does not tell is None or empty."""

    id: str
    title: str
    text: str
    published: date | datetime | None = None
    url: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A query with the ids of its relevant documents."""

    id: str
    text: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its acceptable answers, the document that answers it, whether any does, and the day it is asked.

    ``now`` is None where the data does not tell.
    """

    text: str
    answers: tuple[str, ...]
    document: str | None
    answerable: bool
    now: date | None = None


def read_documents(folder: Path) -> list[Document]:
    """The corpus of ``folder/corpus.jsonl``, with the ``metadata`` that its lines have.

    Raises:
        EvaluationDataError: the file or a field is missing, or something in ``metadata`` is of another kind.
    """
    path = folder / "corpus.jsonl"
    return [_document(row, f"{path}, line {line},", path, line) for line, row in json_rows(path)]


def _document(row: Mapping[str, Any], place: str, path: Path, line: int) -> Document:
    metadata = row.get("metadata") or {}
    if not isinstance(metadata, dict):
        raise EvaluationDataError(f'{place} has "metadata" that is not a JSON object')
    return Document(
        text_field(row, "_id", path, line),
        row.get("title") or "",
        text_field(row, "text", path, line),
        published=_moment(metadata, "published", place),
        url=_words(metadata, "url", place),
        outlet=_words(metadata, "outlet", place),
        authors=_words_of(metadata, "authors", place),
    )


def read_queries(folder: Path) -> list[Query]:
    """The queries of ``folder/queries.jsonl`` that ``folder/qrels/test.tsv`` names a relevant document for."""
    relevant: dict[str, set[str]] = {}
    path = folder / "qrels" / "test.tsv"
    with _open(path) as file:
        for row in csv.DictReader(file, delimiter="\t"):
            try:
                if float(row["score"]) > 0:
                    relevant.setdefault(row["query-id"], set()).add(row["corpus-id"])
            except (KeyError, TypeError, ValueError) as error:
                raise EvaluationDataError(f"{path} needs the columns query-id, corpus-id and score") from error
    path = folder / "queries.jsonl"
    queries = [
        Query(row["_id"], text_field(row, "text", path, line), frozenset(relevant[row["_id"]]))
        for line, row in json_rows(path)
        if row.get("_id") in relevant
    ]
    if not queries:
        raise EvaluationDataError(f"{folder / 'qrels' / 'test.tsv'} names no relevant document for a query of {path}")
    return queries


def read_questions(folder: Path) -> list[Question]:
    """The questions of ``folder/qa.jsonl``."""
    path = folder / "qa.jsonl"
    return [
        Question(
            text=text_field(row, "question", path, line),
            answers=_words_of(row, "answers", f"{path}, line {line},"),
            document=row.get("doc_id"),
            answerable=bool(row.get("answerable", True)),
            now=day_field(row, "now", path, line),
        )
        for line, row in json_rows(path)
    ]


def sample(items: list[_T], limit: int | None) -> list[_T]:
    """The first ``limit`` of a seeded shuffle; all, in their order, where None."""
    if limit is None:
        return items
    shuffled = list(items)
    random.Random(SEED).shuffle(shuffled)  # noqa: S311 - a sample, not a secret
    return shuffled[:limit]


def json_rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The rows of a JSON-lines file, each with its line number.

    Raises:
        EvaluationDataError: the file cannot be read, a line is no JSON object, or there is none to measure.
    """
    rows = 0
    with _open(path) as file:
        for line, text in enumerate(file, start=1):
            if not text.strip():
                continue
            try:
                row = json.loads(text)
            except json.JSONDecodeError as error:
                raise EvaluationDataError(f"{path}, line {line}, is not JSON: {error}") from error
            if not isinstance(row, dict):
                raise EvaluationDataError(f"{path}, line {line}, is not a JSON object")
            rows += 1
            yield line, row
    if not rows:
        raise EvaluationDataError(f"{path} holds nothing to measure: give one with a JSON object in each line")


def text_field(row: Mapping[str, Any], name: str, path: Path, line: int) -> str:
    """A row's text field; a missing one is an error that names it."""
    value = row.get(name)
    if not isinstance(value, str):
        raise EvaluationDataError(f'{path}, line {line}, has no text "{name}"')
    return value


def texts_field(row: Mapping[str, Any], name: str, path: Path, line: int) -> list[str]:
    """A row's list of texts; a missing one is an error that names it."""
    value = row.get(name)
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise EvaluationDataError(f'{path}, line {line}, has no list of texts "{name}"')
    return value


def day_field(row: Mapping[str, Any], name: str, path: Path, line: int) -> date | None:
    """A row's day, as the place where it was written has it; None where there is none.

    Raises:
        EvaluationDataError: it is no date.
    """
    moment = _moment(row, name, f"{path}, line {line},")
    return moment.date() if isinstance(moment, datetime) else moment


def _moment(row: Mapping[str, Any], name: str, place: str) -> date | datetime | None:
    """A date, or a date-time with its zone; of one without a zone the day is all that is known."""
    text = _words(row, name, place)
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass  # a date-time, or neither
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise EvaluationDataError(
            f'{place} has "{name}": "{text}", which is no date: write it as 2024-03-15 or 2024-03-15T18:30+01:00'
        ) from error
    return moment if moment.tzinfo is not None else moment.date()


def _words(row: Mapping[str, Any], name: str, place: str) -> str | None:
    value = row.get(name)
    if value is not None and not isinstance(value, str):
        raise EvaluationDataError(f'{place} has "{name}" that is not a text')
    return (value or "").strip() or None


def _words_of(row: Mapping[str, Any], name: str, place: str) -> tuple[str, ...]:
    """A list of texts; one alone may stand without a list."""
    value = row.get(name)
    texts = [value] if isinstance(value, str) else value or []
    if not isinstance(texts, list) or not all(isinstance(one, str) for one in texts):
        raise EvaluationDataError(f'{place} has "{name}" that is not a list of texts')
    return tuple(one.strip() for one in texts if one.strip())


@contextmanager
def _open(path: Path) -> Iterator[TextIO]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            yield file
    except UnicodeDecodeError as error:
        raise EvaluationDataError(f"{path} is not UTF-8: save it as UTF-8") from error
    except OSError as error:
        raise EvaluationDataError(f"{path} cannot be read ({error.strerror}): give the folder that holds it") from error
