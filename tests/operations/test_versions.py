"""The next version of a published draft: imported, published, and what stays as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal import clock
from portal.db import Database
from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.models.accounts import User
from portal.models.audit import AuditEvent
from portal.models.consultations import Consultation
from portal.models.drafts import Clause, DraftVersion
from portal.models.submissions import BasketOpinion, Comment
from portal.models.versions import ClauseMapping
from portal.operations import baskets, consultations, versions, versions_mapping
from portal.operations.baskets import Opinion
from portal.queries.consultations import public_draft
from portal.secrets import KeyRing
from tests import make
from tests.conftest import START
from tests.operations import redrafting
from tests.operations.redrafting import REDRAFT, by_number, import_text, publish


@pytest.fixture
def made(session: Session, officer: User) -> Consultation:
    """A published consultation on make.DRAFT."""
    return make.published(session, officer)


def test_a_further_version_is_mapped_to_the_last_and_stays_unseen(
    session: Session, officer: User, made: Consultation
) -> None:
    first = public_draft(session, made.id)
    version = import_text(session, made, officer, REDRAFT)
    assert (version.number, version.purpose, version.published_at) == (2, "consultation", None)
    assert public_draft(session, made.id) is first
    assert redrafting.changes(session, version) == {
        ("一、", "一、"): "kept",
        ("（一）", "（一）"): "kept",
        ("（二）", None): "deleted",
        ("二、", "二、"): "kept",
        ("（三）", "（二）"): "changed",
        ("（四）", "（四）"): "kept",
        ("（五）", "（三）"): "moved",
        (None, "（五）"): "new",
    }


def test_an_unpublished_version_is_replaced_by_the_next_import(
    session: Session, officer: User, made: Consultation
) -> None:
    import_text(session, made, officer, REDRAFT)
    second = import_text(session, made, officer, make.DRAFT)
    assert second.number == 2
    assert session.scalar(select(func.count()).select_from(DraftVersion)) == 2
    assert set(redrafting.changes(session, second).values()) == {"kept"}


def test_clauses_that_live_on_keep_their_identity_once_published(
    session: Session, officer: User, made: Consultation
) -> None:
    before = by_number(session, public_draft(session, made.id))
    version = import_text(session, made, officer, REDRAFT)
    assert {c.identity for c in before.values()}.isdisjoint(
        c.identity for c in by_number(session, version).values()
    )
    publish(session, made, version, officer)
    after = by_number(session, version)
    for old, new in (("（一）", "（一）"), ("（三）", "（二）"), ("（四）", "（四）"), ("（五）", "（三）")):
        assert after[new].identity == before[old].identity
    assert after["（五）"].identity not in {clause.identity for clause in before.values()}
    assert version.published_at == START
    assert public_draft(session, made.id) is version
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "version_published")).one()
    assert event.facts == {"number": 2, "purpose": "consultation", "kept_count": 6}


def test_the_most_similar_part_of_a_split_and_the_first_of_a_merger_inherit(
    session: Session, officer: User
) -> None:
    made = make.published(session, officer, draft=redrafting.ARTICLES)
    before = by_number(session, public_draft(session, made.id))
    version = import_text(session, made, officer, redrafting.ARTICLES_REDRAFTED)
    found = redrafting.changes(session, version)
    assert found["第二条", "第二条"] == found["第二条", "第三条"] == "split"
    assert found["第三条", "第四条"] == found["第四条", "第四条"] == "merged"
    publish(session, made, version, officer)
    after = by_number(session, version)
    assert after["第二条"].identity == before["第二条"].identity
    assert after["第四条"].identity == before["第三条"].identity
    assert after["第三条"].identity not in {clause.identity for clause in before.values()}
    assert after["第一条"].identity == before["第一条"].identity


def test_comments_keep_the_version_the_number_and_the_words_they_were_made_on(
    database: Database, ring: KeyRing
) -> None:
    scene = make.scene(database)
    make.submission(database, ring, scene, [Opinion(scene.clause_ids[2], "remark", None, "太少")])

    def comments(session: Session) -> list[tuple[object, ...]]:
        return [tuple(row) for row in session.execute(select(Comment.__table__))]

    with database.transaction() as session:
        before = comments(session)
        actor = session.scalars(select(User).where(User.username == "officer")).one()
        made = consultations.lock_consultation(session, scene.consultation_id)
        publish(session, made, import_text(session, made, actor, REDRAFT), actor)
        assert comments(session) == before
        assert session.scalars(select(Comment)).one().clause_quote.startswith("科学设置点位")


@pytest.fixture
def redrafted(database: Database, ring: KeyRing) -> make.Scene:
    """A scene whose second version is public an hour after the first."""
    scene = make.scene(database)
    with database.transaction() as session:
        for clause in (scene.clause_ids[2], scene.clause_ids[1], None):
            opinion = Opinion(clause, "remark", None, "起草时写的意见")
            baskets.put_opinion(
                session, token="m" * 43, consultation_id=scene.consultation_id, opinion=opinion,
                now=clock.now(),
            )  # fmt: skip
        actor = session.scalars(select(User).where(User.username == "officer")).one()
        made = consultations.lock_consultation(session, scene.consultation_id)
        version = import_text(session, made, actor, REDRAFT)
        publish(session, made, version, actor, now=START + timedelta(hours=1))
    return scene


def test_an_opinion_in_a_basket_stays_on_the_version_it_was_made_on(
    database: Database, ring: KeyRing, redrafted: make.Scene
) -> None:
    later = START + timedelta(hours=2)
    place = {"token": "m" * 43, "consultation_id": redrafted.consultation_id}
    with database.transaction() as session:
        row = session.scalars(select(BasketOpinion).order_by(BasketOpinion.id)).first()
        assert row is not None
        changed = Opinion(redrafted.clause_ids[2], "remark", "oppose", "改过的意见")
        baskets.edit_opinion(session, opinion_id=row.id, opinion=changed, now=later, **place)
        fresh = Opinion(redrafted.clause_ids[2], "remark", None, "读过第二版的意见")
        baskets.put_opinion(session, opinion=fresh, now=later, **place)
        seen = Opinion(redrafted.clause_ids[2], "remark", None, "还开着第一版的页面", version=1)
        baskets.put_opinion(session, opinion=seen, now=later, **place)
    redrafting.submit(database, ring, redrafted, later)
    with database.reading() as session:
        found = {
            comment.body: (comment.draft_version_id, comment.clause_label, comment.clause_key)
            for comment in session.scalars(select(Comment))
        }
        one, two = (v.id for v in redrafting.versions_of(session, redrafted))
        key = redrafted.clause_ids[2]
        assert found["改过的意见"] == (one, "（三）科学设置点位", key)
        assert found["还开着第一版的页面"] == (one, "（三）科学设置点位", key)
        assert found["读过第二版的意见"] == (two, "（二）科学设置点位", key)


def test_an_opinion_on_a_clause_deleted_since_and_one_on_the_whole_stay_on_the_first_version(
    database: Database, ring: KeyRing, redrafted: make.Scene
) -> None:
    redrafting.submit(database, ring, redrafted, START + timedelta(hours=2))
    with database.reading() as session:
        first = redrafting.versions_of(session, redrafted)[0]
        assert {c.draft_version_id for c in session.scalars(select(Comment))} == {first.id}


def test_the_text_as_issued_is_never_what_people_comment_on(
    session: Session, officer: User, made: Consultation
) -> None:
    draft = public_draft(session, made.id)
    final = import_text(session, made, officer, REDRAFT, purpose="final")
    publish(session, made, final, officer)
    assert public_draft(session, made.id) is draft
    assert not any(clause.is_commentable for clause in by_number(session, final).values())
    fresh = by_number(session, final)["（五）"].identity
    with pytest.raises(NotFoundError):
        baskets.put_opinion(
            session, token="m" * 43, consultation_id=made.id,
            opinion=Opinion(fresh, "remark", None, "好"), now=START,
        )  # fmt: skip
    with pytest.raises(ConflictError, match="final_issued"):
        import_text(session, made, officer, make.DRAFT)
    assert import_text(session, made, officer, make.DRAFT, purpose="final").number == 3


def test_no_version_follows_a_draft_that_is_not_public_or_was_withdrawn(
    session: Session, officer: User, made: Consultation
) -> None:
    with pytest.raises(ConflictError, match="not_published"):
        import_text(session, make.prepared(session, officer), officer, REDRAFT)
    consultations.withdraw_consultation(
        session, made, reason="上位法即将修改。", actor=officer, now=START
    )
    with pytest.raises(ConflictError, match="withdrawn"):
        import_text(session, made, officer, REDRAFT)
    with pytest.raises(InvalidInputError, match="unknown"):
        import_text(session, made, officer, REDRAFT, purpose="speech")


def test_a_version_is_published_once_and_only_in_its_own_consultation(
    session: Session, officer: User, made: Consultation
) -> None:
    version = import_text(session, made, officer, REDRAFT)
    with pytest.raises(ConflictError, match="no_draft"):
        publish(session, make.published(session, officer), version, officer)
    publish(session, made, version, officer)
    with pytest.raises(ConflictError, match="version_published"):
        publish(session, made, version, officer)
    first = redrafting.first_version(session, made)
    with pytest.raises(ConflictError, match="version_published"):
        publish(session, made, first, officer)


def test_a_proposal_made_for_another_version_is_made_anew(
    session: Session, officer: User, made: Consultation
) -> None:
    stale = versions_mapping.Proposal(old_version_id=0, mappings=[])
    version = versions.import_version(
        session, made, redrafting.outline(REDRAFT), purpose="consultation", source_text=REDRAFT,
        source_name="二稿.txt", actor=officer, now=START, proposal=stale,
    )  # fmt: skip
    assert len(redrafting.changes(session, version)) == 8


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE clause_mappings SET change = 'changed' WHERE change = 'kept'",
        "DELETE FROM clause_mappings",
        "INSERT INTO clause_mappings (draft_version_id, new_clause_id, change, similarity) "
        "SELECT draft_version_id, new_clause_id, 'new', 0 FROM clause_mappings WHERE change = 'kept'",
    ],
)
def test_the_mapping_of_a_published_version_is_frozen(
    session: Session, officer: User, made: Consultation, statement: str
) -> None:
    version = import_text(session, made, officer, REDRAFT)
    count = session.scalar(select(func.count()).select_from(ClauseMapping))
    publish(session, made, version, officer)
    with pytest.raises(DBAPIError, match="clause_mappings is frozen"), session.begin_nested():
        session.execute(text(statement))
    assert session.scalar(select(func.count()).select_from(ClauseMapping)) == count == 8


def test_the_clauses_of_the_second_version_are_frozen_with_it(
    session: Session, officer: User, made: Consultation
) -> None:
    version = import_text(session, made, officer, REDRAFT)
    publish(session, made, version, officer)
    with pytest.raises(DBAPIError, match="clauses is frozen"), session.begin_nested():
        session.execute(
            text("UPDATE clauses SET identity = 'x' WHERE id = :id"),
            {"id": session.scalars(select(Clause.id).order_by(Clause.id.desc())).first()},
        )
