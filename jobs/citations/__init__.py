"""Citations of stories and turns, in the formats that other programs read."""
