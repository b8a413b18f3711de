"""How good the extraction is, in numbers: ``python -m tests.quality`` (or ``make quality``)."""
