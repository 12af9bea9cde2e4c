"""The main job from a draft to a published result, in a browser, without and with JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal import clock
from portal.db import Database
from portal.demo import content
from portal.operations import analyses, topic_runs
from portal.queries.consultations import get_public
from tests import make
from tests.browser import people
from tests.conftest import TestClock

LATE = "截止以后才写完的一条意见,文字不能丢。"
SEAL = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64 + b"IEND\xaeB`\x82"


@pytest.fixture(params=["fictional draft", pytest.param("seed", marks=pytest.mark.shared)])
def draft(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, list[str]]:
    """A notice with its draft as a file, and the headings of five of its clauses."""
    if request.param == "seed":
        folder: Path = request.getfixturevalue("shared_dir")
        names = ["指导思想", "主要目标", "优化国土空间结构", "融入区域发展格局", "完善城市生态功能"]
        return next((folder / "seeds").glob("004_*.txt")), names
    text = content.load("open_draft.txt")
    text = text.replace("{opens}", "2025年1月6日").replace("{closes}", "2025年2月4日")
    path = tmp_path / "draft.txt"
    path.write_text(text, "utf-8")
    return path, ["指导思想", "基本原则", "工作目标", "开展停车资源普查", "严格执行配建标准"]


@pytest.mark.timeout(240)
@pytest.mark.parametrize("script", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_a_draft_becomes_a_published_result(
    script: bool,
    draft: tuple[Path, list[str]],
    database: Database,
    new_page: Callable[..., Page],
    test_clock: TestClock,
    tmp_path: Path,
) -> None:
    path, clauses = draft
    with database.transaction() as session:
        make.officer(session)
    officer = new_page(script=script)
    people.sign_in(officer, "officer")
    reference = people.import_draft(officer, path)
    people.publish(officer, reference)

    test_clock.move(days=3)
    citizen = new_page(script=script, width=360)
    for clause, body, stance in zip(
        clauses[:3],
        ["建议写明完成时限。", "总体赞同,但是目标太笼统,建议量化。", "资金从哪里来?"],
        ["建议修改", None, "疑问"],
        strict=True,
    ):
        people.write_opinion(citizen, reference, clause, body, stance)
    people.go_to_contact(citizen)
    citizen_code = people.submit_as_person(citizen, "李晓禾", "19900001234")

    seal = tmp_path / "公章.png"
    seal.write_bytes(SEAL)
    organisation = new_page(script=script)
    for clause, body in zip(
        clauses[3:], ["经研究,我会无意见。", "建议增加慢行系统。"], strict=True
    ):
        people.write_opinion(organisation, reference, clause, body, None)
    people.go_to_contact(organisation)
    organisation_code = people.submit_as_organisation(organisation, "云川市骑行协会", seal)

    late = new_page(script=script)
    late.goto(f"/consultations/{reference}/draft")
    late.get_by_role("link", name=re.compile(rf"对本条提意见.*{clauses[0]}")).click()
    late.get_by_label("意见内容").fill(LATE)
    with database.reading() as session:
        window = get_public(session, reference).window
        assert window is not None
        test_clock.set(window.closes_at)
    late.get_by_role("button", name="放入意见篮").click()
    expect(late.get_by_role("heading", level=1)).to_contain_text("没有收下")
    assert late.get_by_label("意见内容").input_value() == LATE

    assert analyses.analyse_pending(database, clock.now()) == 5
    with database.reading() as session:
        consultation_id = get_public(session, reference).id
    topic_runs.group_topics(database, consultation_id, clock.now())

    people.sign_in(officer, "officer")
    _decide_everything(officer, reference)
    _publish_report(officer, reference)

    reader = new_page(script=script)
    reader.goto(f"/consultations/{reference}/result")
    result = reader.inner_text("main")
    assert "云川市骑行协会" in result
    assert "李晓禾" not in result
    assert LATE not in result
    for code, answer in ((citizen_code, "已在正文中写明时限"), (organisation_code, "感谢支持")):
        seen = people.look_up(reader, code)
        assert answer in seen


def _decide_everything(page: Page, reference: str) -> None:
    """The first comment is decided alone, the organisation's as another, the rest likewise."""
    decisions = [
        ("partly_adopted", "已在正文中写明时限", "2027年底前完成。"),
        ("explained", "目标已在配套方案中量化。", ""),
        ("already_provided", "资金渠道已有规定。", ""),
        ("explained", "感谢支持", ""),
        ("adopted", "", "增加“完善慢行系统”。"),
    ]
    page.goto(f"/bureau/consultations/{reference}/comments")
    page.get_by_role("link", name=re.compile("答复这条意见")).first.click()
    for outcome, reason, changed in decisions:
        page.get_by_label("采纳情况", exact=True).select_option(outcome)
        page.get_by_label("理由或说明").fill(reason)
        page.get_by_label("修改后的条文").fill(changed)
        page.get_by_role("button", name=re.compile("保存并看下一条")).click()


def _publish_report(page: Page, reference: str) -> None:
    page.goto(f"/bureau/consultations/{reference}/report")
    page.get_by_role("button", name="发布采纳情况反馈").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("意见反馈")
