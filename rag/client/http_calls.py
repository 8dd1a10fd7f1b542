"""Each request to a served archive, once: what is sent, and how its answer is read. Nothing here waits or connects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from pydantic import TypeAdapter

from rag import schema
from rag.errors import refusing_halves
from rag.model import Filters
from rag.reports import ArticleSort, SearchSort
from rag.text.lines import whole_letters

T = TypeVar("T")

_HITS: TypeAdapter[list[schema.HitOut]] = TypeAdapter(list[schema.HitOut])
#: The events of a stream, by their names.
EVENTS: Mapping[str, type[schema.Shape]] = {
    "evidence_found": schema.EvidenceFoundOut,
    "waiting": schema.WaitingOut,
    "sentence_read": schema.SentenceReadOut,
    "text_written": schema.TextWrittenOut,
    "sentence_proposed": schema.SentenceProposedOut,
    "sentence_checked": schema.SentenceCheckedOut,
    "answer_done": schema.AnswerDoneOut,
}


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """A request. ``read`` makes the result out of the JSON that comes back.

    Half letters (lone surrogates), which nothing can send, have a mark in their place, as the engine has it.
    """

    method: str
    path: str
    read: Callable[[bytes], T]
    params: Sequence[tuple[str, str]] = ()
    json: Any = None
    files: Sequence[tuple[str, tuple[str, bytes]]] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", [(name, whole_letters(value)) for name, value in self.params])
        object.__setattr__(self, "json", _whole(self.json))
        files = tuple((part, (whole_letters(name), raw)) for part, (name, raw) in self.files)
        object.__setattr__(self, "files", files)


def ask(
    question: str,
    filters: Filters | None,
    turns: Iterable[tuple[str, str]],
    now: date | None,
    read_dates: bool,
    stream: bool = False,
) -> Call[schema.AnswerOut]:
    """A question."""
    asked = schema.AskIn(
        question=question,
        filters=_filters(filters),
        turns=tuple(schema.TurnIn(question=earlier, answer=answer) for earlier, answer in turns),
        now=now,
        read_dates=read_dates,
        stream=stream,
    )
    return Call("POST", "/api/ask", schema.AnswerOut.model_validate_json, json=_json(asked))


def summarize(
    article_id: str | None, query: str | None, filters: Filters | None, sentences: int
) -> Call[schema.AnswerOut]:
    """A wish for a summary."""
    asked = schema.SummarizeIn(article_id=article_id, query=query, filters=_filters(filters), sentences=sentences)
    return Call("POST", "/api/summarize", schema.AnswerOut.model_validate_json, json=_json(asked))


def search(query: str, filters: Filters | None, limit: int) -> Call[list[schema.HitOut]]:
    """A search for passages."""
    params = [("q", query), ("limit", str(limit)), *_params(filters)]
    return Call("GET", "/api/passages", _HITS.validate_json, params)


def search_page(
    query: str, filters: Filters | None, sort: SearchSort, limit: int, offset: int, facets: bool
) -> Call[schema.SearchOut]:
    """A search for articles."""
    params = [("q", query), ("sort", sort), ("limit", str(limit)), ("offset", str(offset)), ("facets", _word(facets))]
    return Call("GET", "/api/search", schema.SearchOut.model_validate_json, [*params, *_params(filters)])


def coverage_of(query: str, filters: Filters | None) -> Call[schema.SearchCoverageOut]:
    """What the archive has on a query."""
    return Call("GET", "/api/coverage", schema.SearchCoverageOut.model_validate_json, [("q", query), *_params(filters)])


def page_of_articles(
    words: str, filters: Filters | None, sort: ArticleSort, descending: bool, limit: int, offset: int
) -> Call[schema.ArticlesOut]:
    """A page of the list of articles."""
    params = [
        ("words", words), ("sort", sort), ("descending", _word(descending)), ("limit", str(limit)),
        ("offset", str(offset)), *_params(filters),
    ]  # fmt: skip
    return Call("GET", "/api/articles", schema.ArticlesOut.model_validate_json, params)


def article(article_id: str, version: int | None, versions: bool) -> Call[schema.ShownArticleOut]:
    """One article."""
    params = [("versions", _word(versions))] + ([("version", str(version))] if version is not None else [])
    return Call("GET", _place(article_id), schema.ShownArticleOut.model_validate_json, params)


def add_text(text: str, name: str) -> Call[schema.JobOut]:
    """A text to be added."""
    return Call("POST", "/api/articles", _job, json=_json(schema.AddIn(text=text, name=name)))


def add_address(address: str, follow: bool) -> Call[schema.JobOut]:
    """An address to be added."""
    return Call("POST", "/api/articles", _job, json=_json(schema.AddIn(address=address, follow=follow)))


def add_bytes(raw: bytes, name: str) -> Call[schema.JobOut]:
    """A file to be added."""
    return Call("POST", "/api/articles", _job, files=[("file", (name, raw))])


def edit(
    article_id: str,
    *,
    published: date | datetime | str | None,
    title: str | None,
    outlet: str | None,
    authors: Iterable[str] | None,
    language: str | None,
    clear: Iterable[str],
    undo: Iterable[str],
) -> Call[schema.EditedArticleOut]:
    """A correction."""
    asked = schema.EditIn(
        published=published if published is None or isinstance(published, str) else published.isoformat(),
        title=title,
        outlet=outlet,
        authors=None if authors is None else tuple(authors),
        language=language,
        clear=tuple(clear),
        undo=tuple(undo),
    )
    return Call("PATCH", _place(article_id), schema.EditedArticleOut.model_validate_json, json=_json(asked))


def remove(article_id: str) -> Call[schema.RemoveOut]:
    """An article to be removed."""
    return Call("DELETE", _place(article_id), schema.RemoveOut.model_validate_json)


def erase(article_id: str) -> Call[schema.JobOut]:
    """An article to be removed for good."""
    return Call("DELETE", _place(article_id), _job, [("erase", "true")])


def followed() -> Call[schema.FollowedListOut]:
    """What is followed."""
    return Call("GET", "/api/feeds", schema.FollowedListOut.model_validate_json)


def unfollow(source: str) -> Call[schema.UnfollowOut]:
    """A source to be followed no more."""
    return Call("DELETE", "/api/feeds", schema.UnfollowOut.model_validate_json, [("source", source)])


def sync() -> Call[schema.JobOut]:
    """A look at all that is followed."""
    return Call("POST", "/api/feeds/sync", _job)


def whole_names(names: Iterable[str]) -> tuple[str, ...]:
    """Ids and names as they are.

    Raises:
        UsageError: one has half letters: with a mark in their place it would be another's.
    """
    whole = tuple(names)
    with refusing_halves():
        for each in whole:
            each.encode()
    return whole


def owner(what: str, asked: schema.Asked, read: Callable[[bytes], T]) -> Call[T]:
    """What only the archive's owner is answered, at the socket."""
    return Call("POST", f"/api/owner/{what}", read, json=_json(asked))


def job(job_id: str) -> Call[schema.JobOut]:
    """How a job stands."""
    return Call("GET", f"/api/jobs/{quote(whole_letters(job_id), safe='')}", _job)


def stop_job(job_id: str) -> Call[schema.JobOut]:
    """A job to be stopped."""
    return Call("DELETE", f"/api/jobs/{quote(whole_letters(job_id), safe='')}", _job)


def status() -> Call[schema.StatusOut]:
    """How the server does."""
    return Call("GET", "/api/status", schema.StatusOut.model_validate_json)


_job = schema.JobOut.model_validate_json


def _filters(filters: Filters | None) -> schema.FiltersIn:
    filters = filters or Filters()
    names = (*filters.outlets, *filters.languages, *filters.authors, *filters.sections)
    whole_names(name for name in names if name)
    return schema.FiltersIn.of(filters)


def _json(asked: schema.Shape) -> Any:
    return asked.model_dump(mode="json", exclude_defaults=True)


def _whole(value: Any) -> Any:
    """A value of JSON without half letters."""
    if isinstance(value, str):
        return whole_letters(value)
    if isinstance(value, list):
        return [_whole(each) for each in value]
    return {name: _whole(each) for name, each in value.items()} if isinstance(value, dict) else value


def _params(filters: Filters | None) -> list[tuple[str, str]]:
    """Filters as they stand in an address: lists by the name of one."""
    if not filters:
        return []
    one = {"outlets": "outlet", "languages": "language", "authors": "author", "sections": "section"}
    found: list[tuple[str, str]] = []
    for name, value in _json(_filters(filters)).items():
        values = value if isinstance(value, list) else [value]
        found += [(one.get(name, name), _word(each) if isinstance(each, bool) else str(each)) for each in values]
    return found


def _word(value: bool) -> str:
    return "true" if value else "false"


def _place(article_id: str) -> str:
    [article_id] = whole_names((article_id,))
    return f"/api/articles/{quote(article_id, safe='')}"
