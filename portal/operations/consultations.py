"""Consultations: creating, the notice, publishing, withdrawing."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import legal, secrets
from portal.errors import ConflictError, IncompleteError, InvalidInputError, NotFoundError
from portal.models.accounts import User
from portal.models.consultations import Consultation, DocumentKind, Holiday, Notice
from portal.models.drafts import Clause, DraftVersion
from portal.operations.audit import record_event
from portal.operations.editions import notice_edition, require_seen
from portal.operations.search_index import index_consultation
from portal.sanitize import LINE_LIMIT, NOTE_LIMIT, clean_line, clean_text
from portal.window import Window, civil_day

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_LINES = ("title", "issuer", "email", "fax", "address", "postcode")
_TEXTS = ("background", "explanatory_note", "no_note_reason", "shortened_reason")
_LISTS = ("channels", "organisation_requires", "individual_requires", "contacts", "phones")
_REQUIRED = ("title", "issuer", "background")
_LIMITS = {"title": 300, "address": 300, "fax": 60, "postcode": 20}


def ensure_document_kinds(session: Session) -> None:
    """The table of legal minimum periods has its first rows; existing rows stay as they are."""
    known = set(session.scalars(select(DocumentKind.code)))
    for item in legal.DEFAULT_MINIMA:
        if item.code not in known:
            session.add(
                DocumentKind(
                    code=item.code,
                    name=item.name,
                    minimum_days=item.days,
                    unit=item.unit,
                    strength=item.strength,
                    source=item.source,
                )
            )


def lock_consultation(session: Session, consultation_id: int) -> Consultation:
    """The consultation, locked for this transaction. Raises: NotFoundError."""
    found = session.scalar(
        select(Consultation)
        .where(Consultation.id == consultation_id)
        .with_for_update(of=Consultation, key_share=True)  # submissions refer to it meanwhile
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFoundError(subject="consultation")
    return found


def create_consultation(
    session: Session,
    *,
    bureau_id: int,
    title: str,
    document_kind_code: str,
    actor: User,
    now: datetime,
) -> Consultation:
    """A consultation in preparation. Raises: InvalidInputError."""
    kind = session.scalar(select(DocumentKind).where(DocumentKind.code == document_kind_code))
    if kind is None:
        raise InvalidInputError(field="document_kind", rule="unknown")
    consultation = Consultation(
        reference=f"new-{secrets.new_token()[:20]}",  # until the id is known
        bureau_id=bureau_id,
        document_kind_id=kind.id,
        title=clean_line(title, field="title", limit=300),
        created_at=now,
        created_by_id=actor.id,
    )
    session.add(consultation)
    session.flush()
    consultation.reference = f"{civil_day(now).year}-{consultation.id:04d}"
    _record(session, "consultation_created", consultation, actor, now)
    return consultation


def save_notice(
    session: Session,
    consultation: Consultation,
    fields: dict[str, Any],
    *,
    actor: User,
    now: datetime,
    seen: str | None = None,
) -> Notice:
    """The notice holds the given fields.

    `seen` names the notice the officer saw (editions.notice_edition); None: it does not matter.
    Raises: ConflictError once published, StaleError when others saved other words meanwhile.
    """
    require_unpublished(consultation)
    values = _clean_notice(fields)
    if seen is not None and not _says(consultation.notice, values):
        require_seen(seen, notice_edition(consultation), "notice_changed")
    if consultation.notice is None:
        consultation.notice = Notice(**values)
    else:
        for name, value in values.items():
            setattr(consultation.notice, name, value)
    consultation.title = str(values["title"])
    session.flush()
    _record(session, "notice_saved", consultation, actor, now)
    return consultation.notice


def _says(notice: Notice | None, values: dict[str, Any]) -> bool:
    """True when these words are saved already: a second click changes nothing."""
    return notice is not None and all(
        getattr(notice, name) == value for name, value in values.items()
    )


def _clean_notice(fields: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in _LINES:
        limit = _LIMITS.get(name, LINE_LIMIT)
        values[name] = clean_line(
            str(fields.get(name) or ""), field=name, limit=limit, required=name in _REQUIRED
        )
    for name in _TEXTS:
        values[name] = clean_text(
            str(fields.get(name) or ""), field=name, limit=NOTE_LIMIT, required=name in _REQUIRED
        )
    for name in _LISTS:
        values[name] = [
            clean_line(str(item), field=name) for item in fields.get(name) or [] if item
        ]
    if values["email"] and not _EMAIL.fullmatch(values["email"]):
        raise InvalidInputError(field="email", rule="email")
    issued = fields.get("issued_day")
    values["issued_day"] = issued if isinstance(issued, date) else None
    return values


def require_unpublished(consultation: Consultation) -> None:
    """Raises: ConflictError when the consultation is already public."""
    if consultation.published_at is not None:
        raise ConflictError(rule="already_published")


def calendar(session: Session) -> tuple[frozenset[date], frozenset[date]]:
    """The holidays and the worked weekend days administrators keep."""
    rows = session.execute(select(Holiday.day, Holiday.is_workday)).all()
    return (
        frozenset(day for day, is_workday in rows if not is_workday),
        frozenset(day for day, is_workday in rows if is_workday),
    )


def current_draft(session: Session, consultation_id: int) -> DraftVersion | None:
    """The newest draft version."""
    return session.scalar(
        select(DraftVersion)
        .where(DraftVersion.consultation_id == consultation_id)
        .order_by(DraftVersion.number.desc())
        .limit(1)
    )


def missing_for_publication(
    session: Session, consultation: Consultation, now: datetime
) -> list[str]:
    """Codes of what the law or the portal still wants; empty when it may be published."""
    missing = _missing_in_notice(consultation.notice)
    draft = current_draft(session, consultation.id)
    if draft is None or not _has_commentable_clause(session, draft.id):
        missing.append("draft")
    elif draft.needs_check:
        missing.append("outline_unchecked")
    return missing + _missing_in_window(session, consultation, now)


def _has_commentable_clause(session: Session, draft_version_id: int) -> bool:
    query = select(Clause.id).where(
        Clause.draft_version_id == draft_version_id, Clause.is_commentable
    )
    return session.scalar(query.limit(1)) is not None


def _missing_in_notice(notice: Notice | None) -> list[str]:
    if notice is None:
        return ["notice"]
    wanted = {
        "background": notice.background,
        "channels": notice.channels,
        "contacts": notice.contacts,
        "reach": notice.phones or notice.email or notice.address,
        "explanatory_note": notice.explanatory_note or notice.no_note_reason,
    }
    return [code for code, value in wanted.items() if not value]


def _missing_in_window(session: Session, consultation: Consultation, now: datetime) -> list[str]:
    """Source: 民法典 第二百零一条; the minimum of the document's kind."""
    if consultation.window is None:
        return ["window"]
    window = consultation.window.value()
    missing = ["window_in_the_past"] if window.begins_on_a_past_day(now) else []
    if not is_too_short(session, consultation, window):
        return missing
    if consultation.document_kind.strength == legal.Strength.HARD:
        return [*missing, "window_below_hard_minimum"]
    given = consultation.notice is not None and consultation.notice.shortened_reason
    return missing if given else [*missing, "shortened_reason"]


def minimum_of(kind: DocumentKind) -> legal.LegalMinimum:
    """The legal minimum a row of the table stands for."""
    return legal.LegalMinimum(
        kind.code,
        kind.name,
        kind.minimum_days,
        legal.DayUnit(kind.unit),
        legal.Strength(kind.strength),
        kind.source,
    )


def is_too_short(session: Session, consultation: Consultation, window: Window) -> bool:
    """True when the window falls short of the legal minimum of the document's kind."""
    minimum = minimum_of(consultation.document_kind)
    return legal.shortfall(minimum, legal.count_days(window, *calendar(session))) > 0


def publish_consultation(
    session: Session, consultation: Consultation, *, actor: User, now: datetime
) -> None:
    """Notice, draft and window are public and the clauses frozen. Raises: IncompleteError."""
    require_unpublished(consultation)
    missing = missing_for_publication(session, consultation, now)
    if missing:
        raise IncompleteError(missing=missing)
    draft = current_draft(session, consultation.id)
    assert draft is not None  # noqa: S101  missing_for_publication said so
    draft.published_at = now
    consultation.published_at = now
    index_consultation(session, consultation)
    _record(session, "consultation_published", consultation, actor, now)


def withdraw_consultation(
    session: Session, consultation: Consultation, *, reason: str, actor: User, now: datetime
) -> None:
    """The consultation is withdrawn; its page stays and says why. Raises: ConflictError."""
    if consultation.published_at is None or consultation.withdrawn_at is not None:
        raise ConflictError(rule="not_withdrawable")
    consultation.withdrawal_reason = clean_text(reason, field="reason", limit=2000)
    consultation.withdrawn_at = now
    _record(session, "consultation_withdrawn", consultation, actor, now, reason)


def _record(
    session: Session,
    action: str,
    consultation: Consultation,
    actor: User,
    now: datetime,
    reason: str = "",
) -> None:
    record_event(
        session,
        action,
        at=now,
        subject="consultation",
        subject_id=consultation.id,
        consultation_id=consultation.id,
        actor=actor,
        reason=reason,
    )
