"""The one client: any OpenAI-compatible server, OpenAI's own, or the local model's."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import queue
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

import httpx
import openai

from rag.errors import LlmBusyError, LlmError, LlmGarbageError, LlmRefusedError, LlmUnavailableError
from rag.llm import yes_no_probability as yes_no
from rag.llm.chat import End, Finish, Message, Reply
from rag.llm.control_tokens import escape_control_tokens
from rag.llm.error_mapping import as_llm_error, garbage
from rag.llm.server_capabilities import ServerCapabilities
from rag.settings.endpoints import BusyWait, Endpoint, is_loopback, keep_environment_out

T = TypeVar("T")
#: Seconds to connect in; a server that takes longer is not there.
CONNECT_SECONDS: Final = 10.0
#: Seconds that a busy server is waited for in all, if it asks for that, but never longer than a silent one; more is
#: an error at once.
BUSY_SECONDS: Final = 30.0
#: Before a server that is gone is tried again, in seconds. A killed child of 2 GB is still seen to run for some tenths.
_GONE_PAUSES_SECONDS: Final = (0.3, 0.7, 1.5)
#: Tokens for a reply of one word where one token was not enough (a blank first, or quotes).
_ONE_WORD_TOKENS: Final = 5


class OpenAIChat:
    """A chat model behind an OpenAI-compatible address. Safe to use from several threads.

    Requests run on an event loop in a thread of this object's own, as only there they can be cancelled at any
    moment: while connecting, while the server reads, and between tokens.
    """

    def __init__(
        self,
        endpoint: Callable[[], Endpoint],
        *,
        name: str,
        temperature: float = 0.0,
        timeout: float = 90.0,
        serves_in_parallel: bool = True,
    ) -> None:
        """Prepare a client; nothing is sent.

        Args:
            endpoint: where to ask; called for each request, as a local server that was restarted is elsewhere.
            name: of model and place, without secrets.
            temperature: 0 is the likeliest words.
            timeout: seconds until the first token, and between tokens.
            serves_in_parallel: False where this machine's processors would have to be shared among requests.
        """
        self.name = name
        self.serves_in_parallel = serves_in_parallel
        #: Why the last request failed; None where it did not.
        self.trouble: str | None = None
        self._endpoint = endpoint
        self._temperature = temperature
        self._timeout = timeout
        self._capabilities = ServerCapabilities()
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._clients: dict[Endpoint, openai.AsyncOpenAI] = {}
        self._found: dict[Endpoint, str] = {}

    def __repr__(self) -> str:
        return f"OpenAIChat({self.name})"

    def stream(self, messages: list[Message], *, max_tokens: int, stop: threading.Event | None = None) -> Reply:
        """Write an answer, piece by piece; see :class:`rag.llm.chat.ChatModel`."""
        pieces: queue.SimpleQueue[str | End] = queue.SimpleQueue()
        return Reply(pieces, self._submit(self._write(escape_control_tokens(messages), max_tokens, pieces.put)), stop)

    def probability_of_yes(self, messages: list[Message], *, stop: threading.Event | None = None) -> float | None:
        """How surely the reply is "yes"; see :class:`rag.llm.chat.ChatModel`."""
        work = self._submit(self._judge(escape_control_tokens(messages)))
        try:
            while True:
                try:
                    return work.result(timeout=Reply.LOOK_SECONDS if stop is not None else None)
                except concurrent.futures.TimeoutError:
                    if work.done():
                        raise
                    if stop is not None and stop.is_set():
                        return None
        finally:
            work.cancel()

    def served_model(self) -> str:
        """The name of the model that is asked: the one that was set, else the first that the server lists.

        Raises:
            LlmError: the server was asked for it and did not answer.
        """

        async def once(client: openai.AsyncOpenAI, endpoint: Endpoint, model: str) -> str:
            return model

        return self._submit(self._patiently(once)).result()

    def close(self) -> None:
        """Close connections; requests under way are cancelled."""
        with self._lock:
            loop, self._loop = self._loop, None
        if loop is not None:
            clients, self._clients = list(self._clients.values()), {}
            asyncio.run_coroutine_threadsafe(_wind_up(clients, loop), loop)

    # -- on the loop's thread ------------------------------------------------------------------------------------

    async def _write(self, messages: list[Message], max_tokens: int, put: Callable[[str], None]) -> Finish:
        wrote = False

        def pass_on(piece: str) -> None:
            nonlocal wrote
            wrote = True
            put(piece)

        async def once(client: openai.AsyncOpenAI, endpoint: Endpoint, model: str) -> Finish:
            return await self._stream_once(client, endpoint, model, messages, max_tokens, pass_on)

        return await self._patiently(once, lambda: not wrote)

    async def _stream_once(
        self,
        client: openai.AsyncOpenAI,
        endpoint: Endpoint,
        model: str,
        messages: list[Message],
        max_tokens: int,
        put: Callable[[str], None],
    ) -> Finish:
        finish: str | None = None
        anything = False
        async with asyncio.timeout(self._timeout) as deadline:
            call: Any = client.chat.completions.create
            stream = await call(
                model=model,
                messages=messages,
                stream=True,
                **self._capabilities.options(max_tokens=max_tokens, temperature=self._temperature),
            )
            try:
                async for chunk in stream:
                    anything = True
                    choice = chunk.choices[0] if chunk.choices else None
                    if choice is None:
                        continue
                    finish = choice.finish_reason or finish
                    text = choice.delta.content if choice.delta else None
                    # Only what was written counts as life: some servers send empty events while they wait.
                    if text or _thinks(choice.delta):
                        deadline.reschedule(asyncio.get_running_loop().time() + self._timeout)
                    if text:
                        put(text)
            finally:
                await stream.close()
        if not anything:
            raise garbage(endpoint.who)
        if finish is None:
            raise LlmUnavailableError(f"{endpoint.who} broke off in the middle of its answer: ask again")
        return "length" if finish == "length" else "stop"

    async def _judge(self, messages: list[Message]) -> float | None:
        async def once(client: openai.AsyncOpenAI, endpoint: Endpoint, model: str) -> float | None:
            choice = await self._one_word(client, endpoint, model, messages, 1)
            candidates = yes_no.candidates_of(choice)
            if candidates:
                return yes_no.from_logprobs(candidates)
            self._capabilities.no_logprobs()
            said = yes_no.from_text(choice.message.content or "")
            if said is None:
                choice = await self._one_word(client, endpoint, model, messages, _ONE_WORD_TOKENS)
                said = yes_no.from_text(choice.message.content or "")
            return said

        return await self._patiently(once)

    async def _one_word(
        self, client: openai.AsyncOpenAI, endpoint: Endpoint, model: str, messages: list[Message], max_tokens: int
    ) -> Any:
        call: Any = client.chat.completions.create
        async with asyncio.timeout(self._timeout):
            reply = await call(
                model=model,
                messages=messages,
                **self._capabilities.options(max_tokens=max_tokens, temperature=self._temperature, logprobs=True),
            )
        # The openai package hands on as a string what is not JSON.
        choices = getattr(reply, "choices", None)
        if not choices or choices[0].message is None:
            raise garbage(endpoint.who)
        return choices[0]

    async def _patiently(
        self,
        once: Callable[[openai.AsyncOpenAI, Endpoint, str], Coroutine[Any, Any, T]],
        may_repeat: Callable[[], bool] = lambda: True,
    ) -> T:
        """Do a request: wait for a busy server, send what it understands, and see whether a lost one comes back."""
        busy = BusyWait(min(BUSY_SECONDS, self._timeout))
        pauses = iter(_GONE_PAUSES_SECONDS)
        while True:
            # In a thread, as a local server takes seconds to start.
            endpoint = await asyncio.to_thread(self._endpoint)
            client = self._client(endpoint)
            try:
                result = await once(client, endpoint, await self._model_of(client, endpoint))
            except Exception as error:
                if isinstance(error, openai.BadRequestError) and self._capabilities.learn(error.message):
                    continue
                fault = as_llm_error(error, endpoint.who, endpoint.api_key)
                if isinstance(fault, LlmBusyError):
                    asked = busy.pause(fault.seconds) if may_repeat() else None
                    if asked is None:
                        raise self._noted(fault) from error
                    await asyncio.sleep(asked)
                    continue
                pause = next(pauses, None) if _is_gone(error) and may_repeat() else None
                if pause is None:
                    raise self._noted(fault) from error
                await asyncio.sleep(pause)
            else:
                self.trouble = None
                return result

    def _noted(self, fault: LlmError) -> LlmError:
        self.trouble = str(fault)
        return fault

    async def _model_of(self, client: openai.AsyncOpenAI, endpoint: Endpoint) -> str:
        """The model to ask for: the one that was set, else the first that the server lists."""
        if endpoint.model:
            return endpoint.model
        if endpoint not in self._found:
            async with asyncio.timeout(self._timeout):
                listed = await client.models.list()
            data = getattr(listed, "data", None)
            if not isinstance(data, list):
                raise garbage(endpoint.who)
            if not data:
                raise LlmRefusedError(f"{endpoint.who} offers no model: load one there, or set DATELINE_LLM_MODEL")
            self._found[endpoint] = str(data[0].id)
        return self._found[endpoint]

    def _client(self, endpoint: Endpoint) -> openai.AsyncOpenAI:
        client = self._clients.get(endpoint)
        if client is None:
            silence = self._timeout + CONNECT_SECONDS  # the deadlines above come first
            client = openai.AsyncOpenAI(
                base_url=endpoint.url,
                api_key=endpoint.api_key or "none",  # the package insists on one
                max_retries=0,
                http_client=openai.DefaultAsyncHttpxClient(
                    timeout=httpx.Timeout(silence, connect=CONNECT_SECONDS),
                    trust_env=not is_loopback(endpoint.url),
                    follow_redirects=False,  # texts are for the address that was set
                ),
            )
            if not endpoint.is_openai:
                keep_environment_out(client)
            self._clients[endpoint] = client
        return client

    # -- the loop ------------------------------------------------------------------------------------------------

    def _submit(self, work: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name=f"llm {self.name}", daemon=True).start()
            return asyncio.run_coroutine_threadsafe(work, self._loop)


async def _wind_up(clients: list[openai.AsyncOpenAI], loop: asyncio.AbstractEventLoop) -> None:
    own = asyncio.current_task()
    others = [task for task in asyncio.all_tasks() if task is not own]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    for client in clients:
        with contextlib.suppress(Exception):
            await client.close()
    loop.stop()


def _thinks(delta: Any) -> bool:
    """Whether a piece carries a reasoning model's thoughts (vLLM, llama.cpp; OpenRouter)."""
    extra = getattr(delta, "model_extra", None) or {}
    return bool(extra.get("reasoning_content") or extra.get("reasoning"))


def _is_gone(error: Exception) -> bool:
    """Whether the server went away: it may be there again at once, as a local one is that is restarted."""
    if isinstance(error, openai.APITimeoutError | LlmGarbageError):
        return False
    return isinstance(error, openai.APIConnectionError | httpx.RemoteProtocolError | httpx.ReadError)
