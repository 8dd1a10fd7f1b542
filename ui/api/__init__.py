"""The HTTP door: what programs ask."""
