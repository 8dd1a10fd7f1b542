"""LlamaIndex's stock query engine behind FastAPI, for ``bench/load.py``: the same articles, the same embedding.

``VectorStoreIndex`` at its defaults, ``as_query_engine(response_mode="no_text")``: what it found, as no model writes.

    python bench/load_stock.py ARCHIVE

Prints its address.
"""

from __future__ import annotations

import sys
from typing import Any

import uvicorn
from fastapi import FastAPI, HTTPException
from llama_index.core import Document, Settings, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.llms import MockLLM
from pydantic import PrivateAttr

from rag import Archive
from ui.page.server import listen


class _Embedding(BaseEmbedding):
    _of: Any = PrivateAttr()

    def __init__(self, embedder: Any) -> None:
        super().__init__(embed_batch_size=32)
        self._of = embedder

    def _get_query_embedding(self, query: str) -> list[float]:
        return list(map(float, self._of.embed_query(query)))

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return list(map(float, self._of.embed_passages([text])[0]))

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [list(map(float, row)) for row in self._of.embed_passages(texts)]


def main() -> None:
    """Index the articles and serve them."""
    with Archive.open(sys.argv[1], read_only=True) as archive:
        texts = {article.id: article.text for article in archive.articles()}
        embedding = _Embedding(archive._store.embedder)
        index = VectorStoreIndex.from_documents(
            [Document(text=text, id_=key) for key, text in texts.items()], embed_model=embedding
        )
        Settings.llm = MockLLM()  # asked for, and not used
        engine = index.as_query_engine(response_mode="no_text")
        app = FastAPI()

        @app.post("/api/ask")
        def ask(asked: dict[str, Any]) -> dict[str, Any]:
            found = engine.query(asked["question"]).source_nodes
            return {"found": [{"text": each.get_content(), "score": each.score} for each in found]}

        @app.get("/api/articles/{article_id}")
        def read(article_id: str) -> dict[str, str]:
            if article_id not in texts:
                raise HTTPException(404)
            return {"id": article_id, "text": texts[article_id]}

        listener = listen("127.0.0.1", 0)
        print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False)).run(sockets=[listener])


if __name__ == "__main__":
    main()
