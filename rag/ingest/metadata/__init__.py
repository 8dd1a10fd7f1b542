"""What a page or a text says about itself: authors, and when it was published."""
