"""附件: checked by content, public with the notice, withdrawn with a reason and never exchanged."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.db import Database
from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.models.accounts import User
from portal.models.consultations import Consultation
from portal.models.materials import NoticeFile
from portal.operations import consultations, notice_files, retention
from portal.operations.attachments import store_file
from portal.queries.materials import get_notice_file
from portal.queries.materials import notice_files as files_of
from tests import make
from tests.conftest import START
from tests.operations.files_made import DOCX, PDF, packed


def add(
    session: Session, made: Consultation, actor: User, data: bytes = PDF, title: str = "对照表"
) -> NoticeFile:
    checked = notice_files.check_file(data, "表.pdf")
    digest = hashlib.sha256(data).hexdigest()
    return notice_files.add_notice_file(
        session, made, checked, digest=digest, title=title, actor=actor, now=START
    )


@pytest.mark.parametrize(
    ("data", "name"),
    [(PDF, "表.pdf"), (DOCX, "表.docx"), (packed("xl/workbook.xml"), "表.xlsx"),
     (packed("OFD.xml"), "表.ofd"), (b"\xff\xd8\xff\xe0..\xff\xd9", "表.jpg")],
)  # fmt: skip
def test_a_file_is_named_after_what_it_is(data: bytes, name: str) -> None:
    assert notice_files.check_file(data, "../../表.exe").name == name


@pytest.mark.parametrize(
    ("data", "rule"),
    [(b"", "empty_file"), (b"%PDF-1.4", "file_incomplete"), (b"<svg/>", "notice_file_kind"),
     (b"<html>", "notice_file_kind"), (packed("a.txt"), "notice_file_kind"),
     (packed("word/document.xml", "word/vbaProject.bin"), "notice_file_macros"),
     (DOCX[:-30], "file_incomplete"), (b"\xd0\xcf\x11\xe0 old", "notice_file_kind"),
     (PDF + b"x" * notice_files.FILE_BYTE_LIMIT, "notice_file_too_large")],
)  # fmt: skip
def test_anything_else_is_refused(data: bytes, rule: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        notice_files.check_file(data, "表.pdf")
    assert caught.value.details == {"field": "file", "rule": rule}


def test_before_publication_a_file_comes_and_goes(session: Session, officer: User) -> None:
    made = make.prepared(session, officer)
    row = add(session, made, officer)
    assert list(files_of(session, made.id)) == [row]
    notice_files.remove_notice_file(session, made, row.id, reason="", actor=officer, now=START)
    assert list(files_of(session, made.id)) == []


def test_a_public_file_is_withdrawn_with_a_reason_and_stays_on_record(
    session: Session, officer: User
) -> None:
    made = make.prepared(session, officer)
    row = add(session, made, officer)
    consultations.publish_consultation(session, made, actor=officer, now=START)
    with pytest.raises(InvalidInputError):
        notice_files.remove_notice_file(session, made, row.id, reason=" ", actor=officer, now=START)
    notice_files.remove_notice_file(session, made, row.id, reason="有误", actor=officer, now=START)
    assert (row.withdrawn_at, row.withdrawal_reason) == (START, "有误")
    with pytest.raises(NotFoundError):
        notice_files.remove_notice_file(session, made, row.id, reason="再", actor=officer, now=START)
    assert add(session, made, officer, DOCX).id != row.id


@pytest.mark.parametrize("change", [{"sha256": "b" * 64}, {"title": "别的"}, {"file_name": "b.pdf"}])
def test_the_database_lets_nobody_exchange_a_file(
    session: Session, officer: User, change: dict[str, str]
) -> None:
    row = add(session, make.published(session, officer), officer)
    with pytest.raises(IntegrityError, match="frozen"):
        session.execute(update(NoticeFile).where(NoticeFile.id == row.id).values(**change))


def test_the_database_lets_nobody_delete_a_public_file(session: Session, officer: User) -> None:
    row = add(session, make.published(session, officer), officer)
    with pytest.raises(IntegrityError, match="frozen"):
        session.execute(delete(NoticeFile).where(NoticeFile.id == row.id))


def test_the_same_file_too_many_files_and_a_withdrawn_consultation_are_refused(
    session: Session, officer: User
) -> None:
    made = make.published(session, officer)
    add(session, made, officer)
    with pytest.raises(InvalidInputError, match="same_file"):
        add(session, made, officer)
    for number in range(notice_files.COUNT_LIMIT - 1):
        add(session, made, officer, PDF + bytes([number]) + PDF)
    with pytest.raises(InvalidInputError, match="too_many_files"):
        add(session, made, officer, DOCX)
    other = make.published(session, officer)
    consultations.withdraw_consultation(session, other, reason="撤", actor=officer, now=START)
    with pytest.raises(ConflictError, match="withdrawn"):
        add(session, other, officer)


def test_anothers_file_is_not_found(session: Session, officer: User) -> None:
    row = add(session, make.published(session, officer), officer)
    other = make.published(session, officer)
    with pytest.raises(NotFoundError):
        get_notice_file(session, other.id, row.sha256)
    with pytest.raises(NotFoundError):
        notice_files.remove_notice_file(session, other, row.id, reason="x", actor=officer, now=START)


def test_the_clean_up_of_files_nobody_owns_keeps_the_files_of_notices(database: Database) -> None:
    folder: Path = database.settings.attachment_dir
    kept, lost = store_file(folder, PDF), store_file(folder, DOCX)
    with database.transaction() as session:
        officer = make.officer(session)
        add(session, make.prepared(session, officer), officer)
    for digest in (kept, lost):
        os.utime(folder / digest[:2] / digest, (0, 0))
    with database.reading() as session:
        assert retention.remove_orphan_files(session, folder, START) == 1
    assert (folder / kept[:2] / kept).is_file()
    assert not (folder / lost[:2] / lost).exists()
