"""The report to download: official columns, names masked, consent kept, no formula, opened again."""

from __future__ import annotations

import csv
import gc
import io
import json
import zipfile
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from sqlalchemy import select

from portal.db import Database
from portal.models.submissions import Comment
from portal.operations import consultations, reports, responses
from portal.operations.baskets import Opinion
from portal.operations.responses import Decision
from portal.reports.adoption import COLUMNS, OUTCOME_WORDS
from portal.reports.adoption_csv import harmless
from portal.secrets import KeyRing
from portal.web.words import OUTCOMES
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient
from tests.web.public import visits

OFFICIAL = (
    "序号", "条款", "提出单位（个人）", "意见内容", "采纳情况", "理由（说明）", "渠道（备注）",
)  # fmt: skip
EVIL = ['=HYPERLINK("x")', "＝1+1", "+1", "＋1", "-1", "－1", "@SUM(1)", "＠SUM(1)", "\u200b=1", " \t=1"]


def table(client: LintClient, scene: make.Scene, kind: str) -> list[list[str]]:
    """The lines of the file as another program reads them, the head first."""
    answer = client.get(visits.path(scene, f"/result.{kind}"))
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    data = answer.data
    if kind == "csv":
        assert data.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    if kind == "docx":
        rows = Document(io.BytesIO(data)).tables[0].rows
        return [[cell.text for cell in row.cells] for row in rows]
    sheet: Any = load_workbook(io.BytesIO(data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return [[str(value) for value in row] for row in rows if row[1] is not None]


def test_a_report_of_many_pages_had_neither_page_numbers_nor_an_outline(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = visits.answered(
        database, ring, test_clock, [Opinion(None, "remark", None, "甲意见。")]
    )
    document = Document(io.BytesIO(client.get(visits.path(scene, "/result.docx")).data))
    foot = document.sections[0].footer.paragraphs[0]
    assert [field.get(qn("w:instr")) for field in foot._p.iter(qn("w:fldSimple"))] == ["PAGE"]
    levels = {
        paragraph.text: mark.get(qn("w:val"))
        for paragraph in document.paragraphs
        for mark in paragraph._p.iter(qn("w:outlineLvl"))
    }
    assert levels == {
        visits.REPORT.title: "0", "一、公众参与过程": "1", "二、意见收集和采纳情况": "1", "意见采纳情况表": "1",
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["docx", "xlsx", "csv"])
def test_each_file_holds_the_official_table(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock, kind: str
) -> None:
    scene = make.scene(database)
    words = ["甲意见，\n第二行 <b>&amp;。", "乙意见。", "丙意见。"]
    for body in words:
        opinion = Opinion(scene.clause_ids[2], "remark", None, body)
        make.submission(database, ring, scene, [opinion], contact=visits.CONSENTING)
    make.submission(database, ring, scene, [Opinion(None, "remark", None, "不公开的话。")])
    test_clock.set(scene.closes_at)
    visits.publish(database, ring, scene)
    head, *lines = table(client, scene, kind)
    assert tuple(head) == OFFICIAL == COLUMNS
    assert [line[0] for line in lines] == ["1", "2", "3", "4"]
    by_body = {line[3]: line for line in lines}
    assert by_body[words[0]][1:3] == ["（三）科学设置点位", "李*禾"]
    assert by_body[words[1]][4:] == ["未采纳", "与上位法不一致。", "本网站"]
    assert by_body[words[2]][5] == "与第2条重复。\n内容相同。"
    assert lines[0][1:4] == ["整个草案", "未同意公开", "提出人未同意公开意见原文，意见已逐条研究处理。"]
    assert "不公开的话" not in str(lines)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_no_cell_is_run_as_a_formula(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock, kind: str
) -> None:
    scene = make.scene(database)
    bodies = [body for body in EVIL if body.strip() == body]
    for body in bodies:
        opinion = Opinion(scene.clause_ids[0], "remark", None, body)
        make.submission(database, ring, scene, [opinion], contact=visits.CONSENTING)
    test_clock.set(scene.closes_at)
    visits.publish(database, ring, scene)
    found = [line[3] for line in table(client, scene, kind)[1:]]
    assert found == ([f"'{body}" for body in bodies] if kind == "csv" else bodies)


@pytest.mark.parametrize("text", EVIL)
def test_what_a_spreadsheet_would_run_is_disarmed(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "建议增加=号", "1-2", "（一）", "0999-5550123"])
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_the_data_names_its_format_and_holds_nothing_else(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    opinions = [Opinion(None, "remark", None, "甲意见。")]
    scene = visits.answered(database, ring, test_clock, opinions)
    data = json.loads(client.get(visits.path(scene, "/result.json")).data)
    assert data["format"] == "portal-adoption/1"
    assert data["figures"]["people_count"] == 1
    assert set(data["rows"][0]) == {
        "sequence", "clause_label", "commenter", "body", "outcome", "reason", "changed_text",
        "duplicate_of_sequence", "channel",
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["docx", "xlsx", "csv", "json"])
def test_a_report_of_nothing_is_a_file_too(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock, kind: str
) -> None:
    scene = visits.answered(database, ring, test_clock)
    answer = client.get(visits.path(scene, f"/result.{kind}"))
    assert answer.status_code == 200
    if kind == "docx":
        text = "\n".join(p.text for p in Document(io.BytesIO(answer.data)).paragraphs)
        assert "征集期间未收到意见建议。" in text
        assert "2026年4月1日" in text
    if kind == "json":
        assert json.loads(answer.data)["rows"] == []
    assert client.get(visits.path(scene, "/result")).status_code == 200
    assert "征集期间未收到意见建议" in client.text()


@pytest.mark.parametrize("kind", ["docx", "xlsx", "csv", "json"])
def test_before_the_report_there_is_no_file(
    client: LintClient, database: Database, kind: str
) -> None:
    scene = make.scene(database)
    assert client.get(visits.path(scene, f"/result.{kind}")).status_code == 404


def test_who_has_the_file_is_told_so(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = visits.answered(database, ring, test_clock)
    address = visits.path(scene, "/result.docx")
    etag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("kind", ["docx", "xlsx", "csv", "json"])
def test_a_file_only_asked_about_is_not_left_open(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock, kind: str
) -> None:
    scene = visits.answered(database, ring, test_clock)
    with client.head(visits.path(scene, f"/result.{kind}")) as answer:  # as a server ends it
        assert answer.status_code == 200
    gc.collect()  # a file left open would warn here, and a warning is an error


def test_officers_have_the_same_table_before_and_after(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    for contact in (visits.CONSENTING, make.PERSON):
        opinion = Opinion(scene.clause_ids[0], "remark", None, "李晓禾说：电话19900001234。")
        make.submission(database, ring, scene, [opinion], contact=contact)
    with database.transaction() as session:
        ids = session.scalars(select(Comment.id)).all()
        actor = visits.an_admin(session)
        responses.decide_comments(
            session, scene.consultation_id, ids, Decision("adopted"), actor=actor, now=visits.now()
        )
    test_clock.set(scene.closes_at)
    client.sign_in("officer", make.PASSWORD)
    files = {}
    for kind in ("docx", "xlsx"):
        answer = client.get(f"/bureau/consultations/{scene.reference}/report.{kind}")
        files[kind] = answer.data
        assert "report-preview" in answer.headers["Content-Disposition"]
        with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
            text = "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
        assert "李晓禾" not in text
        assert "19900001234" not in text
    assert len(Document(io.BytesIO(files["docx"])).tables[0].rows) == 3
    with database.transaction() as session:
        reports.publish_report(
            session, ring, consultations.lock_consultation(session, scene.consultation_id),
            visits.REPORT, masking_confirmed=True, actor=visits.an_admin(session), now=visits.now(),
        )  # fmt: skip
    answer = client.get(f"/bureau/consultations/{scene.reference}/report.docx")
    assert "preview" not in answer.headers["Content-Disposition"]


def test_the_words_of_the_files_are_those_of_the_pages() -> None:
    assert {code: str(words) for code, words in OUTCOMES.items()} == OUTCOME_WORDS


@pytest.mark.parametrize("kind", ["docx", "xlsx", "csv", "json"])
def test_parallel_downloads_used_up_the_connections_to_the_database(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock, kind: str
) -> None:
    scene = visits.answered(database, ring, test_clock)
    pool: Any = database._reader.pool
    gc.disable()
    try:
        for _ in range(3):
            answer = client.get(visits.path(scene, f"/result.{kind}"))
            assert answer.content_length == len(answer.data)
        assert pool.checkedout() == 0
    finally:
        gc.enable()
