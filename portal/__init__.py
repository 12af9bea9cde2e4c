"""A public-consultation portal; this file imports nothing, so that a bare Python can start it."""
