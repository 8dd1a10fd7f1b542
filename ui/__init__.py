"""Dateline's doors: the command line and the page. They use only what ``rag`` exports."""
