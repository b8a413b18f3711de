"""Kept pages: every body as fetched, compressed with zstd."""

from scraper.archive.snapshots.compression import Packing
from scraper.archive.snapshots.history import Histories, PageHistory
from scraper.archive.snapshots.refetches import NOT_MODIFIED, KeptSnapshot, Refetch
from scraper.archive.snapshots.store import KeptPage, Snapshots

__all__ = [
    "NOT_MODIFIED",
    "Histories",
    "KeptPage",
    "KeptSnapshot",
    "Packing",
    "PageHistory",
    "Refetch",
    "Snapshots",
]
