"""The measure of extraction on pages made here, with figures worked out by hand."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from cli_runs import ask_json, call, refused

from rag.errors import EvaluationDataError
from rag.evaluate.extraction import evaluate_extraction, shingles

BODY = [
    "The harbour of Tesk was closed on Monday after a freighter ran aground at the mouth of the river.",
    "Tugs will try to pull the ship free at high water, the harbour master said in the afternoon.",
    "No oil has been seen on the water, and the crew of twelve is well, according to the coast guard.",
]


def page(*paragraphs: str) -> str:
    blocks = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html><body><nav>Home News Sport</nav><article><h1>Freighter</h1>{blocks}</article></body></html>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "html").mkdir()
    truth = {
        "whole": {"articleBody": "\n\n".join(BODY), "url": "https://tesk.example/1"},
        "half": {"articleBody": " ".join(BODY[:2])},
        "nothing": {"articleBody": BODY[0]},
    }
    (tmp_path / "ground-truth.json").write_text(json.dumps(truth))
    pages = {"whole": page(*BODY), "half": page(*BODY), "nothing": "<html><body></body></html>"}
    for name, text in pages.items():
        (tmp_path / "html" / f"{name}.html.gz").write_bytes(gzip.compress(text.encode()))
    return tmp_path


def test_a_shorter_text_is_one_shingle() -> None:
    assert shingles("a b c d e a b c d") == {
        ("a", "b", "c", "d"): 2, ("b", "c", "d", "e"): 1, ("c", "d", "e", "a"): 1, ("d", "e", "a", "b"): 1,
        ("e", "a", "b", "c"): 1,
    }  # fmt: skip
    assert (shingles("One, two."), shingles(" … ")) == ({("One", "two"): 1}, {})


def test_extraction_by_hand(folder: Path) -> None:
    figures = evaluate_extraction(folder)
    words = [len(text.split()) for text in BODY]
    share = (words[0] + words[1] - 3) / (sum(words) - 3)
    precision, recall = (1 + share) / 2, (1 + 1 + 0) / 3
    assert (figures["pages"], figures["failed"], figures["mode"]) == (3, 1, "html")
    assert figures["precision"] == pytest.approx(precision, abs=1e-4)
    assert figures["recall"] == pytest.approx(recall, abs=1e-4)
    assert figures["f1"] == pytest.approx(2 * precision * recall / (precision + recall), abs=1e-4)


def test_the_command(folder: Path) -> None:
    figures = ask_json("eval", "extraction", folder, "--as", "text", "--limit", "2", by=call)
    assert (figures["pages"], figures["mode"], figures["embedding"], figures["llm"]) == (2, "text", None, None)
    refused(2, "pages cannot be read as")(call("eval", "extraction", folder, "--as", "pdf"))
    (folder / "html" / "half.html.gz").write_bytes(b"no gzip")
    with pytest.raises(EvaluationDataError, match=r"half\.html\.gz cannot be read"):
        evaluate_extraction(folder)
    (folder / "ground-truth.json").write_text('{"whole": {}}')
    with pytest.raises(EvaluationDataError, match="the page whole has no text"):
        evaluate_extraction(folder)
