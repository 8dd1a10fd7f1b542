"""Several reports of adding as one."""

from __future__ import annotations

from dataclasses import fields

from rag.model import AddReport


def merged(*reports: AddReport) -> AddReport:
    """What all of them say, in order."""
    parts = {field.name: tuple(part for report in reports for part in getattr(report, field.name))
             for field in fields(AddReport)}  # fmt: skip
    return AddReport(**parts)
