"""What goes over /v1, in OpenAI's form."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rag import schema

#: A chat has no more messages than these.
_MOST_MESSAGES = 1_000


class _Theirs(BaseModel):
    """What clients send besides (temperature, seed and such) is let pass: no setting of a model applies here."""

    model_config = ConfigDict(extra="ignore")


class PartIn(_Theirs):
    """A part of a message."""

    type: str = Field(description="Only `text` is read.")
    text: str | None = Field(default=None, description="What it says.")


class MessageIn(_Theirs):
    """A message of a chat."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"] = Field(
        description="Whose: the last one is the user's, and asks; what a system message says is not followed."
    )
    content: str | list[PartIn] | None = Field(default=None, description="What it says.")


class ChatIn(_Theirs):
    """A chat: the last message is the question, those before it make it stand alone."""

    model: str = Field(description="The archive's name, as /v1/models lists it.")
    messages: list[MessageIn] = Field(min_length=1, max_length=_MOST_MESSAGES, description="The oldest first.")
    stream: bool | None = Field(default=False, description="Whether it is to come in pieces, as server-sent events.")
    n: int | None = Field(default=1, description="There is one answer.")
    tool_choice: Any = Field(default=None, description="Tools are never called: `required` is an error.")
    response_format: Any = Field(default=None, description="Answers are text: what asks for JSON is an error.")
    filters: schema.FiltersIn | None = Field(default=None, description="Our own: which articles to look at.")


class UrlCitationOut(BaseModel):
    """Where a text cites an address."""

    start_index: int = Field(description="Where the footnote's mark begins in the message.")
    end_index: int = Field(description="Where it ends, exclusive.")
    title: str = Field(description="The article's headline.")
    url: str = Field(description="Its address; that of the article here, where it has none on the web.")


class AnnotationOut(BaseModel):
    """A citation, with the quote, which is our own."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitationOut
    article_id: str = Field(description="The article's id here.")
    quote: str = Field(description="The exact words.")
    start: int = Field(description="Where they begin in the article's text.")
    end: int = Field(description="Where they end, exclusive.")


class MessageOut(BaseModel):
    """The answer as a message."""

    role: Literal["assistant"] = "assistant"
    content: str = Field(description="Markdown, with the quotes as footnotes.")
    refusal: None = None
    annotations: list[AnnotationOut] = Field(description="What it cites, in the order of the text.")


class ChoiceOut(BaseModel):
    """The one choice."""

    index: Literal[0] = 0
    message: MessageOut
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class CompletionOut(BaseModel):
    """An answer."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[ChoiceOut]
    dateline: schema.AnswerOut = Field(description="Our own: the whole answer as /api/ask gives it.")


class DeltaOut(BaseModel):
    """The next piece of a message; the last one has its annotations."""

    role: Literal["assistant"] | None = None
    content: str | None = None
    annotations: list[AnnotationOut] | None = None


class ChunkChoiceOut(BaseModel):
    """The one choice."""

    index: Literal[0] = 0
    delta: DeltaOut
    finish_reason: Literal["stop"] | None = None


class ChunkOut(BaseModel):
    """A piece of an answer."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    choices: list[ChunkChoiceOut]


class ModelOut(BaseModel):
    """An archive, as a model."""

    id: str = Field(description="The archive's name: its folder's.")
    object: Literal["model"] = "model"
    created: Literal[0] = 0
    owned_by: Literal["dateline"] = "dateline"


class ModelsOut(BaseModel):
    """The one archive."""

    object: Literal["list"] = "list"
    data: list[ModelOut]


class OpenAIErrorDetailOut(BaseModel):
    """What was wrong."""

    message: str
    type: str
    param: None = None
    code: str | None = None


class OpenAIErrorOut(BaseModel):
    """A request that failed."""

    error: OpenAIErrorDetailOut
