"""OnRecord's library: discover, fetch, extract, land and query transcripts.

The library never schedules, never prints and never reads configuration; ``jobs`` does.
"""

__version__ = "0.1.0"

__all__ = ["__version__"]
