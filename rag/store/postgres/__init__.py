"""The archive's catalog in PostgreSQL. Nothing of it is imported where the catalog is SQLite's."""
