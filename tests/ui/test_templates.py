"""Every template gets hostile text, wherever it takes text: none of it may become a tag, an attribute or an order."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError
from jinja2.runtime import Macro
from pages import article
from test_render import HOSTILE, Seen, a_refusal, a_written_answer, an_answer, shown, turn

import ui.page
from rag import (
    AddReport,
    ArticlePage,
    ArticleRow,
    Copy,
    Counts,
    FacetCount,
    FailedSource,
    Filters,
    Hit,
    ModelState,
    MonthCount,
    Passage,
    Progress,
    QuoteNow,
    SearchHit,
    SearchPage,
    SourceProblem,
    TakenOff,
    Version,
    schema,
)
from ui.page.add.adding_html import Added, drop_html, failures_html, pasted_html, progress_html, retried_html
from ui.page.answers.html import (
    Live,
    Turn,
    follow_ups_html,
    latest_html,
    live_html,
    past_html,
    summary_turn_html,
    trouble_html,
)
from ui.page.answers.quoted import standing_html
from ui.page.answers.record import ShownCopy, ShownLacking, ShownMonth, ShownResult
from ui.page.archive.chart import chart_html
from ui.page.archive.empty import empty_html, welcome_html
from ui.page.archive.many_html import corrected_html, correcting_many_html, many_html
from ui.page.archive.removing_html import confirm_html, erasing_html, not_asked_html, removed_html, removing_html
from ui.page.archive.table import chips_html, table_html
from ui.page.archive.view import Chip, View
from ui.page.article.html import article_html, summary_coming_html, summary_html
from ui.page.article.more_html import correcting_html, taken_off_html, versions_html
from ui.page.search.search_address import Search
from ui.page.search.search_html import (
    asking_about_html,
    field_html,
    results_html,
    searching_html,
    wrong_html,
)
from ui.page.security.login_page import login_html
from ui.page.status import status_html
from ui.page.templating import TEMPLATES, Html, esc, render
from ui.page.widgets.filters import left_html

#: Without blanks, so that no text is told from another by whether it has one.
PLAIN = "plain"
TEXTS = [
    *HOSTILE,
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}{% set x = 7*7 %}{{x}}{# hidden",
    "{{ self.__init__.__globals__ }}{% include 'login.css' %}",
    "javascript:alert(1)",
    "`${alert(1)}` ${'`'}",
    "</script><script>alert(1)</script>",
    "-->]]><![CDATA[<script>alert(1)</script>",
    "' autofocus onfocus='alert(1)",
]
THEN = datetime(2025, 9, 3, 8, 5, tzinfo=UTC)


def answers(text: str) -> Iterator[str]:
    given: dict[str, Any] = {"id": text, "title": text, "outlet": text, "language": text, "url": text}
    answer = an_answer(text, **given)
    copies = [ShownCopy(article_id=text, outlet=text, published=None, title=text, url=None)] * 7
    drawn = shown(answer)
    read = schema.ReadAsOut(since=date(2025, 9, 1), until=date(2025, 9, 30), from_words=(text,))
    noted = drawn.model_copy(update={"filters": Filters(outlets=(text,)), "notice": text, "read_as": read})
    yield trouble_html(text)
    yield past_html([turn(text, answer), turn(text, a_refusal(text, **given)), Turn(text, trouble=text)])
    yield latest_html(turn("Q?", a_written_answer(text, text)), 1, text)
    quote = drawn.evidence[0].model_copy(update={"before": text, "after": text, "also_in": tuple(copies)})
    yield live_html(Live(text, text + "!", (quote,), drawn.sentences, drawn.sentences[0], text), 0, text)
    yield live_html(Live(text), 0, text)
    yield summary_turn_html(text, text)
    yield summary_turn_html(text, turn(text, answer))
    yield follow_ups_html([text])
    yield render("answers", "also_in", copies)
    yield standing_html(QuoteNow("moved", 0, 1), (), [Version(1, THEN, text, text)])
    yield latest_html(Turn("Q?", noted), 0, text)
    found = ShownResult(
        asks="list",
        query=text,
        total=9,
        copies=0,
        day=None,
        articles=tuple(copies),
        names=(schema.NameCountOut(name=text, articles=1),),
    )
    asked = schema.ReadAsOut(
        asks="list", authors=(text,), outlets=(text,), sections=(text,), mentions=(text,), from_words=(text,)
    )
    lacking = ShownLacking(
        why=text, found=text, months=(ShownMonth(name=text, articles=1, outlets=text),), silent=(text,)
    )
    refused = shown(a_refusal(text, **given)).model_copy(update={"lacking": lacking})
    yield latest_html(Turn("Q?", refused), 0, text)
    yield latest_html(Turn("Q?", drawn.model_copy(update={"read_as": asked, "archive_result": found})), 0, text)


def an_article(text: str) -> Iterator[str]:
    given: dict[str, Any] = {"id": text, "title": text, "outlet": text, "language": text, "section": text}
    hostile = article(text=text, url=f"https://e.org/{text}", authors=(text,), captions=(text,), **given)
    foot: str = correcting_html(hostile, ["title"], trouble_html(text), {"outlet": text})
    foot += versions_html([Version(1, THEN, text, text)], {1: "\n".join([f"-x {text}", f"+x {text}"] * 40)})
    foot += taken_off_html([TakenOff(text, text)] * 201)
    made = render("article", "foot", [foot])  # a mere string since it was joined, so escaped
    yield article_html(hostile, 0, len(text), summary_coming_html(text), made, trouble_html(text))
    yield from (foot, article_html(hostile, 0, 1, summary_html(shown(an_answer(text)))), article_html(hostile))
    yield render("article", "pane", render("article", "gone", True))
    yield from (render("article", "edited", True), render("article", "edited", False))


def listed(text: str) -> Iterator[str]:
    row = ArticleRow(text, text, text, date(2025, 9, 2), text, THEN, "pending")
    for rows in ((row,), (replace(row, published=None, state="ready"),), ()):
        yield table_html(ArticlePage(rows, 51), View(), writable=True, everything=51, query=text, words=text)
    yield chips_html([Chip(text, text, text)] * 2)


def chart(text: str) -> Iterator[str]:
    counts = [MonthCount(date(2025, 9, 1), text, 3), MonthCount(date(2025, 9, 1), "b", 3), MonthCount(None, text, 1)]
    yield chart_html(counts, {text: 1})


def selected(text: str) -> Iterator[str]:
    trouble = trouble_html(text)
    yield from (confirm_html([text], 1, text), confirm_html([text, text], 9, text), not_asked_html(trouble))
    yield from (removing_html(1, 2), erasing_html(), removed_html(1, 1, [text]), correcting_many_html(1, 2))
    yield many_html([text], 9, text, trouble, {"outlet": text, "outlet-way": text, "authors": text})
    yield corrected_html(1, 1, 1, ["outlet"], question=text, trouble=trouble)


def adding(text: str) -> Iterator[str]:
    problem = SourceProblem(text, text)
    yield drop_html({text: 1})
    yield progress_html(Progress(text, 1, 2))  # a step that nobody knows yet
    yield from (pasted_html(text, Added(outcome, text, text, "", (text,)), followed=True) for outcome in OUTCOMES)
    yield failures_html([FailedSource(text, text, text, text, THEN)] * 51)
    yield retried_html(AddReport(skipped=(problem,), failed=(problem,)))


OUTCOMES: Any = ("added", "failed")


def welcome(text: str) -> Iterator[str]:
    yield from (welcome_html([text]), empty_html(Path(f"a folder/{text}")))


def page(text: str) -> Iterator[str]:
    yield from (render("page", "head", [text], [text], True), render("page", "masthead", True, text))
    yield from (render("page", "tools"), render("page", "editing"))
    yield left_html(Filters(outlets=(text,)), 0, 2)
    yield left_html(Filters(), 0, 2, selected=True)


def search(text: str) -> Iterator[str]:
    given: dict[str, Any] = {
        "id": text,
        "title": text,
        "text": text,
        "outlet": text,
        "language": text,
        "authors": (text,),
    }
    hit = Hit(Passage("p", text, 0, len(text), text), article(**given), 0.5)
    copy = Copy(text, text, None, text, text)
    found = SearchHit(hit, ((0, 1),), ((0, 1),), (copy,) * 5)
    counts = tuple(FacetCount(value, 2) for value in (text, None, *(f"{text}{number}" for number in range(70))))
    months = (FacetCount("2025-09", 1), FacetCount(None, 1))
    facets = {**dict.fromkeys(("outlet", "author", "section", "language"), counts), "month": months}
    page = SearchPage(text, False, 101, False, (found,), facets, 40)
    chosen = Search(text, {"outlet": text, "language": text}, page=2)
    for each, sought in ((page, chosen), (page, Search(text)), (replace(page, total=0, nearest=True), chosen)):
        yield results_html(each, sought, text)
    for sought in (chosen, Search(text)):
        yield results_html(SearchPage(text, True, 0, False, ()), sought, text)
    yield from (field_html(), searching_html(text), asking_about_html(chosen, text), asking_about_html(None))
    yield from (wrong_html(text, text), wrong_html(text, text, text, 1))


def login(text: str) -> Iterator[str]:
    yield from (login_html(text), login_html(text, named=True, name=text))


def status(text: str) -> Iterator[str]:
    state = ModelState(text, text, "downloading", text, 1, 2)  # type: ignore[arg-type]
    yield status_html(state, Counts(1, 1, 7), text, Path(text), writable=False)
    state = replace(state, phase=text)  # type: ignore[arg-type]
    yield render("status", "line", state, Counts(1, 1, 0), text, (text, text), [(text, text)], True)


#: What calls every macro of a template, with a text wherever it takes one.
CASES: dict[str, Callable[[str], Iterator[str]]] = {
    "adding.html": adding,
    "answers.html": answers,
    "article.html": an_article,
    "chart.html": chart,
    "list.html": listed,
    "login.html": login,
    "page.html": page,
    "search.html": search,
    "selected.html": selected,
    "status.html": status,
    "welcome.html": welcome,
}


def shape(html: str) -> list[tuple[str, list[str]]]:
    return [(tag, list(attributes)) for tag, attributes in Seen(html).tags]


def values(html: str) -> list[str | None]:
    seen = Seen(html)
    return [seen.text, *(value for _, attributes in seen.tags for value in attributes.values())]


def test_every_template_has_its_case() -> None:
    assert {file.name for file in TEMPLATES.glob("*.html")} == set(CASES)


def test_every_macro_has_its_case(monkeypatch: pytest.MonkeyPatch) -> None:
    called = set()
    plain = Macro._invoke

    def noted(macro: Any, arguments: Any, autoescape: bool) -> Any:
        called.add((Path(macro._func.__code__.co_filename).name, macro.name))
        return plain(macro, arguments, autoescape)

    monkeypatch.setattr(Macro, "_invoke", noted)
    for case in CASES.values():
        assert list(case(PLAIN))
    written = {
        (file.name, name)
        for file in TEMPLATES.glob("*.html")
        for name in re.findall(r"{% macro (\w+)", file.read_text(encoding="utf-8"))
    }
    assert written - called == set()


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", CASES)
def test_hostile_text_becomes_nothing_but_text(name: str, text: str) -> None:
    """A browser sees the same tags with the same attributes as for a plain word, and the text in one of its places."""
    shown_as: list[str | None] = []
    for html, plain in zip(CASES[name](text), CASES[name](PLAIN), strict=True):
        assert shape(html) == shape(plain)
        assert links(html) == []
        assert not re.search(r"[`{}$]", re.sub("<style>.*</style>", "", html, flags=re.DOTALL))
        shown_as += values(html)
    assert any(text in (value or "") for value in shown_as)


def links(html: str) -> list[str | None]:
    """Addresses that a browser would follow or fetch, other than the page's own and the web's."""
    own = ("https://", "./dateline/", "#search?", "data:image/svg+xml,", "/login", "/signout")
    return [
        value
        for _, attributes in Seen(html).tags
        for name, value in attributes.items()
        if name in ("href", "src", "action", "formaction") and not (value or "").startswith(own)
    ]


def test_only_what_a_template_made_is_shown_as_html() -> None:
    made = trouble_html("<b>")
    assert isinstance(made, Html) and "&lt;b&gt;" in made
    assert str(esc(made)) == made
    for joined in (made + "<b>", made[:], f"{made}", "".join([made])):
        assert not isinstance(joined, Html) and "<" not in esc(joined)


def test_what_a_template_was_not_given_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        render("answers", "trouble")
    with pytest.raises(UndefinedError):
        render("status", "line", object(), None, "", None, [], True)


def test_markup_is_written_in_templates_only() -> None:
    wrong = []
    for file in Path(ui.page.__path__[0]).rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        wrong += [
            f"{file.name}:{node.lineno}: {node.value[:60]}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
            if re.search(r"</?[a-z][a-z0-9]*[\s/>]", node.value)
        ]
    assert wrong == []


def test_no_template_takes_escaping_off() -> None:
    for file in TEMPLATES.glob("*.html"):
        assert not re.search(r"\|\s*safe|autoescape|Markup", file.read_text(encoding="utf-8")), file.name


def test_what_is_clicked_is_known_to_the_page() -> None:
    """An action that a template names is one that a component's script and handler know by the same name."""
    known = "".join(file.read_text(encoding="utf-8") for file in Path(ui.page.__path__[0]).rglob("*.py"))
    named = {
        action
        for file in TEMPLATES.glob("*.html")
        for action in re.findall(r'data-action="(\w+)"', file.read_text(encoding="utf-8"))
    }
    assert len(named) > 15 and {action for action in named if f'"{action}"' not in known} == set()
