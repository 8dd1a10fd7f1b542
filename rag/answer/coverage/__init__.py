"""What the archive has on a query, and why it does not answer it."""
