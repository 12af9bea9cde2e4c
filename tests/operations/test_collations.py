"""汇总: members hand in with a code, the lead copies and submits once, the originals stay as written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.errors import (
    ConflictError,
    IncompleteError,
    InvalidInputError,
    LimitReachedError,
    NotFoundError,
    WindowClosedError,
)
from portal.models.collations import (
    Collation,
    CollationFile,
    CollationInput,
    CollationOriginal,
    CommentOrigin,
)
from portal.models.submissions import Attachment, BasketOpinion, Comment
from portal.operations import (
    basket_files,
    baskets,
    collation_files,
    collation_origins,
    collations,
    retention,
    submissions,
)
from portal.operations.basket_files import StoredFile
from portal.operations.baskets import Opinion
from portal.queries.baskets import basket_opinions
from portal.queries.collations import collated_originals, find_original
from portal.secrets import KeyRing, grouped_query_code, new_token
from tests import make
from tests.conftest import START
from tests.make import Scene

LEAD, MEMBER, OTHER = "l" * 43, "m" * 43, "o" * 43


def place(scene: Scene, token: str = LEAD, **more: Any) -> dict[str, Any]:
    return {"token": token, "consultation_id": scene.consultation_id, "now": START, **more}


def opened(session: Session, ring: KeyRing, scene: Scene) -> Collation:
    return collations.open_collation(session, ring, name="云川市骑行协会", **place(scene))


def write(session: Session, scene: Scene, body: str, clause: int = 0, token: str = MEMBER) -> BasketOpinion:
    opinion = Opinion(scene.clause_ids[clause], "remark", "suggest", body)
    return baskets.put_opinion(session, opinion=opinion, **place(scene, token))


def hand_in(session: Session, ring: KeyRing, scene: Scene, code: str, **more: Any) -> CollationInput:
    values = {"signer": "二科 周", **place(scene, MEMBER), **more}
    return collations.hand_in(session, ring, code=code, **values)


def bodies(session: Session, scene: Scene, token: str) -> list[str]:
    return [row.body for row, _ in basket_opinions(session, token, scene.consultation_id)]


def test_the_code_has_130_bits_is_stored_hashed_and_shown_again_to_its_lead(
    scene: Scene, session: Session, ring: KeyRing
) -> None:
    made = opened(session, ring, scene)
    code = collations.collation_code(ring, made)
    assert len(code) == 26
    assert code not in (made.code_hash, made.lead_hash)
    assert opened(session, ring, scene) is made
    assert collations.find_by_code(session, grouped_query_code(code).lower()) is made
    assert collations.find_by_code(session, code[:-1]) is None
    assert collations.find_own_collation(session, MEMBER, scene.consultation_id) is None


def test_members_originals_are_copied_edited_and_submitted_once(
    scene: Scene, session: Session, ring: KeyRing
) -> None:
    code = collations.collation_code(ring, opened(session, ring, scene))
    write(session, scene, "乙的意见", 1)
    write(session, scene, "甲的意见", 0)
    hand_in(session, ring, scene, code)
    assert bodies(session, scene, MEMBER) == []
    write(session, scene, "丙的意见", 2, OTHER)
    hand_in(session, ring, scene, code, token=OTHER, signer="")
    own = collations.get_own_collation(session, LEAD, scene.consultation_id)
    rows = collated_originals(session, own.id)
    assert [row[0].body for row in rows] == ["甲的意见", "乙的意见", "丙的意见"]
    assert [collations.signer_of(ring, row[1]) for row in rows] == ["二科 周", "二科 周", ""]
    first = rows[0][0].id
    assert collations.copy_originals(session, original_ids=[first], **place(scene)).count == 1
    assert collations.copy_originals(session, original_ids=None, **place(scene)).count == 2
    assert collations.copy_originals(session, original_ids=None, **place(scene)).count == 0
    copy = basket_opinions(session, LEAD, scene.consultation_id)[0][0]
    changed = Opinion(scene.clause_ids[0], "remark", None, "协会的意见")
    baskets.edit_opinion(session, opinion_id=copy.id, opinion=changed, **place(scene))
    assert collations.copy_originals(session, original_ids=None, **place(scene)).count == 0
    receipt = submissions.submit_basket(
        session, ring, contact=make.ORGANISATION, idempotency_key=new_token(), **place(scene)
    )
    comments = session.scalars(
        select(Comment).where(Comment.submission_id == receipt.submission_id).order_by(Comment.position)
    ).all()
    assert [comment.body for comment in comments] == ["协会的意见", "乙的意见", "丙的意见"]
    originals = [find_original(session, comment.id) for comment in comments]
    assert [original and original.body for original in originals] == ["甲的意见", "乙的意见", "丙的意见"]
    session.refresh(own)
    assert (own.submission_id, own.closed_at) == (receipt.submission_id, START)
    assert collations.find_own_collation(session, LEAD, scene.consultation_id) is None


def test_after_the_lead_closed_or_submitted_a_member_is_refused_with_the_text_kept(
    scene: Scene, session: Session, ring: KeyRing
) -> None:
    code = collations.collation_code(ring, opened(session, ring, scene))
    write(session, scene, "迟到的意见")
    collations.set_receiving(session, is_receiving=False, **place(scene))
    with pytest.raises(ConflictError) as refused:
        hand_in(session, ring, scene, code)
    assert refused.value.details["rule"] == "collation_closed"
    assert bodies(session, scene, MEMBER) == ["迟到的意见"]
    collations.set_receiving(session, is_receiving=True, **place(scene))
    hand_in(session, ring, scene, code)
    collations.copy_originals(session, original_ids=None, **place(scene))
    submissions.submit_basket(
        session, ring, contact=make.ORGANISATION, idempotency_key=new_token(), **place(scene)
    )
    write(session, scene, "更迟的意见")
    with pytest.raises(ConflictError):
        hand_in(session, ring, scene, code)
    with pytest.raises(WindowClosedError):
        hand_in(session, ring, scene, code, now=scene.closes_at)
    assert bodies(session, scene, MEMBER) == ["更迟的意见"]


def test_a_hand_in_wants_the_right_code_and_something_written(
    scene: Scene, session: Session, ring: KeyRing
) -> None:
    code = collations.collation_code(ring, opened(session, ring, scene))
    with pytest.raises(IncompleteError):
        hand_in(session, ring, scene, code)
    write(session, scene, "意见")
    with pytest.raises(InvalidInputError) as refused:
        hand_in(session, ring, scene, "A" * 26)
    assert refused.value.details["field"] == "code"
    write(session, scene, "自己的", 0, LEAD)
    with pytest.raises(ConflictError):
        hand_in(session, ring, scene, code, token=LEAD)


def test_two_members_who_wrote_the_same_words_were_one_copy_and_one_lost_its_origin(
    scene: Scene, session: Session, ring: KeyRing
) -> None:
    code = collations.collation_code(ring, opened(session, ring, scene))
    for token in (MEMBER, OTHER):
        write(session, scene, "同样的话", token=token)
        hand_in(session, ring, scene, code, token=token)
    assert collations.copy_originals(session, original_ids=None, **place(scene)).count == 2
    originals = set(session.scalars(select(CollationOriginal.id)))
    assert collations.copied_ids(session, LEAD, scene.consultation_id) == originals
    assert bodies(session, scene, LEAD) == ["同样的话", "同样的话"]


def attached(
    session: Session, scene: Scene, row: BasketOpinion | None, digit: str, token: str = MEMBER
) -> None:
    """A file goes with the opinion, or with all of the member's."""
    file = StoredFile(digit * 64, "application/pdf", 20, f"{digit}.pdf")
    opinion_id = row.id if row else None
    basket_files.add_file(session, opinion_id=opinion_id, file=file, **place(scene, token))


def names_in_basket(session: Session, scene: Scene, token: str = LEAD) -> list[str]:
    held = baskets.find_basket(session, token, scene.consultation_id)
    return [file.original_name for file in basket_files.basket_files(session, held.id)] if held else []


def test_members_could_not_hand_in_attachments_with_their_opinions(
    scene: Scene, session: Session, ring: KeyRing
) -> None:
    own = opened(session, ring, scene)
    first, second = write(session, scene, "甲"), write(session, scene, "乙", 1)
    attached(session, scene, second, "b")
    attached(session, scene, None, "a")
    attached(session, scene, first, "a")
    unfinished = baskets.put_opinion(
        session, opinion=Opinion(None, "remark", None, "没写完"), is_unfinished=True, **place(scene, MEMBER)
    )
    attached(session, scene, unfinished, "c")
    hand_in(session, ring, scene, collations.collation_code(ring, own))
    assert names_in_basket(session, scene, MEMBER) == ["c.pdf"]
    originals = session.scalars(select(CollationOriginal).order_by(CollationOriginal.position)).all()
    files = collation_files.collated_files(session, own.id)
    assert [[file.original_name for file in files[one.id]] for one in originals] == [["a.pdf"], ["b.pdf"]]
    collations.copy_originals(session, original_ids=None, **place(scene))
    assert sorted(names_in_basket(session, scene)) == ["a.pdf", "b.pdf"]
    receipt = submissions.submit_basket(
        session, ring, contact=make.ORGANISATION, idempotency_key=new_token(), **place(scene)
    )
    rows = session.scalars(select(Attachment).where(Attachment.submission_id == receipt.submission_id))
    comments = {comment.id: comment.body for comment in session.scalars(select(Comment))}
    assert sorted((comments[row.comment_id or 0], row.original_name) for row in rows) == [
        ("乙", "b.pdf"), ("甲", "a.pdf"),
    ]  # fmt: skip
    assert len(session.scalars(select(CollationFile)).all()) == 2  # the originals keep theirs


def test_more_originals_than_a_basket_holds_could_not_be_copied_at_all(
    scene: Scene, session: Session, ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = collations.collation_code(ring, opened(session, ring, scene))
    for words in "甲乙丙":
        write(session, scene, words)
    hand_in(session, ring, scene, code)
    monkeypatch.setattr(baskets, "OPINION_LIMIT", 2)
    copied = collations.copy_originals(session, original_ids=None, **place(scene))
    assert (copied.count, copied.left_count) == (2, 1)
    assert bodies(session, scene, LEAD) == ["甲", "乙"]
    with pytest.raises(LimitReachedError):
        collations.copy_originals(session, original_ids=None, **place(scene))
    monkeypatch.undo()
    copied = collations.copy_originals(session, original_ids=None, **place(scene))
    assert (copied.count, copied.left_count) == (1, 0)
    assert bodies(session, scene, LEAD) == ["甲", "乙", "丙"]


def test_members_files_beyond_the_leads_own_ten_did_not_reach_the_submission(
    scene: Scene, session: Session, ring: KeyRing
) -> None:
    code = collations.collation_code(ring, opened(session, ring, scene))
    for digits, token in (("01234567", MEMBER), ("89ab", OTHER)):
        row = write(session, scene, f"意见{digits}", token=token)
        for digit in digits:
            attached(session, scene, row, digit, token)
        hand_in(session, ring, scene, code, token=token)
    assert collations.copy_originals(session, original_ids=None, **place(scene)).count == 2
    assert len(names_in_basket(session, scene)) == 12
    for number in range(basket_files.FILE_LIMIT):  # the lead's own ten are still to be had
        attached(session, scene, None, "cdefghijkl"[number], LEAD)
    with pytest.raises(LimitReachedError):
        attached(session, scene, None, "m", LEAD)
    receipt = submissions.submit_basket(
        session, ring, contact=make.ORGANISATION, idempotency_key=new_token(), **place(scene)
    )
    rows = session.scalars(select(Attachment).where(Attachment.submission_id == receipt.submission_id))
    assert len(rows.all()) == 22


def test_a_members_file_the_lead_removed_comes_back_only_when_asked_for(
    scene: Scene, session: Session, ring: KeyRing
) -> None:
    code = collations.collation_code(ring, opened(session, ring, scene))
    attached(session, scene, write(session, scene, "意见"), "a")
    hand_in(session, ring, scene, code)
    collations.copy_originals(session, original_ids=None, **place(scene))
    held = baskets.find_basket(session, LEAD, scene.consultation_id)
    assert held
    (file,) = basket_files.basket_files(session, held.id)
    basket_files.remove_file(
        session, token=LEAD, consultation_id=scene.consultation_id, file_id=file.id
    )
    assert collations.copy_originals(session, original_ids=None, **place(scene)).count == 0
    assert names_in_basket(session, scene) == []
    original = session.scalars(select(CollationOriginal.id)).one()
    collation_files.copy_files(session, original_ids=[original], **place(scene))
    assert names_in_basket(session, scene) == ["a.pdf"]


def test_a_collation_holds_so_many_files_and_a_member_refused_keeps_everything(
    scene: Scene, session: Session, ring: KeyRing
) -> None:
    code = collations.collation_code(ring, opened(session, ring, scene))
    write(session, scene, "早交的意见", token=OTHER)
    hand_in(session, ring, scene, code, token=OTHER)
    kept: dict[str, Any] = {
        "original_id": session.scalars(select(CollationOriginal.id)).one(),
        "media_type": "application/pdf", "byte_count": 20, "original_name": "a.pdf",
    }  # fmt: skip
    for number in range(collation_files.COLLATION_FILE_LIMIT - 1):
        session.add(CollationFile(sha256=f"{number:064}", **kept))
    row = write(session, scene, "有两个附件")
    attached(session, scene, row, "a")
    attached(session, scene, row, "b")
    with pytest.raises(LimitReachedError), session.begin_nested():
        hand_in(session, ring, scene, code)
    assert bodies(session, scene, MEMBER) == ["有两个附件"]
    assert len(names_in_basket(session, scene, MEMBER)) == 2


def test_a_members_file_is_no_orphan_and_never_altered(
    scene: Scene, session: Session, ring: KeyRing, tmp_path: Path
) -> None:
    code = collations.collation_code(ring, opened(session, ring, scene))
    attached(session, scene, write(session, scene, "意见"), "a")
    hand_in(session, ring, scene, code)
    for digit in "ab":
        (tmp_path / (digit * 2)).mkdir()
        (tmp_path / (digit * 2) / (digit * 64)).write_bytes(b"%PDF")
    after = datetime.now(UTC) + timedelta(days=2)
    assert retention.remove_orphan_files(session, tmp_path, after) == 1
    assert (tmp_path / "aa" / ("a" * 64)).exists()
    with pytest.raises(DBAPIError, match="is frozen"), session.begin_nested():
        session.execute(text("UPDATE collation_files SET original_name = 'x'"))


def test_nobody_copies_from_anothers_collation(
    scene: Scene, session: Session, ring: KeyRing
) -> None:
    code = collations.collation_code(ring, opened(session, ring, scene))
    write(session, scene, "意见")
    hand_in(session, ring, scene, code)
    (original,) = session.scalars(select(CollationOriginal.id))
    with pytest.raises(NotFoundError):
        collations.copy_originals(session, original_ids=[original], **place(scene, OTHER))
    collations.open_collation(session, ring, name="别的单位", **place(scene, OTHER))
    with pytest.raises(NotFoundError):
        collations.copy_originals(session, original_ids=[original], **place(scene, OTHER))
    with pytest.raises(WindowClosedError):
        collations.copy_originals(session, original_ids=None, **place(scene, now=scene.closes_at))


def test_an_original_is_never_altered(scene: Scene, session: Session, ring: KeyRing) -> None:
    code = collations.collation_code(ring, opened(session, ring, scene))
    write(session, scene, "意见")
    hand_in(session, ring, scene, code)
    with pytest.raises(DBAPIError, match="is frozen"), session.begin_nested():
        session.execute(text("UPDATE collation_originals SET body = '改'"))


def test_a_collation_nobody_submitted_is_forgotten_and_signers_are_erased_on_time(
    scene: Scene, session: Session, ring: KeyRing
) -> None:
    code = collations.collation_code(ring, opened(session, ring, scene))
    write(session, scene, "意见")
    hand_in(session, ring, scene, code)
    collations.copy_originals(session, original_ids=None, **place(scene))
    receipt = submissions.submit_basket(
        session, ring, contact=make.ORGANISATION, idempotency_key=new_token(), **place(scene)
    )
    again = place(scene, now=START + timedelta(hours=1))
    collations.open_collation(session, ring, name="又一次", **again)
    later = START + timedelta(days=91)
    collations.forget_old_collations(session, seconds=90 * 86400, now=later)
    assert session.scalar(select(func.count()).select_from(Collation)) == 1
    assert session.scalar(select(func.count()).select_from(CommentOrigin)) == 1
    collation_origins.erase_signers(session, [receipt.submission_id])
    session.expire_all()
    assert session.scalars(select(CollationInput)).one().ciphertext is None
