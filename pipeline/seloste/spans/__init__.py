"""Spans: what a notice states, in which words, of which category, and whether it denies it."""
