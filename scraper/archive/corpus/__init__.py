"""Transcripts in bulk, for other programs to read."""

from scraper.archive.corpus.corpus import Corpus, Selection
from scraper.archive.corpus.stories import CorpusStory, CorpusTurn, CorpusVoice

__all__ = ["Corpus", "CorpusStory", "CorpusTurn", "CorpusVoice", "Selection"]
