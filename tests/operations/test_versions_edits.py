"""An edit of a further version's tree keeps what was said of its clauses."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models.accounts import User
from portal.models.consultations import Consultation
from portal.models.drafts import DraftVersion
from portal.models.versions import ClauseMapping
from portal.operations import outline_keeping, outlines
from portal.operations.outline_acts import Wording
from portal.operations.outline_splitting import Cut
from portal.operations.versions_renewal import is_stale, renew_mapping
from tests import make
from tests.conftest import START
from tests.operations.redrafting import (
    ARTICLES,
    REDRAFT,
    by_number,
    changes,
    correct,
    import_text,
    publish,
)


@pytest.fixture
def made(session: Session, officer: User) -> Consultation:
    """A published consultation on make.DRAFT."""
    return make.published(session, officer)


@pytest.fixture
def version(session: Session, officer: User, made: Consultation) -> DraftVersion:
    """Its second version, unpublished; an officer said that （五） continues （二）."""
    found = import_text(session, made, officer, REDRAFT)
    correct(session, found, officer, "（二）", "（五）")
    return found


def identity(session: Session, version: DraftVersion, number: str) -> str:
    return by_number(session, version)[number].identity


def links(session: Session, version: DraftVersion) -> set[tuple[int | None, int | None, str]]:
    rows = session.scalars(
        select(ClauseMapping).where(ClauseMapping.draft_version_id == version.id)
    )
    return {(row.old_clause_id, row.new_clause_id, row.change) for row in rows}


def test_merging_a_clause_leads_its_link_to_the_clause_it_is_part_of(
    session: Session, officer: User, made: Consultation, version: DraftVersion
) -> None:
    key = identity(session, version, "（五）")
    outlines.merge_clause(session, version, key, actor=officer, now=START)
    found = changes(session, version)
    assert found["（二）", "（四）"] == "merged"
    assert ("（二）", None) not in found
    row = session.scalars(select(ClauseMapping).where(ClauseMapping.set_by_id.is_not(None))).one()
    assert row.set_by_id == officer.id
    renew_mapping(session, version, actor=officer, now=START)
    assert changes(session, version)["（二）", "（四）"] == "merged", "what the officer said stands"
    publish(session, made, version, officer)


def test_undoing_the_merger_brings_every_link_back(
    session: Session, officer: User, version: DraftVersion
) -> None:
    before = changes(session, version)
    key = identity(session, version, "（五）")
    outlines.merge_clause(session, version, key, actor=officer, now=START)
    outline_keeping.undo_edit(session, version, actor=officer, now=START)
    assert changes(session, version) == before
    row = session.scalars(select(ClauseMapping).where(ClauseMapping.set_by_id.is_not(None))).one()
    assert row.new_clause_id == by_number(session, version)["（五）"].id
    assert not is_stale(session, version)


def test_deleting_an_emptied_clause_says_its_old_one_is_deleted_until_undone(
    session: Session, officer: User, version: DraftVersion
) -> None:
    key = identity(session, version, "（五）")
    outlines.rewrite_clause(
        session, version, key, Wording("（五）", "", ""), actor=officer, now=START
    )
    outlines.delete_clause(session, version, key, actor=officer, now=START)
    assert changes(session, version)["（二）", None] == "deleted"
    assert not is_stale(session, version)
    outline_keeping.undo_edit(session, version, actor=officer, now=START)
    assert changes(session, version)["（二）", "（五）"] == "changed"


def test_undoing_a_split_leads_a_correction_of_its_second_part_to_the_first(
    session: Session, officer: User
) -> None:
    made = make.published(session, officer, draft=ARTICLES)
    version = import_text(session, made, officer, ARTICLES)
    key = identity(session, version, "第二条")
    cut = Cut(1, number="第六条")
    outlines.split_clause(session, version, key, cut, actor=officer, now=START)
    correct(session, version, officer, "第二条", "第六条", keeps_other_news=True)
    assert changes(session, version)["第二条", "第六条"] == "split"
    outline_keeping.undo_edit(session, version, actor=officer, now=START)
    assert changes(session, version)["第二条", "第二条"] == "kept"
    assert not is_stale(session, version)


def test_the_first_version_has_no_links_to_keep(session: Session, officer: User) -> None:
    made = make.prepared(session, officer)
    version = made_version(session, made)
    key = identity(session, version, "（二）")
    outlines.merge_clause(session, version, key, actor=officer, now=START)
    outline_keeping.undo_edit(session, version, actor=officer, now=START)
    assert links(session, version) == set()


def made_version(session: Session, made: Consultation) -> DraftVersion:
    """The only version of a consultation in preparation."""
    query = select(DraftVersion).where(DraftVersion.consultation_id == made.id)
    return session.scalars(query).one()
