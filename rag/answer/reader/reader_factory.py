"""Which reader the settings mean."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pydantic import SecretStr

from rag.answer.judge import Judge
from rag.answer.reader.cross_encoder import CrossEncoder
from rag.answer.reader.fastembed_reranker import FastembedReranker
from rag.answer.reader.passage_reranking import reranked
from rag.answer.reader.readers import EvidenceReader, JudgeReader, Reader
from rag.answer.reader.rerank_endpoint import RerankEndpoint
from rag.answer.reader.reranker import Reranker, RerankReader
from rag.errors import UsageError
from rag.model import Hit
from rag.settings import Settings
from rag.settings.given_path import given_path
from rag.settings.setting_types import FASTEMBED
from rag.store.search.service import Rerank


def reader_of(settings: Settings, judge: Judge | None) -> Reader:
    """The reader of written answers. Nothing is asked or loaded yet.

    Args:
        settings: ``reader``, ``reader_model``, ``reader_api_key``, ``write``.
        judge: reads where the settings name no other reader; None where there is none.

    Raises:
        UsageError: a model's name or file is missing.
    """
    own = reranking(settings)
    if own is not None:
        return own
    if judge is None or settings.reader == "evidence":
        return EvidenceReader()
    return JudgeReader(judge, compares=settings.write != "never")


def reranking(settings: Settings) -> RerankReader | None:
    """The reader that needs no language model; None where the settings name none.

    Raises:
        UsageError: a model's name or file is missing.
    """
    if settings.reader in ("auto", "judge", "evidence"):
        return None
    return _reading_by(settings.reader, settings.reader_model, _plain(settings.reader_api_key), settings.models)


def passage_reranker(settings: Settings) -> Reranker | None:
    """What puts the passages that were found in order; None where the settings name none. Nothing is asked or loaded.

    Raises:
        UsageError: a model's name or file is missing.
    """
    if settings.rerank == "none":
        return None
    key = _plain(settings.rerank_api_key)
    return _named("DATELINE_RERANK", settings.rerank, settings.rerank_model, key, settings.models)


def page_reranking(settings: Settings) -> Rerank | None:
    """What puts the best of a page of search results in order; None where the settings name nothing for it."""
    if settings.rerank == "none":
        return None

    def rerank(query: str, hits: Sequence[Hit]) -> tuple[list[Hit], str | None]:
        # Only now, as a wrong name is told to who searches, not to who opens the archive.
        return reranked(query, hits, passage_reranker(settings))

    return rerank


def _named(setting: str, name: str, model: str | None, key: str, models: Path) -> Reranker:
    """The reranker that a setting names: one of fastembed's list, a file, or a server and its model."""
    if name.startswith(FASTEMBED):
        return _of_fastembed(name.removeprefix(FASTEMBED), models / FASTEMBED.rstrip(":"))
    if name.lower().endswith(".onnx") and "://" not in name:
        return _of_file(given_path(name), setting)
    if model is None:
        raise UsageError(f"{setting} is an address: say which model to ask for in {setting}_MODEL")
    return _of_address(name, model, key, setting)


def _plain(key: SecretStr | None) -> str:
    """A reranker's own key: OpenAI's is for OpenAI, and the writer's for its server."""
    return key.get_secret_value() if key else ""


# One of each for the whole process: what a reranker's numbers mean is found out once, and a model loaded once.


@cache
def _of_file(file: Path, setting: str) -> Reranker:
    return CrossEncoder(file, setting)


@cache
def _of_fastembed(model: str, folder: Path) -> Reranker:
    return FastembedReranker(model, folder=folder)


@cache
def _of_address(address: str, model: str, key: str, setting: str) -> Reranker:
    return RerankEndpoint(address, model=model, api_key=key, setting=setting)


@cache
def _reading_by(name: str, model: str | None, key: str, models: Path) -> RerankReader:
    return RerankReader(_named("DATELINE_READER", name, model, key, models))
