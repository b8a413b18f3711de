"""The health of an archive and its sources: totals, freshness, failures, doubts, drift."""

from scraper.archive.health.health import Health

__all__ = ["Health"]
