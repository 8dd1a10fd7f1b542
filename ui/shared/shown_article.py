"""An article with all that is known of it, put together out of what the archive tells."""

from __future__ import annotations

from rag import Archive, schema


def shown_article(
    archive: Archive,
    article_id: str,
    version: int | None = None,
    *,
    versions: bool = False,
    since: int | None = None,
    diff: bool = False,
    explain: bool = False,
) -> schema.ShownArticleOut:
    """The article as ``dateline show`` and the HTTP door give it.

    Args:
        archive: where it is.
        article_id: which one.
        version: as this version of it said; what it says now where None.
        versions: also what it said before.
        since: for ``diff``, the version that it is compared with; the last one where None.
        diff: also what has changed.
        explain: also what was taken off its page.

    Raises:
        UnknownArticleError: there is none.
        UsageError: it has no such version.
    """
    article = archive.article(article_id, version)
    earlier = archive.versions(article_id)
    return schema.ShownArticleOut.of(
        article,
        corrected=archive.corrected_fields(article_id),
        copies=archive.copies(article_id),
        version=article.version or len(earlier) + 1,
        versions=earlier if versions or diff else None,
        diff=archive.diff(article_id, since) if diff else None,
        taken_off=archive.taken_off(article_id) if explain else None,
    )
