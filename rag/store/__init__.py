"""Keeps and finds: the catalog, the lexical index, embeddings, vectors, and the retrieval over them."""
