"""Passages together with what is wanted of their articles, whose texts are read no more often than needed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select

from rag.store.sqlite.tables import ARTICLES


def passages_with_articles(
    db: Connection, passages: Select[Any], articles: Select[Any]
) -> Iterator[tuple[Row[Any], Row[Any]]]:
    """Each passage with its article.

    A join gives an article's text with each of its passages: of ten megabytes that took hours. Here it is read once for
    the passages of an article that follow on each other.

    Args:
        db: sees one state of the catalog throughout.
        passages: selects passages, with ``article`` among the columns, in the order that is wanted.
        articles: selects what is wanted of articles, of any.
    """
    for key, rows in groupby(db.execute(passages).all(), key=lambda row: row.article):
        for article in db.execute(articles.where(ARTICLES.c.pk == key)).all():
            for row in rows:
                yield row, article
