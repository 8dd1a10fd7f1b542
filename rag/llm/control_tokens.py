"""Control tokens of chat templates in text: a server must not take an article's words for the end of a turn.

llama.cpp, like vLLM and others, fills the messages into its chat template and then reads control tokens anywhere in
the result, so ``<|im_end|>`` within an article would end the user's turn and let the article speak as the system.
"""

from __future__ import annotations

import re

from rag.llm.chat import Message

# Within pointed brackets: <|im_start|>, </s>, <start_of_turn>, <tool_call>, and DeepSeek's with full-width bars.
# Within square ones: [INST], [/INST], [TOOL_CALLS], [gMASK]; not "[1]" and not an editor's "[sic]".
_OPENING = re.compile(r"<(?=[|｜/!]?[^\W\d]|[|｜])|\[(?=/?(?:[A-Z][A-Z_]+|[gs]MASK)\])")


def without_control_tokens(text: str) -> str:
    """The text with a blank behind each bracket that could open a control token; readers see the same words."""
    return _OPENING.sub(r"\g<0> ", text)


def escape_control_tokens(messages: list[Message]) -> list[Message]:
    """The messages with no control tokens in what they say."""
    return [{"role": message["role"], "content": without_control_tokens(message["content"])} for message in messages]
