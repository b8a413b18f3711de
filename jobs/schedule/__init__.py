"""``onrecord schedule``: runs at their times, in the foreground, none missed in silence."""
