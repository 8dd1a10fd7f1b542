"""Feeds and sitemaps: what they list."""
