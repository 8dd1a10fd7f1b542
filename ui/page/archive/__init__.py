"""The tab that lists, filters, corrects and removes articles."""
