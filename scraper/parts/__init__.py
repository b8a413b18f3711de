"""Parts: what pages were read as, in files, so that many machines can read and one can land.

::

    unit      what is read at once: a WARC file, index lines of Common Crawl, some kept pages
    inputs    which files are meant, on this machine's disk or elsewhere
    reading   a unit, read in processes of their own ──► lines
    line      a line of a part: a page, its outcome, and where it came from
    part      a part and its receipt, each in place only when it is whole
    landing   parts ──► the archive, each once
"""
