"""Search as a door of its own: which articles hold for a query, in what order, and how many there are of each kind."""
