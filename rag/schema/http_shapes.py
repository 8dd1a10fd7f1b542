"""What only the HTTP door knows, as JSON: what it is asked, the events of a stream, errors, and how the server does.

Articles, answers and reports are those of the modules beside this one.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from rag.model import Filters, Moment, State
from rag.schema.answer_shapes import AnswerOut, EvidenceOut, SentenceOut
from rag.schema.article_shapes import EditedArticleOut
from rag.schema.report_shapes import AddOut, EditOut, HealthOut, ImportOut, RemoveOut, SyncOut
from rag.schema.shape import Shape

#: Of a conversation no more turns are taken; the engine looks back at three.
MAX_TURNS = 50

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _iso_day(value: object) -> object:
    # pydantic would read "0" and 1e9 as seconds since 1970.
    if value is None or isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError("a day is written as 2025-09-30")


#: A day as people write it to a program.
Day = Annotated[date, BeforeValidator(_iso_day, json_schema_input_type=date)]


class Asked(Shape):
    """What a request holds: a field that is misspelt is an error."""

    model_config = ConfigDict(extra="forbid", defer_build=False)  # FastAPI builds on the whole validator


class FiltersIn(Asked):
    """Which articles are looked at; empty means all."""

    since: Day | None = Field(default=None, description="The first day.")
    until: Day | None = Field(default=None, description="The last day.")
    outlets: tuple[str, ...] = Field(default=(), description="Names of outlets.")
    languages: tuple[str, ...] = Field(default=(), description="ISO 639-1 codes.")
    authors: tuple[str, ...] = Field(default=(), description="Names of authors, of whom an article has one.")
    sections: tuple[str, ...] = Field(default=(), description="Names of sections.")
    query: str | None = Field(default=None, description="A selection by operators (docs/search.md).")
    undated: bool = Field(default=False, description="Whether only articles without a date are.")
    as_of: Day | None = Field(default=None, description="Only what was published by then, as it was read by then.")

    def filters(self) -> Filters:
        """As the engine takes them.

        Raises:
            UsageError: the first day lies after the last.
        """
        return Filters(**dict(self))


class TurnIn(Asked):
    """An earlier question of a conversation."""

    question: str = Field(description="In the form that stands alone: `question` of its answer.")
    answer: str = Field(default="", description="Its answer's text; empty where nothing answered.")


class AskIn(Asked):
    """A question."""

    question: str = Field(description="What is asked, in any language.")
    filters: FiltersIn = Field(default=FiltersIn(), description="Which articles to look at.")
    turns: tuple[TurnIn, ...] = Field(
        default=(), max_length=MAX_TURNS, description="The conversation so far, the oldest first."
    )
    now: Day | None = Field(default=None, description="The day it is asked on; today where null.")
    read_dates: bool = Field(
        default=True,
        description="Whether times and names in the question narrow it, and one about the archive is counted.",
    )
    stream: bool = Field(default=False, description="Whether the answer is to come as server-sent events.")


class SummarizeIn(Asked):
    """What is to be summarised: an article or a topic."""

    article_id: str | None = Field(default=None, description="The article; or")
    query: str | None = Field(default=None, description="the topic.")
    filters: FiltersIn = Field(default=FiltersIn(), description="Which articles to look at, for a topic.")
    sentences: int = Field(default=5, ge=1, le=50, description="How long the summary is to be.")
    background: bool = Field(default=False, description="Whether it is to be a job, and not waited for.")


class AddIn(Asked):
    """What is to be added: a text or an address. Files are sent as a form (multipart/form-data), each as `file`."""

    text: str | None = Field(default=None, description="An article; front matter, HTML and Markdown are read; or")
    name: str = Field(default="pasted.txt", description="what the text is called: its ending says what it is.")
    address: str | None = Field(default=None, description="Of an article, a feed or a sitemap on the web.")
    follow: bool = Field(default=False, description="Whether the address is to be looked after from now on.")


class EditIn(Asked):
    """What is to be corrected of an article; what is not named stays."""

    published: str | None = Field(default=None, description="2024-03-15, or 2024-03-15T18:30+01:00.")
    title: str | None = Field(default=None, description="The headline.")
    outlet: str | None = Field(default=None, description="Who published it.")
    authors: tuple[str, ...] | None = Field(default=None, description="All of them.")
    language: str | None = Field(default=None, description="ISO 639-1.")
    clear: tuple[str, ...] = Field(default=(), description="Fields to be unknown, whatever the source says.")
    undo: tuple[str, ...] = Field(default=(), description="Fields to be as the source says again.")


class FollowIn(Asked):
    """What is to be followed."""

    address: str = Field(description="Of a feed, a sitemap or a page on the web.")


class EvidenceFoundOut(Shape):
    """The event `evidence_found`: the quotes, before any model is asked; of a follow-up it may come twice."""

    question: str = Field(description="The form that was looked for.")
    evidence: tuple[EvidenceOut, ...] = Field(description="What was found.")


class WaitingOut(Shape):
    """The event `waiting`: the local model writes one answer at a time."""

    ahead: int = Field(description="So many answers come before this one.")


class SentenceReadOut(Shape):
    """The event `sentence_read`: a sentence of the archive that surely answers; what is written may take its place."""

    sentence: SentenceOut = Field(description="It.")


class TextWrittenOut(Shape):
    """The event `text_written`: the next piece as the model writes it, not yet checked."""

    text: str = Field(description="It.")


class SentenceProposedOut(Shape):
    """The event `sentence_proposed`: a sentence that the rules accept, while the judge is asked."""

    sentence: SentenceOut = Field(description="It, with its citations.")


class SentenceCheckedOut(Shape):
    """The event `sentence_checked`: a sentence with its verdict."""

    sentence: SentenceOut = Field(description="It, with its citations.")


class AnswerDoneOut(Shape):
    """The event `answer_done`, the last one: the whole answer, which alone counts."""

    answer: AnswerOut = Field(description="It.")


class ErrorDetailOut(Shape):
    """What was wrong, for programs and for people."""

    type: str = Field(description="A word for programs, such as `unknown_article`.")
    message: str = Field(description="A sentence for people: what was wrong, where, and what to do.")
    place: int | None = Field(
        default=None,
        exclude_if=lambda place: place is None,
        description="Of a query with operators: the number of the character where it cannot be read, from 1.",
    )


class ErrorOut(Shape):
    """A request that failed; in a stream the event `error`, which is the last one then."""

    error: ErrorDetailOut = Field(description="What was wrong.")


class JobOut(Shape):
    """Work that goes on after its request."""

    id: str = Field(description="To ask for it by.")
    state: Literal["queued", "running", "done", "failed"] = Field(description="How it stands.")
    step: str = Field(description="What is being done; empty where it has not begun or is over.")
    done: int = Field(description="How many items are.")
    total: int = Field(description="Of how many; 0 where that is not known.")
    failed: int = Field(description="Of adding: how many sources could not be read so far.")
    passages: int = Field(description="Of adding: how many passages are embedded so far.")
    result: AddOut | SyncOut | ImportOut | EditOut | EditedArticleOut | RemoveOut | AnswerOut | HealthOut | None = (
        Field(
            default=None,
            description="Where it is done: what the same request would have answered, had it been waited for.",
        )
    )
    error: ErrorDetailOut | None = Field(default=None, description="Where it failed: why.")


class JobsOut(Shape):
    """The jobs of late."""

    jobs: tuple[JobOut, ...] = Field(description="The newest first.")


class ArticleRowOut(Shape):
    """An article as a list shows it."""

    id: str = Field(description="Its id.")
    title: str = Field(description="Its headline.")
    outlet: str | None = Field(description="Who published it.")
    published: Moment | None = Field(description="When.")
    language: str | None = Field(description="ISO 639-1.")
    added: Moment = Field(description="When it came into the archive.")
    state: State = Field(description="Found by words already (pending), or by meaning too (ready).")


class ArticlesOut(Shape):
    """A page of the list of articles."""

    total: int = Field(description="How many the whole list has.")
    offset: int = Field(description="How many were passed over.")
    articles: tuple[ArticleRowOut, ...] = Field(
        validation_alias="rows", description="Those of the page, without their texts."
    )


class AliveOut(Shape):
    """That the server is up."""

    ok: bool = Field(description="Whether the archive can be read.")
    articles: int | None = Field(
        default=None,
        exclude_if=lambda articles: articles is None,
        description="How many it holds; not told where there is a password.",
    )
    problem: str | None = Field(
        default=None, exclude_if=lambda problem: problem is None, description="Why it cannot, likewise."
    )


class ReadyOut(Shape):
    """Whether questions are answered without waiting for what is still being loaded."""

    ready: bool = Field(description="Whether they are.")
    problem: str | None = Field(
        default=None, exclude_if=lambda problem: problem is None, description="Why not, as a sentence."
    )


class ModelStateOut(Shape):
    """The language model and what it is doing."""

    kind: str = Field(description="Whose it is: `local`, `openai`, `server` or `none`.")
    name: str = Field(description="Its name; empty where there is none.")
    phase: Literal["none", "missing", "downloading", "idle", "starting", "ready", "failed"] = Field(
        description="What it is doing; answers are quotes where it is none, missing, downloading or failed."
    )
    sentence: str = Field(description="The same as a sentence for people.")


class StatusOut(Shape):
    """How the server does."""

    archive: str = Field(description="The archive's name, as programs in OpenAI's form call it: its folder's.")
    articles: int = Field(description="How many it holds.")
    passages: int = Field(description="How many it holds.")
    pending: int = Field(description="How many articles wait to be embedded.")
    version: int = Field(description="Changes with every change of the archive.")
    writable: bool = Field(description="Whether articles can be added here.")
    jobs: int = Field(description="How many jobs are queued or running.")
    embedding: str = Field(description="The embedding's name.")
    llm: ModelStateOut = Field(description="The language model.")
