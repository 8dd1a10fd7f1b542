"""An archive as it was on a day: what articles said then, and where that is found."""
