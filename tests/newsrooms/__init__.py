"""Made pages of the newsrooms other than NPR, whose own are in :mod:`jobs.newsroom`."""
