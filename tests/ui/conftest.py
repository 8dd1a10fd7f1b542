"""A small archive, and its page served from a thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import gradio as gr
import pytest
from pages import DAM, FERRY, Page

from rag import Archive, load_settings
from ui.page.archive.tab import ArchiveTab
from ui.page.article.pane import build_pane
from ui.page.runtime.archive_cache import ArchiveCache
from ui.page.runtime.background import Background


@pytest.fixture
def archive(archive: Archive) -> Archive:
    archive.add_text(FERRY, name="ferry.md")
    archive.add_text(DAM, name="dam.md")
    return archive


@pytest.fixture
def tab(archive: Archive) -> ArchiveTab:
    with gr.Blocks():
        return ArchiveTab(ArchiveCache(archive), build_pane(), Background(archive))


@pytest.fixture
def serving(archive: Archive) -> Callable[..., AbstractContextManager[Page]]:
    """Serves the archive's page on loopback, given settings besides; for as long as the ``with`` lasts."""

    @contextmanager
    def serve(**settings: Any) -> Iterator[Page]:
        import uvicorn

        from ui.page.server import build_server, listen, server_config

        listener = listen("127.0.0.1", 0)
        server = uvicorn.Server(server_config(build_server(archive, load_settings(**settings))))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield Page(f"http://127.0.0.1:{listener.getsockname()[1]}", archive)
        finally:
            server.should_exit = True
            thread.join(20)
            listener.close()

    return serve


@pytest.fixture
def page(serving: Callable[..., AbstractContextManager[Page]]) -> Iterator[Page]:
    with serving() as served:
        yield served
