"""Prompts stay within their budget, counted by real tokenizers: over the sample corpus's questions and articles.

Nothing is generated: a server of ours writes down what it is asked, and the model's own process only tokenizes it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fault_server import DONE, FaultServer, piece, stream, word
from toy import ToyEmbedder

from rag import Archive
from rag.llm.local.local_server import LocalServer
from rag.llm.local.weights import PINNED
from rag.settings import load_settings
from rag.text.sentences import split_sentences

#: Of the pinned model alone a second opinion is asked.
PINNED_NAME = PINNED.file.removesuffix(".gguf")
CORPUS = Path(__file__).parent.parent.parent / "corpus"
#: The most tokens of a prompt at default settings, the chat's template included.
BUDGET = 700
#: Dateline's estimate is meant for the pinned model; the small one's vocabulary of 49,000 tokens is a third of its.
OTHER_TOKENIZER = 1.1
#: Read when this module is, as tests are kept from the user's settings. The tests work without the file, too.
PINNED_FILE = Path(os.environ.get("DATELINE_MODELS", "models")).absolute() / PINNED.file


# Every fifth question and article, and in the soaks all of them: prompts are cut to the same budget for each.
@pytest.fixture(scope="module", params=[5, pytest.param(1, marks=pytest.mark.soak)], ids=["some", "all"])
def prompts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[dict[str, Any]]]:
    """All that a model is asked for the corpus's questions, follow-ups and summaries at default settings.

    But that every answer is written, from all that may be picked.
    """
    folder, each = tmp_path_factory.mktemp("prompts"), request.param
    with FaultServer() as server:
        server.acts = [_obliging]
        settings = load_settings(
            llm=server.url, llm_model=PINNED_NAME, archive=folder / "archive", cache=folder, write="always"
        )
        assert settings.llm_context == BUDGET
        with Archive.open(settings.archive, settings=settings, embedder=ToyEmbedder()) as archive:
            archive.add(CORPUS / "articles")
            for row in (CORPUS / "qa.jsonl").read_text("utf-8").splitlines()[::each]:
                archive.ask(json.loads(row)["question"])
            conversation = archive.conversation()
            for question in (
                "What did the mayor of Harrow Bay say about the ferry?",
                "And when did she say so?",
                "Why?",
            ):
                conversation.ask(question)
            for article in list(archive.articles())[::each]:
                archive.summarize(article.id)
            archive.summarize(query="ferry", sentences=8)
        yield [{"kind": _kind(request), "messages": request["messages"]} for request in server.requests]


@pytest.mark.slow
def test_prompts_stay_within_their_budget(prompts: list[dict[str, Any]], local: LocalServer) -> None:
    most = _most_tokens(prompts, local)
    assert set(most) == {"writer", "judge", "passage", "follow-up", "summary"}
    assert max(most.values()) <= BUDGET * OTHER_TOKENIZER, most


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.skipif(not PINNED_FILE.is_file(), reason="NOT TESTED: the pinned model is not in DATELINE_MODELS")
def test_prompts_of_the_pinned_model(prompts: list[dict[str, Any]], tmp_path: Path) -> None:
    with LocalServer(PINNED_FILE, log=tmp_path / "log") as server:
        most = _most_tokens(prompts, server)
    print(most)
    assert max(most.values()) <= BUDGET, most


def _most_tokens(prompts: list[dict[str, Any]], server: LocalServer) -> dict[str, int]:
    """The longest prompt of each kind, as the server's model reads it."""
    url, key = server.start()
    root = url.removesuffix("/v1")
    most: dict[str, int] = {}
    with httpx.Client(trust_env=False, timeout=60, headers={"authorization": f"Bearer {key}"}) as client:
        for asked in prompts:
            text = client.post(f"{root}/apply-template", json={"messages": asked["messages"]}).json()["prompt"]
            tokens = client.post(f"{root}/tokenize", json={"content": text, "parse_special": True}).json()["tokens"]
            most[asked["kind"]] = max(most.get(asked["kind"], 0), len(tokens))
    return most


def _obliging(handler: Any, body: dict[str, Any]) -> None:
    """Write the first sentence of each of the first three excerpts, so that there is something to judge; say yes,
    but not so surely that one sentence is enough to write from."""
    if _kind(body) in ("judge", "passage"):
        word("Yes", {"Yes": -0.36, "No": -1.2})(handler, body)
        return
    lines = re.findall(r"^\[\d+\] (?:\([^)]*\) )?(.+)$", body["messages"][-1]["content"], re.M)[:3]
    said = " ".join(spans[0].of(line) for line in lines if (spans := split_sentences(line)))
    stream(piece(said or "When did the mayor of Harrow Bay say so?"), piece(None, "stop"), DONE)(handler, body)


_KINDS = {
    "judge": "check answers",
    "passage": "a paragraph answers",
    "writer": "answer a reader",
    "summary": "summarise",
    "follow-up": "Rewrite",
}


def _kind(body: dict[str, Any]) -> str:
    first = body["messages"][0]["content"]
    for kind, words in _KINDS.items():
        if words in first:
            return kind
    raise AssertionError(f"an unknown prompt: {first}")
