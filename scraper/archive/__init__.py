"""Everything that OnRecord stores, in one SQLite file. Use it through
:class:`scraper.archive.store.Archive`.
"""
