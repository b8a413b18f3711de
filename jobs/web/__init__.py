"""The reading room: a plugin for Datasette (https://datasette.io/) where people search and read an
archive. :mod:`jobs.web.plugin` joins it to Datasette; each page is a module of its own.
"""
