"""The grammar of search, as docs/search.md describes it: reading a query, and what it holds for."""
