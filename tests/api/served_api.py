"""A small archive, and its server in a thread of this process, as ``dateline serve`` builds it."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from cli_runs import ARTICLES
from toy import ToyEmbedder

from rag import Archive, load_settings

#: A question that the sample articles surely answer, and one that they do not.
ANSWERED = "The work on the bridge costs 46 million crowns and takes how many weeks?"
UNANSWERED = "Who won the 2010 World Cup?"


@dataclass
class Served:
    """An archive that is being served."""

    url: str
    archive: Archive
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.url, timeout=60)

    def ids(self) -> list[str]:
        return self.archive.article_ids()


@cache
def _filled() -> tempfile.TemporaryDirectory[str]:
    """A folder with an archive of the sample articles, made once, as each article takes a good part of a second."""
    folder = tempfile.TemporaryDirectory(prefix="dateline-filled-", ignore_cleanup_errors=True)
    with Archive.open(Path(folder.name) / "harrow", embedder=ToyEmbedder()) as archive:
        for name, text in ARTICLES.items():
            archive.add_text(text, name=name)
    return folder


@contextmanager
def open_archive(folder: Path, **settings: Any) -> Iterator[Archive]:
    """A copy of an archive with the sample articles; no model unless the settings name one."""
    given = load_settings(**{"archive": folder / "harrow", "llm": "none", **settings})
    # Accounts may be there already.
    shutil.copytree(Path(_filled().name) / "harrow", given.archive, dirs_exist_ok=True)
    with Archive.open(given.archive, embedder=ToyEmbedder(), settings=given) as archive:
        yield archive


@contextmanager
def served(archive: Archive, accounts: Any = None, **settings: Any) -> Iterator[Served]:
    """Serve it, given its accounts and settings besides, for as long as the ``with`` lasts.

    To its owner at a socket of its own, too.
    """
    from ui.page.security.owner_socket import owner_socket
    from ui.page.server import listen, server_config
    from ui.page.web_app import build_web_app

    listener = listen("127.0.0.1", 0)
    app = build_web_app(archive, load_settings(**{"archive": archive.path, "llm": "none", **settings}), accounts)
    server = uvicorn.Server(server_config(app))
    with owner_socket(archive) as for_owner:
        sockets = [each for each in (listener, for_owner) if each is not None]
        thread = threading.Thread(target=server.run, kwargs={"sockets": sockets}, daemon=True)
        thread.start()
        serving = Served(f"http://127.0.0.1:{listener.getsockname()[1]}", archive)
        try:
            yield serving
        finally:
            serving.client.close()
            server.should_exit = True
            thread.join(20)
            listener.close()


def events(text: str) -> list[tuple[str, str]]:
    """Server-sent events as their names and data; comments are left out."""
    found = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":"))
        if fields:
            found.append((fields.get("event", ""), fields["data"]))
    return found
