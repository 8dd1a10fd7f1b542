"""Reading before writing: which sentences of the archive answer a question, how surely, and where in them."""

from rag.answer.reader.logistic import Calibration
from rag.answer.reader.picking import outcome_of, picked
from rag.answer.reader.readers import EvidenceReader, JudgeReader, Reader, by_evidence
from rag.answer.reader.reading import Reading

__all__ = [
    "Calibration",
    "EvidenceReader",
    "JudgeReader",
    "Reader",
    "Reading",
    "by_evidence",
    "outcome_of",
    "picked",
]
