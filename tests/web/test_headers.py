"""The headers every answer carries, whatever became of the request."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.app import create_app
from portal.config import Settings
from portal.db import Database
from portal.web.headers import CONTENT_SECURITY_POLICY
from tests import make
from tests.lint import LintClient, elements

PAGES = ["/", "/staff/sign-in", "/privacy", "/no-such-page", "/static/img/emblem.svg", "/static/none.css", "/healthz"]
STAFF_PAGES = ["/admin/", "/admin/users", "/admin/audit", "/staff/password", "/bureau/", "/admin/no-such-page"]


def _require_headers(headers: Any) -> None:
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_every_answer_carries_the_security_headers(client: LintClient, path: str, method: str) -> None:
    with client.open(path, method=method) as answer:
        _require_headers(answer.headers)
        assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["X-Request-Id"])


def test_a_redirect_carries_them_too(client: LintClient) -> None:
    answer = client.get("/admin/")
    assert answer.status_code == 303
    _require_headers(answer.headers)
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    directives = dict(part.strip().split(" ", 1) for part in CONTENT_SECURITY_POLICY.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["frame-ancestors"] == "'none'"
    assert directives["base-uri"] == "'none'"
    assert directives["form-action"] == "'self'"
    assert set(directives.values()) <= {"'none'", "'self'"}


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_no_page_for_staff_is_stored_anywhere(client: LintClient, database: Database, path: str) -> None:
    make.scene(database)
    client.sign_in("admin", make.PASSWORD)
    answer = client.get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    _require_headers(answer.headers)


def test_a_public_page_is_not_stored_for_others_once_somebody_is_signed_in(
    client: LintClient, database: Database, new_client: Callable[[], LintClient]
) -> None:
    scene = make.scene(database)
    address = f"/consultations/{scene.reference}/draft"
    new_client().get(address)
    client.sign_in("admin", make.PASSWORD)
    answer = client.get(address)
    assert "退出登录" in client.text()
    assert "public" not in answer.headers["Cache-Control"]
    visitor = new_client()
    visitor.get(address)
    assert "退出登录" not in visitor.text()


@pytest.mark.parametrize("page", ["basket", "submit", "opinions/new"])
def test_what_a_citizen_writes_is_not_stored_anywhere(
    client: LintClient, database: Database, page: str
) -> None:
    scene = make.scene(database)
    answer = client.get(f"/consultations/{scene.reference}/{page}")
    assert "public" not in answer.headers["Cache-Control"]
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/receipt", "/status"])
def test_receipts_and_answers_are_not_stored_anywhere(client: LintClient, path: str) -> None:
    assert "no-store" in client.get(path).headers["Cache-Control"]


def test_the_style_sheet_is_stored_for_good_and_an_old_one_is_gone(client: LintClient) -> None:
    client.get("/")
    assert client.page is not None
    sheets = [e.get("href", "") for e in elements(client.page, "link") if e.get("rel") == "stylesheet"]
    assert len(sheets) == 1
    answer = client.get(sheets[0])
    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    _require_headers(answer.headers)
    old = client.get("/assets/portal.000000000000.css")
    assert old.status_code == 404
    assert old.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/static/../portal/config.py", "/static/%2e%2e/wsgi.py", "/static//etc/passwd", "/static/%00"]
)
def test_only_static_files_are_served_as_files(client: LintClient, path: str) -> None:
    with client.get(path) as answer:
        assert answer.status_code in (308, 404)


def test_strict_transport_is_asked_for_over_https_only(client: LintClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers
    secure = client.get("/", base_url="https://localhost")
    assert secure.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_a_proxy_is_believed_only_when_one_is_configured(app: Flask, settings: Settings) -> None:
    claimed = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example", "X-Forwarded-For": "192.0.2.9"}
    client: Any = app.test_client()
    assert "Strict-Transport-Security" not in client.get("/", headers=claimed).headers
    behind = create_app(
        {
            "instance_dir": str(settings.instance_dir),
            "database_url": settings.database_url,
            "testing": True,
            "proxy_count": 1,
        }
    )
    try:
        answer = behind.test_client().get("/", headers=claimed)
        assert "Strict-Transport-Security" in answer.headers
    finally:
        behind.extensions["portal.database"].dispose()


def test_every_request_has_a_number_of_its_own(client: LintClient) -> None:
    numbers = {client.get("/").headers["X-Request-Id"] for _ in range(5)}
    assert len(numbers) == 5


def test_no_header_names_the_software(client: LintClient) -> None:
    headers = client.get("/").headers
    assert "X-Powered-By" not in headers
    assert "Server" not in headers
