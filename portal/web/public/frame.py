"""What every page of one consultation stands in: its state, its tabs, the visitor's basket."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from flask import url_for

from portal.errors import NotFoundError
from portal.models.consultations import Consultation, Notice, WindowChange, WindowChangeKind
from portal.operations.baskets import find_basket
from portal.queries import baskets, consultations
from portal.web import edge
from portal.web.public.basket_cookie import basket_token
from portal.window import Phase, Window

REMINDER = timedelta(hours=72)
"""How long before the close a basket that is not submitted is recalled."""
_REFERENCE = re.compile(r"[0-9A-Za-z-]{1,24}")
_TABS = {
    "notice": "consultation",
    "draft": "draft",
    "explanation": "note",
    "comment": "opinions",
    "report": "result",
}
"""The names of component consultation_tabs, and the endpoints behind them."""


@dataclass(frozen=True)
class Frame:
    """A published consultation as a visitor meets it at one instant.

    Shape: `state` as `queries.consultations.state_of`.
    """

    consultation: Consultation
    notice: Notice
    window: Window
    state: str

    @cached_property
    def waiting(self) -> dict[str, int]:
        """The visitor's opinions in the basket by clause identity; asked for only when shown."""
        return baskets.basket_counts(edge.reading(), basket_token(), self.consultation.id)

    @property
    def reference(self) -> str:
        """The consultation's public name."""
        return self.consultation.reference

    @property
    def is_open(self) -> bool:
        """True while opinions are accepted."""
        return self.state == Phase.OPEN

    @property
    def is_over(self) -> bool:
        """True when nothing is to come any more: its report is public, or it was withdrawn."""
        return self.state in ("answered", "withdrawn")

    @cached_property
    def is_no_comment(self) -> bool:
        """True when the visitor's basket stands for an organisation's 无意见."""
        held = find_basket(edge.reading(), basket_token(), self.consultation.id)
        return held is not None and held.is_no_comment

    @property
    def can_follow(self) -> bool:
        """True when letters can be sent to those who follow."""
        return edge.settings().writes_to_citizens

    @property
    def waiting_count(self) -> int:
        """The visitor's opinions in the basket."""
        return sum(self.waiting.values())

    @property
    def time_left(self) -> timedelta | None:
        """How long the visitor still has for what waits in the basket, once it is REMINDER or less."""
        left = self.window.time_left(edge.now())
        return left if self.is_open and left <= REMINDER and self.waiting_count else None

    @property
    def changes_at(self) -> datetime | None:
        """The next instant at which the state changes by itself."""
        instants = {Phase.UPCOMING: self.window.opens_at, Phase.OPEN: self.window.closes_at}
        return instants.get(self.window.phase(edge.now()))

    @cached_property
    def last_change(self) -> WindowChange | None:
        """The newest change of the public window; None while it is as first announced."""
        row = self.consultation.window
        if row is None or row.revision == 1:
            return None
        newest = consultations.window_history(edge.reading(), self.consultation.id)[-1]
        return None if newest.kind == WindowChangeKind.SET else newest

    @property
    def tabs(self) -> dict[str, str]:
        """The addresses of the five tabs by their names."""
        return {name: self.address(endpoint) for name, endpoint in _TABS.items()}

    def address(self, endpoint: str, **values: Any) -> str:
        """The address of a page of this consultation."""
        return url_for(f"public.{endpoint}", reference=self.reference, **values)


def load_frame(reference: str) -> Frame:
    """The frame of a published consultation. Raises: NotFoundError."""
    if not _REFERENCE.fullmatch(reference):
        raise NotFoundError(subject="consultation")
    db, now = edge.reading(), edge.now()
    consultation = consultations.get_public(db, reference)
    if consultation.window is None or consultation.notice is None:
        raise NotFoundError(subject="consultation")
    window = consultation.window.value()
    has_closed = window.phase(now) is Phase.CLOSED
    reported = has_closed and consultations.has_report(db, consultation.id)
    return Frame(
        consultation,
        consultation.notice,
        window,
        consultations.state_of(consultation, reported, now),
    )


class Place:
    """A published consultation by its reference: its id at once, its frame when a page is shown."""

    def __init__(self, reference: str) -> None:
        self.reference = reference

    @cached_property
    def consultation_id(self) -> int:
        """The id. Raises: NotFoundError."""
        if not _REFERENCE.fullmatch(self.reference):
            raise NotFoundError(subject="consultation")
        return consultations.get_public_id(edge.reading(), self.reference)

    @cached_property
    def frame(self) -> Frame:
        """The whole frame. Raises: NotFoundError."""
        return load_frame(self.reference)
