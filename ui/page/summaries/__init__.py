"""The tab that summarizes."""
