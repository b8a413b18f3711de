"""The command: what people and cron call. A thin layer over :mod:`scraper`, one job a file."""
