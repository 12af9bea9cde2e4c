"""Verbs: each changes something inside a transaction opened by the edge."""
