"""A small archive, and its page served from a thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import gradio as gr
import pytest
from pages import DAM, FERRY, Page, serving_page
from toy import ToyEmbedder

from rag import Archive
from ui.page.archive.tab import ArchiveTab
from ui.page.article.pane import build_pane
from ui.page.runtime.archive_cache import ArchiveCache
from ui.page.runtime.background import Background


def _fill(archive: Archive) -> None:
    archive.add_text(FERRY, name="ferry.md")
    archive.add_text(DAM, name="dam.md")


@pytest.fixture
def archive(
    tmp_path: Path, embedder: ToyEmbedder, copy_archive: Callable[[Path, Callable[[Archive], object]], None]
) -> Iterator[Archive]:
    copy_archive(tmp_path / "archive", _fill)
    with Archive.open(tmp_path / "archive", embedder=embedder) as opened:
        yield opened


@pytest.fixture
def tab(archive: Archive) -> ArchiveTab:
    with gr.Blocks():
        return ArchiveTab(ArchiveCache(archive), build_pane(), Background(archive))


@pytest.fixture
def serving(archive: Archive) -> Callable[..., AbstractContextManager[Page]]:
    """Serves the archive's page on loopback, given its accounts and settings besides; as long as the ``with`` lasts."""

    return partial(serving_page, archive)


@pytest.fixture
def page(serving: Callable[..., AbstractContextManager[Page]]) -> Iterator[Page]:
    with serving() as served:
        yield served
