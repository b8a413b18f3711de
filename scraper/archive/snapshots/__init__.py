"""Kept pages: every body as fetched, compressed with zstd."""

from scraper.archive.snapshots.compression import Packing
from scraper.archive.snapshots.store import KeptPage, Snapshots

__all__ = ["KeptPage", "Packing", "Snapshots"]
