"""Embeddings and the vector store."""
