"""Lighthouse on the pages citizens meet first."""
