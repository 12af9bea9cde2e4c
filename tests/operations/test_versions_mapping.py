"""Officers correct what the machine thinks became of each clause."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import ConflictError, InvalidInputError
from portal.models.accounts import User
from portal.models.audit import AuditEvent
from portal.models.consultations import Consultation
from portal.models.drafts import DraftVersion
from portal.models.versions import ClauseMapping
from portal.operations.versions_mapping import Correction, correct_mapping
from portal.operations.versions_renewal import is_stale, renew_mapping
from tests import make
from tests.conftest import START
from tests.operations.redrafting import (
    ARTICLES,
    ARTICLES_REDRAFTED,
    REDRAFT,
    by_number,
    changes,
    correct,
    first_version,
    import_text,
    publish,
)


@pytest.fixture
def made(session: Session, officer: User) -> Consultation:
    """A published consultation on make.DRAFT."""
    return make.published(session, officer)


@pytest.fixture
def version(session: Session, officer: User, made: Consultation) -> DraftVersion:
    """Its second version, unpublished."""
    return import_text(session, made, officer, REDRAFT)


def test_a_new_clause_is_said_to_continue_a_deleted_one(
    session: Session, officer: User, version: DraftVersion
) -> None:
    correct(session, version, officer, "（二）", "（五）")
    found = changes(session, version)
    assert found["（二）", "（五）"] == "changed"
    assert ("（二）", None) not in found
    assert (None, "（五）") not in found
    row = session.scalars(select(ClauseMapping).where(ClauseMapping.set_by_id.is_not(None))).one()
    assert (row.set_by_id, row.change) == (officer.id, "changed")
    assert 0 <= row.similarity < 0.5
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "mapping_corrected")).one()
    assert event.facts == {"old_clause_id": row.old_clause_id, "new_clause_id": row.new_clause_id}


def test_a_changed_clause_is_said_to_be_new_and_its_old_one_deleted(
    session: Session, officer: User, version: DraftVersion
) -> None:
    correct(session, version, officer, None, "（二）")
    found = changes(session, version)
    assert found[None, "（二）"] == "new"
    assert found["（三）", None] == "deleted"
    assert ("（三）", "（二）") not in found


def test_an_old_clause_is_said_to_be_deleted_and_its_new_one_is_new(
    session: Session, officer: User, version: DraftVersion
) -> None:
    correct(session, version, officer, "（一）", None)
    found = changes(session, version)
    assert (found["（一）", None], found[None, "（一）"]) == ("deleted", "new")


def test_an_old_clause_in_two_new_ones_is_split_and_in_one_again_no_more(
    session: Session, officer: User, version: DraftVersion
) -> None:
    correct(session, version, officer, "（三）", "（五）")
    found = changes(session, version)
    assert found["（三）", "（二）"] == found["（三）", "（五）"] == "split"
    correct(session, version, officer, None, "（五）")
    found = changes(session, version)
    assert (found["（三）", "（二）"], found[None, "（五）"]) == ("changed", "new")


def test_an_old_clause_is_moved_from_one_new_clause_to_another(
    session: Session, officer: User, version: DraftVersion
) -> None:
    correct(session, version, officer, "（三）", "（五）", keeps_other_news=False)
    found = changes(session, version)
    assert (found["（三）", "（五）"], found[None, "（二）"]) == ("changed", "new")
    assert ("（三）", "（二）") not in found


def test_a_further_old_clause_makes_a_merger(
    session: Session, officer: User, version: DraftVersion
) -> None:
    correct(session, version, officer, "（二）", "（一）", keeps_other_olds=True)
    found = changes(session, version)
    assert found["（一）", "（一）"] == found["（二）", "（一）"] == "merged"
    correct(session, version, officer, "（一）", "（一）")
    found = changes(session, version)
    assert (found["（一）", "（一）"], found["（二）", None]) == ("kept", "deleted")


def test_the_officer_may_name_the_kind_where_the_texts_allow_it(
    session: Session, officer: User, version: DraftVersion
) -> None:
    correct(session, version, officer, "（三）", "（二）", "moved")
    assert changes(session, version)["（三）", "（二）"] == "moved"
    for old, new, change in (("（三）", "（二）", "kept"), ("（一）", "（一）", "changed"),
                             (None, "（五）", "deleted"), ("（三）", "（二）", "lost")):  # fmt: skip
        with pytest.raises(InvalidInputError, match="contradicts_texts"):
            correct(session, version, officer, old, new, change)


def test_an_equal_text_with_another_number_is_renumbered_or_stays_moved(
    session: Session, officer: User, version: DraftVersion
) -> None:
    correct(session, version, officer, "（五）", "（三）")
    assert changes(session, version)["（五）", "（三）"] == "moved"
    correct(session, version, officer, "（五）", "（三）", "renumbered")
    assert changes(session, version)["（五）", "（三）"] == "renumbered"


def test_a_correction_decides_which_identity_lives_on(
    session: Session, officer: User, made: Consultation, version: DraftVersion
) -> None:
    before = by_number(session, first_version(session, made))
    correct(session, version, officer, "（二）", "（五）")
    publish(session, made, version, officer)
    assert by_number(session, version)["（五）"].identity == before["（二）"].identity


def test_a_clause_of_another_version_or_of_none_is_refused(
    session: Session, officer: User, made: Consultation, version: DraftVersion
) -> None:
    other = make.published(session, officer)
    foreign = by_number(session, first_version(session, other))["（一）"].id
    new = by_number(session, version)["（一）"].id
    old = by_number(session, first_version(session, made))["（一）"].id
    before = changes(session, version)
    for correction, field, rule in (
        (Correction(foreign, new), "old_clause", "unknown"),
        (Correction(old, foreign), "new_clause", "unknown"),
        (Correction(new, new), "old_clause", "unknown"),
        (Correction(None, None), "old_clause", "required"),
    ):
        with pytest.raises(InvalidInputError) as caught:
            correct_mapping(session, version, correction, actor=officer, now=START)
        assert caught.value.details == {"field": field, "rule": rule}
    assert changes(session, version) == before


def test_nothing_is_corrected_once_the_version_is_public_or_is_the_first(
    session: Session, officer: User, made: Consultation, version: DraftVersion
) -> None:
    publish(session, made, version, officer)
    with pytest.raises(ConflictError, match="version_published"):
        correct(session, version, officer, None, "（一）")
    first = first_version(session, made)
    with pytest.raises(ConflictError, match="version_published"):
        correct_mapping(session, first, Correction(None, 1), actor=officer, now=START)


def test_articles_are_corrected_whole_and_their_items_by_themselves(
    session: Session, officer: User
) -> None:
    made = make.published(session, officer, draft=ARTICLES)
    version = import_text(session, made, officer, ARTICLES_REDRAFTED)
    correct(session, version, officer, "第三条", "第四条")
    found = changes(session, version)
    assert (found["第三条", "第四条"], found["第四条", None]) == ("changed", "deleted")


def test_an_edited_version_is_not_published_until_its_mapping_is_made_anew(
    session: Session, officer: User, made: Consultation, version: DraftVersion
) -> None:
    correct(session, version, officer, "（二）", "（五）")
    clauses = by_number(session, version)
    clauses["（一）"].text += "到2028年全面覆盖。"
    session.delete(clauses["（四）"])
    session.flush()
    assert is_stale(session, version)
    with pytest.raises(ConflictError, match="mapping_stale"):
        publish(session, made, version, officer)
    renew_mapping(session, version, actor=officer, now=START)
    assert not is_stale(session, version)
    found = changes(session, version)
    assert found["（一）", "（一）"] == "changed"
    assert found["（四）", None] == "deleted"
    assert found["（二）", "（五）"] == "changed", "what the officer said stands"
    publish(session, made, version, officer)
    with pytest.raises(ConflictError, match="version_published"):
        renew_mapping(session, version, actor=officer, now=START)


def test_a_correction_of_a_clause_edited_away_is_not_missed(
    session: Session, officer: User, version: DraftVersion
) -> None:
    correct(session, version, officer, "（二）", "（五）")
    session.delete(by_number(session, version)["（五）"])
    session.flush()
    renew_mapping(session, version, actor=officer, now=START)
    assert changes(session, version)["（二）", None] == "deleted"
