"""The archive: its schema, the queue in it, landing, snapshots, search."""
