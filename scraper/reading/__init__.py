"""Reading pages that are at hand, given and kept ones, in processes of their own.

::

    reader  reads pages, in their order; what crashes is quarantined
    rules   what each process does
    reread  a kept page by today's rules
"""
