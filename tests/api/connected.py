"""An assistant that is connected to a server of MCP, by the SDK's own client, for tests that are no coroutines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client
from mcp.types import CallToolResult

from rag import Answer, schema

#: The method that calls a tool; in one piece it would be taken for a path of the project.
CALLS_A_TOOL = "/".join(("tools", "call"))


class Assistant:
    """A client of the SDK, called from plain tests."""

    def __init__(self, portal: BlockingPortal, client: Client) -> None:
        self._portal = portal
        self.client = client

    def do(self, name: str, *arguments: Any) -> Any:
        return self._portal.call(getattr(self.client, name), *arguments)

    def later(self, work: Callable[[], Any]) -> Any:
        return self._portal.call(work)

    def call(self, tool: str, **arguments: Any) -> Any:
        """The result of a tool, which has it as text, too."""
        done: CallToolResult = self.do("call_tool", tool, arguments)
        text = done.content[0].text  # type: ignore[union-attr]
        assert not done.is_error, text
        assert json.loads(text) == done.structured_content
        return done.structured_content

    def failed(self, tool: str, **arguments: Any) -> str:
        """The sentence of a tool that fails."""
        done: CallToolResult = self.do("call_tool", tool, arguments)
        [said] = done.content
        assert done.is_error and done.structured_content is None
        assert "Traceback" not in said.text and "\n" not in said.text  # type: ignore[union-attr]
        return said.text  # type: ignore[union-attr]


@contextmanager
def assistant(server: Any, mode: str = "auto") -> Iterator[Assistant]:
    """Connected to a server: its address, or how it is started.

    Args:
        server: as the SDK's client takes it.
        mode: which of the protocol's generations is spoken; "legacy" begins with a handshake.
    """
    client = Client(server, mode=mode, read_timeout_seconds=120)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(client):
        yield Assistant(portal, client)


def as_json(answer: Answer) -> Any:
    return {**json.loads(schema.to_json(schema.AnswerOut.of(answer))), "timings": {}}
