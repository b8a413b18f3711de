"""Whether the archive is whole: checksums, checks, repairs, backups."""
