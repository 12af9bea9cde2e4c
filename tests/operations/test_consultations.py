"""Preparing a consultation: creating it, its notice, its withdrawal."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.models.accounts import User
from portal.models.audit import AuditEvent
from portal.models.consultations import Consultation, DocumentKind
from portal.operations import consultations
from tests import make
from tests.conftest import START


def created(session: Session, actor: User, **changes: Any) -> Consultation:
    values: dict[str, Any] = {
        "bureau_id": actor.bureau_id,
        "title": "共享单车停放管理",
        "document_kind_code": "major_decision",
        "actor": actor,
        "now": START,
    }
    return consultations.create_consultation(session, **{**values, **changes})


def test_a_consultation_gets_a_public_reference_and_is_not_public(
    session: Session, officer: User
) -> None:
    first, second = created(session, officer), created(session, officer)
    assert first.reference == f"2026-{first.id:04d}"
    assert first.reference != second.reference
    assert (first.published_at, first.withdrawn_at, first.window) == (None, None, None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"document_kind_code": "poem"}, "document_kind"), ({"title": " "}, "title"),
     ({"title": "题" * 301}, "title")],
)  # fmt: skip
def test_an_unknown_kind_or_an_impossible_title_is_refused(
    session: Session, officer: User, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        created(session, officer, **changes)
    assert caught.value.details["field"] == field
    assert session.scalar(select(func.count()).select_from(Consultation)) == 0


def test_a_notice_is_saved_and_saved_again_in_place(session: Session, officer: User) -> None:
    made = created(session, officer)
    consultations.save_notice(session, made, make.NOTICE, actor=officer, now=START)
    changed = {**make.NOTICE, "title": "改后的标题", "phones": ["0999-5550123", "", "0999-5550124"]}
    notice = consultations.save_notice(session, made, changed, actor=officer, now=START)
    assert made.title == notice.title == "改后的标题"
    assert notice.phones == ["0999-5550123", "0999-5550124"]
    assert notice.fax == ""
    events = select(func.count()).where(AuditEvent.action == "notice_saved")
    session.flush()
    assert session.scalar(events) == 2


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("title", "", "required"),
        ("issuer", "  ", "required"),
        ("background", "", "required"),
        ("background", "甲\0乙", "control_character"),
        ("email", "a" * 201, "too_long"),
        ("fax", "0" * 61, "too_long"),
        ("postcode", "0" * 21, "too_long"),
        ("address", "路" * 301, "too_long"),
        ("contacts", ["名" * 201], "too_long"),
        ("explanatory_note", "字" * 100_001, "too_long"),
    ],
)
def test_a_notice_field_that_breaks_a_rule_is_refused_by_name(
    session: Session, officer: User, field: str, value: Any, rule: str
) -> None:
    made = created(session, officer)
    with pytest.raises(InvalidInputError) as caught:
        consultations.save_notice(
            session, made, {**make.NOTICE, field: value}, actor=officer, now=START
        )
    assert (caught.value.details["field"], caught.value.details["rule"]) == (field, rule)
    assert made.notice is None


def test_every_field_of_a_notice_holds_its_longest_value(session: Session, officer: User) -> None:
    lengths = {"title": 300, "issuer": 200, "email": 200, "fax": 60, "address": 300, "postcode": 20}
    longest = {**make.NOTICE, **{name: "字" * length for name, length in lengths.items()}}
    longest["email"] = "a" * 64 + "@" + "b" * 132 + ".cn"
    made = created(session, officer)
    consultations.save_notice(session, made, longest, actor=officer, now=START)
    session.flush()
    assert made.title == "字" * 300


def test_a_published_notice_is_not_changed(session: Session, officer: User) -> None:
    made = make.published(session, officer)
    with pytest.raises(ConflictError, match="already_published"):
        consultations.save_notice(session, made, make.NOTICE, actor=officer, now=START)


def test_a_withdrawn_consultation_keeps_its_reason(session: Session, officer: User) -> None:
    made = make.published(session, officer)
    consultations.withdraw_consultation(
        session, made, reason=" 依据发生变化 ", actor=officer, now=START
    )
    session.flush()
    assert (made.withdrawn_at, made.withdrawal_reason) == (START, "依据发生变化")
    with pytest.raises(ConflictError, match="not_withdrawable"):
        consultations.withdraw_consultation(session, made, reason="再次", actor=officer, now=START)


def test_a_withdrawal_before_publication_or_without_reason_is_refused(
    session: Session, officer: User
) -> None:
    made = make.prepared(session, officer)
    with pytest.raises(ConflictError, match="not_withdrawable"):
        consultations.withdraw_consultation(session, made, reason="理由", actor=officer, now=START)
    consultations.publish_consultation(session, made, actor=officer, now=START)
    with pytest.raises(InvalidInputError):
        consultations.withdraw_consultation(session, made, reason=" ", actor=officer, now=START)
    assert made.withdrawn_at is None


def test_a_locked_consultation_is_read_afresh_and_an_unknown_one_is_not_found(
    session: Session, officer: User
) -> None:
    made = created(session, officer)
    assert consultations.lock_consultation(session, made.id) is made
    with pytest.raises(NotFoundError):
        consultations.lock_consultation(session, made.id + 1)


def test_the_legal_table_keeps_what_administrators_changed(session: Session) -> None:
    kind = session.scalars(select(DocumentKind).where(DocumentKind.code == "urban_plan")).one()
    kind.minimum_days = 45
    before = session.scalar(select(func.count()).select_from(DocumentKind))
    consultations.ensure_document_kinds(session)
    session.flush()
    assert session.scalar(select(func.count()).select_from(DocumentKind)) == before
    assert kind.minimum_days == 45


@pytest.mark.parametrize("email", ["a@", "<", '"', "a@[", "无地址"])
def test_an_address_no_mail_can_be_written_to_is_refused(
    session: Session, officer: User, email: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        consultations.save_notice(
            session,
            created(session, officer),
            {**make.NOTICE, "email": email},
            actor=officer,
            now=START,
        )
    assert caught.value.details == {"field": "email", "rule": "email"}
