"""Checking an answer's sentences against their sources by rules, without a model."""

from rag.answer.verify.check import BORDERLINE, THRESHOLD, verify
from rag.answer.verify.verdict import Support, Verdict

__all__ = ["BORDERLINE", "THRESHOLD", "Support", "Verdict", "verify"]
