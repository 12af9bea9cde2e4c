"""无意见: a submission of an organisation without comments, counted as people and not as opinions."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.errors import ConflictError, IncompleteError, InvalidInputError, WindowClosedError
from portal.models.submissions import Submission
from portal.operations import basket_keeping, baskets, no_comment, reports, submissions
from portal.operations.baskets import Opinion
from portal.operations.submissions import Receipt
from portal.queries.comments import no_comment_submissions
from portal.secrets import KeyRing, new_token
from tests import make
from tests.conftest import START
from tests.make import Scene

MINE = "m" * 43


def answer(session: Session, scene: Scene, **more: Any) -> None:
    values = {"token": MINE, "consultation_id": scene.consultation_id, "now": START, **more}
    no_comment.answer_no_comment(session, **values)


def submit(session: Session, ring: KeyRing, scene: Scene, **more: Any) -> Receipt:
    values = {"contact": make.ORGANISATION, "idempotency_key": new_token(), "now": START, **more}
    return submissions.submit_basket(
        session, ring, token=MINE, consultation_id=scene.consultation_id, **values
    )


def test_an_organisation_answers_without_comments(
    scene: Scene, session: Session, ring: KeyRing
) -> None:
    answer(session, scene)
    receipt = submit(session, ring, scene)
    assert session.get_one(Submission, receipt.submission_id).comment_count == 0
    found = no_comment_submissions(session, scene.consultation_id)
    assert [row.number for row in found] == [receipt.number]


def test_it_counts_as_one_organisation_and_as_no_opinion(
    scene: Scene, session: Session, ring: KeyRing
) -> None:
    answer(session, scene)
    submit(session, ring, scene)
    figures = reports.report_figures(session, scene.consultation_id)
    assert figures["people_count"] == figures["submission_count"] == figures["no_comment_count"] == 1
    assert figures["comment_count"] == figures["undecided_count"] == 0
    assert figures["channels"] == {"web": {"people": 1, "comments": 0}}


def test_a_repeat_with_the_same_key_is_the_same_receipt(
    scene: Scene, session: Session, ring: KeyRing
) -> None:
    answer(session, scene)
    key = new_token()
    first = submit(session, ring, scene, idempotency_key=key)
    again = submit(session, ring, scene, idempotency_key=key)
    assert (again.number, again.is_repeat) == (first.number, True)


def test_a_person_does_not_answer_so(scene: Scene, session: Session, ring: KeyRing) -> None:
    answer(session, scene)
    with pytest.raises(InvalidInputError) as refused:
        submit(session, ring, scene, contact=make.PERSON)
    assert refused.value.details["field"] == "commenter_kind"


def test_opinions_and_the_answer_exclude_each_other(
    scene: Scene, session: Session, ring: KeyRing
) -> None:
    answer(session, scene)
    opinion = Opinion(scene.clause_ids[0], "remark", None, "还是有意见")
    place = {"token": MINE, "consultation_id": scene.consultation_id}
    baskets.put_opinion(session, opinion=opinion, now=START, **place)
    with pytest.raises(ConflictError):
        answer(session, scene)
    receipt = submit(session, ring, scene)
    assert session.get_one(Submission, receipt.submission_id).comment_count == 1


def test_it_is_given_in_time_and_can_be_taken_back(
    scene: Scene, session: Session, ring: KeyRing
) -> None:
    with pytest.raises(WindowClosedError):
        answer(session, scene, now=scene.closes_at)
    answer(session, scene)
    no_comment.take_back_no_comment(session, token=MINE, consultation_id=scene.consultation_id)
    with pytest.raises(IncompleteError):
        submit(session, ring, scene)


@pytest.mark.parametrize("is_sent_again", [False, True])
def test_an_opinion_put_back_after_the_answer_was_left_out_as_a_no_comment(
    scene: Scene, session: Session, ring: KeyRing, is_sent_again: bool
) -> None:
    """Undo at the removal, or the form's button once more after going back."""
    whose: dict[str, Any] = {"token": MINE, "consultation_id": scene.consultation_id, "now": START}
    opinion = Opinion(None, "remark", None, "还是有一条意见")
    row = baskets.put_opinion(session, opinion=opinion, form_key="k" * 43, **whose)
    basket_keeping.remove_opinion(session, opinion_id=row.id, **whose)
    answer(session, scene)
    if is_sent_again:
        baskets.put_opinion(session, opinion=opinion, form_key="k" * 43, **whose)
    else:
        basket_keeping.restore_opinion(session, opinion_id=row.id, **whose)
    held = baskets.find_basket(session, MINE, scene.consultation_id)
    assert held is not None
    assert not held.is_no_comment
    receipt = submit(session, ring, scene, contact=make.PERSON)
    assert session.get_one(Submission, receipt.submission_id).comment_count == 1
