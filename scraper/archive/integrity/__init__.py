"""Keeping the archive intact: checksums, checks, repairs, backups."""
