"""Nouns: the tables, their constraints and invariants. Importing this module knows all of them."""

from portal.models import (
    accounts,
    analyses,
    analysis_jobs,
    audit,
    collations,
    consultations,
    drafts,
    materials,
    outline_edits,
    responses,
    search,
    submissions,
    submissions_later,
    subscriptions,
    topic_edits,
    versions,
)

__all__ = [
    "accounts",
    "analyses",
    "analysis_jobs",
    "audit",
    "collations",
    "consultations",
    "drafts",
    "materials",
    "outline_edits",
    "responses",
    "search",
    "submissions",
    "submissions_later",
    "subscriptions",
    "topic_edits",
    "versions",
]
