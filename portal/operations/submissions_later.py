"""What an author does with a submission afterwards: add to an opinion, withdraw, disown."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import secrets
from portal.errors import ConflictError, InvalidInputError, LimitReachedError, NotFoundError
from portal.models.analyses import Judgement
from portal.models.submissions import Attachment, Comment, ContactData, Submission
from portal.models.submissions_later import Dispute, Supplement, Withdrawal
from portal.operations.analysis_jobs import plan_learning
from portal.operations.audit import record_event
from portal.operations.baskets import require_open
from portal.operations.consultations import lock_consultation
from portal.operations.submissions import IDEMPOTENCY_MINIMUM
from portal.operations.tallies import shifted
from portal.operations.topic_members import take_out
from portal.queries.analysis_jobs import has_findings
from portal.sanitize import BODY_LIMIT, clean_text

SUPPLEMENT_LIMIT = 20
"""Supplements of one submission; who has more to say submits again."""


def supplement_comment(
    session: Session,
    submission_id: int,
    *,
    comment_id: int,
    body: str,
    key: str,
    now: datetime,
) -> None:
    """The text stands beside the opinion as a further row; the same key again changes nothing.

    Raises: WindowClosedError, ConflictError once withdrawn, InvalidInputError, LimitReachedError,
    NotFoundError for an opinion of another submission.
    """
    body = clean_text(body, field="body", limit=BODY_LIMIT)
    if len(key) < IDEMPOTENCY_MINIMUM:
        raise InvalidInputError(field="key", rule="too_short", limit=IDEMPOTENCY_MINIMUM)
    submission = _locked(session, submission_id)
    key_hash = secrets.token_hash(f"{submission_id}\0{key}")
    if session.scalar(select(Supplement.id).where(Supplement.key_hash == key_hash)):
        return
    require_open(session, submission.consultation_id, now)
    _require_not_withdrawn(session, submission_id)
    comment = session.get(Comment, comment_id)
    if comment is None or comment.submission_id != submission_id:
        raise NotFoundError(subject="comment")
    count = session.scalar(
        select(func.count()).where(Supplement.submission_id == submission_id)
    ) or 0
    if count >= SUPPLEMENT_LIMIT:
        raise LimitReachedError(action="supplement", limit=SUPPLEMENT_LIMIT)
    session.add(
        Supplement(
            submission_id=submission_id,
            comment_id=comment_id,
            position=count + 1,
            key_hash=key_hash,
            body=body,
            received_at=now,
        )
    )
    _record(session, "submission_supplemented", submission, now)


def withdraw_submission(session: Session, submission_id: int, *, now: datetime) -> None:
    """The submission counts no more; its text stays for the record, its contact data does not.

    It is in no topic, and what its stances taught the machine is learned anew without them.

    Raises: WindowClosedError, ConflictError when it is withdrawn already.
    Source: 个人信息保护法 第四十七条 (deletion when consent is withdrawn).
    """
    # As a split does first: else it would wait for this and then cut what is withdrawn.
    lock_consultation(session, session.get_one(Submission, submission_id).consultation_id)
    submission = _locked(session, submission_id)
    _require_not_withdrawn(session, submission_id)
    require_open(session, submission.consultation_id, now)
    ids = session.scalars(select(Comment.id).where(Comment.submission_id == submission_id)).all()
    with shifted(session, submission.consultation_id, ids):
        session.add(
            Withdrawal(
                submission_id=submission_id,
                consultation_id=submission.consultation_id,
                withdrawn_at=now,
            )
        )
    session.execute(delete(ContactData).where(ContactData.submission_id == submission_id))
    seals = (Attachment.submission_id == submission_id, Attachment.purpose == "seal")
    session.execute(delete(Attachment).where(*seals))
    take_out(session, submission.consultation_id, ids, now=now)
    if _taught(session, ids) and has_findings(session, submission.consultation_id):
        plan_learning(session, submission.consultation_id, now)
    _record(session, "submission_withdrawn", submission, now)


def _taught(session: Session, comment_ids: Sequence[int]) -> bool:
    """True when the author chose a stance for one of the comments, or an officer corrected one."""
    judged = exists().where(Judgement.comment_id.in_(comment_ids))
    chosen = exists().where(Comment.id.in_(comment_ids), Comment.stance.is_not(None))
    return bool(session.scalar(select(judged | chosen)))


def dispute_submission(session: Session, submission_id: int, *, now: datetime) -> None:
    """Staff see that somebody disowns the submission, and no mail goes to its address any more.

    Saying so twice changes nothing.
    """
    submission = session.get_one(Submission, submission_id)
    row = {
        "submission_id": submission_id,
        "consultation_id": submission.consultation_id,
        "disputed_at": now,
    }
    try:
        with session.begin_nested():
            session.execute(insert(Dispute), row)
    except IntegrityError:
        return
    _record(session, "submission_disputed", submission, now)


def disowning_token(ring: secrets.KeyRing, number: str) -> str:
    """What the mailed link proves: that its bearer reads the letters of this receipt's address."""
    return ring.keyed_hash("not_me", number)[:32]


def find_disowned(
    session: Session, ring: secrets.KeyRing, number: str, token: str
) -> Submission | None:
    """The submission of a mailed link; None for a wrong one and an unknown number alike."""
    found = session.scalar(select(Submission).where(Submission.number == number))
    is_right = hmac.compare_digest(disowning_token(ring, number).encode(), token.encode())
    return found if is_right else None


def _locked(session: Session, submission_id: int) -> Submission:
    """The submission; of two acts on it at once the second waits for the first."""
    query = select(Submission).where(Submission.id == submission_id).with_for_update()
    return session.scalars(query).one()


def _require_not_withdrawn(session: Session, submission_id: int) -> None:
    if session.get(Withdrawal, submission_id) is not None:
        raise ConflictError(rule="submission_withdrawn")


def _record(session: Session, action: str, submission: Submission, now: datetime) -> None:
    record_event(
        session,
        action,
        at=now,
        subject="submission",
        subject_id=submission.id,
        consultation_id=submission.consultation_id,
    )
