"""The commands of ``onrecord``: options and wording only; each job has a file of its own."""
