"""A language model for the page's tests and pictures: an OpenAI-compatible server on loopback with written answers.

It stands in for the model's wits alone: the requests, the streaming and the checking of what it writes are real.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from fault_server import DONE, FaultServer, piece, status, stream, word

from rag.answer.prompts import JUDGE, STANDALONE, WRITER

#: What it knows of the sample corpus: three true sentences, one that no article has.
QUESTION = "What did the regional council decide about a second ferry, and who will build it?"
FOLLOW_UP = "And when will it be delivered?"
UNDERSTOOD = "When will the second ferry of the Tesk estuary be delivered?"
SLOW = "How much did the survey cost?"
#: Outside of what the corpus tells, so that nothing it writes can be verified.
UNANSWERABLE = "What name will the second ferry have?"
#: Of an article and a model that write HTML: see test_hostile.py.
HOSTILE = "What did the lighthouse keeper of Ostmark write on the wall? <script>window.hacked=1</script>"
ANSWERS = {
    QUESTION: (
        "The Keldermark Regional Council voted by 19 to 16 to buy a second ferry for the Tesk estuary [1]. "
        "The vessel is to cost 46 million crowns and should be delivered in the spring of 2027 [1]. "
        "It will be built at the shipyard of Port Edwin [1]."
    ),
    UNDERSTOOD: "The second ferry should be delivered in the spring of 2027 [1].",
    SLOW: "The survey cost 1.2 million crowns [1]. ",
    UNANSWERABLE: "The second ferry will be called Princess Mathilda [1].",
    HOSTILE: (
        "The lighthouse keeper of Ostmark wrote on the lighthouse wall on Tuesday [1]. "
        "<img src=x onerror=window.hacked=1> </div><script>window.hacked=1</script> lives there [1]."
    ),
}
#: As judge: by question, words of the sentences that answer it, each alone. Nothing answers any other question.
KNOWN = {
    QUESTION: ("19 to 16", "46 million crowns"),
    UNDERSTOOD: ("2027",),
    SLOW: ("1.2 million",),
    HOSTILE: ("",),  # whatever is said; what becomes of it is for the page
}
_LOGPROBS = {"yes": -0.01, "no": -5.0}
_NO = {"yes": -5.0, "no": -0.01}


@dataclass
class Scribe:
    """Writes the answer it was given for a question, word by word.

    Attributes:
        answers: by question.
        pause: seconds between two words.
        endless: questions whose answers are followed by words without end, so that there is something to stop.
    """

    answers: Mapping[str, str] = field(default_factory=lambda: ANSWERS)
    pause: float = 0.01
    endless: tuple[str, ...] = (SLOW,)

    def __call__(self, handler: Any, body: dict[str, Any]) -> None:
        """Answer one request."""
        if "messages" not in body:
            models = {"object": "list", "data": [{"id": "scribe", "object": "model"}]}
            status(200, models, content_type="application/json")(handler, body)
            return
        system, last = body["messages"][0]["content"], body["messages"][-1]["content"]
        if system == JUDGE:
            # Markup was taken apart.
            about, _, proposed = last.rpartition("Question: ")[2].partition("\nAnswer: ")
            answers = any(words in proposed for words in KNOWN.get(about.replace("< ", "<"), ()))
            word("yes" if answers else "no", _LOGPROBS if answers else _NO)(handler, body)
        elif system == STANDALONE:
            self._write(handler, UNDERSTOOD)
        elif system == WRITER:
            question = last.rpartition("Question: ")[2].replace("< ", "<")  # as above
            self._write(handler, self.answers.get(question, "Nothing is known of this."), question in self.endless)
        elif "Excerpts:" not in last:  # asked for a word, to see whether it is there
            self._write(handler, "Yes.")
        else:  # a summary: what the excerpts say first is as true as any
            self._write(handler, _first_sentences(last))

    def _write(self, handler: Any, text: str, endless: bool = False) -> None:
        words = [f"{each} " for each in text.split()] + (["and then "] * 1_200 if endless else [])
        # So slowly that a busy machine has pressed Stop long before the writer has said all that it may.
        paced = [item for each in words for item in (piece(each), 0.2 if endless else self.pause)]
        stream(*paced, piece(None, "stop"), DONE)(handler, {})


def _first_sentences(excerpts: str) -> str:
    """The first sentence of each of the first three excerpts: ``[1] (Outlet, day) The sentence. Another.``"""
    lines = [line for line in excerpts.splitlines() if line.startswith(("[1]", "[2]", "[3]"))]
    firsts = [line.partition(") ")[2].split(". ")[0].rstrip(".") for line in lines]
    return " ".join(f"{first} [{number}]." for number, first in enumerate(firsts, start=1))


@contextmanager
def scribe_at_work(scribe: Scribe | None = None) -> Iterator[tuple[str, FaultServer]]:
    """Serve a scribe; gives its address and the server, which keeps what it was asked."""
    with FaultServer() as server:
        server.acts = [scribe or Scribe()]
        yield server.url, server
