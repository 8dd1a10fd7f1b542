"""Checking an answer's sentences against their sources by rules, without a model."""

from rag.answer.verify.check import BORDERLINE, STATEMENT_THRESHOLD, THRESHOLD, verify
from rag.answer.verify.verdict import Support, Verdict

__all__ = ["BORDERLINE", "STATEMENT_THRESHOLD", "THRESHOLD", "Support", "Verdict", "verify"]
