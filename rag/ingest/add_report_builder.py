"""What became of sources, gathered in any order and reported in theirs."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TypeVar

from rag.reports import AddReport, SourceProblem, Warned

_log = logging.getLogger("dateline.adding")
T = TypeVar("T")
_Numbered = list[tuple[int, T]]


@dataclass
class AddReportBuilder:
    """Each entry carries the number of its source."""

    added: _Numbered[str] = field(default_factory=list)
    updated: _Numbered[str] = field(default_factory=list)
    unchanged: _Numbered[str] = field(default_factory=list)
    skipped: _Numbered[SourceProblem] = field(default_factory=list)
    failed: _Numbered[SourceProblem] = field(default_factory=list)
    warnings: _Numbered[Warned] = field(default_factory=list)

    def report(self, *, stopped: bool = False) -> AddReport:
        """The report, in the order of the sources; what failed is logged, too."""
        for _, problem in self.failed:
            _log.debug("not added: %s: %s", problem.source, problem.reason)
        return AddReport(
            _in_order(self.added),
            _in_order(self.updated),
            _in_order(self.unchanged),
            _in_order(self.skipped),
            _in_order(self.failed),
            _in_order(self.warnings),
            stopped=stopped,
        )


def _in_order(numbered: _Numbered[T]) -> tuple[T, ...]:
    return tuple(value for _, value in sorted(numbered, key=lambda entry: entry[0]))
