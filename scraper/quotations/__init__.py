"""What a quotation is, and how it is compared with what was said. No database, no files.

::

    drafts ──► marks ──► words ──► alignment ──► verdict
    (finds       (omissions,  (what counts   (which words  (verbatim, changed,
    quotations)   brackets)    as one word)   are the same) shortened, …)

:mod:`~scraper.quotations.finding` joins them with a :class:`~scraper.quotations.passages.Passages`,
which the archive provides.
"""
