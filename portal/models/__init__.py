"""Nouns: the tables, their constraints and invariants. Importing this module knows all of them."""

from portal.models import (
    accounts,
    analyses,
    audit,
    consultations,
    drafts,
    outline_edits,
    responses,
    submissions,
    versions,
)

__all__ = [
    "accounts",
    "analyses",
    "audit",
    "consultations",
    "drafts",
    "outline_edits",
    "responses",
    "submissions",
    "versions",
]
