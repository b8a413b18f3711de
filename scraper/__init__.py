"""OnRecord's library: discover, fetch, extract, land and query transcripts.

The library never schedules, never prints and never reads configuration; ``jobs`` does.
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("onrecord")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0+unknown"

__all__ = ["__version__"]
