"""Quotations, and comparing them with what was said. This package uses no database and no files.

::

    drafts ──► marks ──► words ──► alignment ──► verdict
    (finds       (omissions,  (what counts   (which words  (verbatim, changed,
    quotations)   brackets)    as one word)   are the same) shortened, …)

:mod:`~scraper.quotations.finding` joins them with a :class:`~scraper.quotations.passages.Passages`,
which the archive provides.
"""
