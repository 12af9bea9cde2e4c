"""汇总: members hand in with a code, the lead copies and submits once, the originals stay as written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.errors import (
    ConflictError,
    IncompleteError,
    InvalidInputError,
    NotFoundError,
    WindowClosedError,
)
from portal.models.collations import Collation, CollationInput, CollationOriginal, CommentOrigin
from portal.models.submissions import BasketOpinion, Comment
from portal.operations import basket_files, baskets, collation_origins, collations, submissions
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
    assert collations.copy_originals(session, original_ids=[first], **place(scene)) == 1
    assert collations.copy_originals(session, original_ids=None, **place(scene)) == 2
    assert collations.copy_originals(session, original_ids=None, **place(scene)) == 0
    copy = basket_opinions(session, LEAD, scene.consultation_id)[0][0]
    changed = Opinion(scene.clause_ids[0], "remark", None, "协会的意见")
    baskets.edit_opinion(session, opinion_id=copy.id, opinion=changed, **place(scene))
    assert collations.copy_originals(session, original_ids=None, **place(scene)) == 0
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


def test_a_hand_in_wants_the_right_code_something_written_and_no_files(
    scene: Scene, session: Session, ring: KeyRing
) -> None:
    code = collations.collation_code(ring, opened(session, ring, scene))
    with pytest.raises(IncompleteError):
        hand_in(session, ring, scene, code)
    row = write(session, scene, "意见")
    with pytest.raises(InvalidInputError) as refused:
        hand_in(session, ring, scene, "A" * 26)
    assert refused.value.details["field"] == "code"
    write(session, scene, "自己的", 0, LEAD)
    with pytest.raises(ConflictError):
        hand_in(session, ring, scene, code, token=LEAD)
    file = StoredFile("a" * 64, "application/pdf", 20, "表.pdf")
    basket_files.add_file(session, opinion_id=row.id, file=file, **place(scene, MEMBER))
    with pytest.raises(ConflictError):
        hand_in(session, ring, scene, code)


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
