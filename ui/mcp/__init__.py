"""The door for assistants: the archive as tools and resources of the Model Context Protocol (MCP)."""
