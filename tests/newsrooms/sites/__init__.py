"""A made site for each source but NPR, whose site is :mod:`jobs.newsroom`. A module here is named
after its source and defines ``SITE``; the tests find it by listing this folder.
"""
