"""Evaluation data: reading a folder in the BEIR layout, with or without answers, or a folder of articles."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from rag.errors import EvaluationDataError

_T = TypeVar("_T")

#: The seed of the shuffle that ``--limit`` takes the first questions of.
SEED = 20_250_101


@dataclass(frozen=True, slots=True)
class Document:
    """An article of an evaluation corpus."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """A query with the ids of its relevant documents."""

    id: str
    text: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its acceptable answers, the document that answers it, and whether any does."""

    text: str
    answers: tuple[str, ...]
    document: str | None
    answerable: bool


def read_documents(folder: Path) -> list[Document]:
    """The corpus of ``folder/corpus.jsonl``."""
    path = folder / "corpus.jsonl"
    return [
        Document(text_field(row, "_id", path, line), row.get("title") or "", text_field(row, "text", path, line))
        for line, row in json_rows(path)
    ]


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
    return [
        Query(row["_id"], text_field(row, "text", path, line), frozenset(relevant[row["_id"]]))
        for line, row in json_rows(path)
        if row.get("_id") in relevant
    ]


def read_questions(folder: Path) -> list[Question]:
    """The questions of ``folder/qa.jsonl``."""
    path = folder / "qa.jsonl"
    return [
        Question(
            text=text_field(row, "question", path, line),
            answers=tuple(row.get("answers") or ()),
            document=row.get("doc_id"),
            answerable=bool(row.get("answerable", True)),
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
    """The rows of a JSON-lines file, each with its line number."""
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
            yield line, row


def text_field(row: Mapping[str, Any], name: str, path: Path, line: int) -> str:
    """A row's text field; a missing one is an error that names it."""
    value = row.get(name)
    if not isinstance(value, str):
        raise EvaluationDataError(f'{path}, line {line}, has no text "{name}"')
    return value


def _open(path: Path) -> Any:
    try:
        return path.open(encoding="utf-8", newline="")
    except OSError as error:
        raise EvaluationDataError(f"{path} cannot be read ({error.strerror}): give the folder that holds it") from error
