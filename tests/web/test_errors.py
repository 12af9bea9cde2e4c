"""What a visitor sees when something is wrong: a clear page, the right status, the text kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import make_url

from portal import errors as domain
from portal.app import create_app
from portal.config import Settings
from portal.db import Database
from portal.web import access
from portal.web.errors import fallback, status_of
from tests import make
from tests.lint import LintClient, lint_page

TYPED = "第一段意见。\n第二段：<b>请</b>核对 & 修改。"


@pytest.fixture
def scene(database: Database) -> make.Scene:
    """A published consultation with its staff."""
    return make.scene(database)


def _other_app(settings: Settings, **changes: Any) -> Flask:
    """An application on the same installation with other settings."""
    given = {"instance_dir": str(settings.instance_dir), "database_url": settings.database_url}
    app = create_app({**given, "testing": True, **changes})
    app.test_client_class = LintClient
    return app


@pytest.fixture
def failing_app(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An application with routes that fail; they count as public."""

    def fail() -> str:
        raise KeyError("a secret detail")

    def exhaust() -> str:
        raise MemoryError

    app.add_url_rule("/fail", "test.fail", fail, methods=["GET", "POST"])
    app.add_url_rule("/exhaust", "test.exhaust", exhaust)
    monkeypatch.setattr(access, "PUBLIC", access.PUBLIC | {"test.fail", "test.exhaust"})
    return app


@pytest.fixture
def unreachable_database(app: Flask, settings: Settings, tmp_path: Path) -> Iterator[Database]:
    """A database nobody answers for; the test puts it into the application."""
    if settings.is_sqlite:
        yield Database(replace(settings, database_url=f"sqlite:///{tmp_path / 'gone' / 'portal.db'}"))
        return
    away = make_url(settings.database_url).set(host="127.0.0.1", port=1, query={})
    value = Database(replace(settings, database_url=away.render_as_string(hide_password=False)))
    yield value
    value.dispose()


@pytest.fixture
def broken_database(settings: Settings, app: Flask, unreachable_database: Database) -> Iterator[Flask]:
    """An application whose database file was overwritten by something else, or whose server is gone."""
    database: Database = app.extensions["portal.database"]
    if not settings.is_sqlite:
        app.extensions["portal.database"] = unreachable_database
        yield app
        app.extensions["portal.database"] = database
        return
    database.dispose()
    path = Path(settings.database_url.removeprefix("sqlite:///"))
    for extra in ("-wal", "-shm"):
        path.with_name(path.name + extra).unlink(missing_ok=True)
    path.write_bytes(b"this is not a database at all " * 500)
    yield app


@pytest.mark.parametrize(
    ("path", "method", "status", "title"),
    [
        ("/no-such-page", "GET", 404, "找不到这一页"),
        ("/no-such-page", "POST", 404, "找不到这一页"),
        ("/consultations/2026-9999", "GET", 404, "找不到这一页"),
        ("/staff/sign-out", "GET", 405, "这个网址不能这样打开"),
        ("/privacy", "POST", 405, "这个网址不能这样打开"),
        ("/staff/sign-in", "DELETE", 405, "这个网址不能这样打开"),
        ("/staff/password", "POST", 403, "没有权限"),
    ],
)
def test_a_refused_request_gets_a_page_that_says_what_to_do(
    client: LintClient, path: str, method: str, status: int, title: str
) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert title in client.text()
    assert answer.headers["X-Request-Id"] in client.text()
    assert "接下来可以" in client.text()


def test_an_error_page_speaks_the_readers_language(client: LintClient) -> None:
    answer = client.get("/no-such-page", headers={"Accept-Language": "en"})
    assert 'lang="en"' in answer.get_data(as_text=True)


def test_text_sent_to_a_page_that_is_gone_is_given_back(client: LintClient) -> None:
    answer = client.post("/no-such-page", data={"body": TYPED})
    assert answer.status_code == 404
    assert "您已写的文字" in client.text()
    assert "第一段意见。 第二段：<b>请</b>核对 & 修改。" in client.text()
    assert "<b>请" not in answer.get_data(as_text=True)


def test_a_body_over_the_limit_is_refused_for_everyone(
    settings: Settings, scene: make.Scene
) -> None:
    """What was typed cannot be given back here: the body is never read."""
    app = _other_app(settings, max_request_bytes=20_000)
    try:
        client: Any = app.test_client()
        address = f"/consultations/{scene.reference}/opinions/new"
        for sender in ("anonymous", "admin"):
            if sender == "admin":
                client.sign_in("admin", make.PASSWORD)
            answer = client.post(address, data={"body": "长" * 20_000})
            assert answer.status_code == 413
            assert "内容或文件太大" in client.text()
            scan = {"seal_file": (BytesIO(b"x" * 30_000), "scan.pdf")}
            assert client.post(address, data=scan).status_code == 413
    finally:
        app.extensions["portal.database"].dispose()


def test_a_form_without_files_was_read_whole_however_large(
    settings: Settings, scene: make.Scene
) -> None:
    app = _other_app(settings, max_text_bytes=20_000)
    try:
        client: Any = app.test_client()
        address = f"/consultations/{scene.reference}/opinions/new"
        assert client.post(address, data={"body": "y" * 20_001}).status_code == 413
        assert "内容或文件太大" in client.text()
        assert client.post(address, data={"body": "y" * 19_000}).status_code == 422
    finally:
        app.extensions["portal.database"].dispose()


def test_a_form_of_too_many_parts_is_refused(
    client: LintClient, scene: make.Scene
) -> None:
    address = f"/consultations/{scene.reference}/opinions/new"
    part = b'--x\r\nContent-Disposition: form-data; name="body"\r\n\r\n%b\r\n'
    body, kind = part % b"y" * 600 + b"--x--", "multipart/form-data; boundary=x"
    assert client.post(address, data=body, content_type=kind).status_code == 413


def test_a_text_far_over_the_limit_comes_back_with_its_form(
    client: LintClient, scene: make.Scene
) -> None:
    """In a form that may carry files it was answered with 413 and an empty page."""
    address = f"/consultations/{scene.reference}/opinions/new"
    part = b'--x\r\nContent-Disposition: form-data; name="body"\r\n\r\n%b\r\n--x--'
    typed = part % (b"y" * 5 * 1024 * 1024)
    answer = client.post(address, data=typed, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 422
    assert answer.data.count(b"yyyyyyyy") >= 5 * 1024 * 1024 // 8


def test_a_form_of_tens_of_megabytes_came_back_four_times_as_large(
    client: LintClient, scene: make.Scene
) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
    parts = [part % (name, b"<" * 1024 * 1024) for name in (b"body", b"key", b"version", b"a", b"b", b"c", b"d")]
    kind = "multipart/form-data; boundary=x"
    for address in (f"/consultations/{scene.reference}/opinions/new", "/no-such-page"):
        answer = client.post(address, data=b"".join(parts) + b"--x--", content_type=kind)
        assert answer.status_code in (404, 413)
        assert len(answer.data) < 2_000_000


@pytest.mark.parametrize("host", ["evil.example", "portal.example.cn.evil.example", "", "a b", "x" * 300])
def test_a_host_that_is_not_ours_is_refused_and_not_repeated(settings: Settings, host: str) -> None:
    app = _other_app(settings, trusted_hosts=("portal.example.cn",))
    try:
        client = app.test_client()
        answer = client.get("/", headers={"Host": host})
        assert answer.status_code == 400
        assert "evil" not in answer.get_data(as_text=True)
        assert "evil" not in str(answer.headers)
        assert client.get("/", headers={"Host": "portal.example.cn"}).status_code == 200
    finally:
        app.extensions["portal.database"].dispose()


@pytest.mark.parametrize("path", ["/fail", "/exhaust"])
def test_a_defect_is_answered_without_its_details(failing_app: Flask, path: str) -> None:
    client: Any = failing_app.test_client()
    answer = client.get(path)
    assert answer.status_code == 500
    assert "系统出错" in client.text()
    assert answer.headers["X-Request-Id"] in client.text()
    body = answer.get_data(as_text=True)
    assert "secret detail" not in body
    assert "Traceback" not in body
    assert "KeyError" not in body


def test_a_defect_gives_the_text_back(failing_app: Flask) -> None:
    client: Any = failing_app.test_client()
    assert client.post("/fail", data={"body": TYPED, "reason": "理由一"}).status_code == 500
    assert "第一段意见。" in client.text()
    assert "理由一" in client.text()


@pytest.mark.parametrize("broken", ["{% broken", "{{ undefined.attribute.of }}", "{{ url_for('no.such') }}"])
def test_when_the_templates_fail_a_page_remains(failing_app: Flask, tmp_path: Path, broken: str) -> None:
    (tmp_path / "errors").mkdir()
    (tmp_path / "errors" / "error.html").write_text(broken)
    loader: Any = failing_app.jinja_loader
    loader.searchpath.insert(0, str(tmp_path))
    failing_app.jinja_env.cache.clear()  # type: ignore[union-attr]  # Flask always has a cache
    answer = failing_app.test_client().get("/fail")
    assert answer.status_code == 500
    assert answer.get_data(as_text=True) == fallback()
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_last_page_needs_nothing_and_is_a_proper_page() -> None:
    lint_page(fallback(), "fallback")
    assert "src=" not in fallback()
    assert "href=" not in fallback()


@pytest.mark.parametrize("path", ["/", "/healthz", "/consultations/2026-0001/draft", "/status"])
def test_a_broken_database_is_a_temporary_failure(broken_database: Flask, path: str) -> None:
    client: Any = broken_database.test_client()
    answer = client.get(path)
    assert answer.status_code in (200, 503)
    if path != "/status":
        assert answer.status_code == 503


def test_a_broken_database_gives_the_text_back(broken_database: Flask) -> None:
    client: Any = broken_database.test_client()
    client.get("/staff/sign-in")
    answer = client.post("/consultations/2026-0001/opinions/new", data={"body": TYPED})
    assert answer.status_code == 503
    assert "服务暂时不可用" in client.text()
    assert "第一段意见。" in client.text()


@pytest.mark.parametrize("username", ["admin", "officer"])
def test_a_database_out_of_reach_gives_the_text_of_a_signed_in_person_back(
    app: Flask, scene: make.Scene, unreachable_database: Database, username: str
) -> None:
    client: Any = app.test_client()
    client.sign_in(username, make.PASSWORD)
    reached: Database = app.extensions["portal.database"]
    app.extensions["portal.database"] = unreachable_database
    answer = client.post(
        f"/admin/consultations/{scene.reference}/window",
        data={"extend-reason": "写了很久的理由。", "csrf_token": "t" * 90, "password": "p" * 90},
    )
    assert answer.status_code == 503
    assert "写了很久的理由。" in client.text()
    assert "ttt" not in client.text()
    assert "ppp" not in client.text()
    assert client.get("/admin/").status_code == 503
    assert client.get("/no-such-page").status_code == 404
    app.extensions["portal.database"] = reached


def test_a_write_that_cannot_be_stored_gives_the_text_back(
    app: Flask, scene: make.Scene, unreachable_database: Database
) -> None:
    """The reads still answer (a full disk): the write alone fails."""
    client: Any = app.test_client()
    client.sign_in("admin", make.PASSWORD)
    client.get(f"/admin/consultations/{scene.reference}/withdraw")
    reached: Database = app.extensions["portal.database"]
    unreachable_database.read_session = reached.read_session  # type: ignore[method-assign]  # half of it fails
    app.extensions["portal.database"] = unreachable_database
    answer = client.submit({"reason": "写了很久的理由。", "is_sure": "y"}, action="withdraw")
    assert answer.status_code == 503
    assert "写了很久的理由。" in client.text()
    app.extensions["portal.database"] = reached
    client.get(f"/admin/consultations/{scene.reference}/withdraw")
    sure = {"reason": "写了很久的理由。", "is_sure": "y"}
    assert client.submit(sure, action="withdraw").status_code == 200


@pytest.mark.parametrize("tail", ["%00", "2026-0001%00", "%ff%fe", "%ed%a0%80", "%0d%0aX-A:%20b", "..%2f..%2fwsgi.py"])
def test_no_path_is_too_strange_for_an_answer(client: LintClient, scene: make.Scene, tail: str) -> None:
    client.sign_in("admin", make.PASSWORD)
    for head in ("/", "/consultations/", "/bureau/consultations/", "/admin/consultations/", "/language/"):
        for end in ("", "/window", "/draft"):
            answer = client.get(f"{head}{tail}{end}")
            assert answer.status_code in (400, 404), f"{head}{tail}{end}"
            assert "X-A" not in answer.headers


def test_no_number_in_a_path_is_too_large_for_an_answer(app: Flask, scene: make.Scene) -> None:
    client: Any = app.test_client()
    client.sign_in("admin", make.PASSWORD)
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        numbers = [name for name in rule.arguments if name.endswith("_id")]
        values = {**dict.fromkeys(rule.arguments, scene.reference), **dict.fromkeys(numbers, 7)}
        for number in ("9" * 10, "9" * 19, "9" * 40) if numbers else ():
            address = adapter.build(rule.endpoint, values).replace("/7", f"/{number}")
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                answer = client.open(address, method=method)
                assert answer.status_code in (400, 404, 422), f"{method} {address}"


@pytest.mark.parametrize("value", ["%00", "-1", "%ed%a0%80", "x" * 50_000, "9" * 5000, "%F0%9F%98%80"])
def test_no_query_is_too_strange_for_an_answer(client: LintClient, scene: make.Scene, value: str) -> None:
    client.sign_in("admin", make.PASSWORD)
    names = ("page", "before", "after", "state", "next", "clause", "consultation", "q", "stance", "kind", "outcome")
    query = "&".join(f"{name}={value}" for name in names)
    pages = (
        "/", "/status", "/language/en", f"/consultations/{scene.reference}", f"/consultations/{scene.reference}/draft",
        f"/consultations/{scene.reference}/opinions", f"/consultations/{scene.reference}/opinions/new",
        "/bureau/", f"/bureau/consultations/{scene.reference}/comments", "/admin/audit", "/admin/consultations",
    )
    for page in pages:
        alone = names if len(value) < 5 else ()
        for address in (f"{page}?{query}", *(f"{page}?{name}={value}" for name in alone)):
            assert client.get(address).status_code in (200, 303, 400, 404), address[:100]


def test_a_malformed_body_is_answered_and_nothing_is_created(client: LintClient, scene: make.Scene) -> None:
    address = f"/consultations/{scene.reference}/opinions/new"
    bodies = [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\ncut"),
        ("multipart/form-data; boundary=x", b"\x00\xff" * 500),
        ("multipart/form-data; boundary=" + "x" * 5000, b"--x--"),
        ("application/x-www-form-urlencoded", b"%%%=&&&===&body=%ff%fe&\x00=1"),
        ("application/json", b'{"body": "x"}'),
        ("text/plain; charset=no-such-code", b"body=x"),
        ("", b"body=x"),
    ]
    for content_type, body in bodies:
        answer = client.post(address, data=body, content_type=content_type)
        assert answer.status_code in (400, 413, 422), content_type


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (domain.NotFoundError(subject="x"), 404),
        (domain.ForbiddenError(), 403),
        (domain.InvalidInputError(field="x", rule="required"), 422),
        (domain.LimitReachedError(), 429),
        (domain.WindowClosedError(phase="closed"), 409),
        (domain.IncompleteError(missing=["seal"]), 409),
        (domain.SetupError(message="x"), 503),
    ],
)
def test_a_domain_error_has_the_status_of_its_kind(error: domain.PortalError, status: int) -> None:
    assert status_of(error) == status
