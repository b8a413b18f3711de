"""Fetching pages politely and safely: robots.txt, pace, retries, limits, no private addresses."""
