"""Who speaks, across transcripts."""

from scraper.archive.people.people import People, Person

__all__ = ["People", "Person"]
