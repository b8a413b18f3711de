"""Counting the same speech only once: duplicates, near-duplicates, and ``counted``.

Near-duplicates are transcripts whose sets of *shingles* (runs of five words) overlap. Resemblance
measures how similar two sets are, and containment how much of the smaller set is in the other (A.
Broder, "On the resemblance and containment of documents", 1997).
"""
