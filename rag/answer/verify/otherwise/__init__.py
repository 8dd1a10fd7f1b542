"""What says with the words of a claim something else: of another, of a part, nearby, believed, once."""
