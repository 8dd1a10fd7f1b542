"""A whole archive as one file, and back: nothing of it is lost, and nothing in a file from elsewhere is trusted."""
