"""The demonstration: a fictional city, seeded through the same verbs the pages call."""
