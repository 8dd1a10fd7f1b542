"""What a question's own words say of time, and what is looked for then."""
