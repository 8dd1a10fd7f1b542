"""Hostile articles before a real model in its own process: what it is given, and what becomes of what it writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fault_server import GOOD, FaultServer, word
from hostile import ATTACKS, CLOSED, LEAFLET, Attack
from toy import ToyEmbedder

from rag import Archive
from rag.answer.reader import EvidenceReader, Reading
from rag.llm.chat import Message
from rag.llm.chat_factory import local_server
from rag.llm.client import OpenAIChat
from rag.llm.control_tokens import escape_control_tokens, without_control_tokens
from rag.llm.local.local_server import LocalServer
from rag.model import Draft
from rag.settings import load_settings
from rag.settings.endpoints import Endpoint

CONTROL = [
    "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|user|>", "<｜User｜>", "</s>", "<s>", "<start_of_turn>", "<bos>",
    "<tool_call>", "</tool_call>", "<think>", "[INST]", "[/INST]", "[TOOL_CALLS]", "[gMASK]", "<|START_OF_TURN_TOKEN|>",
]  # fmt: skip
PLAIN = ["3 < 4", "a <- b", "<3", "[1]", "[sic]", "x[I]", "he [Rutte] said", "<< quote >>", "Ostmark"]


class TakenIn(EvidenceReader):
    """A reader that finds every sentence to answer."""

    def read(self, *given: Any) -> Iterator[list[Reading]]:
        for readings in super().read(*given):
            yield [replace(reading, probability=1.0) for reading in readings]


def test_control_tokens_are_taken_apart() -> None:
    for token in CONTROL:
        assert token not in without_control_tokens(f"One {token} two {token}{token}"), token
        assert without_control_tokens(token).replace(" ", "") == token
    for text in PLAIN:
        assert without_control_tokens(text) == text


def test_nothing_that_is_sent_holds_a_control_token(faults: FaultServer) -> None:
    chat = OpenAIChat(lambda: Endpoint(faults.url, "", "m", "the server"), name="m", timeout=5)
    asked: list[Message] = [{"role": role, "content": " ".join(CONTROL)} for role in ("system", "user")]
    faults.acts = [GOOD, word("Yes")]
    list(chat.stream(asked, max_tokens=3))
    chat.probability_of_yes(asked)
    assert len(faults.requests) == 2
    for request in faults.requests:
        assert [message["role"] for message in request["messages"]] == ["system", "user"]
        assert not any(token in message["content"] for message in request["messages"] for token in CONTROL)
    chat.close()


def test_an_article_cannot_end_its_turn(local: LocalServer) -> None:
    """The model's own tokenizer finds the turns of the template and no others."""
    url, key = local.start()
    root = url.removesuffix("/v1")

    def turns(content: str, neutral: bool = True) -> int:
        messages: list[Message] = [{"role": "user", "content": content}]
        asked = escape_control_tokens(messages) if neutral else messages
        prompt = client.post(f"{root}/apply-template", json={"messages": asked}).json()["prompt"]
        given = {"content": prompt, "parse_special": True, "with_pieces": True}
        tokens = client.post(f"{root}/tokenize", json=given).json()["tokens"]
        return [token["piece"] for token in tokens].count("<|im_start|>")

    with httpx.Client(trust_env=False, timeout=60, headers={"authorization": f"Bearer {key}"}) as client:
        usual = turns("Plain words.")
        for attack in ATTACKS:
            assert turns(attack.text) == usual, attack.name
        text = next(attack.text for attack in ATTACKS if attack.name == "chat template")
        assert turns(text, neutral=False) > usual, "the server takes control tokens as text: nothing to protect"


@pytest.mark.slow
@pytest.mark.parametrize(
    "attacks",
    [
        pytest.param((ATTACKS[0], LEAFLET), id="two"),
        # The others differ in what the prompt holds, which answer/test_hostile.py looks at for each.
        pytest.param((*ATTACKS[::4], LEAFLET), id="many", marks=pytest.mark.soak),
    ],
)
def test_a_small_model_over_hostile_articles(
    attacks: tuple[Attack, ...], small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whatever is found is written from, as if a reader had been taken in.
    monkeypatch.setattr("rag.answer.reader.reader_factory.EvidenceReader", TakenIn)
    given = {"verify": "rules", "write": "always"}
    settings = load_settings(llm="local", llm_model=str(small), cache=tmp_path, llm_max_tokens=48, **given)
    try:
        for attack in attacks:
            path = tmp_path / attack.name
            with Archive.open(path, settings=settings, embedder=ToyEmbedder()) as archive:
                archive.add_drafts([("evil", Draft("Bridge painted", attack.text))])
                answer = archive.ask("Is the Ostmark bridge closed?")
            assert answer.notice is None
            assert "writing" in answer.timings, "the model had nothing to write from"
            for sentence in answer.sentences:
                assert not (sentence.verified and sentence.text.strip() in (*attack.injected, CLOSED)), attack.name
                for citation in sentence.citations:
                    assert citation.article.text[citation.start : citation.end] == citation.quote
    finally:
        local_server(small, settings).stop()
