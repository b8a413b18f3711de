"""The archive file: opening it, its schema and migrations, and the one connection to it."""
