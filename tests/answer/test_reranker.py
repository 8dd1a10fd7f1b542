"""A reranker as reader: servers of the common form, well and at fault, and what its numbers are allowed to change."""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from fault_server import Act, FaultServer, silence, status
from test_writing import QueuedModel, article, found, writing
from toy import ToyEmbedder

from rag import Archive, UsageError
from rag.answer.answering import answer_events, last_answer, quote_events
from rag.answer.events import AnswerDone
from rag.answer.reader import EvidenceReader, Reading
from rag.answer.reader.logistic import yes_figure
from rag.answer.reader.reader_factory import reranking
from rag.answer.reader.relevance_scale import HIGHEST, LOWEST, RelevanceScale, measured_scale
from rag.answer.reader.rerank_endpoint import BUSY_SECONDS, RerankEndpoint
from rag.answer.reader.reranker import Reranker, RerankReader
from rag.errors import LlmError, LlmRefusedError
from rag.model import Answer, Draft
from rag.settings import load_settings

KEY = "rk-very-secret-0123456789"
QUESTION = "How much will the second ferry cost?"
ASKED = found(QUESTION, article())
#: From how likely a text answers to a number, as different rerankers give it.
SCALES: dict[str, Callable[[float], float]] = {
    "probability": lambda likely: likely,
    "logit": lambda likely: math.log(likely / (1 - likely)),
    "flat": lambda likely: 0.7 + likely / 100,
}


def likely(text: str) -> float:
    """Questions here ask for figures and days: a text that has one, behind its headline, answers."""
    return 0.9 if any(letter.isdigit() for letter in text.rpartition(": ")[2]) else 0.2


class Digits:
    """A reranker without a server."""

    name = "the reranker of this test"

    def __init__(self, scale: Callable[[float], float]) -> None:
        self.scale = scale
        self.asked: list[str] = []

    def scores(self, question: str, texts: Sequence[str], stop: threading.Event | None = None) -> list[float]:
        self.asked.append(question)
        return [self.scale(likely(text)) for text in texts]


def ranks(handler: Any, body: dict[str, Any]) -> None:
    """Reply as Jina, Cohere, vLLM and llama.cpp do: the best first, each with more beside what is asked for."""
    results: list[dict[str, Any]] = [
        {"index": index, "relevance_score": likely(text), "document": {"text": text}}
        for index, text in enumerate(body["documents"])
    ]
    results.sort(key=lambda item: -item["relevance_score"])
    reply = {"id": "1", "model": body["model"], "results": results[: body["top_n"]], "usage": {"total_tokens": 9}}
    status(200, reply, content_type="application/json")(handler, body)


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer() as started:
        started.acts = [ranks]
        yield started


def last(reader: RerankReader) -> list[Reading]:
    *_, readings = reader.read(ASKED.question, ASKED.words, ASKED.candidates)
    return readings


def read_by(reader: RerankReader) -> Answer:
    return last_answer(quote_events(ASKED, None, reader))


def test_a_server_is_asked_once_for_all_and_answers_in_any_order(server: FaultServer) -> None:
    endpoint = RerankEndpoint(server.url, model="m", api_key=KEY)
    assert endpoint.scores("How many?", ["None.", "Some 5.", "Many."]) == [0.2, 0.9, 0.2]
    assert server.requests == [
        {"model": "m", "query": "How many?", "documents": ["None.", "Some 5.", "Many."], "top_n": 3}
    ]
    assert server.keys == [f"Bearer {KEY}"]
    assert KEY not in repr(endpoint) + endpoint.name


@pytest.mark.parametrize(
    ("given", "called"),
    [
        ("", "/v1/rerank"),
        ("/", "/v1/rerank"),
        ("/v1", "/v1/rerank"),
        ("/rerank", "/v1/rerank"),
        ("/v1/rerank", "/v1/rerank"),
        ("/v2/rerank/", "/v2/rerank"),
        ("/gateway/v1?zone=a", "/gateway/v1/rerank?zone=a"),
    ],
)
def test_an_address_is_completed(server: FaultServer, given: str, called: str) -> None:
    paths: list[str] = []
    server.acts = [lambda handler, body: (paths.append(handler.path), ranks(handler, body))[1]]
    RerankEndpoint(server.url.removesuffix("/v1") + given, model="m").scores("q", ["t"])
    assert paths == [called]


def _raw(text: str) -> Act:
    return status(200, text, content_type="application/json")


def _results(*results: Any) -> Act:
    return _raw(json.dumps({"results": results}))


def _without_end(piece: bytes, pause: float, code: int = 200) -> Act:
    """A reply that goes on for a minute."""

    def act(handler: Any, _: dict[str, Any]) -> None:
        handler.send_response(code)
        handler.send_header("content-type", "application/json")
        handler.end_headers()
        end = time.monotonic() + 60
        while time.monotonic() < end and not handler.server.ended.wait(pause):
            handler.wfile.write(piece)

    return act


GOOD = {"index": 0, "relevance_score": 0.5}
GARBAGE = "does not answer with a relevance_score for each text: see whether the address is right"


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (status(401), "refuses (401): check its key, DATELINE_READER_API_KEY"),
        (status(404), "refuses (404): check DATELINE_READER_MODEL and the address"),
        (status(422, {"detail": KEY}), "refuses (422): see its log"),
        (status(307, location="http://127.0.0.1:9/"), "refuses (307): set the address that it sends on to"),
        (status(500), "failed (500): look into its log"),
        (status(429, retry_after="3600"), "is too busy: ask again later"),
        (_raw("<html>"), GARBAGE),
        (_raw("[]"), GARBAGE),
        (_raw("[" * 100_000), GARBAGE),
        (_raw('{"results": null}'), GARBAGE),
        (_results(GOOD), GARBAGE),
        (_results(GOOD, GOOD), GARBAGE),
        (_results(GOOD, {"index": 2, "relevance_score": 0.5}), GARBAGE),
        (_results(GOOD, {"index": True, "relevance_score": 0.5}), GARBAGE),
        (_results(GOOD, {"index": 1}), GARBAGE),
        (_results(GOOD, {"index": 1, "relevance_score": "0.5"}), GARBAGE),
        (_results(GOOD, {"index": 1, "relevance_score": float("nan")}), GARBAGE),
        (_results(GOOD, {"index": 1, "relevance_score": 10**400}), GARBAGE),
        (silence, "kept silent for too long: see whether the server is overloaded"),
        (_without_end(b" ", 0.05), "kept silent for too long: see whether the server is overloaded"),
        (_without_end(b" " * 1_000_000, 0), GARBAGE),
        (_without_end(b" " * 1_000_000, 0, 500), "failed (500): look into its log"),
    ],
)
def test_each_fault_is_one_sentence_beside_the_evidence(server: FaultServer, act: Act, says: str) -> None:
    server.acts = [act]
    endpoint = RerankEndpoint(server.url, model="m", api_key=KEY, timeout=0.5)
    with pytest.raises(LlmError) as caught:
        endpoint.scores("q", ["one", "two"])
    assert str(caught.value).startswith(f"{endpoint.name} {says}")
    answer = read_by(RerankReader(endpoint))
    plain = ASKED.quotes_answer()
    assert (answer.outcome, answer.evidence, answer.sentences) == (plain.outcome, plain.evidence, plain.sentences)
    assert answer.notice is not None
    assert answer.notice.startswith(f"Which sentences answer was told by the evidence alone, because {endpoint.name} ")
    assert KEY not in answer.notice and "\n" not in answer.notice


def test_nobody_there() -> None:
    with pytest.raises(LlmError, match=r"the reranker at 127\.0\.0\.1:9 cannot be reached"):
        RerankEndpoint("http://127.0.0.1:9", model="m").scores("q", ["t"])


def test_a_busy_server_is_asked_again_when_it_says(server: FaultServer) -> None:
    server.acts = [status(429, retry_after="0"), status(503, retry_after_ms="10"), ranks]
    assert RerankEndpoint(server.url, model="m").scores("q", ["5"]) == [0.9]
    assert len(server.requests) == 3


@pytest.mark.parametrize("act", [silence, status(429, retry_after=str(int(BUSY_SECONDS) - 1))])
def test_whoever_stops_it_does_not_wait(server: FaultServer, act: Act) -> None:
    server.acts = [act]
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    started = time.perf_counter()
    reader = RerankReader(RerankEndpoint(server.url, model="m"))
    assert list(reader.read(ASKED.question, ASKED.words, ASKED.candidates, stop)) == []
    assert time.perf_counter() - started < 20, "it would be silent for a minute"


def test_what_the_evidence_made_of_it_stays_where_a_writer_is_there_too(server: FaultServer) -> None:
    server.acts = [status(500)]
    reader = RerankReader(RerankEndpoint(server.url, model="m"))
    answer = last_answer(answer_events(ASKED, writing(QueuedModel(), reader=reader)))
    assert answer.notice is not None and answer.notice.startswith("The answer is made of quotes, because the reranker")
    assert answer.evidence == ASKED.quotes_answer().evidence


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
def test_numbers_of_any_scale_mean_the_same(scale: Callable[[float], float]) -> None:
    known = measured_scale(Digits(scale))
    assert known is not None
    assert known.relevance(scale(0.9)) == pytest.approx(1)
    assert known.relevance(scale(0.2)) == pytest.approx(-1)
    assert LOWEST <= known.relevance(scale(0.0001)) < -1
    assert known.relevance(scale(0.9999)) == HIGHEST, "surer than what answers counts no more"
    steps = [known.relevance(scale(likely / 100)) for likely in range(1, 100)]
    assert steps == sorted(steps)


def test_numbers_beyond_what_the_trials_showed_are_bounded() -> None:
    scale = RelevanceScale(True, beside=0.2, answering=0.9)
    assert (scale.relevance(-7.0), scale.relevance(7.0)) == (LOWEST, HIGHEST)


def _the_same(likely: float) -> float:
    return 0.5


def _reversed(likely: float) -> float:
    return -likely


@pytest.mark.parametrize("scale", [_the_same, _reversed])
def test_a_model_that_does_not_tell_what_answers_has_no_say(scale: Callable[[float], float]) -> None:
    reader = RerankReader(Digits(scale))
    with pytest.raises(LlmRefusedError, match="does not tell sentences that answer from others: see whether its model"):
        last(reader)
    assert read_by(reader).outcome == ASKED.quotes_answer().outcome


def _odds(probability: float) -> float:
    return probability / (1 - probability)


def test_it_chooses_and_takes_away_within_bounds() -> None:
    before = {reading.candidate.text: reading.probability for reading in ASKED.read()}
    after = last(RerankReader(Digits(SCALES["logit"])))
    assert {reading.candidate.text for reading in after} == set(before)
    assert all(reading.asked for reading in after)
    most = max(before.values())
    for reading in after:
        factor = math.e if likely(reading.candidate.text) == 0.9 else 1 / math.e
        odds = min(_odds(most), factor * math.exp(yes_figure(before[reading.candidate.text])))
        assert _odds(reading.probability) == pytest.approx(odds, rel=0.01)
    probabilities = [reading.probability for reading in after]
    assert probabilities == sorted(probabilities, reverse=True)


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
def test_no_question_is_answered_more_surely_than_by_the_evidence(scale: Callable[[float], float]) -> None:
    known, evidence = RerankReader(Digits(scale)).calibration, EvidenceReader().calibration
    assert (known.answered, known.possible) == (evidence.answered, evidence.possible)
    for question in (QUESTION, "When will it be delivered?", "Who is the mayor?", "What did a bridge cost in Paris?"):
        asked = found(question, article())
        *_, readings = RerankReader(Digits(scale)).read(question, asked.words, asked.candidates)
        assert readings[0].probability <= asked.read()[0].probability


def test_what_its_numbers_mean_is_found_out_once() -> None:
    reranker = Digits(SCALES["probability"])
    reader = RerankReader(reranker)
    first = last(reader)
    trials = len(reranker.asked) - 1
    assert last(reader) == first
    assert len(reranker.asked) == trials + 2
    assert list(reader.read(QUESTION, (), [])) == []


def test_each_sentence_is_shown_with_its_headline_and_day_and_without_its_neighbours(server: FaultServer) -> None:
    last(RerankReader(RerankEndpoint(server.url, model="m")))
    *_, asked = server.requests
    assert asked["query"] == QUESTION
    assert asked["documents"][0] == f"Council buys a second ferry. 2025-11-08: {ASKED.read()[0].candidate.text}"
    assert asked["top_n"] == len(asked["documents"]) == len(ASKED.read())


@pytest.fixture
def opened(server: FaultServer, tmp_path: Path) -> Iterator[Archive]:
    settings = load_settings(reader=server.url, reader_model="m", reader_api_key=KEY, llm="none")
    with Archive.open(tmp_path / "archive", settings=settings, embedder=ToyEmbedder()) as archive:
        text = "The ferry of Skarne will cost 46 million crowns. The ferry of Skarne is blue. The mayor likes it."
        archive.add_drafts([("ferry", Draft("Ferry", text))])
        yield archive


def test_without_a_language_model_it_reads_for_quotes(opened: Archive, server: FaultServer) -> None:
    plain = opened.quote("How much will the ferry of Skarne cost?")
    assert server.requests == [], "that asks no model"
    answer = opened.ask("How much will the ferry of Skarne cost?")
    assert server.requests and set(server.keys) == {f"Bearer {KEY}"}
    assert (answer.mode, answer.notice) == ("quotes", None)
    assert "46 million" in answer.evidence[0].quote
    before, after = ({item.start: item.confidence or 0 for item in one.evidence} for one in (plain, answer))
    assert all(after[start] < before[start] for start in before if start), "the others have no figure"
    assert after[0] == before[0] == plain.confidence
    assert "reading" in answer.timings


def test_a_dead_server_leaves_the_evidence(opened: Archive, server: FaultServer) -> None:
    server.acts = [status(503, retry_after="9999")]
    events = list(opened.stream("How much will the ferry of Skarne cost?"))
    done = events[-1]
    assert isinstance(done, AnswerDone)
    assert done.answer.notice is not None and "is too busy: ask again later." in done.answer.notice
    assert done.answer.confidence == opened.quote("How much will the ferry of Skarne cost?").confidence


def test_an_address_needs_the_name_of_a_model(tmp_path: Path) -> None:
    settings = load_settings(reader="http://127.0.0.1:9", llm="none")
    with (
        Archive.open(tmp_path / "archive", settings=settings, embedder=ToyEmbedder()) as archive,
        pytest.raises(UsageError, match=r"DATELINE_READER is an address: say which model .* DATELINE_READER_MODEL"),
    ):
        archive.ask("Anything?")


def test_other_keys_are_not_for_the_reader(server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "DATELINE_LLM_API_KEY", "DATELINE_EMBEDDINGS_API_KEY"):
        monkeypatch.setenv(name, KEY)
    reader = reranking(load_settings(reader=server.url, reader_model="m"))
    assert reader is not None
    last(reader)
    assert set(server.keys) == {""}
    assert reranking(load_settings(reader=server.url, reader_model="m")) is reader, "one for the whole process"
    assert all(reranking(load_settings(reader=word)) is None for word in ("auto", "judge", "evidence"))


def test_digits_are_a_reranker() -> None:
    reranker: Reranker = Digits(SCALES["logit"])
    assert reranker.name
