"""What edits leave behind: undo back to the import, the record, the check before publication."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.drafts.outline import read_outline
from portal.drafts.tree import Unit
from portal.errors import ConflictError, IncompleteError
from portal.models.accounts import User
from portal.models.audit import AuditEvent
from portal.models.outline_edits import OutlineEdit
from portal.operations import consultations, drafts, outline_keeping, outlines
from portal.operations.outline_acts import Wording
from portal.operations.outline_splitting import Cut
from tests.conftest import START
from tests.operations.test_outlines import GAPPED, STATUTE, Desk, sound


@pytest.fixture
def desk(session: Session, officer: User) -> Desk:
    """The statute at an officer's desk."""
    return Desk(session, officer, STATUTE)


def test_undo_goes_back_step_by_step_to_the_import(desk: Desk) -> None:
    states = [desk.rows()]
    for verb, number, *more in (
        (outlines.promote_clause, "（二）"),
        (outlines.merge_clause, "第二章"),
        (outlines.split_clause, "第三条", Cut(1)),
        (outlines.rewrite_clause, "第四条", Wording("第五条", "废止", "旧办法废止。")),
        (outlines.demote_clause, "第五条"),
        (outlines.mark_clause, "第一条", False),
        (outlines.set_units, "第一条", [Unit("责任单位", ["市公安局"])]),
        (outlines.rewrite_clause, "（一）", Wording("（一）", "", "")),
        (outlines.delete_clause, "（一）"),
    ):
        desk.act(verb, number, *more)
        sound(desk.clauses())
        states.append(desk.rows())
    assert [
        e.sequence for e in outline_keeping.newest_edits(desk.session, desk.version, 99)
    ] == list(range(9, 0, -1))
    for state in reversed(states[:-1]):
        desk.undo()
        assert desk.rows() == state
    with pytest.raises(ConflictError) as caught:
        desk.undo()
    assert caught.value.details["rule"] == "nothing_to_undo"


def test_an_edit_that_changes_nothing_leaves_no_trace(desk: Desk) -> None:
    old = desk.find("第一条")
    desk.act(outlines.rewrite_clause, "第一条", Wording(old.number, old.heading, old.text))
    desk.act(outlines.mark_clause, "第一条", True)
    assert not outline_keeping.newest_edits(desk.session, desk.version, 1)


def test_edit_undo_and_check_are_on_record_without_any_text(desk: Desk) -> None:
    key = desk.act(outlines.promote_clause, "（二）")
    desk.undo()
    outline_keeping.check_outline(desk.session, desk.version, **desk.told)
    desk.session.flush()
    query = select(AuditEvent).where(AuditEvent.subject == "draft_version")
    events = [(e.action, e.facts) for e in desk.session.scalars(query.order_by(AuditEvent.id))][1:]
    facts = {"kind": "promoted", "sequence": 1, "clause": key}
    assert events == [
        ("outline_edited", facts), ("outline_edit_undone", facts), ("outline_checked", {"warning_count": 0}),
    ]  # fmt: skip


def test_a_draft_with_warnings_is_published_only_once_checked(
    session: Session, officer: User
) -> None:
    desk = Desk(session, officer, GAPPED)
    assert desk.version.warnings
    with pytest.raises(IncompleteError) as caught:
        consultations.publish_consultation(session, desk.made, **desk.told)
    assert caught.value.details["missing"] == ["outline_unchecked"]
    outline_keeping.check_outline(session, desk.version, **desk.told)
    consultations.publish_consultation(session, desk.made, **desk.told)
    assert desk.made.published_at == START


def test_an_edit_an_undo_and_another_import_ask_for_another_check(
    session: Session, officer: User
) -> None:
    desk = Desk(session, officer, GAPPED)
    for step in (lambda: desk.act(outlines.promote_clause, "（二）"), desk.undo):
        outline_keeping.check_outline(session, desk.version, **desk.told)
        assert desk.version.checked_by_id == officer.id
        step()
        assert (desk.version.checked_at, desk.version.checked_by_id) == (None, None)
        missing = consultations.missing_for_publication(session, desk.made, START)
        assert missing == ["outline_unchecked"]
    desk.act(outlines.promote_clause, "（二）")
    outline_keeping.check_outline(session, desk.version, **desk.told)
    fresh = drafts.import_draft(
        session,
        desk.made,
        read_outline(GAPPED),
        source_text=GAPPED,
        source_name="新.txt",
        **desk.told,
    )
    assert fresh.checked_at is None
    assert session.scalar(select(func.count()).select_from(OutlineEdit)) == 0


def test_a_clean_draft_needs_no_check(desk: Desk) -> None:
    desk.act(outlines.promote_clause, "（二）")
    assert consultations.missing_for_publication(desk.session, desk.made, START) == []


def test_what_only_the_notice_lacks_is_no_doubt_about_the_tree(desk: Desk) -> None:
    desk.version.warnings = [{"code": "notice_missing", "line": 1, "message": "公告缺联系人"}]
    assert consultations.missing_for_publication(desk.session, desk.made, START) == []


def test_nothing_of_a_published_draft_can_be_edited_undone_or_checked(desk: Desk) -> None:
    desk.act(outlines.promote_clause, "（二）")
    consultations.publish_consultation(desk.session, desk.made, **desk.told)
    before = desk.rows()
    keys = [desk.find("第一条").identity]
    for refused in (
        lambda: desk.act(outlines.promote_clause, "（二）"),
        lambda: desk.act(outlines.rewrite_clause, "（二）", Wording("二", "", "")),
        lambda: outlines.mark_clauses(desk.session, desk.version, keys, **desk.told),
        desk.undo,
        lambda: outline_keeping.check_outline(desk.session, desk.version, **desk.told),
    ):
        with pytest.raises(ConflictError) as caught:
            refused()
        assert caught.value.details["rule"] == "already_published"
    assert desk.rows() == before


def test_what_was_seen_must_be_what_is_there(desk: Desk) -> None:
    seen = outline_keeping.edition(desk.version, None)
    outline_keeping.require_edition(desk.session, desk.version, seen)
    desk.act(outlines.promote_clause, "（二）")
    for stale in (seen, "", "0"):
        with pytest.raises(ConflictError) as caught:
            outline_keeping.require_edition(desk.session, desk.version, stale)
        assert caught.value.details["rule"] == "outline_changed"
    desk.undo()
    outline_keeping.require_edition(desk.session, desk.version, seen)
