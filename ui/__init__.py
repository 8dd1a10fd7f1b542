"""Dateline's doors: the command line and the page. They use the façade that ``rag`` exports, and its values and errors.

How articles are read, kept and found is none of their business. ``dateline eval`` uses what ``rag.evaluate`` exports.
"""
