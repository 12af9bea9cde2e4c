"""Which letter a message of the outbox is, to whom it goes, and when nobody is left to get it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from sqlalchemy.orm import Session

from portal.config import Settings
from portal.letters import Letter, deadline, write_letter
from portal.models.audit import OutboxMessage
from portal.models.consultations import Consultation
from portal.models.submissions import Submission
from portal.models.subscriptions import Subscription
from portal.operations.mail_addresses import find_address
from portal.operations.submissions import contact_context
from portal.operations.submissions_later import disowning_token
from portal.operations.subscriptions import link_key, read_address
from portal.queries.site import present_site
from portal.queries.submissions_later import later_of
from portal.secrets import KeyRing, Sealed
from portal.window import to_civil

_OF_BUREAU = ("window_opened", "window_closed")


@dataclass(frozen=True, slots=True)
class Post:
    """What letters are written with."""

    session: Session
    ring: KeyRing
    settings: Settings

    def write(self, message: OutboxMessage) -> EmailMessage | None:
        """The mail, or None when nobody is left to receive it. Raises: ValueError."""
        consultation = self.session.get(Consultation, message.consultation_id)
        if consultation is None:
            return None
        found = self._to_bureau(message, consultation)
        if message.submission_id is not None:
            found = self._to_author(message, consultation)
        elif message.subscription_id is not None:
            found = self._to_follower(message, consultation)
        if found is None:
            return None
        to, letter = found
        return write_letter(
            letter,
            sender=self.settings.mail_sender,
            to=to,
            message_id=message.id,
            created_at=message.created_at,
        )

    def _to_bureau(
        self, message: OutboxMessage, consultation: Consultation
    ) -> tuple[str, Letter] | None:
        if message.kind not in _OF_BUREAU or not consultation.notice:
            return None
        closes = consultation.window.closes_at if consultation.window else consultation.created_at
        words = {
            "title": consultation.title,
            "reference": consultation.reference,
            "deadline": deadline(closes, "zh"),
            "site": self._site_name("zh"),
        }
        to = consultation.notice.email
        return (to, Letter(message.kind, "zh", words)) if to else None

    def _to_author(
        self, message: OutboxMessage, consultation: Consultation
    ) -> tuple[str, Letter] | None:
        """To the address of a submission, unless it was withdrawn, disowned or erased meanwhile."""
        submission = self.session.get(Submission, message.submission_id)
        if submission is None or submission.contact is None:
            return None
        later = later_of(self.session, submission.id)
        if later.withdrawn_at or later.disputed_at:
            return None
        box = submission.contact
        sealed = Sealed(box.key_id, box.nonce, box.ciphertext)
        plain = json.loads(self.ring.open(sealed, contact_context(submission.id)))
        to = find_address(plain["reach"])
        if to is None:
            return None
        token = disowning_token(self.ring, submission.number)
        words = {
            **self._words(consultation, message.language),
            "number": submission.number,
            "comment_count": submission.comment_count,
            "received_at": f"{to_civil(submission.received_at):%Y-%m-%d %H:%M:%S}",
            "status_url": self._url("/status"),
            "not_me_url": self._url(f"/receipts/{submission.number}/not-me/{token}"),
        }
        return to, Letter(message.kind, message.language, words)

    def _to_follower(
        self, message: OutboxMessage, consultation: Consultation
    ) -> tuple[str, Letter] | None:
        subscription = self.session.get(Subscription, message.subscription_id)
        if subscription is None:
            return None
        confirm, leave = (
            self._url(f"/follow/{act}/{link_key(self.ring, act, subscription)}")
            for act in ("confirm", "leave")
        )
        occasion = message.kind.removeprefix("notice_")
        is_notice = occasion != message.kind
        if not is_notice and subscription.confirmed_at is not None:
            return None
        words = {
            **self._words(consultation, message.language),
            "occasion": occasion,
            "scope": _scope(subscription),
            "kind": consultation.document_kind.name,
            "confirm_url": confirm,
            "leave_url": leave,
        }
        template = "notice" if is_notice else message.kind
        letter = Letter(template, message.language, words, leave if is_notice else "")
        return read_address(self.ring, subscription.subscriber), letter

    def _words(self, consultation: Consultation, language: str) -> dict[str, Any]:
        window = consultation.window
        page = self._url(f"/consultations/{consultation.reference}")
        return {
            "site": self._site_name(language),
            "title": consultation.title,
            "bureau": consultation.bureau.name,
            "deadline": deadline(window.closes_at, language) if window else "",
            "page_url": page,
            "result_url": f"{page}/result",
        }

    def _site_name(self, language: str) -> str:
        site = present_site(self.session, self.settings)
        if language == "en":
            return site.name_en or site.name_zh or "Public consultation portal"
        return site.name_zh or "公开征求意见平台"

    def _url(self, path: str) -> str:
        return f"{self.settings.public_url}{path}"


def _scope(subscription: Subscription) -> str:
    if subscription.consultation_id is not None:
        return "consultation"
    return "bureau" if subscription.bureau_id is not None else "kind"
