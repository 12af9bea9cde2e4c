"""The receipt, and looking up a submission by its query code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.db import Database
from portal.operations import limits
from portal.operations.baskets import Opinion
from portal.secrets import KeyRing
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient
from tests.web.public import visits

UNIT = {
    "commenter_kind": "organisation",
    "organisation": "云川市骑行协会",
    "liaison": "周一鸣",
    "liaison_reach": "0999-5550188",
}


def look_up(client: LintClient, typed: str) -> int:
    """The visitor asks for a code; the status of the answer."""
    client.get("/status")
    return client.submit({"query_code": typed}).status_code


def test_the_receipt_shows_number_code_and_the_words_received(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 2, "一字不差。")
    visits.submit(client, scene)
    text = client.text()
    assert "回执编号 2026-" in text
    assert "一字不差。" in text
    assert "（三）科学设置点位" in text
    assert "2026年3月2日 09:00:00" in text
    client.get("/receipt")
    assert visits.shown_code(client) in text


def test_the_receipt_is_for_its_own_visitor_only(
    client: LintClient, new_client: Callable[[], LintClient], database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 2, "保密。")
    visits.submit(client, scene)
    stranger = new_client()
    assert stranger.get("/receipt").status_code == 200
    assert "这里没有可以显示的回执" in stranger.text()
    assert "/status" in stranger.links("凭查询码查询")


def test_after_a_day_the_receipt_wants_the_query_code(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 2, "公用电脑上写的。")
    visits.submit(client, scene)
    visits.later(hours=24)
    client.get("/receipt")
    assert "公用电脑上写的。" not in client.text()


@pytest.mark.parametrize(
    "typed",
    [
        str,
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: f"  {code.replace('-', ' ')} ",
        lambda code: code.translate({ord(c): ord(c) + 0xFEE0 for c in code}),
    ],
    ids=["as printed", "lower case", "without dashes", "with blanks", "full width"],
)
def test_a_code_is_understood_as_people_type_it(
    client: LintClient, database: Database, ring: KeyRing, typed: Callable[[str], str]
) -> None:
    scene = make.scene(database)
    receipt = make.submission(
        database, ring, scene, [Opinion(scene.clause_ids[0], "remark", "support", "很好。")]
    )
    code = "-".join(receipt.query_code[i : i + 5] for i in range(0, 26, 5))
    assert look_up(client, typed(code)) == 200
    assert receipt.number in client.text()
    assert "很好。" in client.text()
    assert "已经收到" in client.text()


def test_no_code_ever_stands_in_an_address(
    client: LintClient, database: Database, ring: KeyRing
) -> None:
    scene = make.scene(database)
    receipt = make.submission(database, ring, scene, [Opinion(None, "remark", None, "很好。")])
    look_up(client, receipt.query_code)
    assert client.path.rstrip("?") == "/status/found"
    assert receipt.query_code not in "".join(client.links())


@pytest.mark.parametrize("typed", ["A" * 26, "é" * 26, "ＡＢＣ" * 8 + "-zz"])
def test_unknown_and_malformed_codes_of_the_right_length_get_the_same_answer(
    client: LintClient, database: Database, typed: str
) -> None:
    make.scene(database)
    assert look_up(client, typed) == 422
    assert "没有找到对应的提交，请核对查询码。" in client.text()


@pytest.mark.parametrize("typed", ["2026-ABCDEFGH12", "2026abcdefgh12", "２０２６－ABCDEFGH12"])
def test_a_receipt_number_was_counted_as_a_code_with_signs_missing(
    client: LintClient, database: Database, typed: str
) -> None:
    make.scene(database)
    assert look_up(client, typed) == 422
    assert "您填写的是回执编号。请填写回执上的查询码，共 26 位字母和数字。" in client.text()


@pytest.mark.parametrize(
    ("typed", "count"),
    [("A" * 25, 25), ("abcde-" * 5 + "ab", 27), ("0" * 200, 200), ("……", 0), ("ＡＢＣ", 3), ("' OR 1=1 --", 4)],
)
def test_a_code_with_a_sign_too_few_or_too_many_was_just_not_found(
    client: LintClient, database: Database, typed: str, count: int
) -> None:
    make.scene(database)
    assert look_up(client, typed) == 422
    assert f"查询码有 26 位字母和数字（不算空格和横线），您填写了 {count} 位" in client.text()
    assert "没有找到对应的提交" not in client.text()


@pytest.mark.parametrize(
    ("typed", "sentence"), [("", "请填写查询码。"), ("A\x00B", "无法保存的字符")]
)
def test_what_is_no_code_at_all_is_told_at_the_field(
    client: LintClient, typed: str, sentence: str
) -> None:
    assert look_up(client, typed) == 422
    assert sentence in client.text()


def test_guessing_codes_comes_to_an_end(
    client: LintClient, database: Database, ring: KeyRing
) -> None:
    scene = make.scene(database)
    receipt = make.submission(database, ring, scene, [Opinion(None, "remark", None, "很好。")])
    for _ in range(3):
        assert look_up(client, receipt.query_code) == 200
    with database.transaction() as session:
        for _ in range(limits.QUERY.count - 1):
            limits.count_attempt(session, ring, limits.QUERY, "127.0.0.1", visits.now())
    assert look_up(client, "A" * 26) == 422
    assert look_up(client, receipt.query_code) == 429
    visits.later(seconds=limits.QUERY.seconds)
    assert look_up(client, receipt.query_code) == 200


def test_answers_show_only_after_the_report(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    opinions = [
        Opinion(scene.clause_ids[0], "remark", None, words) for words in ("甲。", "乙。", "丙。")
    ]
    receipt = make.submission(database, ring, scene, opinions)
    test_clock.set(scene.closes_at)
    look_up(client, receipt.query_code)
    assert "意见正在研究" in client.text()
    assert "与上位法不一致。" not in client.text()
    visits.publish(database, ring, scene)
    look_up(client, receipt.query_code)
    assert "与上位法不一致。" in client.text()
    assert "未采纳" in client.text()
    assert visits.path(scene, "/result#row-1") in client.links("与采纳情况表第 1 条重复")


def test_a_withdrawn_consultation_is_told_to_those_who_took_part(
    client: LintClient, database: Database, ring: KeyRing
) -> None:
    scene = make.scene(database)
    receipt = make.submission(database, ring, scene, [Opinion(None, "remark", None, "很好。")])
    visits.withdraw(database, scene)
    look_up(client, receipt.query_code)
    assert "上位法即将修改。" in client.text()


def test_many_answers_take_as_few_queries_as_one(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    opinions = [Opinion(scene.clause_ids[0], "remark", None, f"第{n}条。") for n in range(30)]
    receipt = make.submission(database, ring, scene, opinions)
    test_clock.set(scene.closes_at)
    visits.publish(database, ring, scene)
    client.get("/status")
    with visits.counted_queries() as seen:
        client.submit({"query_code": receipt.query_code})
    assert len(seen) <= 12, seen  # two requests: the answer is a page of its own


def test_the_files_sent_were_named_neither_on_the_receipt_nor_on_the_status_page(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 0, "有图为证。")
    client.get(client.links("添加附件")[0])
    client.submit({"file": visits.pdf(name="照片.pdf")}, action="/files")
    seal = {"seal": "upload", "seal_file": visits.pdf(name="盖章.pdf")}
    visits.submit(client, scene, **UNIT, **seal)
    code = visits.shown_code(client)
    for page in ("receipt", "status"):
        if page == "status":
            look_up(client, code)
        shown = "".join(client.text().split())
        assert "有图为证。附件：照片.pdf(36字节)" in shown, (page, shown)
        assert "附件：盖章.pdf(36字节)" in shown, page
    files = json.loads(client.get("/receipt.json").data)["content"]["attachments"]
    assert [(row["opinion"], row["purpose"]) for row in files] == [
        (1, "opinion"),
        (None, "seal"),
    ]
    assert files[0]["sha256"] == hashlib.sha256(visits.PDF).hexdigest()
    assert "盖章" not in json.dumps(files, ensure_ascii=False)


def test_a_receipt_opened_after_the_close_invited_to_comment_again(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    test_clock.set(scene.closes_at - timedelta(minutes=5))
    visits.write(client, scene, 2, "赶在最后。")
    visits.submit(client, scene)
    assert "结束前还可以再次提出意见" in client.text()
    test_clock.set(scene.closes_at)
    client.get("/receipt")
    assert "征集已于 2026年3月31日 24:00 结束，不再接受新的意见。" in client.text()
    assert "还可以再次提出意见" not in client.text()
    visits.withdraw(database, scene)
    client.get("/receipt")
    assert "本次征求意见已经撤回，不再接受新的意见。" in client.text()
