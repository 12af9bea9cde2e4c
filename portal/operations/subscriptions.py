"""Following by e-mail: asked for, confirmed from the mailbox, left by one click, forgotten in time."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import secrets
from portal.errors import NotFoundError
from portal.models.consultations import Consultation
from portal.models.responses import Report
from portal.models.subscriptions import Subscriber, Subscription
from portal.operations import limits, outbox
from portal.operations.mail_addresses import clean_address
from portal.secrets import KeyRing, Sealed

MOST = 50
"""Subscriptions of one address."""
UNCONFIRMED = timedelta(days=7)
AFTER_THE_END = timedelta(days=30)
"""How long a consultation that has its report, or was withdrawn, is still followed."""
_SIGNATURE_LENGTH = 32


class Scope(StrEnum):
    """What is followed, seen from one consultation."""

    CONSULTATION = "consultation"
    BUREAU = "bureau"
    KIND = "kind"


def ask_to_follow(
    session: Session,
    ring: KeyRing,
    *,
    address: str,
    scope: str,
    consultation: Consultation,
    language: str,
    now: datetime,
) -> None:
    """A letter of confirmation waits, unless the address follows this already or had many today.

    The caller cannot tell which: nobody learns here what an address follows.
    Raises: InvalidInputError.
    """
    address = clean_address(address)
    target = _target(consultation, Scope(scope))
    if limits.attempt_count(session, ring, limits.FOLLOW_ADDRESS, address.lower(), now) >= (
        limits.FOLLOW_ADDRESS.count
    ):
        return
    limits.count_attempt(session, ring, limits.FOLLOW_ADDRESS, address.lower(), now)
    subscriber = _subscriber(session, ring, address, language, now)
    found = session.scalar(select(Subscription).filter_by(subscriber_id=subscriber.id, **target))
    if found is not None and found.confirmed_at is not None:
        return
    if found is None:
        if _count(session, subscriber.id) >= MOST:
            return
        found = Subscription(
            subscriber_id=subscriber.id, reference=secrets.new_token(), created_at=now, **target
        )
        session.add(found)
        session.flush()  # nobody else adds to this subscriber: its row is locked
    outbox.put_message(
        session,
        "follow_confirm",
        consultation_id=consultation.id,
        subscription_id=found.id,
        language=language,
        now=now,
    )


def _target(consultation: Consultation, scope: Scope) -> dict[str, int]:
    return {
        Scope.CONSULTATION: {"consultation_id": consultation.id},
        Scope.BUREAU: {"bureau_id": consultation.bureau_id},
        Scope.KIND: {"document_kind_id": consultation.document_kind_id},
    }[scope]


def _subscriber(
    session: Session, ring: KeyRing, address: str, language: str, now: datetime
) -> Subscriber:
    """The address's row, made when there was none; the box is bound to the hash it is found by."""
    address_hash = ring.keyed_hash("subscriber", address.lower())
    query = select(Subscriber).where(Subscriber.address_hash == address_hash).with_for_update()
    found = session.scalar(query)
    if found is None:
        sealed = ring.seal(address, f"subscriber:{address_hash}")
        made = Subscriber(
            address_hash=address_hash,
            key_id=sealed.key_id,
            nonce=sealed.nonce,
            ciphertext=sealed.ciphertext,
            language=language,
            created_at=now,
        )
        try:
            with session.begin_nested():
                session.add(made)
            found = made
        except IntegrityError:  # the same address asked at the same instant
            found = session.scalars(query).one()
    found.language = language
    return found


def read_address(ring: KeyRing, subscriber: Subscriber) -> str:
    """The address, for sending."""
    sealed = Sealed(subscriber.key_id, subscriber.nonce, subscriber.ciphertext)
    return ring.open(sealed, f"subscriber:{subscriber.address_hash}")


def _count(session: Session, subscriber_id: int) -> int:
    query = select(func.count()).where(Subscription.subscriber_id == subscriber_id)
    return session.scalar(query) or 0


def link_key(ring: KeyRing, act: str, subscription: Subscription) -> str:
    """What a mailed link carries: good for one act (confirm, leave) on one subscription."""
    signature = ring.keyed_hash(f"follow_{act}", subscription.reference)[:_SIGNATURE_LENGTH]
    return f"{subscription.reference}.{signature}"


def find_by_key(session: Session, ring: KeyRing, act: str, key: str) -> Subscription | None:
    """The subscription of a mailed link; None once it is left or forgotten.

    Raises: NotFoundError for a link that was never mailed.
    """
    reference, _dot, typed = key.partition(".")
    right = ring.keyed_hash(f"follow_{act}", reference)[:_SIGNATURE_LENGTH]
    if not hmac.compare_digest(right.encode(), typed.encode()):
        raise NotFoundError(subject="subscription")
    return session.scalar(select(Subscription).where(Subscription.reference == reference))


def confirm_subscription(session: Session, subscription_id: int, *, now: datetime) -> None:
    """Notices come from now on; confirming twice changes nothing."""
    found = session.get(Subscription, subscription_id)
    if found is not None and found.confirmed_at is None:
        found.confirmed_at = now


def leave(session: Session, subscription_id: int) -> None:
    """The subscription is gone with what waits for it, and the address with its last one."""
    session.execute(delete(Subscription).where(Subscription.id == subscription_id))
    _forget_idle(session)


def forget_old(session: Session, now: datetime) -> int:
    """What was never confirmed is gone after a week, what is over after a month; returns how many."""
    is_reported = (
        select(Report.id)
        .where(
            Report.consultation_id == Subscription.consultation_id,
            Report.published_at < now - AFTER_THE_END,
        )
        .exists()
    )
    is_withdrawn = (
        select(Consultation.id)
        .where(
            Consultation.id == Subscription.consultation_id,
            Consultation.withdrawn_at < now - AFTER_THE_END,
        )
        .exists()
    )
    unconfirmed = (Subscription.confirmed_at.is_(None)) & (
        Subscription.created_at < now - UNCONFIRMED
    )
    ids = list(
        session.scalars(
            select(Subscription.id).where(or_(unconfirmed, is_reported, is_withdrawn)).limit(5000)
        )
    )
    session.execute(delete(Subscription).where(Subscription.id.in_(ids)))
    _forget_idle(session)
    return len(ids)


def _forget_idle(session: Session) -> None:
    """No address is kept that follows nothing."""
    followed = select(Subscription.id).where(Subscription.subscriber_id == Subscriber.id).exists()
    session.execute(delete(Subscriber).where(~followed))
