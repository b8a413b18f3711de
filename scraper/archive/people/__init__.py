"""Who speaks, across transcripts."""

from scraper.archive.people.people import People, Person, UnknownLabel

__all__ = ["People", "Person", "UnknownLabel"]
