"""The officer's page of files, related pages and presentation."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from portal.db import Database
from tests import make
from tests.lint import LintClient
from tests.operations.files_made import DOCX, PDF
from tests.web.bureau import desk
from tests.web.public import visits


@pytest.fixture
def scene(client: LintClient, database: Database) -> make.Scene:
    """A published consultation; the client is its officer, on the page."""
    made = make.scene(database)
    client.sign_in("officer", make.PASSWORD)
    client.get(_page(made))
    return made


def _page(scene: make.Scene, more: str = "") -> str:
    return f"/bureau/consultations/{scene.reference}/materials{more}"


def _upload(client: LintClient, data: bytes, title: str = "对照表") -> int:
    values = {"file-title": title, "file-file": (io.BytesIO(data), "表.pdf")}
    return client.submit(values, action="materials/files").status_code


def test_a_file_is_public_at_once_and_gone_once_withdrawn(
    client: LintClient, new_client: Callable[[], LintClient], scene: make.Scene
) -> None:
    assert _upload(client, PDF) == 200
    visitor = new_client()
    visitor.get(visits.path(scene))
    (address,) = visitor.links("对照表")
    answer = visitor.get(address)
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    answer.close()
    client.get(client.links("撤下")[0])
    assert client.submit({"reason": ""}).status_code == 422
    assert client.submit({"reason": "表格有误。"}).status_code == 200
    assert visitor.get(address).status_code == 410
    visitor.get(visits.path(scene))
    assert "表格有误。" in visitor.text()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<svg/>", "文件名说是 PDF，内容却不是，可能已损坏，或者只是改了名称。只接受 PDF"),
        (b"", "文件是空的"),
        (b"%PDF-", "文件不完整"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "文件设了打开密码"),
    ],
)
def test_a_refused_file_says_why_and_keeps_the_title(
    client: LintClient, scene: make.Scene, data: bytes, words: str
) -> None:
    assert _upload(client, data, "我写的名称") == 422
    assert words in client.text()
    assert "我写的名称" in str([e.get("value") for e in client.find_form("files").iter()])


def test_a_related_round_is_named_and_removed(
    client: LintClient, new_client: Callable[[], LintClient], database: Database, scene: make.Scene
) -> None:
    other = desk.own(database)
    values = {"link-kind": "other", "link-target": other, "link-title": ""}
    assert client.submit(values, action="materials/links").status_code == 422
    assert "没有这个编号的已公开活动" in client.text()
    values = {"link-kind": "issued", "link-target": "https://www.example.cn/", "link-title": "通知"}
    assert client.submit(values, action="materials/links").status_code == 200
    visitor = new_client()
    visitor.get(visits.path(scene))
    assert visitor.links("通知") == ["https://www.example.cn/"]
    assert client.submit({}, action="/remove").status_code == 200
    visitor.get(visits.path(scene))
    assert visitor.links("通知") == []


def test_the_presentation_is_saved(client: LintClient, scene: make.Scene) -> None:
    values = {"shown-subject": "transport", "shown-shows_counts": "y"}
    assert client.submit(values, action="presentation").status_code == 200
    client.get("/?subject=transport")
    assert visits.path(scene) in client.links(scene.reference)
    client.get(_page(scene))
    assert client.submit({"shown-subject": "poetry"}, action="presentation").status_code == 422


def test_two_files_of_a_notice_in_preparation(client: LintClient, database: Database) -> None:
    desk.officer(client, database)
    client.get(f"/bureau/consultations/{desk.own(database)}/materials")
    assert _upload(client, PDF) == _upload(client, DOCX, "附表") == 200
    client.get(client.links("撤下")[0])
    assert client.submit({}).status_code == 200
    assert len(client.links("撤下")) == 1
    assert "附表" in client.text()
