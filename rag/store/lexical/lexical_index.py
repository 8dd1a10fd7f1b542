"""The lexical index: BM25 by SQLite's FTS5, within the catalog's own transactions.

Its columns hold terms (:mod:`rag.text.terms`) rather than words, so that each language is stemmed by its own
rules and a question is compared in the same form. Passages and whole articles are indexed apart: what a question
says often stands in one passage, but a headline's words are strewn over the article. A passage's score is the mean
of its own and its article's. MRR@10 by passages, by articles, by both: bbc-headlines .761, .788, .783;
squad2 .870, .892, .885; wikinews-qa .912, .913, .921; fused with meaning .854, -, .872; .923, -, .928; .930, -, .931.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, text

from rag.model import Filters
from rag.store.lexical.spelling import spelled_alike
from rag.store.search.selection import filter_sql
from rag.store.sqlite.database import Database
from rag.store.sqlite.tables import ARTICLES, LEXICAL_BEHIND, LEXICAL_DDL, PASSAGES, slices
from rag.text.terms import question_words, spelled_terms, term_before_format_4

#: What a term in the headline counts against one in the passage. A headline stands with every passage of its
#: article, so more would drown the passages' differences: on squad2, MRR@10 by passages is .880, .876, .874 at
#: 0, 0.5, 1; 0.5 keeps what only a headline says findable.
TITLE_WEIGHT = 0.5
#: The weight of the whole article's score against the passage's own.
WHOLE_ARTICLE = 0.5
#: FTS5's k1 is fixed at 1.2, so a term's score never exceeds its weight times k1 + 1.
SATURATION = 2.2
#: Scores are relative to the best one, but not to less than this share of what a text with every word of the
#: question would have: a question in another language that shares one name with a text is not "fully" matched.
#: Fused MRR@10 at 0, 0.6, 0.8: bbc-headlines .837, .854, .859; squad2 .916, .923, .922; wikinews-qa .930, .930, .925.
LEAST_COVERED = 0.6


@dataclass(frozen=True, slots=True)
class WeightedTerm:
    """A word of a question, the terms it may stand as, its weight, and in how many passages it stands."""

    word: str
    terms: frozenset[str]
    weight: float
    passages: int


class LexicalIndex:
    """Finds passages by their words."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def weigh(self, question: str) -> list[WeightedTerm]:
        """The words of a question with what they tell: BM25's inverse document frequency, never negative.

        A word that stands in several forms has the weight of its most frequent one; an absent word weighs most. A
        name that stands in none may stand in another spelling.
        """
        weighed: list[WeightedTerm] = []
        behind = self._database.version < 4 or self._database.get(LEXICAL_BEHIND) is not None
        with self._database.read() as db:
            total = db.execute(text("SELECT count(*) FROM passages")).scalar_one()
            found = db.execute(text("SELECT language FROM articles GROUP BY language ORDER BY count(*) DESC"))
            languages = list(found.scalars())
            for word in question_words(question, languages):
                count = 0
                stands_as = set(word.terms)
                if behind:  # words that no writer has brought up to date yet
                    stands_as |= {term_before_format_4(word.word, language or "en") for language in (*languages, "en")}
                for term in stands_as:
                    row = db.execute(text("SELECT doc FROM lexical_terms WHERE term = :t"), {"t": term}).scalar()
                    count = max(count, row or 0)
                if not count:
                    for term, passages in spelled_alike(db, word.word, word.terms):
                        stands_as.add(term)
                        count = max(count, passages)
                weight = math.log(1 + (total - count + 0.5) / (count + 0.5))
                weighed.append(WeightedTerm(word.word, frozenset(stands_as), weight, count))
        return weighed

    def search(self, words: Sequence[WeightedTerm], limit: int, filters: Filters) -> dict[str, float]:
        """Passages in which any of the words stands, by id.

        Args:
            words: a question's words, from :meth:`weigh`.
            limit: how many passages, and how many articles, are looked at.
            filters: which articles to look at.

        Returns:
            Scores in [0, 1]: about 1 for a passage that says all of the question, or the most that any does.
        """
        present = sorted({term for word in words for term in word.terms if word.passages})
        if not present:
            return {}
        expression = " OR ".join(f'"{term}"' for term in present)
        least = LEAST_COVERED * SATURATION * sum(word.weight for word in words)
        with self._database.read() as db:
            own = _match(db, "lexical", expression, limit, filters)
            whole = _match(db, "lexical_articles", expression, limit, filters)
            home = _articles_of(db, passages=own, articles=whole)
        best_own = max(least, max(own.values(), default=0.0))
        best_whole = max(least, max(whole.values(), default=0.0))
        scores = {
            passage_id: (1 - WHOLE_ARTICLE) * own.get(pk, 0.0) / best_own
            + WHOLE_ARTICLE * whole.get(article, 0.0) / best_whole
            for passage_id, pk, article in home
        }
        return {passage_id: score for passage_id, score in scores.items() if score > 0}


def index_article(db: Connection, pk: int, title: str, words: str, language: str | None) -> None:
    """Enter one article as a whole, by the catalog's key of it."""
    _enter(db, "lexical_articles", pk, title, words, language)


def index_passages(db: Connection, first: int, title: str, texts: Sequence[str], language: str | None) -> None:
    """Enter an article's passages, given the catalog's key of the first (the others follow), headline and words."""
    head = indexed_form(title, language)
    rows = [{"pk": pk, "title": head, "body": indexed_form(words, language)} for pk, words in enumerate(texts, first)]
    if rows:
        db.execute(text("INSERT INTO lexical(rowid, title, body) VALUES (:pk, :title, :body)"), rows)


def unindex(db: Connection, passages: Sequence[int], articles: Sequence[int]) -> None:
    """Take many passages and articles out, by the catalog's keys of them."""
    for table, keys in (("lexical", passages), ("lexical_articles", articles)):
        if keys:
            # In the order of the index's rows, which lie side by side.
            rows = [{"pk": key} for key in sorted(keys)]
            db.execute(text(f"DELETE FROM {table} WHERE rowid = :pk"), rows)  # noqa: S608 - our own names


def indexed_form(words: str, language: str | None) -> str:
    """The terms of ``words`` as they stand in the index."""
    return " ".join(spelled_terms(words, language))


def rebuild(database: Database) -> None:
    """Make the lexical index anew from the articles."""
    articles = select(ARTICLES.c.pk, ARTICLES.c.title, ARTICLES.c.text, ARTICLES.c.language)
    with database.write() as db:
        for table in ("lexical_terms", "lexical", "lexical_articles"):
            db.execute(text(f"DROP TABLE IF EXISTS {table}"))
        for statement in LEXICAL_DDL:
            db.execute(text(statement))
        db.execute(text("DELETE FROM meta WHERE key = :key"), {"key": LEXICAL_BEHIND})
        for row in db.execute(articles).all():
            index_article(db, row.pk, row.title, row.text, row.language)
            passages = select(PASSAGES.c.pk, PASSAGES.c.start, PASSAGES.c.end).where(PASSAGES.c.article == row.pk)
            for passage in db.execute(passages).all():
                words = row.text[passage.start : passage.end]
                index_passages(db, passage.pk, row.title, [words], row.language)


def _enter(db: Connection, table: str, pk: int, title: str, words: str, language: str | None) -> None:
    db.execute(
        text(f"INSERT INTO {table}(rowid, title, body) VALUES (:pk, :title, :body)"),  # noqa: S608 - our own names
        {"pk": pk, "title": indexed_form(title, language), "body": indexed_form(words, language)},
    )


def _match(db: Connection, table: str, expression: str, limit: int, filters: Filters) -> dict[int, float]:
    """BM25 (positive) of the best rows of an index by key, under the filters."""
    clauses, values = filter_sql(db, filters)
    joins = "JOIN passages ON passages.pk = lexical.rowid " if table == "lexical" and clauses else ""
    if clauses:
        joins += f"JOIN articles ON articles.pk = {'passages.article' if joins else table + '.rowid'} "
    statement = (
        f"SELECT {table}.rowid, -bm25({table}, :weight, 1.0) AS score FROM {table} {joins}"  # noqa: S608 - our own
        f"WHERE {table} MATCH :expression {''.join(f'AND {clause} ' for clause in clauses)}"
        f"ORDER BY score DESC, {table}.rowid LIMIT :limit"
    )
    bound = {"weight": TITLE_WEIGHT, "expression": expression, "limit": limit, **values}
    return {row[0]: float(row[1]) for row in db.execute(text(statement), bound)}


def _articles_of(db: Connection, passages: Iterable[int], articles: Iterable[int]) -> list[tuple[str, int, int]]:
    """Id, key and article of these passages, and of all passages of these articles."""
    found: set[tuple[str, int, int]] = set()
    columns = select(PASSAGES.c.id, PASSAGES.c.pk, PASSAGES.c.article)
    for column, keys in ((PASSAGES.c.pk, list(passages)), (PASSAGES.c.article, list(articles))):
        for part in slices(keys):
            found.update((row.id, row.pk, row.article) for row in db.execute(columns.where(column.in_(part))))
    return sorted(found)
