"""Summaries of an article or of what a query finds."""
