"""How an archive and its sources do: totals, freshness, failures, doubts, drift."""

from scraper.archive.health.health import Health

__all__ = ["Health"]
