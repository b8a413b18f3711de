"""The command that people and cron call: a thin layer over :mod:`scraper`, one file per job."""
