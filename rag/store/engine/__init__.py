"""What a database must be able to do to hold a catalog; its forms are in folders of their own."""
