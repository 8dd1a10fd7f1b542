"""The file formats, one reader each: from a source's bytes to its items. ``rag.ingest.items`` is their door."""
