"""Who signs in on the administrators' pages, and how their pages are counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from portal.db import Database
from tests import make
from tests.lint import LintClient, elements, form_fields


def signed_in_admin(client: LintClient, database: Database) -> make.Scene:
    """A published consultation; the visitor is the administrator."""
    scene = make.scene(database)
    client.sign_in("admin", make.PASSWORD)
    return scene


def send(client: LintClient, path: str, fields: dict[str, Any], *, follow: bool = True) -> TestResponse:
    """The form of the page whose address is exactly `path` is filled in and sent."""
    assert client.page is not None
    forms = [form for form in elements(client.page, "form") if form.get("action") == path]
    assert forms, f"no form sends to {path}"
    return client.post(path, data={**form_fields(forms[-1]), **fields}, follow_redirects=follow)


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """The SELECTs any engine runs inside the block."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)
