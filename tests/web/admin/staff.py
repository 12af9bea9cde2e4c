"""Who signs in on the administrators' pages, and how their pages are counted."""

from __future__ import annotations

from typing import Any

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
