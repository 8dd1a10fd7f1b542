"""Which reader the settings mean."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rag.answer.judge import Judge
from rag.answer.reader.cross_encoder import CrossEncoder
from rag.answer.reader.readers import EvidenceReader, JudgeReader, Reader
from rag.answer.reader.rerank_endpoint import RerankEndpoint
from rag.answer.reader.reranker import Reranker, RerankReader
from rag.errors import UsageError
from rag.settings import Settings


def reader_of(settings: Settings, judge: Judge | None) -> Reader:
    """The reader of written answers. Nothing is asked or loaded yet.

    Args:
        settings: ``reader``, ``reader_model``, ``reader_api_key``.
        judge: reads where the settings name no other reader; None where there is none.

    Raises:
        UsageError: a model's name or file is missing.
    """
    own = reranking(settings)
    if own is not None:
        return own
    return JudgeReader(judge) if judge is not None and settings.reader != "evidence" else EvidenceReader()


def reranking(settings: Settings) -> RerankReader | None:
    """The reader that needs no language model; None where the settings name none.

    Raises:
        UsageError: a model's name or file is missing.
    """
    if settings.reader in ("auto", "judge", "evidence"):
        return None
    if settings.reader.lower().endswith(".onnx") and "://" not in settings.reader:
        return _of_file(Path(settings.reader).expanduser())
    if settings.reader_model is None:
        raise UsageError("DATELINE_READER is an address: say which model to ask for in DATELINE_READER_MODEL")
    # OpenAI's key is for OpenAI, and the writer's for its server: this one gets its own.
    key = settings.reader_api_key.get_secret_value() if settings.reader_api_key else ""
    return _of_address(settings.reader, settings.reader_model, key)


def passage_reranker(settings: Settings) -> Reranker | None:
    """What puts the passages that were found in order; None where the settings name none. Nothing is asked or loaded.

    Raises:
        UsageError: a model's name or file is missing.
    """
    if settings.rerank == "none":
        return None
    if settings.rerank.lower().endswith(".onnx") and "://" not in settings.rerank:
        return _passages_by_file(Path(settings.rerank).expanduser())
    if settings.rerank_model is None:
        raise UsageError("DATELINE_RERANK is an address: say which model to ask for in DATELINE_RERANK_MODEL")
    key = settings.rerank_api_key.get_secret_value() if settings.rerank_api_key else ""
    return _passages_by_address(settings.rerank, settings.rerank_model, key)


# One of each for the whole process: what a reranker's numbers mean is found out once, and a model loaded once.


@cache
def _of_file(file: Path) -> RerankReader:
    return RerankReader(CrossEncoder(file))


@cache
def _of_address(address: str, model: str, key: str) -> RerankReader:
    return RerankReader(RerankEndpoint(address, model=model, api_key=key))


@cache
def _passages_by_file(file: Path) -> Reranker:
    return CrossEncoder(file, "DATELINE_RERANK")


@cache
def _passages_by_address(address: str, model: str, key: str) -> Reranker:
    return RerankEndpoint(address, model=model, api_key=key, setting="DATELINE_RERANK")
