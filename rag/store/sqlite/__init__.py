"""The archive's SQLite file: its tables, who may write, and proof that it is sound."""
