"""From a page or a text with all its furniture to the article's own prose."""
