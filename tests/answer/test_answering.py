"""From passages to an answer: quotes that are verbatim, refusals that say so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from toy import ToyEmbedder

from rag import POSSIBLE, REFUSAL, Answer, Archive, Article, Citation, Filters, QueryError, Sentence, UsageError
from rag.answer.evidence import EMBEDDED, rank_sentences, share_covered
from rag.model import Draft, Evidence, Quote
from rag.store.lexical.weighted_term import WeightedTerm

Put = Callable[..., str]

FERRY = (
    "The last ferry from Harrow Bay leaves at 21:40 on weekdays.\n\n"
    "Mayor Ilse Brandt called the\u00a0ferry \u201cour main street\u201d \U0001f6a2.  "
    "She opposes the cuts, which begin in October.\n"
    "Teskline said that its fuel bill had risen by 31 percent."
)
BRIDGE = "The bridge over the Tesk will close in March. Its repair costs 46 million crowns, the council said."


@pytest.fixture
def news(put: Put) -> dict[str, str]:
    return {
        "ferry": put("ferry", FERRY, "Ferry to stop earlier", date(2025, 9, 2), outlet="Courier"),
        "bridge": put("bridge", BRIDGE, "Bridge to close"),
    }


def assert_verbatim(archive: Archive, answer: Answer) -> None:
    for quote in [*answer.evidence, *(c for sentence in answer.sentences for c in sentence.citations)]:
        assert archive.article(quote.article.id).text[quote.start : quote.end] == quote.quote
        assert quote.quote == quote.quote.strip()


@pytest.mark.parametrize(
    ("question", "source", "words"),
    [
        ("When does the last ferry from Harrow Bay leave?", "ferry", "21:40"),
        ("What did Mayor Ilse Brandt call the ferry?", "ferry", "our main street"),
        ("By how much did the fuel bill of Teskline rise?", "ferry", "31 percent"),
        ("How much does the repair of the bridge cost?", "bridge", "46 million crowns"),
    ],
)
def test_answers(archive: Archive, news: dict[str, str], question: str, source: str, words: str) -> None:
    answer = archive.ask(f"  {question} ")
    assert answer.outcome in ("answered", "possible")
    assert (answer.mode, answer.question) == ("quotes", question)
    assert_verbatim(archive, answer)
    first = answer.evidence[0]
    assert first.article.id == news[source]
    assert words in first.quote
    assert answer.confidence == first.confidence
    if answer.answered:
        assert 1 <= len(answer.sentences) <= 3
        assert [c.n for sentence in answer.sentences for c in sentence.citations] == list(
            range(1, len(answer.sentences) + 1)
        )
        assert answer.text.startswith(f"{answer.sentences[0].text} [1]")
    else:
        assert answer.text == POSSIBLE
    assert set(answer.timings) == {"retrieval", "evidence", "total"}
    sure = [item.confidence or 0.0 for item in answer.evidence]
    assert sure == sorted(sure, reverse=True)


@pytest.mark.usefixtures("news")
def test_a_refusal_has_evidence_and_no_sentences(archive: Archive) -> None:
    answer = archive.ask("Who won the 2010 World Cup in Johannesburg?")
    assert (answer.answered, answer.sentences) == (False, ())
    assert answer.text in (REFUSAL, POSSIBLE)
    assert answer.evidence
    assert_verbatim(archive, answer)


def test_an_empty_archive_refuses_and_says_why(archive: Archive) -> None:
    answer = archive.ask("What did the mayor say?")
    assert (answer.answered, answer.evidence) == (False, ())
    assert answer.notice == "Nothing in the archive comes near the question."


def test_an_empty_question_is_wrong_use(archive: Archive) -> None:
    for question in ("", " \n\t", "*", '"', "?", "\0", "🦊", "…"):
        with pytest.raises(UsageError, match="empty"):
            archive.ask(question)


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize("question", ["NEAR( *", "a" * 20_000, "' OR 1=1 --"])
def test_odd_questions_are_answered_or_refused(archive: Archive, question: str) -> None:
    answer = archive.ask(question)
    assert_verbatim(archive, answer)
    assert answer.answered == bool(answer.sentences)


@pytest.mark.usefixtures("news")
def test_operators_that_break_the_grammar_are_told_with_their_place(archive: Archive) -> None:
    with pytest.raises(QueryError, match="Character 1 of the query: the quotation mark") as told:
        archive.ask('"AND OR NEAR( *')
    assert told.value.place == 1


def test_what_a_date_filter_leaves_out_is_said(archive: Archive, news: dict[str, str]) -> None:
    answer = archive.ask("How much does the bridge cost?", filters=Filters(since=date(2025, 1, 1)))
    assert answer.undated == 1
    assert answer.notice == "1 article carries no date and so passed no date filter."
    assert {item.article.id for item in answer.evidence} == {news["ferry"]}
    answer = archive.ask("How much does the bridge cost?", filters=Filters(outlets=("Courier",)))
    assert (answer.undated, answer.notice) == (0, None)
    answer = archive.ask("How much does the bridge cost?", filters=Filters(since=date(2030, 1, 1)))
    assert answer.evidence == ()
    assert answer.notice == (
        "1 article carries no date and so passed no date filter. No article passes the filters."
    )  # fmt: skip


def test_a_story_printed_twice_is_quoted_once(archive: Archive, put: Put) -> None:
    for source in ("wire", "copy"):
        put(source, "The ferry Aurora sank off Skarne at dawn. Divers search on.")
    answer = archive.ask("When did the ferry Aurora sink off Skarne?")
    said = [item.quote for item in answer.evidence]
    assert len(said) == len(set(said))


def test_rank_sentences(archive: Archive, news: dict[str, str]) -> None:
    question = "How much does the repair of the bridge cost?"
    toy = ToyEmbedder()
    words = archive._store.lexical.weigh(question)
    hits = archive.search(question)
    ranked = rank_sentences(question, words, hits, toy.embed_query(question), toy.embed_passages, toy.cosine_range)
    assert ranked[0].text == "Its repair costs 46 million crowns, the council said."
    assert 0 < len(ranked) <= EMBEDDED
    assert toy.calls == len(ranked)
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)
    for one in ranked:
        assert one.article.text[one.span.start : one.span.end] == one.text
        assert 0 <= one.score <= 1
    assert rank_sentences(question, words, [], toy.embed_query(question), toy.embed_passages, toy.cosine_range) == []


def test_share_covered() -> None:
    words = [
        WeightedTerm("ferry", frozenset({"ferri", "ferry"}), 3.0, 2),
        WeightedTerm("dawn", frozenset({"dawn"}), 1.0, 4),
    ]
    assert share_covered(words, frozenset({"ferri"})) == 0.75
    assert share_covered(words, frozenset({"ferry", "dawn"})) == 1.0
    assert share_covered(words, frozenset()) == 0.0
    assert share_covered([], frozenset({"ferry"})) == 0.0


ARTICLE = Article("id", "T", "Twelve chars", "s", "h", datetime.now(UTC), "ready")


@pytest.mark.parametrize(("start", "end"), [(0, 13), (-1, 3), (3, 3), (5, 2), (12, 13), (0, 0)])
def test_no_quote_outside_its_article(start: int, end: int) -> None:
    for make in (
        lambda: Quote(ARTICLE, start, end),
        lambda: Citation(ARTICLE, start, end, 1),
        lambda: Evidence(ARTICLE, start, end, 0.5),
    ):
        with pytest.raises(ValueError, match="not within article id"):
            make()


def test_values_reject_what_cannot_be() -> None:
    citation = Citation(ARTICLE, 0, 6, 1)
    assert citation.quote == "Twelve"
    sentence = Sentence("Twelve", True, (citation,))
    wrong: list[Callable[[], object]] = [
        lambda: Citation(ARTICLE, 0, 6, 0),
        lambda: Sentence("Twelve", True),
        lambda: Sentence("Twelve", False, (citation,)),
        lambda: Answer("q", "answered", "quotes", "t", (), ()),
        lambda: Answer("q", "possible", "quotes", "t", (sentence,), ()),
        lambda: Draft("T", " \n"),
        lambda: Draft("T", "t", published=datetime(2025, 1, 1)),
    ]
    for make in wrong:
        with pytest.raises(ValueError, match=r"\w"):
            make()
    with pytest.raises(UsageError, match="swap"):
        Filters(since=date(2025, 2, 1), until=date(2025, 1, 1))


def test_llama_index_retriever(archive: Archive, news: dict[str, str]) -> None:
    nodes = archive.as_retriever(limit=3).retrieve("repair of the bridge")
    assert nodes
    for found in nodes:
        text = archive.article(found.node.metadata["article_id"]).text
        assert text[found.node.start_char_idx : found.node.end_char_idx] == found.node.get_content()  # type: ignore[attr-defined]
    assert nodes[0].node.metadata["article_id"] == news["bridge"]
    assert nodes[0].score == archive.search("repair of the bridge")[0].score
    only = archive.as_retriever(filters=Filters(outlets=("courier",))).retrieve("repair of the bridge")
    assert {found.node.metadata["article_id"] for found in only} == {news["ferry"]}


def test_llama_index_query_engine(archive: Archive, news: dict[str, str]) -> None:
    engine = archive.as_query_engine()
    response = engine.query("How much does the repair of the bridge cost?")
    answer = response.metadata["answer"]  # type: ignore[index]
    assert str(response) == answer.text
    first = response.source_nodes[0]
    citation = answer.sentences[0].citations[0] if answer.answered else answer.evidence[0]
    assert (first.node.start_char_idx, first.node.end_char_idx) == (citation.start, citation.end)  # type: ignore[attr-defined]
    assert first.node.get_content() == citation.quote
    refusal = engine.query("Who won the 2010 World Cup in Johannesburg?")
    assert str(refusal) in (REFUSAL, POSSIBLE)
    assert refusal.source_nodes


def test_a_dateline_helps_to_find_its_sentence_and_is_not_quoted(archive: Archive, put: Callable[..., str]) -> None:
    put("skarne", "SKARNE, Oct. 8, 2025 (Tesk Wire) - The strike at the port ended after long talks.", "Dockers")
    told = "The strike at the port ended when both sides had slept."
    ness = put("ness", f"NESS, Oct. 6, 2025 (Tesk Wire) - {told} A band played.", "Dockers")
    first = archive.quote("Did the strike at the port of Ness end?").evidence[0]
    assert (first.article.id, first.quote) == (ness, told)
