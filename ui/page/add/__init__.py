"""The tab that adds articles."""
