"""From bytes to text: the names of encodings, which one it is, and what to do about stray bytes."""
