"""A new consultation begins with its draft: what is read, what is refused, what is asked back."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest

from portal import clock, window
from portal.db import Database
from portal.drafts import errors
from portal.drafts.readers.remarks import _NOTE_NAMES, _SENTENCES
from portal.operations.consultations import current_draft
from portal.queries.consultations import get_for_bureau
from portal.web.engine_words import DOUBTS, REFUSALS
from portal.web.language import LANGUAGE_COOKIE
from tests import make
from tests.architecture.sources import ROOT
from tests.lint import LintClient
from tests.web.bureau import desk

NEW = "/bureau/consultations/new"


@pytest.fixture
def officer(client: LintClient, database: Database) -> LintClient:
    desk.officer(client, database)
    client.get(NEW)
    return client


def _notice(days_from_today: int) -> str:
    first = window.civil_day(clock.now()) + timedelta(days=days_from_today)
    words = [f"{d.year}年{d.month}月{d.day}日" for d in (first, first + timedelta(days=29))]
    return desk.NOTICED.format(opens=words[0], closes=words[1])


def test_a_file_in_the_old_encoding_becomes_a_draft(officer: LintClient, database: Database) -> None:
    answer = officer.submit({"file": (io.BytesIO(make.DRAFT.encode("gb18030")), "草案.txt")})
    assert answer.status_code == 200
    assert "请核对条款" in officer.text()
    assert "（三）科学设置点位" in officer.text()
    with database.reading() as session:
        draft = current_draft(session, 1)
        assert draft is not None
        assert draft.source_name == "草案.txt"
        assert draft.source_text == make.DRAFT


def test_a_draft_without_notice_gets_the_usual_title(officer: LintClient) -> None:
    officer.submit({"text": make.DRAFT})
    title = "关于公开征求《关于规范云川市共享单车停放管理的实施意见（征求意见稿）》意见的公告"
    assert title in officer.text()


def test_the_window_of_a_notice_that_lies_ahead_is_taken_over(
    officer: LintClient, database: Database
) -> None:
    officer.submit({"text": _notice(3)})
    with database.reading() as session:
        made = get_for_bureau(session, "2026-0001", None)
        assert made.window is not None
        first = window.civil_day(clock.now()) + timedelta(days=3)
        assert made.window.value() == window.of_days(first, first + timedelta(days=29))
        assert made.notice is not None
        assert made.notice.phones == ["0999-5550136"]
        assert made.notice.email == "bike@example.cn"


def test_a_window_in_the_past_is_not_taken_over_and_the_page_says_so(
    officer: LintClient, database: Database
) -> None:
    officer.submit({"text": _notice(-90)})
    assert "没有采用，请重新设定起止时间" in officer.text()
    with database.reading() as session:
        assert get_for_bureau(session, "2026-0001", None).window is None


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.txt", "文件是空的"),
        ("一、要求\n\n目\x00标\n".encode(), "a.txt", "第3行"),
        ("第一行\n第二行没有编号\n".encode(), "a.txt", "没有找到任何带编号的条款"),
        (b"\x00\x01 something", "a.xyz", "可以上传的文件"),
    ],
)
def test_an_unreadable_file_names_its_problem_and_creates_nothing(
    officer: LintClient, database: Database, data: bytes, name: str, words: str
) -> None:
    answer = officer.submit({"file": (io.BytesIO(data), name)})
    assert answer.status_code == 422
    assert words in officer.text()
    assert desk.consultation_count(database) == 0


def test_a_file_that_is_not_in_the_encoding_named_is_refused(
    officer: LintClient, database: Database
) -> None:
    data = io.BytesIO(make.DRAFT.encode("gb18030"))
    answer = officer.submit({"file": (data, "a.txt"), "encoding": "utf-8"})
    assert answer.status_code == 422
    assert "第1行不能按 UTF-8 读出" in officer.text()
    assert desk.consultation_count(database) == 0


def test_a_pasted_text_without_clauses_is_refused_and_kept(
    officer: LintClient, database: Database
) -> None:
    answer = officer.submit({"text": "各位市民，请提意见。\n谢谢。"})
    assert answer.status_code == 422
    assert "从第1行" in officer.text()
    assert "各位市民，请提意见。 谢谢。" in officer.text()
    assert desk.consultation_count(database) == 0


@pytest.mark.parametrize("text", ["", " \n　\n"])
def test_nothing_chosen_and_nothing_pasted_was_called_an_empty_file(
    officer: LintClient, database: Database, text: str
) -> None:
    answer = officer.submit({"text": text})
    assert answer.status_code == 422
    assert "请上传草案文件，或粘贴草案全文。" in officer.text()
    assert desk.consultation_count(database) == 0


def test_an_expired_page_keeps_the_pasted_text(officer: LintClient, database: Database) -> None:
    answer = officer.submit({"text": make.DRAFT, "csrf_token": "stale"})
    assert answer.status_code == 422
    assert "每五百米不少于一处" in officer.text()
    assert desk.consultation_count(database) == 0


def test_a_bundle_asks_which_document_and_imports_only_that(
    officer: LintClient, database: Database
) -> None:
    answer = officer.submit({"file": (io.BytesIO(desk.BUNDLE.encode()), "合集.txt")})
    assert answer.status_code == 422
    assert "文件里有 2 份文件" in officer.text()
    assert desk.consultation_count(database) == 0
    officer.submit({"document": "1", "file": None})
    assert "请核对条款" in officer.text()
    assert "企业两小时内清理" in officer.text()
    assert "利用边角地" not in officer.text()


def test_a_document_that_is_not_in_the_bundle_is_asked_again(
    officer: LintClient, database: Database
) -> None:
    answer = officer.submit({"text": desk.BUNDLE, "document": "7"})
    assert answer.status_code == 422
    assert "请选定" in officer.text()
    assert desk.consultation_count(database) == 0


def test_a_speech_is_refused_with_the_reason_until_it_is_insisted_on(
    officer: LintClient, database: Database
) -> None:
    answer = officer.submit({"text": desk.SPEECH})
    assert answer.status_code == 422
    assert "这是一篇讲话稿" in officer.text()
    assert desk.consultation_count(database) == 0
    answer = officer.submit({"accept_speech": "y", "title": "停车管理讲话"})
    assert answer.status_code == 200
    assert "请核对条款" in officer.text()


def test_a_draft_without_title_asks_for_one(officer: LintClient, database: Database) -> None:
    text = "一、总体要求\n\n（一）目标\n\n停放点位全覆盖。\n\n（二）原则\n\n方便群众。\n"
    answer = officer.submit({"text": text})
    assert answer.status_code == 422
    assert "草案里没有找到标题" in officer.text()
    assert desk.consultation_count(database) == 0
    officer.submit({"title": "停放管理办法"})
    assert "关于公开征求《停放管理办法》意见的公告" in officer.text()


def test_an_administrator_says_whose_consultation_it_is(
    client: LintClient, database: Database
) -> None:
    with database.transaction() as session:
        make.admin(session)
        owner = make.bureau(session, "云川市自然资源和规划局").id
    client.sign_in("admin", make.PASSWORD)
    client.get(NEW)
    answer = client.submit({"text": make.DRAFT})
    assert answer.status_code == 422
    assert "请选择征求意见单位" in client.text()
    assert desk.consultation_count(database) == 0
    client.submit({"bureau": str(owner)})
    with database.reading() as session:
        assert get_for_bureau(session, "2026-0001", owner).bureau_id == owner


def test_importing_anew_replaces_the_draft(officer: LintClient, database: Database) -> None:
    reference = desk.own(database)
    officer.get(f"/bureau/consultations/{reference}/import")
    officer.submit({"text": make.DRAFT.replace("每五百米", "每八百米")})
    assert "每八百米" in officer.text()
    assert "每五百米" not in officer.text()


def test_a_published_draft_is_not_replaced(client: LintClient, database: Database) -> None:
    desk.officer(client, database)
    reference = desk.own(database)
    address = f"/bureau/consultations/{reference}"
    client.get(f"{address}/import")
    page = client.page
    client.get(f"{address}/publish")
    client.submit({}, action="publish")
    client.page = page
    answer = client.submit({"text": make.DRAFT}, action="/import")
    assert answer.status_code == 409
    assert "公告已经发布，不能再修改" in client.text()
    client.get(f"{address}/import")
    assert "草案不能再替换" in client.text()


def test_an_invisible_character_is_named_by_its_line_and_taken_out_of_the_box(
    officer: LintClient, database: Database
) -> None:
    answer = officer.submit({"text": make.DRAFT.replace("盲道", "盲\x00道")})
    assert answer.status_code == 422
    line = make.DRAFT[: make.DRAFT.index("盲道")].count("\n") + 1
    assert f"第{line}行含有不可见的控制字符" in officer.text()
    assert desk.consultation_count(database) == 0
    assert officer.submit({}).status_code == 200
    assert "请核对条款" in officer.text()


@pytest.mark.shared
def test_the_model_notice_becomes_a_tree_and_a_filled_notice(
    officer: LintClient, database: Database, shared_dir: Path
) -> None:
    (path,) = (shared_dir / "seeds").glob("004_*.txt")
    officer.submit({"file": (io.BytesIO(path.read_bytes()), path.name)})
    assert "请核对条款" in officer.text()
    with database.reading() as session:
        made = get_for_bureau(session, "2026-0001", None)
        draft = current_draft(session, made.id)
        assert draft is not None
        assert len(draft.clauses) == 46
        assert sum(clause.is_commentable for clause in draft.clauses) == 37
        assert made.notice is not None
        counts = (len(made.notice.contacts), len(made.notice.phones), len(made.notice.postcode))
        assert counts == (2, 2, 6)
        assert made.window is None


def test_why_a_draft_is_refused_was_said_in_chinese_on_an_english_page(
    officer: LintClient,
) -> None:
    officer.set_cookie(LANGUAGE_COOKIE, "en")
    officer.get(NEW)
    sent = {"file": (io.BytesIO(b"PK\x03\x04 cut off"), "draft.docx")}
    assert officer.submit(sent).status_code == 422
    assert "The file is damaged and cannot be opened" in officer.text()
    assert "文件已损坏" not in officer.text()


def test_what_the_import_found_doubtful_was_said_in_chinese_on_an_english_page(
    officer: LintClient,
) -> None:
    officer.set_cookie(LANGUAGE_COOKIE, "en")
    text = make.DRAFT.replace("（三）", "（六）", 1)
    officer.get(NEW)
    assert officer.submit({"text": text}).status_code == 200
    assert re.search(r"Line \d+: .*（六）", officer.text())
    assert "请核对" not in officer.text()


def test_every_refusal_and_doubt_of_the_text_engine_has_a_sentence_by_its_code() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in (ROOT / "portal" / "drafts").rglob("*.py"))
    refused = {one.code for one in vars(errors).values() if isinstance(one, type) and one.__module__ == errors.__name__}
    assert refused - {"draft_error"} == set(REFUSALS)
    coded = set(re.findall(r'(?:OutlineWarning\(|_warn\(|warning=)"(\w+)"', sources))
    noted = {*_SENTENCES, *_NOTE_NAMES, "revised", "table", "speech", "other"}
    assert coded | noted == set(DOUBTS)
