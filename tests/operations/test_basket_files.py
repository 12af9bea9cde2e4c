"""Files go with an opinion or the whole submission: checked, bounded, and theirs after it."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import InvalidInputError, LimitReachedError, NotFoundError, WindowClosedError
from portal.models.submissions import Attachment, Comment
from portal.operations import attachments, basket_files, basket_keeping, baskets, submissions
from portal.operations.basket_files import StoredFile
from portal.operations.baskets import Opinion
from portal.secrets import KeyRing, new_token
from tests import make
from tests.conftest import START
from tests.make import Scene

MINE = "m" * 43
PDF = b"%PDF-1.4\n%%EOF"


def office(*names: str, types: bytes = b"<Types/>") -> bytes:
    """A zip file with these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
        for name in names:
            archive.writestr(name, b"<x/>")
    return stream.getvalue()


def put(session: Session, scene: Scene, **more: Any) -> int:
    opinion = Opinion(scene.clause_ids[0], "remark", None, "意见")
    values = {"token": MINE, "consultation_id": scene.consultation_id, "now": START, **more}
    return baskets.put_opinion(session, opinion=opinion, **values).id


def add(session: Session, scene: Scene, opinion_id: int | None = None, **more: Any) -> Attachment:
    file = more.pop("file", StoredFile("a" * 64, "application/pdf", 20, "来函.pdf"))
    values = {"token": MINE, "consultation_id": scene.consultation_id, "now": START, **more}
    return basket_files.add_file(session, opinion_id=opinion_id, file=file, **values)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, "application/pdf"),
        (office("word/document.xml"), attachments.DOCX),
        (office("xl/workbook.xml"), attachments.XLSX),
    ],
    ids=["pdf", "docx", "xlsx"],
)
def test_a_file_is_known_by_its_content(data: bytes, kind: str) -> None:
    assert basket_files.file_type(data) == kind


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "empty_file"),
        (b"MZ program", "attachment_kind"),
        (office("META-INF/x"), "attachment_kind"),
        (office("word/document.xml", "word/vbaProject.bin"), "file_macros"),
        (office("xl/workbook.xml", types=b"x macroEnabled x"), "file_macros"),
        (office("xl/workbook.xml", types=b"x MACROENABLED x"), "file_macros"),
        (office("word/document.xml")[:60], "file_incomplete"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "file_encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old Word", "attachment_kind"),
        (b"PK\x03\x04" + b"0" * basket_files.FILE_BYTE_LIMIT, "file_too_large"),
        (b"%PDF-1.4 cut", "file_incomplete"),
    ],
    ids=["empty", "program", "other archive", "macros", "macros by type", "macros in capitals",
         "half an archive", "encrypted", "old Word", "too large", "half a PDF"],
)  # fmt: skip
def test_other_files_are_refused_by_rule(data: bytes, rule: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        basket_files.file_type(data)
    assert refused.value.details == {"field": "file", "rule": rule, **(
        {"limit": basket_files.FILE_BYTE_LIMIT} if rule == "file_too_large" else {}
    )}  # fmt: skip


def test_the_same_file_twice_is_one_and_eleven_are_too_many(
    scene: Scene, session: Session
) -> None:
    opinion = put(session, scene)
    assert add(session, scene, opinion) is add(session, scene, opinion)
    for number in range(basket_files.FILE_LIMIT - 1):
        add(session, scene, file=StoredFile(f"{number:064}", "application/pdf", 20, "表.pdf"))
    with pytest.raises(LimitReachedError):
        add(session, scene, file=StoredFile("f" * 64, "application/pdf", 20, "多.pdf"))


def test_a_file_comes_in_time_into_ones_own_basket_with_ones_own_opinion(
    scene: Scene, session: Session
) -> None:
    with pytest.raises(NotFoundError):
        add(session, scene)
    put(session, scene)
    others = put(session, scene, token="o" * 43)
    with pytest.raises(NotFoundError):
        add(session, scene, others)
    with pytest.raises(WindowClosedError):
        add(session, scene, now=scene.closes_at)
    file = add(session, scene)
    with pytest.raises(NotFoundError):
        basket_files.remove_file(
            session, token="o" * 43, consultation_id=scene.consultation_id, file_id=file.id
        )
    basket_files.remove_file(
        session, token=MINE, consultation_id=scene.consultation_id, file_id=file.id
    )
    assert session.scalars(select(Attachment)).all() == []


def test_after_the_submission_each_file_is_with_its_comment(
    scene: Scene, session: Session, ring: KeyRing
) -> None:
    first, second = put(session, scene), put(session, scene)
    removed, unfinished = put(session, scene), put(session, scene, is_unfinished=True)
    named = {name: StoredFile(name * 64, "application/pdf", 20, f"{name}.pdf") for name in "abcde"}
    add(session, scene, second, file=named["a"])
    add(session, scene, None, file=named["b"])
    add(session, scene, removed, file=named["c"])
    add(session, scene, unfinished, file=named["d"])
    add(session, scene, first, file=named["e"])
    place = {"token": MINE, "consultation_id": scene.consultation_id, "now": START}
    basket_keeping.remove_opinion(session, opinion_id=removed, **place)
    submissions.submit_basket(
        session, ring, contact=make.PERSON, idempotency_key=new_token(), **place
    )
    session.expire_all()
    comments = session.scalars(select(Comment.id).order_by(Comment.position)).all()
    found = {row.sha256[0]: (row.comment_id, row.submission_id, row.basket_id is None)
             for row in session.scalars(select(Attachment))}  # fmt: skip
    assert set(found) == {"a", "b", "d", "e"}
    assert (found["e"][0], found["a"][0], found["b"][0]) == (comments[0], comments[1], None)
    assert found["b"][1] is not None
    assert found["d"] == (None, None, False)
