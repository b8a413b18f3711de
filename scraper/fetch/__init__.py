"""Getting pages politely: robots.txt, pace, retries, bounds, and no private addresses."""
