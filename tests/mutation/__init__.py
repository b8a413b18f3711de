"""Mutation testing: change one detail of `scraper/`, and see whether any test notices.

A change that no test notices shows a line that runs in the tests without being checked by them,
which coverage can't show. ``python -m tests.mutation`` tries a random sample of such changes.
"""
