"""Questions about the archive itself ("Which articles mention the ferry?"): what is asked for, and of which ones."""
