"""An archive that is served elsewhere, for an event loop: :class:`rag.Client`, whose methods are awaited."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import httpx

from rag import schema
from rag.client import http_calls as calls
from rag.client.http_calls import Call
from rag.client.http_client import LOOK_SECONDS, JobCallback
from rag.client.http_replies import EventReader, connection, error_of, raised, result_of, unreachable
from rag.client.sources_to_send import what_to_add
from rag.model import Filters
from rag.reports import ArticleSort, SearchSort

T = TypeVar("T")


class AsyncClient:
    """A served archive, in one event loop. Use it as an asynchronous context manager, or close it.

    Results are the models of :mod:`rag.schema`, errors those that :class:`rag.Archive` raises, and
    :class:`rag.ServerError` where the server itself is the trouble.
    """

    def __init__(self, url: str, key: str | None = None) -> None:
        """Args:
        url: where it is served: ``http://localhost:7860``.
        key: the password, or a key, where one is asked for.

        Raises:
            UsageError: the address is none.
        """
        self._http = httpx.AsyncClient(**connection(url, key))

    # -- asking --------------------------------------------------------------------------------------------------------

    async def ask(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        turns: Iterable[tuple[str, str]] = (),
        now: date | None = None,
        read_dates: bool = True,
    ) -> schema.AnswerOut:
        """Answer a question, or refuse; of a conversation, in the light of its turns so far.

        Args:
            question: what is asked.
            filters: which articles to look at.
            turns: each earlier question in its stand-alone form, and its answer's text (empty for a refusal).
            now: the day it is asked on.
            read_dates: whether the times that its words name narrow it.

        Raises:
            UsageError: the question is empty.
        """
        return await self._do(calls.ask(question, filters, turns, now, read_dates))

    async def stream(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        turns: Iterable[tuple[str, str]] = (),
        now: date | None = None,
        read_dates: bool = True,
    ) -> AsyncIterator[schema.Shape]:
        """Like :meth:`ask`, as the events of the answer; the last one is an ``AnswerDoneOut``. Closing it stops the
        model."""
        call = calls.ask(question, filters, turns, now, read_dates, stream=True)
        try:
            async with self._http.stream(call.method, call.path, json=call.json) as response:
                if not response.is_success:
                    await response.aread()
                    raise error_of(response)
                reader = EventReader()
                async for line in response.aiter_lines():
                    if (event := reader.take(line)) is not None:
                        yield event
                reader.must_be_over()
        except httpx.HTTPError as error:
            raise unreachable(self._http.base_url, error) from error

    async def summarize(
        self,
        article_id: str | None = None,
        *,
        query: str | None = None,
        filters: Filters | None = None,
        sentences: int = 5,
    ) -> schema.AnswerOut:
        """Summarise an article or a topic; every sentence is cited."""
        return await self._do(calls.summarize(article_id, query, filters, sentences))

    # -- finding and reading -------------------------------------------------------------------------------------------

    async def search(self, query: str, *, limit: int = 10, filters: Filters | None = None) -> list[schema.HitOut]:
        """Find passages, the best first."""
        return await self._do(calls.search(query, filters, limit))

    async def search_page(
        self,
        query: str,
        *,
        filters: Filters | None = None,
        sort: SearchSort = "relevance",
        limit: int = 20,
        offset: int = 0,
        facets: bool = True,
    ) -> schema.SearchOut:
        """A page of the articles that a query finds, each with its best passage."""
        return await self._do(calls.search_page(query, filters, sort, limit, offset, facets))

    async def coverage_of(self, query: str, *, filters: Filters | None = None) -> schema.SearchCoverageOut:
        """What the archive has on a query, and why nothing answers it, where nothing does."""
        return await self._do(calls.coverage_of(query, filters))

    async def page_of_articles(
        self,
        words: str = "",
        *,
        filters: Filters | None = None,
        sort: ArticleSort = "published",
        descending: bool = True,
        limit: int = 50,
        offset: int = 0,
    ) -> schema.ArticlesOut:
        """A page of the list of articles, 200 at most."""
        return await self._do(calls.page_of_articles(words, filters, sort, descending, limit, offset))

    async def article(
        self, article_id: str, version: int | None = None, *, versions: bool = False
    ) -> schema.ShownArticleOut:
        """One article, as it is or as a version of it said; with what it said before, if asked for.

        Raises:
            UnknownArticleError: there is none.
        """
        return await self._do(calls.article(article_id, version, versions))

    async def status(self) -> schema.StatusOut:
        """What the archive holds, and what its model is doing."""
        return await self._do(calls.status())

    # -- changing ------------------------------------------------------------------------------------------------------

    async def add(
        self, sources: str | Path | Iterable[str | Path], *, follow: bool = False, progress: JobCallback | None = None
    ) -> schema.AddOut:
        """Add files and folders of this machine, which are sent, and addresses on the web, which the server fetches.

        Args:
            sources: them.
            follow: have the server look after the addresses from now on.
            progress: told of each job as it goes on.

        Raises:
            UsageError: one of them does not exist, or is a file that is to be followed; nothing was added.
        """
        reports = [
            (await self.wait(await self._do(each()), progress)).result
            for each in await asyncio.to_thread(what_to_add, sources, follow=follow)
        ]
        return schema.AddOut.together(report for report in reports if isinstance(report, schema.AddOut))

    async def add_text(self, text: str, *, name: str = "pasted.txt") -> schema.AddOut:
        """Add one text; ``name``'s ending says what it is."""
        return await self._added(calls.add_text(text, name))

    async def add_bytes(self, raw: bytes, *, name: str) -> schema.AddOut:
        """Add one file by its content."""
        return await self._added(calls.add_bytes(raw, name))

    async def edit(
        self,
        article_id: str,
        *,
        published: date | datetime | str | None = None,
        title: str | None = None,
        outlet: str | None = None,
        authors: Iterable[str] | None = None,
        language: str | None = None,
        clear: Iterable[str] = (),
        undo: Iterable[str] = (),
    ) -> schema.EditedArticleOut:
        """Correct what is said of an article; see :meth:`rag.Archive.edit`."""
        call = calls.edit(
            article_id, published=published, title=title, outlet=outlet, authors=authors, language=language,
            clear=clear, undo=undo,
        )  # fmt: skip
        return await self._do(call)

    async def remove(self, article_id: str, *, erase: bool = False) -> schema.RemoveOut:
        """Remove an article; with ``erase`` for good.

        Raises:
            UnknownArticleError: there is none.
        """
        if not erase:
            return await self._do(calls.remove(article_id))
        report = (await self.wait(await self._do(calls.erase(article_id)))).result
        assert isinstance(report, schema.RemoveOut)  # noqa: S101 - a job has the result of its own request
        return report

    async def followed(self) -> schema.FollowedListOut:
        """All that is followed."""
        return await self._do(calls.followed())

    async def unfollow(self, source: str) -> schema.UnfollowOut:
        """Follow a source no more; its articles stay."""
        return await self._do(calls.unfollow(source))

    async def sync(self, *, progress: JobCallback | None = None) -> schema.SyncOut:
        """Look at all that is followed, and add what is new or changed there."""
        report = (await self.wait(await self._do(calls.sync()), progress)).result
        assert isinstance(report, schema.SyncOut)  # noqa: S101 - a job has the result of its own request
        return report

    # -- jobs ----------------------------------------------------------------------------------------------------------

    async def job(self, job_id: str) -> schema.JobOut:
        """How a job stands."""
        return await self._do(calls.job(job_id))

    async def stop_job(self, job_id: str) -> schema.JobOut:
        """Stop a job; what it has done is kept."""
        return await self._do(calls.stop_job(job_id))

    async def wait(self, job: schema.JobOut, progress: JobCallback | None = None) -> schema.JobOut:
        """Wait for a job's end.

        Raises:
            DatelineError: that with which it failed.
        """
        while job.state in ("queued", "running"):
            await asyncio.sleep(LOOK_SECONDS)
            job = await self.job(job.id)
            if progress is not None:
                progress(job)
        if job.error is not None:
            raise raised(job.error, 500)
        return job

    # -- its end -------------------------------------------------------------------------------------------------------

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _added(self, call: Call[schema.JobOut]) -> schema.AddOut:
        report = (await self.wait(await self._do(call))).result
        assert isinstance(report, schema.AddOut)  # noqa: S101 - a job has the result of its own request
        return report

    async def _do(self, call: Call[T]) -> T:
        try:
            response = await self._http.request(
                call.method, call.path, params=list(call.params), json=call.json, files=list(call.files) or None
            )
        except httpx.HTTPError as error:
            raise unreachable(self._http.base_url, error) from error
        return result_of(response, call.read)
