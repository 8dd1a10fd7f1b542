"""What people's own programs are made with, against a served archive: LangChain's and LlamaIndex's chat models."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

import openai
import pytest
from served_api import ANSWERED, Served, open_archive, served

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

# The programs are imported by the tests that use them: all of them together take three seconds, in each process that
# only collects the tests.

FIRST = "What did Mayor Ilse Brandt say of the cuts?"
FOLLOW_UP = "And what did she tell the council?"
UNDERSTOOD = re.compile(r"^\*Understood as: What did she tell the council\? \(.*Brandt.*\)\*$", re.MULTILINE)
KEY = "a long enough one"


def langchain(serving: Served, **besides: Any) -> ChatOpenAI:
    from langchain_openai import ChatOpenAI

    given: dict[str, Any] = {"model": "harrow", "api_key": "none", "max_retries": 0, **besides}
    return ChatOpenAI(base_url=f"{serving.url}/v1", **given)


def llamaindex(serving: Served, **besides: Any) -> Any:
    from llama_index.llms.openai_like import OpenAILike

    given: dict[str, Any] = {"model": "harrow", "api_key": "none", "max_retries": 0, "is_chat_model": True, **besides}
    return OpenAILike(api_base=f"{serving.url}/v1", **given)


def test_langchain_chats(reading: Served) -> None:
    from langchain_core.messages import HumanMessage, SystemMessage

    said = langchain(reading, temperature=0.3).invoke([SystemMessage("Be brief."), HumanMessage(ANSWERED)])
    assert isinstance(said.content, str) and "eleven weeks. [^1]" in said.content
    assert said.response_metadata["finish_reason"] == "stop" and said.response_metadata["model_name"] == "harrow"
    pieces = list(langchain(reading).stream(ANSWERED))
    assert len(pieces) > 3 and "".join(str(piece.content) for piece in pieces) == said.content
    assert asyncio.run(langchain(reading).ainvoke(ANSWERED)).content == said.content
    assert [each.content for each in langchain(reading).batch([ANSWERED, ANSWERED])] == [said.content] * 2


def test_langchain_asks_a_follow_up_in_a_chain(reading: Served) -> None:
    from langchain_core.messages import AIMessage, HumanMessage
    from langchain_core.output_parsers import StrOutputParser
    from langchain_core.prompts import ChatPromptTemplate, MessagesPlaceholder

    prompt = ChatPromptTemplate([("system", "Answer."), MessagesPlaceholder("before"), ("user", "{question}")])
    chain = prompt | langchain(reading) | StrOutputParser()
    first = chain.invoke({"before": [], "question": FIRST})
    assert "[^1]" in first
    asked = {"before": [HumanMessage(FIRST), AIMessage(first)], "question": FOLLOW_UP}
    assert UNDERSTOOD.search(chain.invoke(asked))
    assert UNDERSTOOD.search("".join(chain.stream(asked)))


def test_langchain_hears_what_is_wrong(reading: Served) -> None:
    with pytest.raises(openai.NotFoundError, match='the archive is "harrow"'):
        langchain(reading, model="gpt-5").invoke(ANSWERED)
    with pytest.raises(openai.NotFoundError, match='the archive is "harrow"'):
        list(langchain(reading, model="gpt-5").stream(ANSWERED))
    with pytest.raises(openai.BadRequestError, match="question"):
        langchain(reading).invoke(" ")
    with pytest.raises(openai.BadRequestError, match="Tools"):
        langchain(reading).bind(tool_choice="required", tools=[]).invoke(ANSWERED)


def test_llamaindex_chats(reading: Served) -> None:
    from llama_index.core.llms import ChatMessage

    said = llamaindex(reading).chat([ChatMessage(role="system", content="Be brief."), ChatMessage(content=ANSWERED)])
    text = said.message.content
    assert "eleven weeks. [^1]" in text
    pieces = list(llamaindex(reading).stream_chat([ChatMessage(content=ANSWERED)]))
    assert len(pieces) > 3 and "".join(piece.delta for piece in pieces) == text == pieces[-1].message.content
    assert llamaindex(reading).complete(ANSWERED).text == text
    assert asyncio.run(llamaindex(reading).acomplete(ANSWERED)).text == text


def test_llamaindex_asks_a_follow_up_in_a_chat_engine(reading: Served) -> None:
    from llama_index.core.chat_engine import SimpleChatEngine

    engine = SimpleChatEngine.from_defaults(llm=llamaindex(reading))
    assert "[^1]" in engine.chat(FIRST).response
    assert UNDERSTOOD.search(engine.chat(FOLLOW_UP).response)
    engine.reset()
    engine.chat(FIRST)
    assert UNDERSTOOD.search("".join(engine.stream_chat(FOLLOW_UP).response_gen))


def test_llamaindex_hears_what_is_wrong(reading: Served) -> None:
    from llama_index.core.llms import ChatMessage

    with pytest.raises(openai.NotFoundError, match='the archive is "harrow"'):
        llamaindex(reading, model="gpt-5").chat([ChatMessage(content=ANSWERED)])
    with pytest.raises(openai.NotFoundError, match='the archive is "harrow"'):
        list(llamaindex(reading, model="gpt-5").stream_chat([ChatMessage(content=ANSWERED)]))
    with pytest.raises(openai.BadRequestError, match="question"):
        llamaindex(reading).complete(" ")


def test_the_password_is_their_key(tmp_path_factory: pytest.TempPathFactory) -> None:
    with open_archive(tmp_path_factory.mktemp("locked")) as archive, served(archive, password=KEY) as serving:
        assert "eleven weeks" in langchain(serving, api_key=KEY).invoke(ANSWERED).content
        assert "eleven weeks" in llamaindex(serving, api_key=KEY).complete(ANSWERED).text
        with pytest.raises(openai.AuthenticationError, match="password"):
            langchain(serving).invoke(ANSWERED)
        with pytest.raises(openai.AuthenticationError, match="password"):
            llamaindex(serving).complete(ANSWERED)
