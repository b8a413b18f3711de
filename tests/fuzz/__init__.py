"""Fuzzing: whatever comes in from outside, thrown at the code that reads it first."""
