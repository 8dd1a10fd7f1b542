"""What all doors share: wording."""
