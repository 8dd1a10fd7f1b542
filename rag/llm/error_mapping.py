"""What went wrong at an OpenAI-compatible server, as one of Dateline's errors with a sentence that helps."""

from __future__ import annotations

import json
import re

import openai

from rag.errors import (
    LlmBusyError,
    LlmError,
    LlmGarbageError,
    LlmOverflowError,
    LlmRefusedError,
    LlmUnavailableError,
)
from rag.settings.endpoints import BUSY_STATUSES, retry_after

#: How servers say that a prompt is too long: llama.cpp, OpenAI, vLLM, LM Studio.
_OVERFLOW = re.compile(
    r"exceed_context_size|context_length_exceeded|maximum context|context (length|size|window)|too many tokens", re.I
)
_MAX_REASON_CHARS = 200


def as_llm_error(error: Exception, who: str, key: str = "") -> LlmError:
    """Translate what a client raised.

    Args:
        error: an error of the ``openai`` package, or of decoding what came.
        who: the server as users know it ("OpenAI", "localhost:11434").
        key: what the server was sent; some repeat it, and it must not be shown.
    """
    if isinstance(error, LlmError):
        return error
    if isinstance(error, openai.APIStatusError):
        return _of_status(error, who, key)
    if isinstance(error, openai.APITimeoutError | TimeoutError):
        return LlmUnavailableError(f"{who} kept silent for too long: see whether it is overloaded, or ask again")
    if isinstance(error, openai.APIResponseValidationError | json.JSONDecodeError | UnicodeDecodeError):
        return garbage(who)
    if isinstance(error, openai.APIConnectionError):
        return LlmUnavailableError(f"{who} cannot be reached: see whether it runs, and whether the address is right")
    if isinstance(error, openai.APIError):  # an error within a stream
        said = f"{error.code} {error.type} {error.message}"
        if _OVERFLOW.search(said):
            return overflow(who)
        return LlmUnavailableError(f"{who} broke off with an error: {_reason(error, key)}")
    return LlmUnavailableError(f"{who} broke off in the middle of its answer: ask again")


def garbage(who: str) -> LlmGarbageError:
    """The error for an answer that is none."""
    return LlmGarbageError(f"{who} does not answer in OpenAI's format: see whether the address is right")


def overflow(who: str) -> LlmOverflowError:
    """The error for a prompt that does not fit."""
    return LlmOverflowError(f"the prompt is longer than {who} can read: lower DATELINE_LLM_CONTEXT")


def _of_status(error: openai.APIStatusError, who: str, key: str) -> LlmError:
    status = error.status_code
    said = f"{error.code} {error.type} {error.message}"
    if status < 400:
        return LlmRefusedError(f"{who} sends on to another address ({status}): set that one, if you trust it")
    if status in (401, 403):
        return LlmRefusedError(f"{who} does not accept the key ({status}): check it")
    if status in (400, 413, 422) and (status == 413 or _OVERFLOW.search(said)):
        return overflow(who)
    if status == 429 and error.code == "insufficient_quota":
        return LlmRefusedError(f"the quota of this key at {who} is used up: check the plan, or use another key")
    if status in BUSY_STATUSES:
        seconds = retry_after(error.response.headers)
        when = f" for {seconds:.0f} seconds" if seconds else ""
        return LlmBusyError(f"{who} is too busy{when}: ask again later", seconds)
    if status == 404:
        where = "check DATELINE_LLM_MODEL and the base URL"
        return LlmRefusedError(f"{who} knows no such model or address (404): {where} ({_reason(error, key)})")
    if status >= 500:
        return LlmUnavailableError(f"{who} failed ({status}): look into its log, or ask again")
    return LlmRefusedError(f"{who} refuses the request ({status}): {_reason(error, key)}")


def _reason(error: openai.APIError, key: str) -> str:
    body = error.body
    message = body.get("message") if isinstance(body, dict) else None
    text = " ".join(str(message or error.message).split())
    if len(key) > 3:
        text = text.replace(key, "(key)")
    # Others repeat a part of it.
    text = re.sub(r"\b(sk|key|Bearer)[-_ ][\w*.-]{4,}", "(key)", text)
    return text if len(text) <= _MAX_REASON_CHARS else text[:_MAX_REASON_CHARS] + " …"
