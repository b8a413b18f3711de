"""``onrecord schedule``: run each source on time, in the foreground; no run is lost silently."""
