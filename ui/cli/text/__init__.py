"""How results are printed: plain text for the terminal."""
