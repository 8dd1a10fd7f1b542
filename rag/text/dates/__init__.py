"""Dates: one that is stated as such, and days that are mentioned in prose."""
