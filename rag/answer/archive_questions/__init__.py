"""Answers to questions about the archive itself: counted and listed, with no model."""
