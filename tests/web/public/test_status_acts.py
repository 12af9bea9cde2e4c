"""What an author does by the query code: add, withdraw, keep the file; and who disowns."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

import pytest

from portal.db import Database
from portal.operations.baskets import Opinion
from portal.operations.submissions_later import disowning_token
from portal.secrets import KeyRing
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient
from tests.web.public import visits


def looked_up(
    client: LintClient, database: Database, ring: KeyRing, *bodies: str
) -> tuple[make.Scene, str]:
    """The visitor has looked up a submission of two opinions; its number."""
    scene = make.scene(database)
    opinions = [Opinion(scene.clause_ids[n], "remark", None, body) for n, body in enumerate(bodies)]
    receipt = make.submission(database, ring, scene, opinions)
    client.get("/status")
    client.submit({"query_code": receipt.query_code})
    return scene, receipt.number


def test_a_supplement_stands_beside_its_opinion(
    client: LintClient, database: Database, ring: KeyRing
) -> None:
    looked_up(client, database, ring, "甲意见。", "乙意见。")
    client.get(client.links("补充意见")[0])
    client.submit({"opinion": "2", "body": "乙的补充。"}, action="supplement")
    assert client.path.startswith("/status/found")
    text = client.text()
    assert "补充已经收到。" in text
    assert text.index("甲意见。") < text.index("乙意见。") < text.index("乙的补充。")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"opinion": "1", "body": " "}, "请填写补充的内容。"),
        ({"opinion": "9", "body": "写好的话。"}, "请从列出的选项中选择。"),
        ({"opinion": "1", "body": "写好的话。", "csrf_token": "old"}, "安全校验已过期"),
    ],
)
def test_a_refused_supplement_names_its_field_and_keeps_the_words(
    client: LintClient, database: Database, ring: KeyRing, data: dict[str, str], sentence: str
) -> None:
    looked_up(client, database, ring, "甲意见。", "乙意见。")
    client.get("/status/supplement")
    assert client.submit(data, action="supplement").status_code == 422
    assert sentence in client.text()
    assert data["body"].strip() in client.text()


def test_a_supplement_went_to_the_first_opinion_although_nobody_had_chosen_it(
    client: LintClient, database: Database, ring: KeyRing
) -> None:
    looked_up(client, database, ring, "甲意见。", "乙意见。")
    client.get("/status/supplement")
    assert client.submit({"body": "说的是乙。"}, action="supplement").status_code == 422
    assert "请选择补充到哪一条意见。" in client.text()
    assert "请从列出的选项中选择" not in client.text()
    client.submit({"opinion": "2"}, action="supplement")
    assert client.text().index("乙意见。") < client.text().index("说的是乙。")


def test_the_window_that_closes_while_writing_keeps_every_word(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    receipt = make.submission(database, ring, scene, [Opinion(None, "remark", None, "甲。")])
    test_clock.set(scene.closes_at)
    test_clock.move(minutes=-10)
    client.get("/status")
    client.submit({"query_code": receipt.query_code})
    client.get("/status/supplement")
    test_clock.move(minutes=11)
    answer = client.submit({"body": "迟到的补充。"}, action="supplement")
    assert answer.status_code == 409
    assert "补充没有收下" in client.text()
    assert "迟到的补充。" in client.text()
    client.get("/status/withdraw")
    assert client.submit(action="withdraw").status_code == 409
    assert "没有撤回" in client.text()


def test_after_half_an_hour_the_code_is_asked_for_again_and_the_words_are_kept(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    looked_up(client, database, ring, "甲意见。")
    client.get("/status/supplement")
    test_clock.move(minutes=31)
    assert client.submit({"body": "写了很久。"}, action="supplement").status_code == 422
    assert "写了很久。" in client.text()
    for page in ("/status/found", "/status/withdraw", "/status/supplement", "/status/receipt.json"):
        assert client.get(page).headers["Location"] == "/status"


def test_a_submission_is_shown_by_a_server_whose_clock_is_a_moment_behind(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    """The page behind the query code may be asked of another server than took the code."""
    looked_up(client, database, ring, "甲意见。")
    test_clock.move(seconds=-2)
    client.get("/status/found")
    assert "甲意见。" in client.text()


def test_nobody_reaches_a_submission_that_was_not_looked_up_here(
    client: LintClient, new_client: Callable[[], LintClient], database: Database, ring: KeyRing
) -> None:
    looked_up(client, database, ring, "甲意见。")
    stranger = new_client()
    for page in ("/status/found", "/status/withdraw", "/status/supplement", "/status/receipt.json",
                 "/receipt.json"):  # fmt: skip
        assert stranger.get(page).status_code == 303
    client.get("/status/found")
    client.submit(action="end")
    assert client.get("/status/found").status_code == 303


def test_withdrawing_is_asked_about_told_and_seen_by_the_officer(
    client: LintClient, new_client: Callable[[], LintClient], database: Database, ring: KeyRing
) -> None:
    scene, _number = looked_up(client, database, ring, "甲意见。", "乙意见。")
    client.get(client.links("撤回这次提交")[0])
    assert "不能恢复" in client.text()
    client.submit(action="withdraw")
    assert "这次提交已经撤回。" in client.text()
    assert "甲意见。" in client.text(), "the author still reads what was received"
    assert not client.links("补充意见")
    client.get("/status/supplement")
    assert client.submit({"opinion": "1", "body": "再补充。"}, action="supplement").status_code == 409
    assert "已经撤回" in client.text()
    officer = new_client()
    officer.sign_in("officer", make.PASSWORD)
    officer.get(f"/bureau/consultations/{scene.reference}/comments")
    assert officer.text().count("不计入统计和反馈") == 2
    assert not officer.links("答复这条意见")


def test_the_receipt_file_hashes_to_what_it_says_and_names_nobody(
    client: LintClient, database: Database, ring: KeyRing
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 2, "一字不差。")
    visits.submit(client, scene, name="李晓禾", reach="19900001234")
    code = visits.shown_code(client)
    answer = client.get("/receipt.json")
    file = json.loads(answer.data)
    content = file["content"]
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert file["content_sha256"] == hashlib.sha256(canonical.encode()).hexdigest()
    assert content["opinions"][0]["text"] == "一字不差。"
    assert content["received_at"] == "2026-03-02T09:00:00.000000+08:00"
    body = answer.get_data(as_text=True)
    for secret in ("李晓禾", "19900001234", code, code.replace("-", "")):
        assert secret not in body
    client.get("/status")
    client.submit({"query_code": code})
    assert client.get("/status/receipt.json").data == answer.data


def test_the_link_in_the_letter_changes_nothing_until_the_button_is_pressed(
    client: LintClient, new_client: Callable[[], LintClient], database: Database, ring: KeyRing
) -> None:
    scene = make.scene(database)
    receipt = make.submission(database, ring, scene, [Opinion(None, "remark", None, "冒名的话。")])
    link = f"/receipts/{receipt.number}/not-me/{disowning_token(ring, receipt.number)}"
    admin, officer = new_client(), new_client()
    admin.sign_in("admin", make.PASSWORD)
    officer.sign_in("officer", make.PASSWORD)
    for _ in range(2):
        assert client.get(link).status_code == 200
        assert "冒名的话。" not in client.text()
    admin.get("/admin/")
    assert receipt.number not in admin.text()
    client.get(link)
    client.submit(action="not-me")
    assert "已经记下" in client.text()
    admin.get("/admin/")
    assert receipt.number in admin.text()
    officer.get(f"/bureau/consultations/{scene.reference}/comments")
    assert "有人声明不是本人提交" in officer.text()


@pytest.mark.parametrize("token", ["0" * 32, "x", "错"])
def test_a_wrong_link_is_not_found_whatever_the_number(
    client: LintClient, database: Database, ring: KeyRing, token: str
) -> None:
    scene = make.scene(database)
    receipt = make.submission(database, ring, scene, [Opinion(None, "remark", None, "话。")])
    for number in (receipt.number, "2026-AAAAAAAAAA"):
        assert client.get(f"/receipts/{number}/not-me/{token}").status_code == 404
