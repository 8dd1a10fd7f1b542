"""From a source to a clean article: find, read, clean, and cut into sentences and passages."""
