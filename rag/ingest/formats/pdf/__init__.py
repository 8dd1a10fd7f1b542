"""PDF files: their text in reading order, without page margins."""
