"""The same speech counts once: duplicates, near-duplicates, and what is counted.

Near-duplicates are transcripts whose sets of *shingles* (runs of five words) overlap. How alike two
sets are is their resemblance, and how much of the smaller one is in the other their containment
(A. Broder, "On the resemblance and containment of documents", 1997).
"""
