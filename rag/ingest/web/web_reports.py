"""Reports of adding: several as one, and that of one failure."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from rag.reports import AddReport, SourceProblem


def merged(*reports: AddReport) -> AddReport:
    """What all of them say, in order."""
    lists = [field.name for field in fields(AddReport) if field.name != "stopped"]
    parts: dict[str, Any] = {
        name: tuple(part for report in reports for part in getattr(report, name)) for name in lists
    }
    return AddReport(**parts, stopped=any(report.stopped for report in reports))


def failure(source: str, reason: str) -> AddReport:
    """The report of one source that could not become an article."""
    return AddReport(failed=(SourceProblem(source, reason),))
