"""The lexical index: BM25 within the catalog's own transactions, over postings (:mod:`rag.store.lexical.postings`).

Its columns hold terms (:mod:`rag.text.terms`) rather than words, so that each language is stemmed by its own
rules and a question is compared in the same form. Passages and whole articles are indexed apart: what a question
says often stands in one passage, but a headline's words are strewn over the article. A passage's score is the mean
of its own and its article's. MRR@10 by passages, by articles, by both: bbc-headlines .761, .788, .783;
squad2 .870, .892, .885; wikinews-qa .912, .913, .921; fused with meaning .854, -, .872; .923, -, .928; .930, -, .931.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
from sqlalchemy import Connection, select, text

from rag.model import Filters
from rag.store.engine.catalog_database import CatalogDatabase, PlainConnection, driver, sql_of
from rag.store.lexical import postings
from rag.store.lexical.full_names import FullNames, NamesAsked
from rag.store.lexical.kept_terms import KeptTerms
from rag.store.lexical.postings import PostingsWriter
from rag.store.lexical.spelling import frequencies, spelled_alike
from rag.store.lexical.weighted_term import WeightedTerm, in_full, rarity
from rag.store.search.selection import filter_sql
from rag.store.sqlite.tables import (
    ARTICLES,
    LEXICAL_BEHIND,
    PASSAGES,
    POSTINGS_CHANGES,
    slices,
)
from rag.text.terms import QuestionWord, question_words, spelled_terms, term_before_format_4

#: What a term in the headline counts against one in the passage. A headline stands with every passage of its
#: article, so more would drown the passages' differences: on squad2, MRR@10 by passages is .880, .876, .874 at
#: 0, 0.5, 1; 0.5 keeps what only a headline says findable.
TITLE_WEIGHT = 0.5
#: The weight of the whole article's score against the passage's own.
WHOLE_ARTICLE = 0.5
#: Scores are relative to the best one, but not to less than so much for each word of the question, by its weight: a
#: question in another language that shares one name with a text is not "fully" matched. A term's score never exceeds
#: its weight times k1 + 1, so this is .8 of what a text with every word would have. Fused MRR@10 at 0, 1.3, 1.8 (with
#: FTS5's k1): bbc-headlines .837, .854, .859; squad2 .916, .923, .922; wikinews-qa .930, .930, .925.
LEAST_BY_WEIGHT = 1.3


@dataclass(frozen=True, slots=True)
class _State:
    """What questions need of the whole index, kept until a change is counted."""

    changes: str
    languages: tuple[str | None, ...]
    passages: postings.Sizes
    articles: postings.Sizes
    names: FullNames = field(default_factory=FullNames)
    terms: KeptTerms = field(default_factory=KeptTerms)


class LexicalIndex:
    """Finds passages by their words."""

    def __init__(self, database: CatalogDatabase) -> None:
        self._database = database
        self._state: _State | None = None

    def weigh(self, question: str) -> list[WeightedTerm]:
        """The words of a question with what they tell: BM25's inverse document frequency, never negative.

        A word that stands in several forms has the weight of its most frequent one; an absent word weighs most. A
        name that stands in none may stand in another spelling.
        """
        weighed: list[WeightedTerm] = []
        with self._reading() as (db, state):
            behind = self._database.version < 4 or _setting(db, LEXICAL_BEHIND) is not None
            languages: Sequence[str | None]
            if state is None:
                total = int(db.execute("SELECT count(*) FROM passages").fetchone()[0])
                languages = _languages(db)
            else:
                total, languages = state.passages.count, state.languages
            words = question_words(question, languages)
            forms = [set(word.terms) for word in words]
            if behind:  # words that no writer has brought up to date yet
                for word, stands_as in zip(words, forms, strict=True):
                    among = (*languages, "en")
                    stands_as |= {term_before_format_4(word.word, language or "en") for language in among}
            known = frequencies(db, set().union(*forms), copied=state is not None)
            names = state.names.asked(db, question, words, languages) if state else NamesAsked({}, {})
            for place, (word, stands_as) in enumerate(zip(words, forms, strict=True)):
                count = max((known.get(term, 0) for term in stands_as), default=0)
                alike: dict[str, int] = {}
                if not count:
                    alike = dict(spelled_alike(db, word.word, word.terms, kept=state.terms if state else None))
                    count = max(alike.values(), default=0)
                weight = rarity(count, total)
                every = frozenset(stands_as.union(alike))
                every |= names.acronyms.get(place, frozenset())
                count = max(count, place in names.acronyms)
                one = WeightedTerm(word.word, every, weight, count, frozenset(alike))
                parts = names.in_full.get(place)
                weighed += in_full(one, parts, _counts(db, parts), total) if parts else [one]
        return weighed

    def search(self, words: Sequence[WeightedTerm], limit: int, filters: Filters) -> dict[int, float]:
        """Passages in which any of the words stands, by the catalog's key.

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
        least = LEAST_BY_WEIGHT * sum(word.weight for word in words)
        allowed = self._passing(filters) if filters else None
        with self._reading() as (db, state):
            if state is None:
                return _by_fts5(db, present, limit, allowed, least)
            return _by_postings(db, state, present, limit, allowed, least)

    def terms_of(self, passages: Sequence[int]) -> dict[int, list[str]]:
        """The terms of these passages in their order, by the catalog's key; unknown ones are left out."""
        with self._database.snapshot() as db:
            query = f"SELECT rowid, body FROM lexical WHERE rowid IN ({', '.join('?' * len(passages))})"  # noqa: S608
            return {key: body.split() for key, body in db.execute(query, list(passages))}

    def article_scores(self, terms: Iterable[str]) -> tuple[postings.Keys, postings.Scores] | None:
        """BM25 of the whole articles in which any of the terms stands, with the catalog's keys of these; None where
        nobody has made postings yet."""
        with self._reading() as (db, state):
            if state is None:
                return None
            scores = postings.score(db, postings.ARTICLE_SIDE, state.articles, sorted(terms), title_weight=TITLE_WEIGHT)
        keys = np.flatnonzero(scores)
        return keys, scores[keys]

    def _passing(self, filters: Filters) -> list[int]:
        """The keys of the articles that pass the filters."""
        with self._database.read() as db:
            clauses, values = filter_sql(db, filters)
            query = f"SELECT pk FROM articles WHERE {' AND '.join(clauses)}"  # noqa: S608 - our own
            return list(db.execute(text(query), values).scalars())

    @contextmanager
    def _reading(self) -> Iterator[tuple[PlainConnection, _State | None]]:
        """A connection that sees one state of the catalog, with that state; None where there are no postings yet."""
        with self._database.snapshot() as db:
            changes = _setting(db, POSTINGS_CHANGES)
            state = self._state
            if changes is None:
                state = None
            elif state is None or state.changes != changes:
                passages = postings.Sizes.read(db, postings.PASSAGE_SIDE)
                articles = postings.Sizes.read(db, postings.ARTICLE_SIDE)
                state = self._state = _State(changes, tuple(_languages(db)), passages, articles)
            yield db, state


def _counts(db: PlainConnection, words: Sequence[QuestionWord]) -> list[int]:
    """In how many passages each of the words stands, in its most frequent form."""
    known = postings.frequencies(db, {term for word in words for term in word.terms})
    return [max((known.get(term, 0) for term in word.terms), default=0) for word in words]


def _setting(db: PlainConnection, key: str) -> str | None:
    row = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def _languages(db: PlainConnection) -> list[str | None]:
    query = "SELECT language FROM articles GROUP BY language ORDER BY count(*) DESC, language NULLS FIRST"
    return [row[0] for row in db.execute(query)]


def _by_postings(
    db: PlainConnection, state: _State, terms: Sequence[str], limit: int, allowed: list[int] | None, least: float
) -> dict[int, float]:
    among = None
    if allowed is not None:
        among = np.zeros(len(state.articles.articles), dtype=bool)
        among[[key for key in allowed if key < len(among)]] = True
    sides = (postings.PASSAGE_SIDE, state.passages), (postings.ARTICLE_SIDE, state.articles)
    own, whole = (
        postings.score(db, side, sizes, terms, title_weight=TITLE_WEIGHT, among=among) for side, sizes in sides
    )
    best_own, best_whole = postings.best(own, limit), postings.best(whole, limit)
    of_passages, of_articles = np.zeros_like(own), np.zeros_like(whole)
    of_passages[best_own] = (1 - WHOLE_ARTICLE) * own[best_own] / max(least, own.max(initial=0.0))
    of_articles[best_whole] = WHOLE_ARTICLE * whole[best_whole] / max(least, whole.max(initial=0.0))
    scores = of_passages + of_articles[state.passages.articles]
    keys = np.flatnonzero(scores)
    return dict(zip(keys.tolist(), scores[keys].tolist(), strict=True))


def _by_fts5(
    db: PlainConnection, terms: Sequence[str], limit: int, allowed: list[int] | None, least: float
) -> dict[int, float]:
    """Like :func:`_by_postings`, for an archive that nobody has made postings for; with FTS5's own k1."""
    expression = " OR ".join(f'"{term}"' for term in terms)
    own = _match(db, "lexical", expression, limit, allowed)
    whole = _match(db, "lexical_articles", expression, limit, allowed)
    best_own = max(least, max(own.values(), default=0.0))
    best_whole = max(least, max(whole.values(), default=0.0))
    return {
        key: (1 - WHOLE_ARTICLE) * own.get(key, 0.0) / best_own + WHOLE_ARTICLE * whole.get(article, 0.0) / best_whole
        for key, article in _articles_of(db, passages=own, articles=whole)
    }


def index_article(
    db: Connection, pk: int, title: str, words: str, language: str | None, into: PostingsWriter | None = None
) -> None:
    """Enter one article as a whole, by the catalog's key of it; ``into`` collects its postings."""
    document = postings.Document(pk, pk, indexed_form(title, language), indexed_form(words, language))
    driver(db).execute(_INSERT_ARTICLE, (pk, document.title, document.body))
    if into is not None:
        into.enter(postings.ARTICLE_SIDE, [document])


def index_passages(
    db: Connection,
    first: int,
    article: int,
    title: str,
    texts: Sequence[str],
    language: str | None,
    into: PostingsWriter | None = None,
) -> None:
    """Enter an article's passages.

    Args:
        db: the article's own transaction.
        first: the catalog's key of the first of them (the others follow).
        article: that of their article.
        title: its headline.
        texts: of the passages.
        language: of the article.
        into: collects their postings.
    """
    head = indexed_form(title, language)
    documents = [
        postings.Document(pk, article, head, indexed_form(words, language)) for pk, words in enumerate(texts, first)
    ]
    if documents:
        driver(db).executemany(_INSERT_PASSAGE, [(one.key, one.title, one.body) for one in documents])
    if into is not None:
        into.enter(postings.PASSAGE_SIDE, documents)


@dataclass(frozen=True, slots=True)
class IndexedForms:
    """An article's headline, text and passages as they stand in the index."""

    title: str
    text: str
    passages: tuple[str, ...]

    @classmethod
    def of(cls, title: str, words: str, passages: Sequence[tuple[int, int]], language: str | None) -> IndexedForms:
        """Those of an article, given where its passages begin and end, in order; its words are found once for both,
        where there is nothing but blanks around the passages and between them, and no word is cut in two."""
        bounds = [0, *chain.from_iterable(passages), len(words)]
        around = [words[end:start] for end, start in zip(bounds[::2], bounds[1::2], strict=True)]
        parted = [
            between.isspace() or (start == end and _ends_words(words[end - 1 : end]))
            for between, end, start in zip(around[1:-1], bounds[2::2], bounds[3::2], strict=False)
        ]
        if not all(parted) or f"{around[0]}{around[-1]}".strip():
            return cls._each_alone(title, words, passages, language)
        cut = [indexed_form(words[start:end], language) for start, end in passages]
        return cls(indexed_form(title, language), " ".join(filter(None, cut)), tuple(cut))

    @classmethod
    def _each_alone(
        cls, title: str, words: str, passages: Sequence[tuple[int, int]], language: str | None
    ) -> IndexedForms:
        each = tuple(indexed_form(words[start:end], language) for start, end in passages)
        return cls(indexed_form(title, language), indexed_form(words, language), each)


def _ends_words(char: str) -> bool:
    """Whether no word goes on over this character, as over none of those that may stand within words."""
    return bool(char) and not char.isalnum() and char not in "_.,'’"


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """An article to be entered: the catalog's keys of it and of the first of its passages (the others follow)."""

    pk: int
    first: int
    forms: IndexedForms


def index_articles(db: Connection, articles: Sequence[IndexedArticle], into: PostingsWriter) -> None:
    """Enter articles and their passages, within their own transaction; ``into`` collects their postings."""
    wholes = [postings.Document(one.pk, one.pk, one.forms.title, one.forms.text) for one in articles]
    parts = [
        postings.Document(key, one.pk, one.forms.title, words)
        for one in articles
        for key, words in enumerate(one.forms.passages, one.first)
    ]
    plain = driver(db)
    plain.executemany(_INSERT_ARTICLE, [(one.key, one.title, one.body) for one in wholes])
    plain.executemany(_INSERT_PASSAGE, [(one.key, one.title, one.body) for one in parts])
    into.enter(postings.ARTICLE_SIDE, wholes)
    into.enter(postings.PASSAGE_SIDE, parts)


def unindex(db: Connection, passages: Sequence[int], articles: Sequence[int]) -> None:
    """Take many passages and articles out, by the catalog's keys of them."""
    sides = ("lexical", postings.PASSAGE_SIDE, passages), ("lexical_articles", postings.ARTICLE_SIDE, articles)
    for table, side, keys in sides:
        if keys:
            wanted = json.dumps(list(keys))
            query = f"SELECT rowid, title, body FROM {table} WHERE rowid IN {sql_of(db).keys('?')}"  # noqa: S608
            rows = driver(db).execute(query, (wanted,)).fetchall()
            postings.remove(db, side, [postings.Document(row[0], row[0], row[1], row[2]) for row in rows])
            # In the order of the index's rows, which lie side by side.
            db.execute(text(f"DELETE FROM {table} WHERE rowid = :pk"), [{"pk": key} for key in sorted(keys)])  # noqa: S608


_INSERT_ARTICLE = "INSERT INTO lexical_articles(rowid, title, body) VALUES (?, ?, ?)"
_INSERT_PASSAGE = "INSERT INTO lexical(rowid, title, body) VALUES (?, ?, ?)"


def indexed_form(words: str, language: str | None) -> str:
    """The terms of ``words`` as they stand in the index."""
    return " ".join(spelled_terms(words, language))


def rebuild(database: CatalogDatabase) -> None:
    """Make the lexical index anew from the articles."""
    articles = select(ARTICLES.c.pk, ARTICLES.c.title, ARTICLES.c.text, ARTICLES.c.language)
    with database.write() as db:
        sql_of(db).empty_words(db)
        db.execute(text("DELETE FROM meta WHERE key = :key"), {"key": LEXICAL_BEHIND})
        for row in db.execute(articles).all():
            index_article(db, row.pk, row.title, row.text, row.language)
            passages = select(PASSAGES.c.pk, PASSAGES.c.start, PASSAGES.c.end).where(PASSAGES.c.article == row.pk)
            for passage in db.execute(passages).all():
                words = row.text[passage.start : passage.end]
                index_passages(db, passage.pk, row.pk, row.title, [words], row.language)
        postings.fill(db)


def _match(db: PlainConnection, table: str, expression: str, limit: int, allowed: list[int] | None) -> dict[int, float]:
    """BM25 (positive) of the best rows of an index by key, of the allowed articles."""
    joins = among = ""
    if allowed is not None:
        joins = "JOIN passages ON passages.pk = lexical.rowid " if table == "lexical" else ""
        article = "passages.article" if joins else f"{table}.rowid"
        among = f"AND {article} IN (SELECT value FROM json_each(?)) "  # noqa: S608 - our own names
    statement = (
        f"SELECT {table}.rowid, -bm25({table}, ?, 1.0) AS score FROM {table} {joins}"  # noqa: S608 - our own
        f"WHERE {table} MATCH ? {among}ORDER BY score DESC, {table}.rowid LIMIT ?"
    )
    bound = (TITLE_WEIGHT, expression, *([] if allowed is None else [json.dumps(allowed)]), limit)
    return {row[0]: float(row[1]) for row in db.execute(statement, bound)}


def _articles_of(db: PlainConnection, passages: Iterable[int], articles: Iterable[int]) -> list[tuple[int, int]]:
    """Key and article of these passages, and of all passages of these articles."""
    found: set[tuple[int, int]] = set()
    for column, keys in (("pk", list(passages)), ("article", list(articles))):
        for part in slices(keys):
            marks = ", ".join("?" * len(part))
            query = f"SELECT pk, article FROM passages WHERE {column} IN ({marks})"  # noqa: S608 - our own names
            found.update(db.execute(query, part))
    return sorted(found)
