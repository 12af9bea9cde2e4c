"""Readers turn the bytes of one kind of file into plain text with its lines kept."""
