"""Searching what was said, with its own full-text index (https://www.sqlite.org/fts5.html)."""

from scraper.archive.search.counts import By, Share
from scraper.archive.search.facets import Facets, FacetValue
from scraper.archive.search.filters import Filters
from scraper.archive.search.hits import Hit, TitleHit
from scraper.archive.search.marking import HIT_END, HIT_START
from scraper.archive.search.marking import spans as marked_spans
from scraper.archive.search.other_forms import OtherForm
from scraper.archive.search.queries import Phrase, phrases_of
from scraper.archive.search.search import Found, LeftOut, Search, Sort

__all__ = [
    "HIT_END",
    "HIT_START",
    "By",
    "FacetValue",
    "Facets",
    "Filters",
    "Found",
    "Hit",
    "LeftOut",
    "OtherForm",
    "Phrase",
    "Search",
    "Share",
    "Sort",
    "TitleHit",
    "marked_spans",
    "phrases_of",
]
