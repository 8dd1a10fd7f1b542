"""An archive that is served elsewhere, with the methods of :class:`rag.Archive`: each call waits for its answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import httpx

from rag import schema
from rag.client import http_calls as calls
from rag.client.http_calls import Call
from rag.client.http_replies import connection, error_of, events_of, raised, result_of, unreachable
from rag.client.sources_to_send import what_to_add
from rag.errors import ServerError
from rag.model import Filters
from rag.reports import ArticleSort, SearchSort

T = TypeVar("T")
#: Told of a job as it goes on.
JobCallback = Callable[[schema.JobOut], None]
#: How often it is asked how a job stands, in seconds.
LOOK_SECONDS = 0.2


class Client:
    """A served archive. Use it as a context manager, or close it; it may be used from several threads.

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
        self._http = httpx.Client(**connection(url, key))

    # -- asking --------------------------------------------------------------------------------------------------------

    def ask(
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
        return self._do(calls.ask(question, filters, turns, now, read_dates))

    def stream(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        turns: Iterable[tuple[str, str]] = (),
        now: date | None = None,
        read_dates: bool = True,
    ) -> Iterator[schema.Shape]:
        """Like :meth:`ask`, as the events of the answer; the last one is an ``AnswerDoneOut``. Closing it stops the
        model."""
        call = calls.ask(question, filters, turns, now, read_dates, stream=True)
        try:
            with self._http.stream(call.method, call.path, json=call.json) as response:
                if not response.is_success:
                    response.read()
                    raise error_of(response)
                yield from events_of(response.iter_lines())
        except httpx.HTTPError as error:
            raise self._unreachable(error) from error

    def summarize(
        self,
        article_id: str | None = None,
        *,
        query: str | None = None,
        filters: Filters | None = None,
        sentences: int = 5,
    ) -> schema.AnswerOut:
        """Summarise an article or a topic; every sentence is cited."""
        return self._do(calls.summarize(article_id, query, filters, sentences))

    # -- finding and reading -------------------------------------------------------------------------------------------

    def search(self, query: str, *, limit: int = 10, filters: Filters | None = None) -> list[schema.HitOut]:
        """Find passages, the best first."""
        return self._do(calls.search(query, filters, limit))

    def search_page(
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
        return self._do(calls.search_page(query, filters, sort, limit, offset, facets))

    def coverage_of(self, query: str, *, filters: Filters | None = None) -> schema.SearchCoverageOut:
        """What the archive has on a query, and why nothing answers it, where nothing does."""
        return self._do(calls.coverage_of(query, filters))

    def page_of_articles(
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
        return self._do(calls.page_of_articles(words, filters, sort, descending, limit, offset))

    def article(self, article_id: str, version: int | None = None, *, versions: bool = False) -> schema.ShownArticleOut:
        """One article, as it is or as a version of it said; with what it said before, if asked for.

        Raises:
            UnknownArticleError: there is none.
        """
        return self._do(calls.article(article_id, version, versions))

    def status(self) -> schema.StatusOut:
        """What the archive holds, and what its model is doing."""
        return self._do(calls.status())

    # -- changing ------------------------------------------------------------------------------------------------------

    def add(
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
        reports = [self.wait(self._do(each()), progress).result for each in what_to_add(sources, follow=follow)]
        return schema.AddOut.together(report for report in reports if isinstance(report, schema.AddOut))

    def add_text(self, text: str, *, name: str = "pasted.txt") -> schema.AddOut:
        """Add one text; ``name``'s ending says what it is."""
        return self._added(calls.add_text(text, name))

    def add_bytes(self, raw: bytes, *, name: str) -> schema.AddOut:
        """Add one file by its content."""
        return self._added(calls.add_bytes(raw, name))

    def edit(
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
        return self._do(call)

    def remove(self, article_id: str, *, erase: bool = False) -> schema.RemoveOut:
        """Remove an article; with ``erase`` for good.

        Raises:
            UnknownArticleError: there is none.
        """
        if not erase:
            return self._do(calls.remove(article_id))
        report = self.wait(self._do(calls.erase(article_id))).result
        assert isinstance(report, schema.RemoveOut)  # noqa: S101 - a job has the result of its own request
        return report

    def followed(self) -> schema.FollowedListOut:
        """All that is followed."""
        return self._do(calls.followed())

    def unfollow(self, source: str) -> schema.UnfollowOut:
        """Follow a source no more; its articles stay."""
        return self._do(calls.unfollow(source))

    def sync(self, *, progress: JobCallback | None = None) -> schema.SyncOut:
        """Look at all that is followed, and add what is new or changed there."""
        report = self.wait(self._do(calls.sync()), progress).result
        assert isinstance(report, schema.SyncOut)  # noqa: S101 - a job has the result of its own request
        return report

    # -- jobs ----------------------------------------------------------------------------------------------------------

    def job(self, job_id: str) -> schema.JobOut:
        """How a job stands."""
        return self._do(calls.job(job_id))

    def stop_job(self, job_id: str) -> schema.JobOut:
        """Stop a job; what it has done is kept."""
        return self._do(calls.stop_job(job_id))

    def wait(self, job: schema.JobOut, progress: JobCallback | None = None) -> schema.JobOut:
        """Wait for a job's end.

        Raises:
            DatelineError: that with which it failed.
        """
        while job.state in ("queued", "running"):
            time.sleep(LOOK_SECONDS)
            job = self.job(job.id)
            if progress is not None:
                progress(job)
        if job.error is not None:
            raise raised(job.error, 500)
        return job

    # -- its end -------------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _added(self, call: Call[schema.JobOut]) -> schema.AddOut:
        report = self.wait(self._do(call)).result
        assert isinstance(report, schema.AddOut)  # noqa: S101 - a job has the result of its own request
        return report

    def _do(self, call: Call[T]) -> T:
        try:
            response = self._http.request(
                call.method, call.path, params=list(call.params), json=call.json, files=list(call.files) or None
            )
        except httpx.HTTPError as error:
            raise self._unreachable(error) from error
        return result_of(response, call.read)

    def _unreachable(self, error: httpx.HTTPError) -> ServerError:
        return unreachable(self._http.base_url, error)
