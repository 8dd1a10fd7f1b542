"""A cross-encoder from an ONNX file: a tiny real one, run by ONNX Runtime, and files that are none."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from small_onnx import FIGURE, write_cross_encoder
from test_writing import article, found
from toy import ToyEmbedder

from rag import Archive, UsageError
from rag.answer.answering import last_answer, quote_events
from rag.answer.reader.cross_encoder import CrossEncoder
from rag.answer.reader.relevance_scale import measured_scale
from rag.answer.reader.reranker import RerankReader
from rag.errors import LlmRefusedError
from rag.model import Draft
from rag.settings import load_settings

#: Questions for figures and days are answered by figures, in digits or in words.
WEIGHTS = {(asked, said): 4.0 for asked in ("much", "many", "when") for said in (FIGURE, "seven")}
ASKED = found("How much will the second ferry cost?", article())


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_cross_encoder(tmp_path / "reader" / "model.onnx", WEIGHTS, bias=-2.0)


def test_a_question_and_texts_are_read_together(model: Path) -> None:
    texts = ["It cost 46 million.", "It is blue.", "Of 2024-05-02: seven of 12 said so, " + "and so on " * 9]
    encoder = CrossEncoder(model)
    assert encoder.scores("How much?", texts) == pytest.approx([2.0, -2.0, 6.0])
    assert encoder.scores("Who?", texts) == pytest.approx([-2.0, -2.0, -2.0]), "the question tells"
    assert encoder.scores("How much?", texts[:1]) == pytest.approx([2.0]), "filled up or not"
    assert encoder.scores("How much?", []) == []


def test_what_is_too_long_is_cut(model: Path) -> None:
    long = "much " * 2_000
    numbers = CrossEncoder(model).scores(long, ["It cost 46 million. " * 2_000])
    assert numbers is not None and len(numbers) == 1
    assert 2.0 < numbers[0] < 4.0 * 256 * 256, "more of neither than there is room for"


def test_integers_of_32_bits_and_a_tokenizer_in_the_folder_above(tmp_path: Path) -> None:
    file = write_cross_encoder(tmp_path / "reader" / "onnx" / "model.onnx", WEIGHTS, bias=-2.0, integers=6)
    file.with_name("tokenizer.json").rename(tmp_path / "reader" / "tokenizer.json")
    assert CrossEncoder(file).scores("How many?", ["46", "some"]) == pytest.approx([2.0, -2.0])


def test_whoever_stopped_it_gets_nothing(model: Path) -> None:
    stop = threading.Event()
    stop.set()
    assert CrossEncoder(model).scores("How many?", ["46"], stop) is None
    reader = RerankReader(CrossEncoder(model))
    assert list(reader.read(ASKED.question, ASKED.words, ASKED.candidates, stop)) == []


def test_it_tells_what_answers_from_what_does_not(model: Path) -> None:
    scale = measured_scale(CrossEncoder(model))
    assert scale is not None
    assert scale.relevance(-2.0) == -1
    assert scale.relevance(2.0) == 1


def test_as_the_reader_of_the_settings(model: Path, tmp_path: Path) -> None:
    settings = load_settings(reader=str(model), llm="none")
    with Archive.open(tmp_path / "archive", settings=settings, embedder=ToyEmbedder()) as archive:
        text = "The ferry of Skarne will cost 46 million crowns. The ferry of Skarne is blue. The mayor likes it."
        archive.add_drafts([("ferry", Draft("Ferry", text))])
        plain = archive.quote("How much will the ferry of Skarne cost?")
        answer = archive.ask("How much will the ferry of Skarne cost?")
    assert answer.notice is None
    assert "46 million" in answer.evidence[0].quote
    before, after = ({item.start: item.confidence or 0 for item in one.evidence} for one in (plain, answer))
    assert [start for start in before if after[start] >= before[start]] == [0], "the others have no figure"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    settings = load_settings(reader=str(tmp_path / "gone.onnx"), llm="none")
    with (
        Archive.open(tmp_path / "archive", settings=settings, embedder=ToyEmbedder()) as archive,
        pytest.raises(UsageError, match=r"DATELINE_READER names .*gone\.onnx, which is no file"),
    ):
        archive.ask("Anything?")


def test_a_model_without_its_tokenizer(model: Path) -> None:
    model.with_name("tokenizer.json").unlink()
    with pytest.raises(UsageError, match=r"there is no tokenizer\.json beside .*model\.onnx"):
        CrossEncoder(model)


@pytest.mark.parametrize(
    ("made", "says"),
    [
        ({"outputs": 2}, "the cross-encoder model.onnx does not give one number for a text"),
        ({"bias": float("nan")}, "the cross-encoder model.onnx does not give one number for a text"),
        ({"inputs": ("pixels", "mask", "kinds")}, "the cross-encoder model.onnx asks for pixels, mask, kinds"),
    ],
)
def test_a_model_of_another_kind_has_no_say(tmp_path: Path, made: dict[str, Any], says: str) -> None:
    _has_no_say(write_cross_encoder(tmp_path / "model.onnx", WEIGHTS, **made), says)


@pytest.mark.parametrize(
    ("name", "says"), [("model.onnx", "cannot be loaded: see whether it is"), ("tokenizer.json", "is no tokenizer")]
)
def test_a_damaged_file_has_no_say(model: Path, name: str, says: str) -> None:
    file = model.with_name(name)
    file.write_bytes(file.read_bytes()[:200])
    _has_no_say(model, f"{file} {says}")


def test_a_tokenizer_of_another_model_has_no_say(model: Path) -> None:
    other = write_cross_encoder(model.parent / "other" / "model.onnx", {("much", "x" * n): 1.0 for n in range(1, 40)})
    other.with_name("tokenizer.json").replace(model.with_name("tokenizer.json"))
    with pytest.raises(LlmRefusedError):  # its words are beyond this model's, or mean others
        measured_scale(CrossEncoder(model))


def _has_no_say(file: Path, says: str) -> None:
    answer = last_answer(quote_events(ASKED, None, RerankReader(CrossEncoder(file))))
    plain = ASKED.quotes_answer()
    assert (answer.outcome, answer.evidence) == (plain.outcome, plain.evidence)
    assert answer.notice is not None
    assert f"by the evidence alone, because {says}" in answer.notice
    assert "\n" not in answer.notice
