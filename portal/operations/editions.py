"""What an officer saw when a form was drawn: nobody overwrites what they did not see."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from portal.errors import StaleError
from portal.models.analyses import TopicMember
from portal.models.audit import AuditEvent
from portal.models.consultations import Consultation
from portal.models.drafts import DraftVersion
from portal.models.responses import Response
from portal.models.versions import ClauseMapping, TakenUpComment
from portal.operations.outline_keeping import edition, newest_edits
from portal.queries.comments import ids_answerable

_IN_REPORT = ("comments_decided", "topic_renamed", "topics_merged", "comments_moved")
"""The acts that change what a report will say."""


def edition_of(*facts: Any) -> str:
    """A short name of these facts: other facts have another name."""
    told = json.dumps(facts, sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:24]


def require_seen(seen: str | None, present: str, rule: str) -> None:
    """Raises: StaleError unless what the form was drawn from is what there is."""
    if seen != present:
        raise StaleError(rule=rule)


def notice_edition(consultation: Consultation) -> str:
    """Another saving of other words gives another name."""
    return edition_of("notice", _columns(consultation.notice))


def response_edition(response: Response | None) -> str:
    """Another decision gives another name, also one in the same words."""
    return edition_of("response", _columns(response))


def group_edition(session: Session, topic_id: int) -> str:
    """Another comment in the group, or another decision on one of it, gives another name."""
    query = (
        ids_answerable(topic_id)
        .add_columns(*inspect(Response).columns)
        .outerjoin(Response, Response.comment_id == TopicMember.comment_id)
        .order_by(TopicMember.comment_id)
    )
    return edition_of("group", [list(row) for row in session.execute(query)])


def mapping_edition(session: Session, version: DraftVersion, clause_id: int | None = None) -> str:
    """The mapping of one clause, or of all, with the tree it is about and the comments named."""
    rows = select(
        ClauseMapping.old_clause_id,
        ClauseMapping.new_clause_id,
        ClauseMapping.change,
        ClauseMapping.set_by_id,
    ).where(ClauseMapping.draft_version_id == version.id)
    names = select(TakenUpComment.clause_id, TakenUpComment.comment_id).where(
        TakenUpComment.draft_version_id == version.id
    )
    if clause_id is not None:
        rows = rows.where(
            (ClauseMapping.old_clause_id == clause_id) | (ClauseMapping.new_clause_id == clause_id)
        )
        names = names.where(TakenUpComment.clause_id == clause_id)
    told = [sorted(map(repr, map(tuple, session.execute(query)))) for query in (rows, names)]
    return edition_of("mapping", outline_edition(session, version), *told)


def outline_edition(session: Session, version: DraftVersion) -> str:
    """As `outline_keeping.edition`, read from the database."""
    newest = newest_edits(session, version, 1)
    return edition(version, newest[0] if newest else None)


def publication_edition(
    session: Session, consultation: Consultation, draft: DraftVersion | None
) -> str:
    """Notice, tree and window as they would be public."""
    window = consultation.window
    return edition_of(
        "publication",
        notice_edition(consultation),
        outline_edition(session, draft) if draft is not None else "",
        (window.opens_at, window.closes_at) if window is not None else "",
    )


def report_edition(session: Session, consultation_id: int) -> str:
    """Every act of deciding gives another name, and so does another name or extent of a topic."""
    count = select(func.count()).where(Response.consultation_id == consultation_id)
    acts = select(
        func.count(), func.max(AuditEvent.id), count.correlate(None).scalar_subquery()
    ).where(AuditEvent.consultation_id == consultation_id, AuditEvent.action.in_(_IN_REPORT))
    return edition_of("report", *session.execute(acts).one())


def _columns(row: Any) -> dict[str, Any] | None:
    """Every column of a row; None for a row that is not there."""
    if row is None:
        return None
    names = [column.key for column in inspect(row).mapper.column_attrs]
    return {name: getattr(row, name) for name in names}
