"""The language model as a LlamaIndex component, for programs that use LlamaIndex.

Apart from the rest, because importing LlamaIndex takes four seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag.errors import LlmUnavailableError
from rag.llm.chat_factory import describe, local_server, remote_endpoint
from rag.llm.local.weights import find_model
from rag.settings import Settings
from rag.settings.endpoints import is_loopback, keep_environment_out

if TYPE_CHECKING:
    from llama_index.llms.openai_like import OpenAILike


def as_llama_index(settings: Settings) -> OpenAILike:
    """The model that the settings mean as LlamaIndex's OpenAI-like LLM; a local one is started.

    Raises:
        LlmUnavailableError: there is none, or the local one does not start.
    """
    import openai
    from llama_index.llms.openai_like import OpenAILike

    remote = remote_endpoint(settings)
    if remote is not None:
        url, key, model = remote.url, remote.api_key or "none", remote.model or "default"
    else:
        file = find_model(settings)
        if file is None or settings.llm == "none":
            raise LlmUnavailableError(describe(settings))
        url, key = local_server(file, settings).start()
        model = file.stem
    alike: dict[str, Any] = {"trust_env": not is_loopback(url), "follow_redirects": False}  # as the client's own are
    clients: dict[str, Any] = {
        "http_client": openai.DefaultHttpxClient(**alike),
        "async_http_client": openai.DefaultAsyncHttpxClient(**alike),
    }
    made = OpenAILike(
        model=model,
        api_base=url,
        api_key=key,
        is_chat_model=True,
        temperature=settings.llm_temperature,
        max_tokens=settings.llm_max_tokens,
        context_window=settings.llm_context + settings.llm_max_tokens,
        timeout=settings.llm_timeout,
        max_retries=1,
        **clients,
    )
    if remote is None or not remote.is_openai:
        keep_environment_out(made._get_client())
        keep_environment_out(made._get_aclient())
    return made
