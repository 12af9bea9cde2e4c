"""People who fill in the pages of a web server, and remember how each attempt ended."""

from __future__ import annotations

import http.client
import threading
from dataclasses import dataclass, field, replace
from datetime import datetime

from benchmarks.attempts import ACCEPTED, REFUSED, UNKNOWN, Attempt
from benchmarks.visitor import Page, Visitor, fresh_key
from portal import clock
from tests.make import Scene

CLOSED = 409
STORED = 303
_CUT = (OSError, http.client.HTTPException)


def visit_until(url: str, scene: Scene, until: datetime) -> list[Attempt]:
    """One visitor submits basket after basket; once refused, the same basket again and again."""
    visitor, body = Visitor(url), ""
    attempts: list[Attempt] = []
    while clock.now() < until:
        body = body or f"建议延长清理时限。{fresh_key()}"
        if not attempts or attempts[-1].outcome != REFUSED:
            attempts += _put(visitor, scene, body)
        attempt = _submit(visitor, scene, body, fresh_key())
        attempts.append(attempt)
        body = body if attempt.outcome == REFUSED else ""
    visitor.close()
    return attempts


def _put(visitor: Visitor, scene: Scene, body: str) -> list[Attempt]:
    """Nothing when the opinion lies in the basket, else the refusal."""
    began_at = clock.now()
    page = visitor.put_opinion(scene.reference, scene.clause_ids[0], body)
    if page.status == STORED:
        return []
    return [Attempt(began_at, clock.now(), _outcome(page, keeps=body), body)]


def _submit(visitor: Visitor, scene: Scene, body: str, key: str) -> Attempt:
    began_at = clock.now()
    page = visitor.submit(scene.reference, key)
    attempt = Attempt(began_at, clock.now(), _outcome(page), body)
    if attempt.outcome != ACCEPTED:
        return attempt
    return replace(attempt, number=visitor.receipt_number())


def _outcome(page: Page, keeps: str = "") -> str:
    """Raises: AssertionError for an answer that is neither, or a refusal that lost the text."""
    assert page.status in (STORED, CLOSED), f"{page.status}: {page.text[:2000]}"
    assert keeps in page.text or page.status == STORED, "the refusal has lost the text"
    return ACCEPTED if page.status == STORED else REFUSED


@dataclass
class PersistentVisitor:
    """A visitor who sends the same basket with the same key until it is acknowledged."""

    visitor: Visitor
    scene: Scene
    attempts: list[Attempt] = field(default_factory=list)
    body: str = ""
    key: str = ""
    is_in_basket: bool = False

    def visit(self, cut: threading.Event) -> None:
        """Baskets are submitted until the server dies or `cut` is set."""
        while not cut.is_set():
            began_at = clock.now()
            try:
                number = self._finish()
            except _CUT:
                self.attempts.append(Attempt(began_at, clock.now(), UNKNOWN, self.body))
                return
            self.attempts.append(Attempt(began_at, clock.now(), ACCEPTED, self.body, number))
            self.body = ""

    def _finish(self) -> str:
        """What was begun is acknowledged; returns the number on the receipt."""
        if not self.body:
            self.key, self.is_in_basket = fresh_key(), False
            self.body = f"建议公布清理记录。{self.key}"
        if not self.is_in_basket:
            self._put_once()
        page = self.visitor.submit(self.scene.reference, self.key)
        assert page.status == STORED, f"{page.status}: {page.text[:2000]}"
        return self.visitor.receipt_number()

    def _put_once(self) -> None:
        """A lost answer is looked up in the basket, as a person would, not sent again blindly."""
        basket = self.visitor.get(f"/consultations/{self.scene.reference}/basket").text
        if self.body not in basket:
            page = self.visitor.put_opinion(
                self.scene.reference, self.scene.clause_ids[0], self.body
            )
            assert page.status == STORED, f"{page.status}: {page.text[:2000]}"
        self.is_in_basket = True
