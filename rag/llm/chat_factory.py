"""Which language model the settings mean, and a line that says so."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from rag.errors import LlmUnavailableError, UsageError
from rag.llm.chat import ChatModel
from rag.llm.local.kept_servers import Keep
from rag.llm.local.local_server import LocalServer
from rag.llm.local.weights import PINNED, SUFFIX, find_model
from rag.settings import Settings
from rag.settings.endpoints import Endpoint, base_url, shown

if TYPE_CHECKING:  # the openai package takes a second or two to import
    from rag.llm.client import OpenAIChat

#: OpenAI's model where the settings name none: cheap, and it gives logprobs, which the judge needs.
OPENAI_MODEL: Final = "gpt-4.1-mini"
_LOG: Final = "local-model.log"
#: llama.cpp's room in tokens, for all slots together: 117 MB of memory with the pinned model.
_LEAST_ROOM: Final = 4096
#: A chat's template, and an estimate of a prompt's tokens that was too low.
_SLACK: Final = 512
Kind = Literal["openai", "server", "local", "none"]
#: What :func:`choose_model` does; an evaluation has one that keeps replies.
ModelChooser = Callable[[Settings], ChatModel | None]

# One of each kind for the whole process: a server is a child process, a client has a thread and open connections.
_servers: dict[tuple[Path, int | None, int, Keep], LocalServer] = {}
_clients: dict[tuple[Endpoint | LocalServer, float, float], OpenAIChat] = {}
_lock = threading.Lock()


def choose_model(settings: Settings) -> ChatModel | None:
    """The language model that the settings mean; None if answers are to be quotes. Nothing is asked or started yet.

    Raises:
        UsageError: OpenAI is wanted and there is no key.
        LlmUnavailableError: the local model is wanted and its file is not there.
    """
    kind = kind_of(settings)
    if kind == "none":
        return None
    if kind == "local":
        return local_model(_local_file(settings), settings)
    endpoint = _remote(settings, kind)
    name = f"{endpoint.model or 'the first model'}@{shown(endpoint.url)}"
    return _client(endpoint, lambda: endpoint, name, settings)


def choose_judge(settings: Settings, writer: ChatModel, choose: ModelChooser = choose_model) -> ChatModel:
    """The model that judges what the writer wrote: the writer, or another at the same place that the settings name.

    Args:
        settings: ``judge_model``.
        writer: judges too where they name no other.
        choose: chooses the other one.

    Raises:
        LlmUnavailableError: the judge is a local model and its file is not there.
    """
    if settings.judge_model is None:
        return writer
    return choose(_for_judge(settings)) or writer


def known_client(settings: Settings) -> OpenAIChat | None:
    """The client of a model that does not run here, if it was used already: looking must not import ``openai``."""
    endpoint = remote_endpoint(settings)
    if endpoint is None:
        return None
    with _lock:
        return _clients.get((endpoint, settings.llm_temperature, settings.llm_timeout))


def local_model(file: Path, settings: Settings) -> OpenAIChat:
    """A chat model of a GGUF file. All of one process with the same file share one child process."""
    server = local_server(file, settings)

    def endpoint() -> Endpoint:
        url, key = server.start()
        return Endpoint(url, key, file.stem, "the local model")

    return _client(server, endpoint, f"local:{file.stem}", settings)


def _client(
    place: Endpoint | LocalServer, endpoint: Callable[[], Endpoint], name: str, settings: Settings
) -> OpenAIChat:
    """This process's client for a place; one for each answer would leave a thread behind each."""
    from rag.llm.client import OpenAIChat  # here, as above

    key = (place, settings.llm_temperature, settings.llm_timeout)
    with _lock:
        if key not in _clients:
            _clients[key] = OpenAIChat(
                endpoint,
                name=name,
                temperature=settings.llm_temperature,
                timeout=settings.llm_timeout,
                serves_in_parallel=isinstance(place, Endpoint),
            )
        return _clients[key]


def local_server(file: Path, settings: Settings) -> LocalServer:
    """This process's server for a GGUF file; not started yet."""
    room = max(_LEAST_ROOM, LocalServer.SLOTS * (settings.llm_context + settings.llm_max_tokens + _SLACK))
    keep = Keep(settings.servers, settings.llm_keep * 60)
    key = (file.absolute(), settings.llm_threads, room, keep)
    with _lock:
        if key not in _servers:
            log = settings.cache / _LOG
            _servers[key] = LocalServer(file, log=log, threads=settings.llm_threads, context=room, keep=keep)
        return _servers[key]


def local_servers(settings: Settings) -> list[LocalServer]:
    """This process's servers for the writer and the judge, where they run here and their files are there."""
    if kind_of(settings) != "local":
        return []
    files = {find_model(wanted) for wanted in (settings, _for_judge(settings))}
    return [local_server(file, settings) for file in files if file is not None]


def describe(settings: Settings) -> str:
    """One line: the model in use, or how to get written answers. Shows no secrets, asks nobody."""
    kind = kind_of(settings)
    if kind == "local":
        file = find_model(settings)
        return f"Local model {file.stem}." if file else f"No language model: {missing(settings)}."
    if kind == "none":
        if settings.llm == "none":
            return "No language model (DATELINE_LLM=none): answers are quotes."
        return (
            "No language model: answers are quotes. For written ones run dateline models pull "
            f"({PINNED.size / 1e9:.1f} GB), or set OPENAI_API_KEY or DATELINE_LLM."
        )
    try:
        endpoint = _remote(settings, kind)
    except UsageError as error:
        return f"No language model: {error}."
    return f"{endpoint.model or 'The first model'} at {endpoint.who}."


def remote_endpoint(settings: Settings) -> Endpoint | None:
    """Where OpenAI or the server that the settings name is; None if they mean neither."""
    kind = kind_of(settings)
    return _remote(settings, kind) if kind in ("openai", "server") else None


def kind_of(settings: Settings) -> Kind:
    """Where the model that the settings mean runs; "none" also where "auto" finds none."""
    if settings.llm in ("openai", "local", "none"):
        return settings.llm  # type: ignore[return-value]
    if settings.llm != "auto":
        return "server"
    if settings.openai_api_key is not None:
        return "openai"
    return "local" if find_model(settings) is not None else "none"


def _for_judge(settings: Settings) -> Settings:
    if settings.judge_model is None:
        return settings
    # Where the writer is the local model by "auto", the judge must be one too, there or not.
    return settings.model_copy(update={"llm_model": settings.judge_model, "llm": _place(settings)})


def _place(settings: Settings) -> str:
    kind = kind_of(settings)
    return settings.llm if kind == "server" else kind


def _remote(settings: Settings, kind: Kind) -> Endpoint:
    own = settings.llm_api_key.get_secret_value() if settings.llm_api_key else ""
    if kind == "server":
        # OpenAI's key is for OpenAI: another server never gets to see it.
        return Endpoint(base_url(settings.llm), own, settings.llm_model, shown(settings.llm))
    key = own or (settings.openai_api_key.get_secret_value() if settings.openai_api_key else "")
    if not key:
        raise UsageError("DATELINE_LLM=openai needs a key: set OPENAI_API_KEY")
    model = settings.llm_model
    if model is None or model.endswith(SUFFIX):
        model = OPENAI_MODEL
    who = "OpenAI" if shown(settings.openai_base_url) == "api.openai.com" else shown(settings.openai_base_url)
    return Endpoint(base_url(settings.openai_base_url), key, model, who, is_openai=True)


def _local_file(settings: Settings) -> Path:
    file = find_model(settings)
    if file is None:
        raise LlmUnavailableError(missing(settings))
    return file


def missing(settings: Settings) -> str:
    """Why there is no local model, and what to do: the second half of a sentence."""
    wanted = settings.llm_model
    if wanted is None:
        return f"the local model is not there yet: run dateline models pull ({PINNED.size / 1e9:.1f} GB)"
    return f"there is no local model {wanted}: give a GGUF file, or run dateline models pull {wanted}"
