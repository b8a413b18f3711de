"""Everything that OnRecord stores, in one SQLite file. The way in is
:class:`scraper.archive.store.Archive`.
"""
