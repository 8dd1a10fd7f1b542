"""Text: pure functions over words, sentences, dates, names and numbers; nothing of ``rag`` but ``rag.model``."""
