"""The session cookie as a thief would copy it."""

from __future__ import annotations

from collections.abc import Callable

from tests.lint import LintClient

NAME = "portal_session"


def copied(client: LintClient, new_client: Callable[[], LintClient]) -> LintClient:
    """Another browser that sends the same session cookie."""
    cookie = client.get_cookie(NAME)
    assert cookie is not None
    thief = new_client()
    thief.set_cookie(NAME, cookie.value)
    return thief


def is_signed_in(client: LintClient) -> bool:
    """True when a page for staff only is shown."""
    return client.get("/staff/password").status_code == 200
