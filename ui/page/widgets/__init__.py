"""Components that several tabs have."""
