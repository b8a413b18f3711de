"""Benchmarks: ``python -m tests.benchmarks`` (or ``make bench``) prints two tables.

Timings are never asserted on: they tell where the design stands, beside others' on the same pages
in the same run.
"""
