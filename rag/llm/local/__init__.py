"""The local language model: its weights, and the process that runs it."""
