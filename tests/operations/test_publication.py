"""A consultation is published only when everything the law wants is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import window
from portal.drafts.outline import read_outline
from portal.errors import ConflictError, IncompleteError, InvalidInputError
from portal.models.accounts import User
from portal.models.consultations import Consultation, DocumentKind, Holiday
from portal.models.drafts import Clause
from portal.operations import consultations, drafts, outlines, windows
from tests import make
from tests.conftest import START

TODAY = date(2026, 3, 2)


def missing(session: Session, made: Consultation) -> list[str]:
    session.flush()
    return consultations.missing_for_publication(session, made, START)


def with_window(session: Session, made: Consultation, actor: User, first: date, days: int) -> None:
    period = window.of_days(first, first + timedelta(days=days - 1))
    windows.set_window(session, made, period, actor=actor, now=START)


def with_kind(session: Session, made: Consultation, code: str) -> None:
    kind = session.scalars(select(DocumentKind).where(DocumentKind.code == code)).one()
    made.document_kind = kind


def test_a_complete_consultation_is_published_with_its_draft(
    session: Session, officer: User
) -> None:
    made = make.prepared(session, officer)
    assert missing(session, made) == []
    consultations.publish_consultation(session, made, actor=officer, now=START)
    draft = consultations.current_draft(session, made.id)
    assert draft is not None
    assert made.published_at == draft.published_at == START
    with pytest.raises(ConflictError, match="already_published"):
        consultations.publish_consultation(session, made, actor=officer, now=START)


def test_a_new_consultation_lacks_notice_draft_and_window(session: Session, officer: User) -> None:
    made = consultations.create_consultation(
        session, bureau_id=officer.bureau_id or 0, title="题", document_kind_code="major_decision",
        actor=officer, now=START,
    )  # fmt: skip
    with pytest.raises(IncompleteError) as caught:
        consultations.publish_consultation(session, made, actor=officer, now=START)
    assert caught.value.details == {"missing": ["notice", "draft", "window"]}
    assert made.published_at is None


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"channels": []}, ["channels"]),
        ({"contacts": []}, ["contacts"]),
        ({"phones": [], "email": ""}, ["reach"]),
        ({"phones": [], "email": "", "address": "云川市迎宾路1号"}, []),
        ({"explanatory_note": ""}, ["explanatory_note"]),
        ({"explanatory_note": "", "no_note_reason": "无需说明"}, []),
        ({"channels": [], "contacts": []}, ["channels", "contacts"]),
    ],
)
def test_each_thing_a_notice_lacks_is_named(
    session: Session, officer: User, changes: dict[str, Any], codes: list[str]
) -> None:
    made = make.prepared(session, officer)
    consultations.save_notice(session, made, {**make.NOTICE, **changes}, actor=officer, now=START)
    assert missing(session, made) == codes


def test_a_notice_whose_background_was_emptied_behind_the_form_is_still_caught(
    session: Session, officer: User
) -> None:
    made = make.prepared(session, officer)
    assert made.notice is not None
    made.notice.background = ""
    assert missing(session, made) == ["background"]


def test_a_draft_without_a_commentable_clause_is_not_published(
    session: Session, officer: User
) -> None:
    made = make.prepared(session, officer)
    session.execute(update(Clause).values(is_commentable=False))
    assert missing(session, made) == ["draft"]


def test_a_window_that_began_on_a_past_day_is_not_published(
    session: Session, officer: User
) -> None:
    made = make.prepared(session, officer)
    with_window(session, made, officer, TODAY, 40)
    later = START + timedelta(days=1)
    assert consultations.missing_for_publication(session, made, later) == ["window_in_the_past"]
    assert missing(session, made) == []


def test_a_first_day_in_the_past_is_refused_when_it_is_set(
    session: Session, officer: User
) -> None:
    made = make.prepared(session, officer)
    with pytest.raises(InvalidInputError, match="past_day"):
        with_window(session, made, officer, TODAY - timedelta(days=1), 40)
    with_window(session, made, officer, TODAY, 30)
    assert missing(session, made) == []


def test_a_soft_minimum_may_be_shortened_with_a_reason(session: Session, officer: User) -> None:
    made = make.prepared(session, officer, days=29)
    assert missing(session, made) == ["shortened_reason"]
    fields = {**make.NOTICE, "shortened_reason": "汛期临近，情况紧急。"}
    consultations.save_notice(session, made, fields, actor=officer, now=START)
    assert missing(session, made) == []


@pytest.mark.parametrize("code", ["urban_plan", "expropriation_plan"])
def test_a_hard_minimum_is_never_shortened(session: Session, officer: User, code: str) -> None:
    made = make.prepared(session, officer, days=29)
    with_kind(session, made, code)
    fields = {**make.NOTICE, "shortened_reason": "情况紧急。"}
    consultations.save_notice(session, made, fields, actor=officer, now=START)
    assert missing(session, made) == ["window_below_hard_minimum"]
    with_window(session, made, officer, TODAY, 30)
    assert missing(session, made) == []


def test_working_days_are_counted_by_the_calendar_administrators_keep(
    session: Session, officer: User
) -> None:
    made = make.prepared(session, officer, days=9)
    with_kind(session, made, "normative_document")
    assert missing(session, made) == []
    session.add(Holiday(day=date(2026, 3, 5), is_workday=False, name="假日"))
    assert missing(session, made) == ["shortened_reason"]
    session.add(Holiday(day=date(2026, 3, 7), is_workday=True, name="调休"))
    assert missing(session, made) == []
    assert consultations.calendar(session) == (
        frozenset({date(2026, 3, 5)}),
        frozenset({date(2026, 3, 7)}),
    )


def _import(session: Session, made: Consultation, officer: User) -> None:
    drafts.import_draft(
        session, made, read_outline(make.DRAFT), source_text=make.DRAFT, source_name="draft.txt",
        actor=officer, now=START,
    )  # fmt: skip


def _mark(session: Session, made: Consultation, officer: User) -> None:
    draft = consultations.current_draft(session, made.id)
    assert draft is not None
    outlines.mark_clauses(session, draft, ["any"], actor=officer, now=START)


def _set_window(session: Session, made: Consultation, officer: User) -> None:
    with_window(session, made, officer, TODAY, 60)


@pytest.mark.parametrize("act", [_import, _mark, _set_window])
def test_nothing_public_is_prepared_again(
    session: Session, officer: User, act: Callable[[Session, Consultation, User], None]
) -> None:
    made = make.published(session, officer)
    with pytest.raises(ConflictError, match="already_published"):
        act(session, made, officer)
