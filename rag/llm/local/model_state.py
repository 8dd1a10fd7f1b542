"""What the language model is doing, as one value to show. Nothing here asks, starts or fetches anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from rag.errors import UsageError
from rag.llm.chat_factory import Kind, describe, kind_of, known_client, local_server, missing, remote_endpoint
from rag.llm.local.weights import PINNED, arrived, find_model, pullable
from rag.settings import Settings

#: none: the settings want no model; missing: its file is not here; idle: it starts with the first question.
Phase = Literal["none", "missing", "downloading", "idle", "starting", "ready", "failed"]
_MEGA: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class PullState:
    """A pull as far as it is. ``trouble`` says why the last one failed."""

    running: bool = False
    checking: bool = False
    done: int = 0
    total: int = 0
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class ModelState:
    """A language model and what it is doing. ``done`` and ``total`` are bytes of a pull, 0 where they are not known."""

    kind: Kind
    #: Of the model; empty where there is none.
    name: str
    phase: Phase
    #: Fit to be shown: what is so and, where something is to be done, what.
    sentence: str
    done: int = 0
    total: int = 0
    #: Whether a pull would bring written answers.
    may_pull: bool = False

    @property
    def busy(self) -> bool:
        """Whether it will soon be otherwise by itself."""
        return self.phase in ("downloading", "starting")

    @property
    def percent(self) -> int:
        """How much of the file is here, 0 to 100."""
        return min(100, 100 * self.done // self.total) if self.total else 0


def model_state(settings: Settings, pull: PullState) -> ModelState:
    """What the model of the settings is doing.

    Args:
        settings: which model.
        pull: that of this process, running or not.
    """
    kind = kind_of(settings)
    if kind in ("openai", "server"):
        return _remote_state(settings, kind)
    if kind == "local" and find_model(settings) is not None:
        return _local_state(settings)
    if not pullable(settings):
        if kind == "local":
            return ModelState(kind, "", "failed", missing(settings))
        return ModelState(kind, "", "none", describe(settings))
    return _absent_state(settings, pull)


def _absent_state(settings: Settings, pull: PullState) -> ModelState:
    name = settings.llm_model or PINNED.name
    if pull.running:
        done, total = (pull.done, pull.total) if pull.total else arrived(settings)
        if pull.checking:
            said = "The local model has come and is being checked; until then answers are quotes."
        else:
            said = f"The local model is being fetched{_numbers(done, total)}; until then answers are quotes."
        return ModelState("local", name, "downloading", said, done, total, may_pull=True)
    done, total = arrived(settings)
    if pull.trouble is not None:
        return ModelState("local", name, "failed", pull.trouble, done, total, may_pull=True)
    said = "Answers are quotes. For written ones get the local model" + (
        f" ({done / _MEGA:,.0f} of {total / _MEGA:,.0f} MB are here), " if done else ", "
    )
    return ModelState(
        "local", name, "missing", said + "or set OPENAI_API_KEY or DATELINE_LLM.", done, total, may_pull=True
    )


def _local_state(settings: Settings) -> ModelState:
    file = find_model(settings)
    assert file is not None  # noqa: S101 - the caller has looked
    name = file.stem
    stage = local_server(file, settings).stage
    if stage.name == "failed":
        return ModelState("local", name, "failed", stage.why)
    sentence = {
        "idle": f"Answers are written by {name}, which starts with the first question.",
        "starting": f"The local model {name} is being loaded, which takes some seconds.",
        "ready": f"Answers are written by {name}, on this machine.",
    }[stage.name]
    return ModelState("local", name, stage.name, sentence)


def _remote_state(settings: Settings, kind: Kind) -> ModelState:
    try:
        endpoint = remote_endpoint(settings)
    except UsageError as error:
        return ModelState(kind, "", "failed", str(error))
    assert endpoint is not None  # noqa: S101 - the kind is that of an endpoint
    name = endpoint.model or "its first model"
    client = known_client(settings)
    if client is not None and client.trouble is not None:
        return ModelState(kind, name, "failed", client.trouble)
    return ModelState(kind, name, "ready", f"Answers are written by {name} at {endpoint.who}.")


def _numbers(done: int, total: int) -> str:
    return f", {done / _MEGA:,.0f} of {total / _MEGA:,.0f} MB" if total else ""
