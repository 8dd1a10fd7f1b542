"""Evaluation: the numbers a user can rerun on their own archive."""
