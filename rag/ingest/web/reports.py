"""Reports of adding: several as one, and that of one failure."""

from __future__ import annotations

from dataclasses import fields

from rag.model import AddReport, SourceProblem


def merged(*reports: AddReport) -> AddReport:
    """What all of them say, in order."""
    parts = {
        field.name: tuple(part for report in reports for part in getattr(report, field.name))
        for field in fields(AddReport)
    }
    return AddReport(**parts)


def failure(source: str, reason: str) -> AddReport:
    """The report of one source that could not become an article."""
    return AddReport(failed=(SourceProblem(source, reason),))
