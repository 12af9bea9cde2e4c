"""The demonstration's citizens: each entry of the content becomes a submission."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models.consultations import Consultation
from portal.models.submissions import Comment
from portal.operations import baskets, consultations, submissions
from portal.operations.baskets import Opinion
from portal.operations.submissions import Contact
from portal.secrets import KeyRing, new_token


def submit_all(
    session: Session,
    ring: KeyRing,
    consultation: Consultation,
    entries: list[dict[str, Any]],
    opens_at: datetime,
    now: datetime,
) -> list[tuple[int, dict[str, Any]]]:
    """Every entry is submitted at its day and a plausible hour, never later than `now`.

    Shape: (comment id, opinion as written) in the order of the entries.
    """
    identities = _identities(session, consultation)
    # Hours of the day are drawn with a fixed seed: the demonstration looks the same each time.
    hours = Random(20261121)  # noqa: S311  not a secret
    rows: list[tuple[int, dict[str, Any]]] = []
    for entry in entries:
        minutes = hours.randrange(7 * 60, 23 * 60)
        at = opens_at + timedelta(days=entry["day_offset"], minutes=minutes)
        rows += _submit(session, ring, consultation, entry, identities, min(at, now))
    return rows


def _identities(session: Session, consultation: Consultation) -> dict[str, str]:
    draft = consultations.current_draft(session, consultation.id)
    clauses = draft.clauses if draft is not None else []
    return {clause.number: clause.identity for clause in clauses if clause.is_commentable}


def _submit(
    session: Session,
    ring: KeyRing,
    consultation: Consultation,
    entry: dict[str, Any],
    identities: dict[str, str],
    at: datetime,
) -> list[tuple[int, dict[str, Any]]]:
    token = new_token()
    for opinion in entry["opinions"]:
        clause = identities[opinion["clause"]] if opinion["clause"] else None
        baskets.put_opinion(
            session,
            token=token,
            consultation_id=consultation.id,
            now=at,
            opinion=Opinion(clause, opinion["kind"], opinion["stance"], opinion["body"]),
        )
    receipt = submissions.submit_basket(
        session,
        ring,
        token=token,
        consultation_id=consultation.id,
        contact=_contact(entry["commenter"]),
        idempotency_key=new_token(),
        now=at,
    )
    ids = session.scalars(
        select(Comment.id)
        .where(Comment.submission_id == receipt.submission_id)
        .order_by(Comment.position)
    ).all()
    return list(zip(ids, entry["opinions"], strict=True))


def _contact(person: dict[str, Any]) -> Contact:
    agrees = person["contact"][-1] not in "37"  # about one in five does not
    if person["kind"] == "individual":
        return Contact(
            kind="individual",
            name=person["name"],
            reach=person["contact"],
            allows_publication=agrees,
        )
    return Contact(
        kind="organisation",
        name=person.get("contact_person") or person["name"],
        reach=person["contact"],
        organisation=person["organisation"],
        allows_publication=agrees,
        seal="post",  # the demonstration has no scans: their seals come by letter
    )
