"""Dateline's parts as LlamaIndex components: the embedding, the retriever, and the query engine.

Apart from the parts themselves, because importing LlamaIndex takes four seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.base.response.schema import Response
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from rag.model import Answer, Article, Hit
from rag.store.vectors.embedding import Embedder


class DatelineEmbedding(BaseEmbedding):
    """Any of Dateline's embedders as a LlamaIndex embedding."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(model_name=embedder.name)
        self._embedder = embedder

    def _get_query_embedding(self, query: str) -> list[float]:
        vector: list[float] = self._embedder.embed_query(query).tolist()
        return vector

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._embedder.embed_passages(texts).tolist()
        return vectors


class HybridRetriever(BaseRetriever):
    """An archive's hybrid search as a LlamaIndex retriever."""

    def __init__(self, search: Callable[[str], list[Hit]]) -> None:
        self._search = search
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [NodeWithScore(node=_hit_node(hit), score=hit.score) for hit in self._search(query_bundle.query_str)]


class AnswerEngine(BaseQueryEngine):
    """An archive's answers as a LlamaIndex query engine.

    The response's text is the answer's; its source nodes are the quotes cited (the nearest evidence of a refusal),
    with their offsets; ``metadata["answer"]`` is the whole :class:`rag.Answer`.
    """

    def __init__(self, ask: Callable[[str], Answer]) -> None:
        super().__init__(callback_manager=None)
        self._ask = ask

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}

    def _query(self, query_bundle: QueryBundle) -> Response:
        answer = self._ask(query_bundle.query_str)
        scores = {(item.article.id, item.start): item.score for item in answer.evidence}
        cited = [citation for sentence in answer.sentences for citation in sentence.citations]
        nodes = [
            NodeWithScore(
                node=_node(f"{quote.article.id}-{quote.start}", quote.article, quote.start, quote.end),
                score=scores.get((quote.article.id, quote.start)),
            )
            for quote in (cited or answer.evidence)
        ]
        return Response(response=answer.text, source_nodes=nodes, metadata={"answer": answer})

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return self._query(query_bundle)


def _hit_node(hit: Hit) -> TextNode:
    return _node(hit.passage.id, hit.article, hit.passage.start, hit.passage.end)


def _node(node_id: str, article: Article, start: int, end: int) -> TextNode:
    return TextNode(
        id_=node_id,
        text=article.text[start:end],
        start_char_idx=start,
        end_char_idx=end,
        metadata={
            "article_id": article.id,
            "title": article.title,
            "outlet": article.outlet or "",
            "published": article.published.isoformat() if article.published else "",
            "source": article.source,
        },
    )
