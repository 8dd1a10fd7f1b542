"""``eval extraction``: is the article found on its page, and nothing else?"""

from __future__ import annotations

import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import fmean
from typing import Any, Literal

from rag.errors import EvaluationDataError, RejectedSourceError
from rag.evaluate.data import sample
from rag.ingest.read import read_article
from rag.model import Draft
from rag.reports import Progress
from rag.store.vectors.indexing import ProgressCallback

#: How a page is given to the reader: as it is, or as what a person copies out of a browser.
PageForm = Literal["html", "text"]
#: Words to a shingle, as in the set's own measure.
_SHINGLE = 4
_WORD = re.compile(r"\w+")

Shingles = Counter[tuple[str, ...]]


def evaluate_extraction(
    folder: Path, *, form: PageForm = "html", limit: int | None = None, progress: ProgressCallback | None = None
) -> dict[str, Any]:
    """Measure the cleaned text of pages against their true text.

    The measure is that of scrapinghub's article-extraction-benchmark: shingles of four words are counted in both texts,
    precision and recall are averaged over pages, and F1 is that of the two averages.

    Args:
        folder: ``html/ID.html.gz``, and ``ground-truth.json``: ID to an object with ``articleBody``.
        form: "text" flattens each page first to what select-all and copy gives, and cleans that as a plain text file.
        limit: only so many pages of a seeded shuffle.
        progress: told of each page.

    Returns:
        ``f1``, ``precision`` and ``recall`` in [0, 1]; ``failed`` is the number of pages of which no article came (they
        count as empty).

    Raises:
        EvaluationDataError: the folder lacks a file or a field.
    """
    started = time.perf_counter()
    truth = sample(list(read_truth(folder)), limit)
    precisions: list[float] = []
    recalls: list[float] = []
    failed = 0
    for number, (name, body) in enumerate(truth, start=1):
        draft = read_page(read_page_file(folder, name), form)
        failed += draft is None
        found, wanted = shingles(draft.text if draft else ""), shingles(body)
        shared = (found & wanted).total()
        # As in the original, a page without any word on a side has no share of that average.
        if found:
            precisions.append(shared / found.total())
        if wanted:
            recalls.append(shared / wanted.total())
        if progress:
            progress(Progress("reading", number, len(truth)))
    precision, recall = (fmean(values) if values else 0.0 for values in (precisions, recalls))
    return {
        "pages": len(truth),
        "f1": round(2 * precision * recall / (precision + recall), 4) if precision + recall else 0.0,
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "failed": failed,
        "mode": form,
        "embedding": None,
        "llm": None,
        "seconds": round(time.perf_counter() - started, 1),
    }


def read_truth(folder: Path) -> Iterator[tuple[str, str]]:
    """The pages' names, each with its true text."""
    path = folder / "ground-truth.json"
    try:
        pages = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EvaluationDataError(f"{path} cannot be read ({error.strerror}): give the folder that holds it") from error
    except ValueError as error:
        raise EvaluationDataError(f"{path} is not JSON: {error}") from error
    if not isinstance(pages, Mapping):
        raise EvaluationDataError(f'{path} is not an object of pages, each with its "articleBody"')
    for name, page in pages.items():
        body = page.get("articleBody") if isinstance(page, Mapping) else None
        if not isinstance(body, str):
            raise EvaluationDataError(f'{path}: the page {name} has no text "articleBody"')
        yield name, body


def read_page_file(folder: Path, name: str) -> bytes:
    """The bytes of a page of the set."""
    path = folder / "html" / f"{name}.html.gz"
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError) as error:
        raise EvaluationDataError(f"{path} cannot be read ({error}): it is named in ground-truth.json") from error


def read_page(raw: bytes, form: PageForm) -> Draft | None:
    """The article of a page, read as a user's file would be; None where none came of it."""
    from rag.ingest.cleaning.flatten import flatten  # here: inscriptis is needed for this measurement only

    try:
        if form == "html":
            return read_article(raw, "page.html")
        return read_article(flatten(raw.decode("utf-8", "replace")).encode(), "page.txt")
    except RejectedSourceError:
        return None


def shingles(text: str) -> Shingles:
    """How often each run of four words stands in ``text``; a shorter text is one run."""
    words = _WORD.findall(text)
    runs = (tuple(words[start : start + _SHINGLE]) for start in range(max(1, len(words) - _SHINGLE + 1)))
    return Counter(run for run in runs if run)
