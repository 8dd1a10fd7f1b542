"""Processes that read hostile formats and can be killed."""
