"""From a page or a text with all its boilerplate to the article's own prose."""
