"""Reading pages from files and kept pages, in separate processes.

::

    reader  reads pages in order; a page that crashes its process is quarantined
    rules   what each process does
    reread  reads a kept page with today's rules
"""
