"""Who speaks, across transcripts."""

from scraper.archive.people.adopting import Adopted
from scraper.archive.people.corrections import Corrections, Reason
from scraper.archive.people.people import People, Person, UnknownLabel
from scraper.archive.people.stated import Named, StatedRule, StatedStory

__all__ = [
    "Adopted",
    "Corrections",
    "Named",
    "People",
    "Person",
    "Reason",
    "StatedRule",
    "StatedStory",
    "UnknownLabel",
]
