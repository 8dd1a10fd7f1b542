"""Claim sets and ``eval citations``."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.answer.judge import DEFAULT, Judge
from rag.answer.verify import Support, Verdict
from rag.errors import EvaluationDataError, UsageError
from rag.evaluate import citations
from rag.evaluate.citations import evaluate_citations, read_claims
from rag.evaluate.claims import main, rgb_claims, squad_claims, write_claims
from rag.llm.chat import Message
from rag.reports import Progress
from rag.settings import Settings

RULES = Settings(verify="rules")
TEXT = (
    "Ann Brook opened the Lenn bridge in 2019 with two hundred guests. Tom Hale was the mayor of Harlow in 1998 and "
    "built 14 schools there. The old ferry carried 1,500 passengers a week and was closed in the spring. "
    "Critics in Skarne had asked for 30 more boats before 3 March 2004."
)


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    _lines(
        tmp_path / "corpus.jsonl", [{"_id": "a", "title": "", "text": TEXT}, {"_id": "b", "title": "", "text": "Oslo."}]
    )
    rows = [
        {"question": "Who opened the Lenn bridge?", "answers": ["Ann Brook"], "doc_id": "a"},
        {"question": "How many schools did Hale build?", "answers": ["14"], "doc_id": "a"},
        {"question": "Who closed the port?", "answers": [], "doc_id": "a", "answerable": False},
    ]
    _lines(tmp_path / "qa.jsonl", rows)
    return tmp_path


def _lines(path: Path, rows: list[Any]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_claims_of_squad_differ_from_the_true_ones_in_one_thing(squad: Path) -> None:
    claims = squad_claims(squad)
    assert claims == squad_claims(squad)  # seeded
    answers = [claim for claim in claims if claim.claim.startswith("Who opened")]
    assert answers[0].claim == "Who opened the Lenn bridge?: Ann Brook"
    assert [claim.supported for claim in answers] == [True] + [False] * (len(answers) - 1)
    assert all("Brook" not in claim.claim for claim in answers[1:])
    for claim in claims:
        if claim.made.startswith("sentence"):
            assert (claim.claim in TEXT) is claim.supported
    assert {claim.made for claim in claims if not claim.supported} >= {
        "answer of the paragraph", "sentence, number changed", "sentence, name changed", "sentence, negation changed",
    }  # fmt: skip


def test_claims_of_rgb_need_the_answer_in_the_passages(tmp_path: Path) -> None:
    rows: list[Any] = [
        {"query": "Who won?", "answer": "Halep", "fakeanswer": "Kerber", "positive": ["Halep won."]},
        {
            "query": "When?",
            "answer": [["3 May 2019", "May 3, 2019"]],
            "fakeanswer": "2018",
            "positive": ["On May 3, 2019."],
        },
        {"query": "Where?", "answer": "Oslo", "fakeanswer": "Rome", "positive": ["Nobody knows."]},
    ]
    _lines(tmp_path / "en_fact.jsonl", rows)
    assert [(claim.claim, claim.supported) for claim in rgb_claims(tmp_path)] == [
        ("Who won?: Halep", True),
        ("Who won?: Kerber", False),
        ("When?: 3 May 2019", True),
        ("When?: 2018", False),
        ("Where?: Rome", False),
    ]


def test_the_command_writes_claims_that_the_evaluation_reads(squad: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["squad2", str(squad), str(out)]) == 0
    claims = read_claims(out)
    assert [claim.claim for claim in claims] == [claim.claim for claim in squad_claims(squad)]
    seen: list[Progress] = []
    result = evaluate_citations(out, RULES, progress=seen.append)
    assert seen[-1] == Progress("checking", len(claims), len(claims))
    assert result["claims"] == len(claims)
    assert (result["mode"], result["embedding"], result["llm"]) == ("rules", None, None)
    assert set(result) >= {"supported_accepted", "unsupported_caught", "p50_ms", "seconds", "curve", "by_kind"}


def test_a_folder_without_claims_is_named(tmp_path: Path) -> None:
    assert main(["rgb", str(tmp_path), str(tmp_path / "out")]) == 2
    with pytest.raises(EvaluationDataError, match=r"claims\.jsonl"):
        evaluate_citations(tmp_path, RULES)


@pytest.mark.parametrize("row", [{"claim": "A"}, {"claim": "A", "sources": ["a"], "supported": 1}, {"sources": []}])
def test_a_broken_line_is_named(tmp_path: Path, row: dict[str, object]) -> None:
    _lines(tmp_path / "claims.jsonl", [row])
    with pytest.raises(EvaluationDataError, match="line 1"):
        read_claims(tmp_path)


def test_shares_and_limit_of_a_verifier_that_accepts_all(
    squad: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_claims(squad_claims(squad), tmp_path)
    accepted = Verdict(True, (Support(0, 0, 4),), None, 1.0, False)
    monkeypatch.setattr(citations, "verify", lambda claim, sources, question: accepted)
    result = evaluate_citations(tmp_path, RULES, limit=7)
    assert result["claims"] == 7
    assert result["supported_accepted"] == 1.0
    assert result["unsupported_caught"] == 0.0


def test_a_judge_takes_away_and_is_reported_apart(squad: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_claims(squad_claims(squad), tmp_path)
    rules = evaluate_citations(tmp_path, RULES)
    monkeypatch.setattr(citations, "_judge", lambda settings, replies: Judge(Unsure(), DEFAULT))
    judged = evaluate_citations(tmp_path, Settings(verify="judge"))
    assert (judged["mode"], judged["llm"]) == ("judge", "unsure")
    assert judged["apart"]["rules"] == {name: rules[name] for name in judged["apart"]["rules"]}
    assert judged["supported_accepted"] < rules["supported_accepted"]
    assert judged["unsupported_caught"] >= rules["unsupported_caught"]
    assert len(judged["judge_curve"]) == len(judged["curve"])


def test_a_judge_that_is_wanted_and_missing_is_said(squad: Path, tmp_path: Path) -> None:
    write_claims(squad_claims(squad), tmp_path)
    with pytest.raises(UsageError, match="no model to judge"):
        evaluate_citations(tmp_path, Settings(verify="judge", llm="none"))
    assert evaluate_citations(tmp_path, Settings(verify="auto", llm="none"))["mode"] == "rules"


def test_a_support_outside_its_source_fails_the_evaluation(
    squad: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_claims(squad_claims(squad), tmp_path)
    wrong = Verdict(True, (Support(0, 90_000, 90_001),), None, 1.0, False)
    monkeypatch.setattr(citations, "verify", lambda claim, sources, question: wrong)
    with pytest.raises(AssertionError):
        evaluate_citations(tmp_path, RULES)


class Unsure:
    """A judge that says no to answers of how many, yes to all others."""

    name = "unsure"
    serves_in_parallel = False

    def stream(self, messages: list[Message], *, max_tokens: int, stop: threading.Event | None = None) -> Iterator[str]:
        raise AssertionError("a judge is not asked to write")

    def probability_of_yes(self, messages: list[Message], *, stop: threading.Event | None = None) -> float | None:
        return 0.1 if "Question: How many" in messages[-1]["content"] else 0.95

    def close(self) -> None:
        pass
