"""Nouns: the tables, their constraints and invariants. Importing this module knows all of them."""

from portal.models import accounts, analyses, audit, consultations, drafts, responses, submissions

__all__ = ["accounts", "analyses", "audit", "consultations", "drafts", "responses", "submissions"]
