"""Answers as the page shows, keeps and exports them."""
