"""Joining what two archives have of a story into one history."""

from scraper.archive.joining.joining import Joined, Joining
from scraper.archive.joining.pages import Sighting
from scraper.archive.joining.stories import KeptStory, Seen, seen_of, together

__all__ = ["Joined", "Joining", "KeptStory", "Seen", "Sighting", "seen_of", "together"]
