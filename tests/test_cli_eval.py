"""``dateline eval`` on small hand-made data with exact figures."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runs import ask_json, call, refused, run, write_articles, write_lines

pytestmark = pytest.mark.slow

DOCUMENTS = [
    {"_id": "d1", "title": "Ferry", "text": "The last ferry from Harrow Bay leaves at 21:40. Cuts follow."},
    {"_id": "d2", "title": "Bridge", "text": "The bridge over the Tesk closes. The repair costs 46 million crowns."},
    {"_id": "d3", "title": "Wolves", "text": "Rangers counted nine wolves in the forest. A farmer lost two sheep."},
]  # fmt: skip
QUESTIONS = [
    {"question": "When does the last ferry from Harrow Bay leave?", "answers": ["21:40"], "doc_id": "d1"},
    {
        "question": "What does the repair of the bridge cost?",
        "answers": ["46 million"],
        "doc_id": "d2",
        "answerable": True,
    },
    {"question": "How many wolves did rangers count in the forest?", "answers": ["twelve"], "doc_id": "d3"},
    {"question": "Who won the 2010 World Cup in Johannesburg?", "answers": [], "doc_id": None, "answerable": False},
]


def test_eval_quotes(tmp_path: Path) -> None:
    write_lines(tmp_path / "corpus.jsonl", DOCUMENTS)
    write_lines(tmp_path / "qa.jsonl", QUESTIONS)
    figures = ask_json("eval", "quotes", tmp_path)
    assert set(figures) >= {"p50_ms", "p95_ms", "seconds", "embedding"}
    wanted = {
        "questions": 4, "answerable": 3, "first": 0.6667, "first3": 0.6667, "answered_precision": 1.0,
        "answered_recall": 1.0, "articles": 3, "mode": "quotes", "llm": None,
    }  # fmt: skip
    assert {name: figures[name] for name in wanted} == wanted
    limited = ask_json("eval", "quotes", tmp_path, "--limit", "2", "--no-cache", by=call)
    assert (limited["questions"], limited["articles"]) == (2, 3)


def test_eval_quotes_on_a_folder_of_articles(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    write_articles(tmp_path / "articles" / "deep")
    write_lines(
        tmp_path / "qa.jsonl",
        [
            {
                "question": "What does the work on the bridge cost?",
                "answers": ["46 million"],
                "doc_id": "deep/bridge.md",
            },
            {
                "question": "What did the mayor say about the ferry?",
                "answers": ["main street"],
                "doc_id": "deep/schule.md",
            },
        ],
    )
    figures = ask_json("eval", "quotes", tmp_path, by=call)
    assert (figures["first"], figures["first3"], figures["answered_recall"]) == (0.5, 0.5, 1.0)


def test_eval_retrieval(tmp_path: Path) -> None:
    write_lines(tmp_path / "corpus.jsonl", DOCUMENTS)
    queries = ["last ferry from Harrow Bay", "repair of the bridge", "wolves in the forest", "no relevant one is named"]
    write_lines(tmp_path / "queries.jsonl", [{"_id": f"q{n}", "text": text} for n, text in enumerate(queries, 1)])
    (tmp_path / "qrels").mkdir()
    # the third query's relevant document is one that is found last, if at all
    judged = "q1\td1\t1\nq2\td2\t1\nq2\td1\t0\nq3\tmissing\t1\n"
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n" + judged)
    for mode in ("lexical", "dense", "hybrid"):
        figures = ask_json("eval", "retrieval", tmp_path, "--mode", mode, by=run if mode == "hybrid" else call)
        assert set(figures) >= {"p50_ms", "p95_ms", "index_seconds", "seconds", "embedding", "llm"}
        wanted = {
            "queries": 3, "articles": 3, "recall@1": 0.6667, "recall@5": 0.6667, "recall@10": 0.6667, "mrr@10": 0.6667,
            "ndcg@10": 0.6667, "mode": mode,
        }  # fmt: skip
        assert {name: figures[name] for name in wanted} == wanted


def test_evaluation_data_that_is_missing_is_named(tmp_path: Path) -> None:
    refused(2, "qa.jsonl")(call("eval", "quotes", tmp_path))
    write_lines(tmp_path / "qa.jsonl", QUESTIONS)
    refused(2, "corpus.jsonl")(call("eval", "quotes", tmp_path))


def test_eval_answers_over_passages_and_distractors(tmp_path: Path) -> None:
    row = {
        "query": "When will the last ferry leave?",
        "answer": ["21:40"],
        "positive": ["The last ferry from Harrow Bay will leave at 21:40 on weekdays."],
        "negative": ["A recipe for plum cake needs four eggs and a pound of flour.", ""],
    }
    write_lines(tmp_path / "en_fact.jsonl", [row])
    result = ask_json("eval", "answers", tmp_path, "--no-cache", by=call)
    assert (result["questions"], result["mode"]) == (2, "quotes")
    assert (result["correct"], result["refused_right"], result["citation_precision"]) == (1.0, 1.0, 1.0)


def test_eval_summaries_scores_a_verbatim_reference_full(tmp_path: Path) -> None:
    sentence = "The council of Harrow Bay bought a ferry for the harbour of Harrow Bay."
    write_lines(tmp_path / "s.jsonl", [{"_id": "a", "title": "Ferry", "text": sentence, "summary": sentence}])
    result = ask_json("eval", "summaries", tmp_path / "s.jsonl", "--share", "1.0", by=call)
    assert (result["rouge1_f"], result["rouge2_f"], result["rougeL_f"]) == (1.0, 1.0, 1.0)
    assert (result["mode"], result["verified_share"], result["llm"]) == ("quotes", 1.0, None)
    refused(2, "cannot be read")(call("eval", "summaries", tmp_path / "none.jsonl"))
    write_lines(tmp_path / "empty.jsonl", [])
    refused(2, "holds nothing to measure")(call("eval", "summaries", tmp_path / "empty.jsonl"))
    refused(2, "needs a language model")(call("eval", "summaries", tmp_path / "s.jsonl", "--mode", "written"))
    refused(2, "no mode")(call("eval", "summaries", tmp_path / "s.jsonl", "--mode", "long"))


def test_eval_citations(tmp_path: Path) -> None:
    source = "The last ferry from Harrow Bay will leave at 21:40 on weekdays."
    claims = [
        {"claim": source, "sources": [source], "supported": True},
        {"claim": "The last ferry from Harrow Bay will leave at 22:40.", "sources": [source], "supported": False},
    ]
    write_lines(tmp_path / "claims.jsonl", claims)
    result = ask_json("eval", "citations", tmp_path, by=call)
    assert (result["claims"], result["supported_accepted"], result["unsupported_caught"]) == (2, 1.0, 1.0)
