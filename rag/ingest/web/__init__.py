"""What comes over the network: guarded fetching, feeds, sitemaps, robots.txt, and following them politely."""
