"""The page: a masthead, its tabs and a pane, around one archive."""

from __future__ import annotations

from typing import Any

import gradio as gr

from rag import Archive, Role, Settings, role_allows
from ui.page.add.tab import AddTab
from ui.page.archive.tab import ArchiveTab
from ui.page.article.pane import build_pane, wire_pane
from ui.page.ask.tab import AskTab, Turns
from ui.page.runtime.archive_cache import ArchiveCache
from ui.page.runtime.background import Background
from ui.page.runtime.plain_blocks import PlainBlocks, asking
from ui.page.search.tab import SearchTab
from ui.page.status import StatusLine
from ui.page.summaries.tab import SummariesTab
from ui.page.templating import render
from ui.shared.access import needs
from ui.shared.upload_limits import upload_limits

#: So many questions, clicks and searches are worked on at once.
_AT_ONCE = 8
#: Seconds after which Gradio's queue looks again for something to do: less than a screen's frame, so that nobody
#: waits visibly longer. Left alone it looks a thousand times a second, and an idle page takes 4 % of a core.
_LOOK_SECONDS = 0.01
#: The same for reports of progress, which this page makes none of (its own come with what it shows).
_LOOK_FOR_PROGRESS_SECONDS = 0.1
#: More than these do not stand in line: each holds what it was sent.
_MOST_WAITING = 200


def build_app(archive: Archive, settings: Settings, *, role: Role = "admin", signs_in: bool = False) -> PlainBlocks:
    """The page as a Gradio app; it neither opens nor closes the archive.

    Args:
        archive: what is asked, shown and, where it is writable, added to.
        settings: how large a file may be that is sent.
        role: whom it is for: of a reader's page nothing that writes is a part.
        signs_in: whether those who see it have signed in, so that one can sign out.
    """
    shelf = ArchiveCache(archive, changeable=role_allows(role, "write"))
    background = Background(archive)
    page = PlainBlocks(title="Dateline", analytics_enabled=False, fill_width=True, delete_cache=(600, 3600))
    with page:
        masthead = gr.HTML(render("page", "masthead", signs_in, None), apply_default_css=False, js_on_load=None)
        status = StatusLine(archive)
        pane = build_pane()
        forget_pane, corrections = wire_pane(shelf, pane, background)
        with gr.Tabs(elem_id="dl-tabs"):
            with gr.Tab("Ask", id="ask"):
                ask = AskTab(shelf, pane)
            with gr.Tab("Search", id="search"):
                SearchTab(shelf, pane, ask)
            with gr.Tab("Summaries", id="summaries"):
                summaries = SummariesTab(shelf, pane)
            with gr.Tab("Archive", id="archive") as archive_tab:
                table = ArchiveTab(shelf, pane, background)
            add = None
            if role_allows(role, "write"):
                with gr.Tab("Add", id="add") as add_tab:
                    add = AddTab(shelf, background, upload_limits(settings))

        @needs("read")
        def refresh(turns: Turns, request: gr.Request, *form: Any) -> tuple[Any, ...]:
            """All that depends on what is in the archive."""
            filters = summaries.filters.refreshed()
            return (*status.tell(request), *ask.refreshed(turns), *filters, *table.refreshed(*form))

        @needs("read")
        def who(request: gr.Request) -> str:
            """The masthead with the name of who has signed in."""
            principal = asking(request)
            return render("page", "masthead", signs_in, principal.who if principal else None)

        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        if signs_in:
            page.load(who, None, masthead, **quiet)
        everything = [*status.outputs, *ask.refreshes, *summaries.filters.refreshes, *table.refreshes]
        refreshed = [page.load(refresh, [ask.turns, *table.form], everything, **quiet)]
        for done in (*(add.done if add else ()), table.removed, *table.many.changed, *corrections):
            refreshed.append(done.then(refresh, [ask.turns, *table.form], everything, **quiet))
        for filters in (ask.filters, summaries.filters, table.filters):
            for event in refreshed:
                event.then(filters.count, filters.counted, filters.left, **quiet)
        page.unload(ask.forget)
        page.unload(summaries.forget)
        page.unload(forget_pane)
        archive_tab.select(table.refreshed, table.form, table.refreshes, **quiet)
        if add is not None and add.kept is not None:
            gr.on([page.load, add_tab.select], add.kept.refreshed, None, add.kept.refreshes, **quiet)
    page.queue(default_concurrency_limit=_AT_ONCE, max_size=_MOST_WAITING, api_open=False)
    page._queue.sleep_when_free = _LOOK_SECONDS  # there is no public way
    page._queue.progress_update_sleep_when_free = _LOOK_FOR_PROGRESS_SECONDS
    return page
