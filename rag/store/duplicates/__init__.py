"""Copies of articles: finding them, grouping them, and counting them once."""
