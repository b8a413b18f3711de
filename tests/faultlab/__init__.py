"""A server that does everything wrong, and what the archive must hold afterwards."""
