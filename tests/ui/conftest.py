"""A small archive, and its page served from a thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pages import DAM, FERRY, Page

from rag import Archive


@pytest.fixture
def archive(archive: Archive) -> Archive:
    archive.add_text(FERRY, name="ferry.md")
    archive.add_text(DAM, name="dam.md")
    return archive


@pytest.fixture
def page(archive: Archive) -> Iterator[Page]:
    import uvicorn

    from ui.serve import build_server, listen

    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(build_server(archive), log_level="critical", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield Page(f"http://127.0.0.1:{listener.getsockname()[1]}", archive)
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()
