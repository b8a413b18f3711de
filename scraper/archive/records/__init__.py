"""Transcripts: landing them, their revisions, and reading them."""
