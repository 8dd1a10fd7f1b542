"""The nouns as plain JSON values: the fields that scripts rely on (dates ISO 8601 or null, offsets in characters)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rag.model import Answer, Article, Citation, Copy, Evidence, Hit, Version
from rag.reports import (
    AddReport,
    EditReport,
    ExportReport,
    FailedSource,
    Followed,
    Health,
    ImportReport,
    RemoveReport,
    SourceProblem,
    SyncReport,
)

Json = dict[str, Any]


def article_json(article: Article, *, with_text: bool = True) -> Json:
    """An article; without its text in lists."""
    value: Json = {
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "outlet": article.outlet,
        "authors": list(article.authors),
        "published": _date(article),
        "url": article.url,
        "language": article.language,
        "source": article.source,
        "captions": list(article.captions),
        "updated": article.updated.isoformat() if article.updated else None,
        "section": article.section,
        "published_from": article.published_from,
        "state": article.state,
        "added": article.added.isoformat(),
    }
    if not with_text:
        del value["text"]
    return value


def hit_json(hit: Hit) -> Json:
    """A passage found by a search."""
    return {
        "article_id": hit.article.id,
        "title": hit.article.title,
        "passage": hit.passage.text,
        "start": hit.passage.start,
        "end": hit.passage.end,
        "score": round(hit.score, 4),
        "published": _date(hit.article),
        "outlet": hit.article.outlet,
        "also_in": copies_json(hit.also_in),
    }


def answer_json(answer: Answer) -> Json:
    """An answer or a refusal."""
    return {
        "question": answer.question,
        "answered": answer.answered,
        "mode": answer.mode,
        "text": answer.text,
        "sentences": [
            {
                "text": sentence.text,
                "verified": sentence.verified,
                "reason": sentence.reason,
                "citations": [_citation(citation) for citation in sentence.citations],
            }
            for sentence in answer.sentences
        ],
        "evidence": [_evidence(evidence) for evidence in answer.evidence],
        "timings": {step: round(seconds, 4) for step, seconds in answer.timings.items()},
        "undated": answer.undated,
        "notice": answer.notice,
        "independent_outlets": answer.independent_outlets,
    }


def add_json(report: AddReport) -> Json:
    """What an ``add`` did."""
    return {
        "added": list(report.added),
        "updated": list(report.updated),
        "unchanged": list(report.unchanged),
        "skipped": [_problem(problem) for problem in report.skipped],
        "failed": [_problem(problem) for problem in report.failed],
        "warnings": [
            {"id": warned.article_id, "source": warned.source, "warning": warned.warning} for warned in report.warnings
        ],
        "stopped": report.stopped,
        "duplicates": [list(group) for group in report.duplicates],
    }


def export_json(report: ExportReport) -> Json:
    """What an ``export`` did."""
    return {
        "path": str(report.path),
        "articles": report.articles,
        "vectors": report.vectors,
        "bytes": report.bytes,
    }


def import_json(report: ImportReport) -> Json:
    """What an ``import`` did: what an ``add`` says, what became of the vectors, and what is followed now or is not."""
    own = {
        "vectors": report.vectors,
        "notice": report.notice,
        "followed": list(report.followed),
        "not_followed": list(report.not_followed),
    }
    return {**add_json(report.articles), **own}


def sync_json(report: SyncReport) -> Json:
    """What a ``sync`` did."""
    return {**add_json(report.added), "followed": [followed_json(followed) for followed in report.followed]}


def followed_json(followed: Followed) -> Json:
    """Something that is followed."""
    return {
        "source": followed.source,
        "form": followed.form,
        "since": followed.since.isoformat(timespec="seconds"),
        "looked": followed.looked.isoformat(timespec="seconds") if followed.looked else None,
        "result": followed.result,
    }


def version_json(version: Version) -> Json:
    """What an article said before."""
    return {
        "number": version.number,
        "replaced": version.replaced.isoformat(),
        "title": version.title,
        "text": version.text,
        "outlet": version.outlet,
        "published": version.published.isoformat() if version.published else None,
        "updated": version.updated.isoformat() if version.updated else None,
        "url": version.url,
    }


def copies_json(copies: Iterable[Copy]) -> list[Json]:
    """The copies of an article."""
    return [
        {
            "article_id": copy.article_id,
            "outlet": copy.outlet,
            "published": copy.published.isoformat() if copy.published else None,
            "title": copy.title,
            "url": copy.url,
        }
        for copy in copies
    ]


def failure_json(failure: FailedSource) -> Json:
    """A file or an address, or something in it, that could not be read."""
    return {
        "source": failure.source,
        "file": failure.file,
        "origin": failure.origin,
        "reason": failure.reason,
        "since": failure.since.isoformat(),
    }


def remove_json(report: RemoveReport) -> Json:
    """What a ``remove`` did."""
    done = {"removed": list(report.removed), "unknown": list(report.unknown)}
    return {**done, "erased": True, "beyond_reach": list(report.beyond_reach)} if report.beyond_reach else done


def edit_json(report: EditReport) -> Json:
    """What correcting many articles did."""
    return {"edited": list(report.edited), "unchanged": list(report.unchanged), "unknown": list(report.unknown)}


def health_json(health: Health) -> Json:
    """The doctor's report."""
    return {
        "ok": health.ok,
        "articles": health.articles,
        "passages": health.passages,
        "pending": health.pending,
        "problems": [{"what": problem.what, "mended": problem.mended} for problem in health.problems]
        + [{"what": fault, "mended": False} for fault in health.faults],
        "notes": list(health.notes),
        "llm": health.llm,
        "llm_ok": health.llm_ok,
        "embedding": health.embedding,
        "embedding_ok": health.embedding_ok,
    }


def _citation(citation: Citation) -> Json:
    article = citation.article
    return {
        "n": citation.n,
        "article_id": article.id,
        "title": article.title,
        "outlet": article.outlet,
        "published": _date(article),
        "url": article.url,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "also_in": copies_json(citation.also_in),
        "version": citation.version,
        "changed_since": citation.changed_since.isoformat() if citation.changed_since else None,
    }


def _evidence(evidence: Evidence) -> Json:
    return {
        "article_id": evidence.article.id,
        "title": evidence.article.title,
        "outlet": evidence.article.outlet,
        "published": _date(evidence.article),
        "text": evidence.quote,
        "start": evidence.start,
        "end": evidence.end,
        "score": evidence.score,
        "also_in": copies_json(evidence.also_in),
    }


def _problem(problem: SourceProblem) -> Json:
    return {"source": problem.source, "reason": problem.reason}


def _date(article: Article) -> str | None:
    return article.published.isoformat() if article.published else None
