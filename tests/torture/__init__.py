"""Killing the job: ``python -m tests.torture`` (or ``make torture``) kills it 300 times."""
