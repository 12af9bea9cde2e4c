"""What an author adds or takes back: beside the submission, within the window, for good."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.db import Database
from portal.errors import (
    ConflictError,
    InvalidInputError,
    LimitReachedError,
    NotFoundError,
    WindowClosedError,
)
from portal.models.audit import AuditEvent
from portal.models.consultations import Consultation
from portal.models.submissions import WHOLE, ClauseTally, Comment, ContactData
from portal.models.submissions_later import Dispute, Supplement, Withdrawal
from portal.operations import consultations, reports, responses, submissions_later, windows
from portal.operations.baskets import Opinion
from portal.operations.responses import Decision
from portal.operations.tallies import derived_tally
from portal.secrets import KeyRing, new_token
from tests import make
from tests.conftest import TestClock
from tests.web.public import visits


def received(database: Database, ring: KeyRing, scene: make.Scene, *bodies: str) -> int:
    """The id of a submission of opinions on the whole draft."""
    opinions = [Opinion(None, "remark", "support", body) for body in bodies or ("很好。",)]
    return make.submission(database, ring, scene, opinions, contact=visits.CONSENTING).submission_id


def comment_ids(database: Database, submission_id: int) -> list[int]:
    """The ids of its comments in order."""
    with database.reading() as session:
        query = select(Comment.id).where(Comment.submission_id == submission_id)
        return list(session.scalars(query.order_by(Comment.position)))


def supplement(database: Database, submission_id: int, body: str = "再补充一句。", **changes: object) -> None:
    values = {
        "comment_id": comment_ids(database, submission_id)[0], "body": body, "key": new_token(),
        "now": clock.now(), **changes,
    }  # fmt: skip
    with database.transaction() as session:
        submissions_later.supplement_comment(session, submission_id, **values)  # type: ignore[arg-type]  # by name


def withdraw(database: Database, submission_id: int) -> None:
    with database.transaction() as session:
        submissions_later.withdraw_submission(session, submission_id, now=clock.now())


def count(database: Database, model: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_supplement_is_a_further_row_and_the_opinion_stays_as_it_was(
    database: Database, ring: KeyRing
) -> None:
    scene = make.scene(database)
    made = received(database, ring, scene, "甲。", "乙。")
    supplement(database, made, "再补充一句。\r\n第二行。")
    with database.reading() as session:
        row = session.scalars(select(Supplement)).one()
        comment = session.get_one(Comment, row.comment_id)
        assert (row.body, row.position) == ("再补充一句。\n第二行。", 1)
        assert comment.body == "甲。"
        assert [r.body for r in comment.supplements] == [row.body]
        actions = session.scalars(select(AuditEvent.action)).all()
    assert "submission_supplemented" in actions


def test_the_same_key_supplements_once(database: Database, ring: KeyRing) -> None:
    made, key = received(database, ring, make.scene(database)), new_token()
    supplement(database, made, key=key)
    supplement(database, made, key=key)
    assert count(database, Supplement) == 1


def test_what_is_not_in_time_is_refused_in_the_write_transaction(
    database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    made = received(database, ring, scene)
    test_clock.set(scene.closes_at)
    with pytest.raises(WindowClosedError):
        supplement(database, made)
    with pytest.raises(WindowClosedError):
        withdraw(database, made)
    test_clock.move(microseconds=-1)
    supplement(database, made)
    withdraw(database, made)
    assert (count(database, Supplement), count(database, Withdrawal)) == (1, 1)


@pytest.mark.parametrize("body", ["", "  \u200b ", "a\x00b", "长" * 20_001])
def test_a_supplement_goes_through_the_input_gate(
    database: Database, ring: KeyRing, body: str
) -> None:
    made = received(database, ring, make.scene(database))
    with pytest.raises(InvalidInputError):
        supplement(database, made, body)


def test_nobody_supplements_somebody_elses_opinion(database: Database, ring: KeyRing) -> None:
    scene = make.scene(database)
    mine, theirs = received(database, ring, scene), received(database, ring, scene)
    with pytest.raises(NotFoundError):
        supplement(database, mine, comment_id=comment_ids(database, theirs)[0])
    with pytest.raises(InvalidInputError):
        supplement(database, mine, key="short")
    assert count(database, Supplement) == 0


def test_supplements_come_to_an_end(database: Database, ring: KeyRing) -> None:
    made = received(database, ring, make.scene(database))
    for _ in range(submissions_later.SUPPLEMENT_LIMIT):
        supplement(database, made)
    with pytest.raises(LimitReachedError):
        supplement(database, made)


def test_a_withdrawn_submission_is_out_of_figures_tallies_and_report(
    database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    kept, gone = received(database, ring, scene, "留下。"), received(database, ring, scene, "撤回。")
    withdraw(database, gone)
    with database.reading() as session:
        figures = reports.report_figures(session, scene.consultation_id)
        tally = session.get_one(ClauseTally, (scene.consultation_id, WHOLE))
        assert (tally.comment_count, tally.support_count) == (1, 1)
        assert derived_tally(session, scene.consultation_id, WHOLE)["comment_count"] == 1
        assert session.get(ContactData, gone) is None
        assert session.get(ContactData, kept) is not None
    assert (figures["comment_count"], figures["submission_count"]) == (1, 1)
    assert figures["channels"]["web"]["comments"] == 1
    test_clock.set(scene.closes_at)
    with database.transaction() as session:
        actor, now = visits.an_admin(session), clock.now()
        responses.decide_comments(
            session, scene.consultation_id, comment_ids(database, kept), Decision("adopted"),
            actor=actor, now=now,
        )  # fmt: skip
        consultation = consultations.lock_consultation(session, scene.consultation_id)
        assert reports.missing_for_report(session, consultation, now) == []
        rows = reports.report_rows(session, ring, scene.consultation_id)
    assert [row["body"] for row in rows] == ["留下。"]


def test_a_withdrawn_submission_is_neither_supplemented_nor_withdrawn_again(
    database: Database, ring: KeyRing
) -> None:
    made = received(database, ring, make.scene(database))
    withdraw(database, made)
    with pytest.raises(ConflictError, match="submission_withdrawn"):
        supplement(database, made)
    with pytest.raises(ConflictError, match="submission_withdrawn"):
        withdraw(database, made)
    assert count(database, Withdrawal) == 1


def test_an_early_close_leaves_a_supplement_in_time(
    database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    made = received(database, ring, scene)
    ordered_at = test_clock.move(days=1)
    test_clock.move(seconds=3)
    supplement(database, made)
    with database.transaction() as session:
        consultation = consultations.lock_consultation(session, scene.consultation_id)
        windows.close_early(
            session, consultation, ordered_at, reason="提前完成。", actor=visits.an_admin(session),
            now=ordered_at,
        )  # fmt: skip
        assert consultation.window is not None
        assert consultation.window.value().is_open(clock.now())


def test_what_was_supplemented_after_its_decision_must_be_decided_again(
    database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    made = received(database, ring, scene, "甲。")
    decide = lambda session: responses.decide_comments(  # noqa: E731  said twice below
        session, scene.consultation_id, comment_ids(database, made), Decision("adopted"),
        actor=visits.an_admin(session), now=clock.now(),
    )  # fmt: skip
    with database.transaction() as session:
        decide(session)
    test_clock.move(hours=1)
    supplement(database, made, "还有一点。")
    test_clock.set(scene.closes_at)
    with database.transaction() as session:
        consultation = consultations.lock_consultation(session, scene.consultation_id)
        missing = reports.missing_for_report(session, consultation, clock.now())
        assert missing == ["supplemented"]
        decide(session)
        assert reports.missing_for_report(session, consultation, clock.now()) == []
        row = reports.report_rows(session, ring, scene.consultation_id)[0]
    assert row["body"] == "甲。\n（补充）还有一点。"


def test_a_duplicate_of_a_withdrawn_opinion_is_pointed_out(
    database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    first, second = received(database, ring, scene), received(database, ring, scene)
    original, copy = comment_ids(database, first)[0], comment_ids(database, second)[0]
    with database.transaction() as session:
        decision = Decision("duplicate", reason="内容相同。", duplicate_of=original)
        responses.decide_comments(
            session, scene.consultation_id, [copy], decision, actor=visits.an_admin(session),
            now=clock.now(),
        )  # fmt: skip
    withdraw(database, first)
    test_clock.set(scene.closes_at)
    with database.reading() as session:
        consultation = session.get_one(Consultation, scene.consultation_id)
        missing = reports.missing_for_report(session, consultation, clock.now())
    assert missing == ["original_withdrawn"]


def test_disowning_is_on_record_once_and_opens_by_the_right_link_only(
    database: Database, ring: KeyRing
) -> None:
    scene = make.scene(database)
    receipt = make.submission(database, ring, scene, [Opinion(None, "remark", None, "好。")])
    token = submissions_later.disowning_token(ring, receipt.number)
    for wrong in ("", "0" * 32, token[:-1], f"{token}a", "错"):
        with database.reading() as session:
            assert submissions_later.find_disowned(session, ring, receipt.number, wrong) is None
    for _ in range(2):
        with database.transaction() as session:
            found = submissions_later.find_disowned(session, ring, receipt.number, token)
            assert found is not None
            submissions_later.dispute_submission(session, found.id, now=clock.now())
    assert count(database, Dispute) == 1
    with database.reading() as session:
        actions = list(session.scalars(select(AuditEvent.action)))
    assert actions.count("submission_disputed") == 1
