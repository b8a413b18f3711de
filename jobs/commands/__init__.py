"""The commands of ``onrecord``: only options and help texts. Each job has its own file."""
