"""What officers have reworked in an unpublished tree."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models.outline_edits import EditKind, OutlineEdit

_OTHER = (EditKind.MARKED, EditKind.UNITS_SET)
"""Edits that leave the words and the place of a clause as they are."""
_WORDS = frozenset({"heading", "text"})


def reworked_clauses(session: Session, draft_version_id: int) -> set[str]:
    """The identities of clauses whose words or place officers changed and did not change back."""
    query = select(OutlineEdit.identity, OutlineEdit.before).where(
        OutlineEdit.draft_version_id == draft_version_id, OutlineEdit.kind.not_in(_OTHER)
    )
    found: set[str] = set()
    for identity, before in session.execute(query):
        found.add(identity)
        found.update(before["added"])
        found.update(key for key, values in before["changed"].items() if _WORDS & values.keys())
    return found
