"""Language models: one OpenAI-compatible client, the local llama.cpp server, and its weights."""
