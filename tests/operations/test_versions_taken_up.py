"""A change of a further version names the comments it took up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.db import Database
from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.models.accounts import User
from portal.models.audit import AuditEvent
from portal.models.drafts import DraftVersion
from portal.models.submissions import Comment
from portal.models.versions import ClauseMapping, TakenUpComment
from portal.operations import outline_keeping, outlines
from portal.operations.baskets import Opinion
from portal.operations.consultations import lock_consultation
from portal.operations.versions_taken_up import name_comments, require_changes_shown
from portal.queries.versions_taken_up import changes_naming, named_comments, taken_up
from portal.secrets import KeyRing
from tests import make
from tests.conftest import START
from tests.make import Scene
from tests.operations.redrafting import (
    REDRAFT,
    by_number,
    import_text,
    publish,
    versions_of,
)


@pytest.fixture
def commented(database: Database, ring: KeyRing) -> Scene:
    """A consultation with a comment on each of its first three clauses; another with one."""
    scene = make.scene(database)
    told = [Opinion(key, "remark", None, f"意见{key}") for key in scene.clause_ids[:3]]
    make.submission(database, ring, scene, told)
    with database.transaction() as session:
        other = make.published(session, make.officer(session, "stranger", "云川市水务局"))
        assert other.window is not None
        keys = [clause.identity for clause in make.clauses(session, other)]
        second = Scene(other.id, other.reference, other.window.closes_at, keys)
    make.submission(database, ring, second, [Opinion(keys[0], "remark", None, "别处的意见")])
    return scene


class Desk:
    """An officer with the second version of the scene's draft, unpublished."""

    def __init__(self, session: Session, scene: Scene) -> None:
        self.session = session
        self.actor = session.scalars(select(User).where(User.username == "officer")).one()
        self.made = lock_consultation(session, scene.consultation_id)
        self.version: DraftVersion = import_text(session, self.made, self.actor, REDRAFT)
        self.first = versions_of(session, scene)[0]
        rows = session.scalars(select(Comment).order_by(Comment.id)).all()
        self.own = [row.id for row in rows if row.consultation_id == scene.consultation_id]
        self.foreign = next(r.id for r in rows if r.consultation_id != scene.consultation_id)

    def name(self, number: str, ids: list[int], *, of_first: bool = False) -> None:
        clause = by_number(self.session, self.first if of_first else self.version)[number]
        name_comments(self.session, self.version, clause, ids, actor=self.actor, now=START)

    def named(self, number: str) -> list[int]:
        clause = by_number(self.session, self.version)[number]
        return named_comments(self.session, self.version.id, clause.id)

    def publish(self) -> None:
        publish(self.session, self.made, self.version, self.actor)


@pytest.fixture
def desk(session: Session, commented: Scene) -> Desk:
    return Desk(session, commented)


@pytest.fixture
def session(database: Database, commented: Scene):  # type: ignore[no-untyped-def]  # as the package's fixture
    """A write transaction, rolled back in the end; begun after the submissions."""
    with database.transaction() as value:
        yield value
        value.rollback()


def test_a_change_names_comments_and_the_last_word_counts(desk: Desk) -> None:
    desk.name("（二）", desk.own)
    desk.name("（二）", [desk.own[2]])
    assert desk.named("（二）") == [desk.own[2]]
    events = desk.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "comments_named").order_by(AuditEvent.id)
    ).all()
    assert events[1].facts["comment_ids"] == [desk.own[2]]
    desk.name("（二）", [])
    assert desk.named("（二）") == []


def test_a_deletion_names_comments_on_the_clause_that_is_gone(desk: Desk) -> None:
    desk.name("（二）", [desk.own[1]], of_first=True)
    desk.publish()
    naming = changes_naming(desk.session, desk.own)
    assert list(naming) == [desk.own[1]]
    gone = by_number(desk.session, desk.first)["（二）"].identity
    assert naming[desk.own[1]][0].anchor == f"x-{gone}"


def test_only_comments_of_the_same_consultation_are_named(desk: Desk) -> None:
    for ids in ([desk.foreign], [desk.own[0], desk.foreign], [10**6]):
        with pytest.raises(InvalidInputError, match="foreign_comment"):
            desk.name("（二）", ids)
    assert desk.named("（二）") == []


def test_an_unchanged_clause_or_one_of_another_draft_names_nothing(desk: Desk) -> None:
    with pytest.raises(ConflictError, match="nothing_changed"):
        desk.name("（一）", desk.own)
    other = desk.session.scalars(
        select(DraftVersion).where(DraftVersion.consultation_id != desk.made.id)
    ).one()
    clause = by_number(desk.session, other)["（一）"]
    with pytest.raises(NotFoundError):
        name_comments(desk.session, desk.version, clause, [], actor=desk.actor, now=START)


def test_what_a_public_version_names_is_fixed_and_found_both_ways(desk: Desk) -> None:
    desk.name("（二）", [desk.own[2], desk.own[0]])
    assert changes_naming(desk.session, desk.own) == {}, "not before it is public"
    desk.publish()
    with pytest.raises(ConflictError, match="version_published"):
        desk.name("（二）", [])
    clause = by_number(desk.session, desk.version)["（二）"]
    found = taken_up(desk.session, desk.first, desk.version)
    assert found == {clause.identity: (desk.own[0], desk.own[2])}
    one = changes_naming(desk.session, [desk.own[0]])[desk.own[0]][0]
    assert (one.version.number, one.clause.number) == (2, "（二）")
    assert one.anchor == f"c-{clause.identity}"


def test_a_change_that_is_none_any_longer_keeps_the_version_from_being_published(
    desk: Desk,
) -> None:
    desk.name("（二）", [desk.own[2]])
    clause = by_number(desk.session, desk.version)["（二）"]
    row = desk.session.scalars(
        select(ClauseMapping).where(ClauseMapping.new_clause_id == clause.id)
    ).one()
    row.change = "kept"
    desk.session.flush()
    with pytest.raises(ConflictError, match="named_without_change"):
        require_changes_shown(desk.session, desk.version)
    with pytest.raises(ConflictError):
        desk.publish()


def test_a_merger_takes_the_names_along_and_undo_brings_them_back(desk: Desk) -> None:
    desk.name("（五）", [desk.own[0]])
    key = by_number(desk.session, desk.version)["（五）"].identity
    told = {"actor": desk.actor, "now": START + timedelta(minutes=1)}
    outlines.merge_clause(desk.session, desk.version, key, **told)
    assert desk.named("（四）") == [desk.own[0]]
    outline_keeping.undo_edit(desk.session, desk.version, **told)
    assert desk.named("（四）") == []
    assert desk.named("（五）") == [desk.own[0]]


def test_another_import_begins_without_names(desk: Desk) -> None:
    desk.name("（二）", [desk.own[2]])
    version = import_text(desk.session, desk.made, desk.actor, REDRAFT)
    assert version.number == 2
    assert desk.session.scalars(select(TakenUpComment)).all() == []


def refuse(session: Session, statement: str, words: str) -> None:
    with pytest.raises(DBAPIError, match=words), session.begin_nested():
        session.execute(text(statement))


def test_the_database_itself_refuses_foreign_comments_and_late_changes(desk: Desk) -> None:
    desk.name("（二）", [desk.own[2]])
    refuse(
        desk.session,
        f"UPDATE taken_up_comments SET comment_id = {desk.foreign}",  # noqa: S608  our own id
        "foreign comment",
    )
    desk.publish()
    refuse(desk.session, "DELETE FROM taken_up_comments", "is frozen")
    refuse(
        desk.session,
        "UPDATE taken_up_comments SET comment_id = comment_id",
        "is frozen",
    )
    clause = by_number(desk.session, desk.version)["（三）"]
    late = TakenUpComment(
        draft_version_id=desk.version.id,
        clause_id=clause.id,
        comment_id=desk.own[0],
        named_by_id=desk.actor.id,
        named_at=START,
    )
    with pytest.raises(DBAPIError, match="is frozen"), desk.session.begin_nested():
        desk.session.bulk_save_objects([late])
