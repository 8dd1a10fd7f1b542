"""Processes that answer beside a server's own, so that answers grow with the cores."""
