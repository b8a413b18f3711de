"""Writing what an archive holds for other programs to read."""
