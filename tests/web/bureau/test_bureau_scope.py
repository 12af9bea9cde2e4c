"""An officer sees the consultations of the own bureau and no trace of any other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal import clock
from portal.db import Database
from portal.operations import consultations
from portal.queries.consultations import PAGE
from portal.secrets import KeyRing
from tests import make
from tests.lint import LintClient, form_fields
from tests.web.bureau import desk

READ = (
    "", "/import", "/draft", "/notice", "/window", "/publish", "/comments", "/topics", "/report",
    "/clauses/whole", "/topics/1", "/topics/1/decide", "/comments/1", "/attachments/1",
)
WRITTEN = (
    "/import", "/draft", "/notice", "/window", "/publish", "/topics/1/decide", "/report",
    "/comments/1", "/comments/1/stance", "/comments/1/contact",
)


@pytest.fixture
def foreign(client: LintClient, database: Database, ring: KeyRing) -> str:
    """The address of a consultation with a comment; another bureau's officer is signed in."""
    scene = make.scene(database)
    desk.submitted(database, ring, scene, "建议加宽标线")
    with database.transaction() as session:
        make.officer(session, "stranger", "云川市自然资源和规划局")
    client.sign_in("stranger", make.PASSWORD)
    return f"/bureau/consultations/{scene.reference}"


def test_another_bureaus_officer_finds_nothing_to_read(client: LintClient, foreign: str) -> None:
    for path in READ:
        assert client.get(foreign + path).status_code == 404, path
    client.get("/bureau/")
    assert "还没有征求意见活动" in client.text()


def test_another_bureaus_officer_finds_nothing_to_write(client: LintClient, foreign: str) -> None:
    client.get("/bureau/consultations/new")
    token = form_fields(client.find_form("/new"))["csrf_token"]
    for path in WRITTEN:
        assert client.post(foreign + path, data={"csrf_token": token}).status_code == 404, path


def test_the_answer_is_the_same_as_for_a_reference_that_does_not_exist(
    client: LintClient, foreign: str
) -> None:
    answers = []
    for address in (foreign, "/bureau/consultations/2026-9999"):
        answers.append((client.get(address).status_code, client.text().rsplit("请求编号", 1)[0]))
    assert answers[0] == answers[1]


def test_administrators_see_every_bureaus_consultations(
    new_client: Callable[[], LintClient], foreign: str
) -> None:
    other = new_client()
    other.sign_in("admin", make.PASSWORD)
    other.get("/bureau/")
    assert "云川市城市管理局" in other.text()
    for path in ("", "/comments", "/draft", "/report"):
        assert other.get(foreign + path).status_code == 200


def test_a_visitor_is_sent_to_sign_in(new_client: Callable[[], LintClient], foreign: str) -> None:
    answer = new_client().get(foreign)
    assert answer.status_code == 303
    assert "/staff/sign-in" in answer.headers["Location"]


def test_a_long_list_is_read_page_by_page(client: LintClient, database: Database) -> None:
    with database.transaction() as session:
        actor = make.officer(session)
        assert actor.bureau_id is not None
        for number in range(1, PAGE + 2):
            consultations.create_consultation(
                session, bureau_id=actor.bureau_id, title=f"第{number:02}项", actor=actor,
                document_kind_code="major_decision", now=clock.now(),
            )
    client.sign_in("officer", make.PASSWORD)
    client.get("/bureau/")
    assert "共 21 项" in client.text()
    assert "第01项" not in client.text()
    client.get(client.links("下一页")[0])
    assert "第01项" in client.text()
    assert client.links("下一页") == []
    client.get("/bureau/?page=99")
    assert "这一页没有内容" in client.text()


def test_numbers_no_database_could_hold_are_not_found(
    client: LintClient, database: Database
) -> None:
    desk.officer(client, database)
    base, far = f"/bureau/consultations/{desk.own(database)}", 10**30
    for path in (f"/comments/{far}", f"/topics/{far}", f"/attachments/{far}"):
        assert client.get(base + path).status_code == 404
    for path in (f"{base}/clauses/whole?after={far}", f"/bureau/?page={far}"):
        assert client.get(path).status_code == 200
