"""The text of the closed consultation as it was issued: each change names the opinions it took up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.demo import content
from portal.drafts.outline import read_outline
from portal.models.accounts import User
from portal.models.consultations import Consultation
from portal.models.drafts import Purpose
from portal.operations import versions
from portal.operations.versions_taken_up import name_comments
from portal.queries.consultations import clauses

TITLE = "云川市既有住宅加装电梯实施细则"


def issue(
    session: Session,
    made: Consultation,
    rows: list[tuple[int, dict[str, Any]]],
    officer: User,
    at: datetime,
) -> None:
    """The issued text is public beside the draft, with every change the decisions announced."""
    text = content.load("closed_issued.txt")
    version = versions.import_version(
        session,
        made,
        read_outline(text),
        purpose=Purpose.FINAL,
        source_text=text,
        source_name=f"{TITLE}.txt",
        actor=officer,
        now=at,
    )
    by_number = {clause.number: clause for clause in clauses(session, version.id)}
    for number, comment_ids in _taken_up(rows).items():
        name_comments(session, version, by_number[number], comment_ids, actor=officer, now=at)
    versions.publish_version(session, made, version, actor=officer, now=at)


def _taken_up(rows: list[tuple[int, dict[str, Any]]]) -> dict[str, list[int]]:
    """The comments whose decision quotes a changed text, by the number of the clause that was changed."""
    found: dict[str, list[int]] = {}
    for comment_id, opinion in rows:
        if opinion.get("changed_text"):
            found.setdefault(opinion.get("changed_clause") or opinion["clause"], []).append(comment_id)
    return found
