"""Faults of a model's server while an answer is made, and what a user may see of them: the quotes, one sentence."""

from __future__ import annotations

from fault_server import DONE, Act, piece, silence, status, stream, word

from rag import Answer

KEY = "no-prefix-tells-that-this-is-one"
QUESTION = "When does the last ferry from Harrow Bay leave?"
TRUE = "The last ferry from Harrow Bay leaves at 21:40."
FERRY = (
    "The last ferry from Harrow Bay leaves at 21:40 on weekdays. The mayor, Ilse Brandt, opposes the cuts, which begin "
    "in October. Teskline said that its fuel bill had risen by 31 percent within a year."
)
BRIDGE = "The bridge over the Tesk will close in March. Its repair costs 46 million crowns, the council said on Monday."

#: Seconds that the model may be silent in these tests, and what retrieval and a busy machine may add.
#: What is silent is so for a minute.
PATIENCE, SLACK = 2.0, 15.0

FAULTS: dict[str, tuple[Act, str]] = {
    "401": (status(401, {"error": {"message": f"bad key {KEY}"}}), "key"),
    "400 that repeats the key": (status(400, {"error": {"message": f"you sent {KEY}. Odd."}}), "400"),
    "404": (status(404, {"error": {"message": "no model m"}}), "DATELINE_LLM_MODEL"),
    "429 for an hour": (status(429, retry_after="3600"), "too busy for 3600 seconds"),
    "429 for longer than a silent server is waited for": (status(429, retry_after="25"), "too busy for 25 seconds"),
    "500": (status(500), "500"),
    "context overflow": (
        status(400, {"error": {"code": 400, "type": "exceed_context_size_error", "message": "too long"}}),
        "DATELINE_LLM_CONTEXT",
    ),
    "context overflow within the stream": (
        stream({"error": {"code": 400, "type": "exceed_context_size_error", "message": "too long"}}),
        "DATELINE_LLM_CONTEXT",
    ),
    "a web page": (status(200, "<html>Welcome to the router</html>", content_type="text/html"), "address"),
    "garbage within the stream": (stream(piece(TRUE), "data: {not json"), "address"),
    "nothing but the end": (stream(DONE), "address"),
    "silence": (silence, "silent"),
    "silence in the middle": (stream(piece(TRUE), 60.0), "silent"),
    "pings for ever": (stream(*[": ping", 0.4] * 150), "silent"),
    "the end in the middle": (stream(piece(TRUE)), "broke off in the middle"),
    "an error in the middle": (stream(piece(TRUE), {"error": {"message": "out of memory", "code": 500}}), "memory"),
}
#: Those that only a reply in pieces can have: the judge's is whole.
IN_PIECES = {
    "context overflow within the stream",
    "garbage within the stream",
    "nothing but the end",
    "silence in the middle",
    "the end in the middle",
    "an error in the middle",
}
YES = word("Yes", {"Yes": -0.01, "No": -5.0})


def assert_quotes_and_a_sentence(answer: Answer, says: str, what: str = "answer") -> None:
    assert answer.answered
    assert "21:40" in answer.text
    assert_a_sentence(answer, says, what)


def assert_a_sentence(answer: Answer, says: str, what: str = "answer") -> None:
    assert answer.mode == "quotes"
    assert answer.evidence
    for sentence in answer.sentences:
        assert sentence.verified
        for quote in sentence.citations:
            assert quote.article.text[quote.start : quote.end] == quote.quote
    notice = answer.notice
    assert notice is not None
    assert says in notice
    assert KEY not in notice
    assert notice.startswith(f"The {what} is made of quotes, because ")
    assert notice.endswith(".") and not notice.endswith("..")
    assert "\n" not in notice and "Traceback" not in notice and "Error" not in notice
