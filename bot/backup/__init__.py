"""Backups: a database in one encrypted file, read back before it counts, restored into an empty database."""
