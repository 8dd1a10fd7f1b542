"""What tells one language model from another, for whoever keeps what it said: never a name that could mean two."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from rag.llm.chat import ChatModel
from rag.llm.chat_factory import kind_of, remote_endpoint
from rag.llm.local.weights import find_model
from rag.settings import Settings

#: The code that makes a request, runs the local model, and reads its reply: where it changes, a reply may.
_CODE: Final = (
    "local/server_child.py", "client.py", "control_tokens.py", "server_capabilities.py", "yes_no_probability.py"
)  # fmt: skip


def identity_of(settings: Settings, model: ChatModel) -> str:
    """All that a reply to the same messages follows from: the model, how it is run and asked, and how it is read.

    A local model is its file's bytes, wherever it lies. A server's is its address and its name for the model; where the
    settings name none, the server is asked for it. What a server has behind that name cannot be told from outside.

    Args:
        settings: what ``model`` was chosen by.
        model: is asked for the name of what it serves, if need be.

    Raises:
        LlmError: the server was to be asked for its model, and did not answer.
    """
    about: dict[str, object] = {"temperature": settings.llm_temperature, "code": _code()}
    endpoint = remote_endpoint(settings)
    if endpoint is not None:
        about |= {"address": endpoint.url, "model": endpoint.model or _served(model)}
    elif kind_of(settings) == "local" and (file := find_model(settings)) is not None:
        about |= {"file": _digest(file), "runs in": f"xllamacpp {version('xllamacpp')}"}
    else:
        about |= {"model": model.name}
    return json.dumps(about, sort_keys=True)


def _served(model: ChatModel) -> str:
    from rag.llm.client import OpenAIChat  # here: the openai package takes a second or two

    return model.served_model() if isinstance(model, OpenAIChat) else model.name


def _digest(file: Path) -> str:
    """The SHA-256 of a file's bytes: a second or two for the pinned model."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    here = Path(__file__).parent
    return hashlib.sha256(b"\0".join((here / name).read_bytes() for name in _CODE)).hexdigest()
