"""The pure text engine: a draft's text becomes a clause tree, and nothing else is known here."""
