"""The file formats, one reader each: from a source's bytes to its items. ``rag.ingest.source_reader`` is their door."""
